// Adds a timestamp of the signature to a signed message; a server that fails costs the level only (EN 319 122-1, 5.3).
import { createHash } from 'node:crypto'
import { attribute, withUnsigned } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'

export interface SignedPdf {
  /** What goes behind the document; the document itself is not copied. */
  tail: Uint8Array
  level: 'B-B' | 'B-T'
  /** Why the wished timestamp is not there: a server that fails costs a level, not the signature. */
  pending: SignatureError | null
  field: string
}

export async function stampMessage(
  message: Uint8Array,
  signature: Uint8Array,
  timestamps: TimestampOptions | undefined,
): Promise<{ message: Uint8Array } & Pick<SignedPdf, 'level' | 'pending'>> {
  if (timestamps === undefined) return { message, level: 'B-B', pending: null }
  try {
    const bytes = createHash('sha256').update(signature).digest()
    const token = await askTimestamp({ digest: 'sha256', bytes }, timestamps)
    const whole = withUnsigned(message, attribute(cmsIds.timestampToken, token))
    return { message: whole, level: 'B-T', pending: null }
  } catch (error) {
    if (!(error instanceof SignatureError) || error.code !== 'timestamp-failed') throw error
    return { message, level: 'B-B', pending: error }
  }
}
