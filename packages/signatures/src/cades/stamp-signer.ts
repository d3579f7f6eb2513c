// Puts a timestamp over the signature value beside a signer (ETSI EN 319 122-1, 5.3).
import { createHash } from 'node:crypto'
import { attribute } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { octetsOf, readDer } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'
import type { SignerParts } from './message-parts.ts'

export interface Stamped {
  level: 'B-B' | 'B-T'
  /** Why the wished timestamp is not there: a server that fails costs a level, not the signature. */
  pending: SignatureError | null
}

/** Adds the token to the unsigned attributes of the signer, where servers are named and one answers. */
export async function stampSigner(
  signer: SignerParts | undefined,
  timestamps: TimestampOptions | undefined,
): Promise<Stamped> {
  const value = signer?.fields.at(-1)
  if (timestamps === undefined || signer === undefined || value === undefined)
    return { level: 'B-B', pending: null }
  try {
    const bytes = createHash('sha256')
      .update(octetsOf(readDer(value)))
      .digest()
    const token = await askTimestamp({ digest: 'sha256', bytes }, timestamps)
    signer.unsigned.push(attribute(cmsIds.timestampToken, token))
    return { level: 'B-T', pending: null }
  } catch (error) {
    if (!(error instanceof SignatureError) || error.code !== 'timestamp-failed') throw error
    return { level: 'B-B', pending: error }
  }
}
