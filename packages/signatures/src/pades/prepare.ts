// Prepares a revision with room for a signature, and digests what has to be signed (ETSI EN 319 142-1, 5).
import { createHash } from 'node:crypto'
import { fromLatin1, toHex } from '../bytes.ts'
import type { DigestName } from '../cms/algorithms.ts'
import { appendRevision } from '../pdf/append-revision.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { Draft } from '../pdf/draft.ts'
import { mapStrings } from '../pdf/map-strings.ts'
import type { PdfValue } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import { textString, writeValue } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'
import type { Appearance } from './appearance/appearance.ts'
import { placeField } from './place-field.ts'

export interface PrepareOptions {
  /** An empty field to sign, or the name of a new one; by default a new `SignatureN`. */
  field?: string
  /** The claimed time, /M. */
  time: Date
  /** By default SHA-256. */
  digest?: DigestName
  /** Bytes kept for the message; by default 16,384. */
  reserve?: number
  reason?: string
  location?: string
  name?: string
  contact?: string
  /** Makes it the certification of the document with this /P (12.8.2.2). */
  certify?: 1 | 2 | 3
  /** Of a signature by default; a document timestamp has neither time nor texts. */
  kind?: 'signature' | 'timestamp'
  /** What is seen of the signature; by default nothing. */
  appearance?: Appearance
  /** Opens an encrypted document; empty by default. */
  password?: string
}

export interface Prepared {
  /** What follows the last byte of the document, the signature still empty. */
  tail: Uint8Array
  byteRange: [number, number, number, number]
  /** The first hexadecimal digit of the signature within `tail`. */
  contentsAt: number
  reserve: number
  digest: DigestName
  /** Digest of all the document but the signature itself. */
  messageDigest: Uint8Array
  field: string
  /** Bytes of the document. */
  size: number
}

const BLANK = ' '.repeat(12)

/**
 * The revision with an empty signature. The document is read by ranges and left as it is.
 * @throws SignatureError `would-break` with the reason, `no-such-field`, `password-needed`,
 * `malformed-pdf` and what `openPdf` and `appendRevision` throw
 */
export function prepareRevision(input: Uint8Array | Source, options: PrepareOptions): Prepared {
  const source = input instanceof Uint8Array ? bytesSource(input) : input
  const { password, digest = 'sha256', reserve = 16_384 } = options
  const document = openPdf(source, password === undefined ? {} : { password })
  const draft = new Draft(document)
  const signature = draft.reserve()
  const { number } = signature
  const placed = placeField(draft, { ...options, texts: options, signature })
  const { name: field, references } = placed
  const body = signatureBody(document, options, { references, reserve, number })
  draft.objects.set(number, { body })
  const { tail, offsets } = appendRevision(document, draft.objects)
  const bodyAt = (offsets.get(number) ?? 0) - source.size + `${number} 0 obj\n`.length
  const contentsAt = bodyAt + body.indexOf('/Contents<') + '/Contents<'.length
  const first = source.size + contentsAt - 1
  const second = first + reserve * 2 + 2
  const end = source.size + tail.length
  const byteRange: Prepared['byteRange'] = [0, first, second, end - second]
  const rangeAt = bodyAt + body.indexOf('/ByteRange[') + '/ByteRange['.length
  const written = `0 ${byteRange.slice(1).join(' ')}`.padEnd(BLANK.length * 4)
  tail.set(fromLatin1(written), rangeAt)
  const hash = createHash(digest)
  source.feed(0, source.size, (piece) => void hash.update(piece))
  hash.update(tail.subarray(0, first - source.size)).update(tail.subarray(second - source.size))
  const messageDigest = new Uint8Array(hash.digest())
  const { size } = source
  return { tail, byteRange, contentsAt, reserve, digest, messageDigest, field, size }
}

/**
 * The tail with the message in its place, within the same memory; what is left of the room stays
 * zero (12.8.1).
 * @throws SignatureError `reserve-too-small` with `needed` and `reserved`
 */
export function fillContents(prepared: Prepared, message: Uint8Array): Uint8Array {
  if (message.length > prepared.reserve) {
    const evidence = { needed: message.length, reserved: prepared.reserve }
    throw new SignatureError('reserve-too-small', evidence)
  }
  prepared.tail.set(fromLatin1(toHex(message)), prepared.contentsAt)
  return prepared.tail
}

/**
 * Table 255. /Contents and /ByteRange have a fixed width, for they are filled in later. /Contents is
 * never encrypted (7.6.2), the other strings are.
 */
function signatureBody(
  { decryption }: PdfDocument,
  options: PrepareOptions,
  given: { references: PdfValue[] | null; reserve: number; number: number },
): string {
  const timestamp = options.kind === 'timestamp'
  const write = (value: PdfValue): string =>
    writeValue(
      decryption === null
        ? value
        : mapStrings(value, (bytes) => decryption.sealString(bytes, given.number, 0)),
    )
  const parts = [
    timestamp ? '/Type/DocTimeStamp' : '/Type/Sig',
    '/Filter/Adobe.PPKLite',
    timestamp ? '/SubFilter/ETSI.RFC3161' : '/SubFilter/ETSI.CAdES.detached',
    `/ByteRange[${BLANK.repeat(4)}]`,
    `/Contents<${'0'.repeat(given.reserve * 2)}>`,
  ]
  if (!timestamp) {
    parts.push(`/M${write(textString(pdfTime(options.time)))}`)
    const texts = [
      ['Name', options.name],
      ['Reason', options.reason],
      ['Location', options.location],
      ['ContactInfo', options.contact],
    ] as const
    for (const [key, text] of texts)
      if (text !== undefined) parts.push(`/${key} ${write(textString(text))}`)
  }
  if (given.references !== null) parts.push(`/Reference${write(given.references)}`)
  return `<<${parts.join('\n')}>>`
}

/** 7.9.4, in UTC. */
function pdfTime(time: Date): string {
  return `D:${time.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00'`
}
