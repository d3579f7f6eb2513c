// Keeps a signature that is being made as JSON, so that another process can finish it.
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { digests } from '../cms/algorithms.ts'
import { concat } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import type { Prepared } from './prepare.ts'

const FORM = 'rimaq-signature-ticket-1'

/**
 * What is needed to finish a signature. Plain JSON; bytes are in base64. It holds no secret, but who
 * can change it can change what is appended, so it is kept where the documents are.
 */
export interface SignatureTicket {
  form: typeof FORM
  /** Bytes of the document that the tail goes behind. */
  size: number
  digest: DigestName
  /** Digest of all the document but the signature itself. */
  messageDigest: string
  field: string
  /** The tail without the digits of /Contents. */
  before: string
  after: string
  /** Bytes kept for the message. */
  reserve: number
  /** DER; the signer's own first. Empty when the message is made elsewhere as a whole. */
  certificates: string[]
  /** How the key signs; null without certificates. */
  algorithm: SignatureAlgorithm | null
}

export function writeTicket(
  prepared: Prepared,
  made: { certificates: readonly Uint8Array[]; algorithm: SignatureAlgorithm | null },
): SignatureTicket {
  const { tail, contentsAt, reserve } = prepared
  return {
    form: FORM,
    size: prepared.size,
    digest: prepared.digest,
    messageDigest: toBase64(prepared.messageDigest),
    field: prepared.field,
    before: toBase64(tail.subarray(0, contentsAt)),
    after: toBase64(tail.subarray(contentsAt + reserve * 2)),
    reserve,
    certificates: made.certificates.map(toBase64),
    algorithm: made.algorithm,
  }
}

/** The revision a ticket speaks of. @throws SignatureError `bad-ticket` */
export function readTicket(ticket: SignatureTicket): Prepared & { certificates: Uint8Array[] } {
  const bad = (why: string) => new SignatureError('bad-ticket', { why })
  if (typeof ticket !== 'object' || ticket === null || ticket.form !== FORM)
    throw bad('it has another form')
  const { size, reserve, digest, field } = ticket
  const counts = [size, reserve].every((one) => Number.isSafeInteger(one) && one > 0)
  if (!counts || reserve > MOST_RESERVED || typeof field !== 'string') throw bad('it is incomplete')
  const row = digests.find(({ name }) => name === digest)
  const messageDigest = fromBase64(ticket.messageDigest)
  if (row === undefined || messageDigest.length !== row.bytes) throw bad('its digest is malformed')
  if (!Array.isArray(ticket.certificates)) throw bad('it is incomplete')
  const [before, after] = [fromBase64(ticket.before), fromBase64(ticket.after)]
  if (before.at(-1) !== 0x3c || after[0] !== 0x3e) throw bad('it has no room for a signature')
  const first = size + before.length - 1
  const second = first + reserve * 2 + 2
  return {
    tail: concat([before, new Uint8Array(reserve * 2).fill(0x30), after]),
    byteRange: [0, first, second, after.length - 1],
    contentsAt: before.length,
    reserve,
    digest,
    messageDigest,
    field,
    size,
    certificates: ticket.certificates.map(fromBase64),
  }
}

const MOST_RESERVED = 2 ** 24

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function fromBase64(text: string): Uint8Array {
  if (typeof text !== 'string') throw new SignatureError('bad-ticket', { why: 'it is incomplete' })
  return new Uint8Array(Buffer.from(text, 'base64'))
}
