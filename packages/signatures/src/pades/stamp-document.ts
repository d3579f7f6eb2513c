// Puts a document timestamp behind a document: a token of RFC 3161 over all its bytes (ISO 32000-2, 12.8.5; EN 319 142-1, 5.4.3).
import type { Source } from '../pdf/source.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'
import { fillContents, prepareRevision, type PrepareOptions } from './prepare.ts'

export interface StampOptions extends Pick<PrepareOptions, 'digest' | 'reserve' | 'password'> {
  timestamps: TimestampOptions
  /** A new field; by default the next free `SignatureN`. */
  field?: string
}

/**
 * @returns what goes behind the document, and the token
 * @throws SignatureError `timestamp-failed`; what `signPdf` throws before it signs
 */
export async function stampDocument(
  input: Uint8Array | Source,
  options: StampOptions,
): Promise<{ tail: Uint8Array; token: Uint8Array; field: string }> {
  const { timestamps, ...others } = options
  let reserve = options.reserve
  for (let round = 0; ; round++) {
    const prepared = prepareRevision(input, {
      ...others,
      ...(reserve ? { reserve } : {}),
      kind: 'timestamp',
      time: new Date(0),
    })
    const { digest, messageDigest, field } = prepared
    const token = await askTimestamp({ digest, bytes: messageDigest }, timestamps)
    if (token.length > prepared.reserve && round === 0) {
      reserve = Math.ceil(token.length * 1.25)
      continue
    }
    return { tail: fillContents(prepared, token), token, field }
  }
}
