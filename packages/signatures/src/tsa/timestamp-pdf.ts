// Adds a document timestamp: a token over the whole document as a revision of its own (ISO 32000-2, 12.8.5).
import { embedSignature, prepareSignature } from '../pades/prepare.ts'
import type { Source } from '../pdf/source.ts'
import { askTimestamp, type TimestampOptions } from './ask-timestamp.ts'
import { readToken } from './token.ts'

export interface StampedPdf {
  /** What goes behind the document. */
  tail: Uint8Array
  /** As the server tells it. */
  time: Date
  field: string
}

/**
 * Nothing is made when no server answers: without the token there is nothing to keep.
 * @throws SignatureError `timestamp-failed`, `would-break`, and what `openPdf` throws
 */
export async function timestampPdf(
  input: Uint8Array | Source,
  timestamps: TimestampOptions,
): Promise<StampedPdf> {
  const make = async (reserve: number): Promise<StampedPdf> => {
    const time = new Date()
    const prepared = prepareSignature(input, { kind: 'timestamp', time, reserve })
    const { digest, messageDigest: bytes, field } = prepared
    const token = await askTimestamp({ digest, bytes }, timestamps)
    // The room for a token is fixed before it is known; a longer one is asked for again.
    if (token.length > reserve) return make(Math.ceil(token.length * 1.25))
    return { tail: embedSignature(prepared, token), time: readToken(token).time, field }
  }
  return make(12_288)
}
