// Reads and writes signed notes: a text, an empty line, and who signed it (C2SP signed-note).
import { fromBase64, toBase64, toBytes, toText } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'

/** One line of signature. */
export interface NoteSignature {
  name: string
  /** First four bytes of the signature, as a number. */
  keyId: number
  /** What follows the key id. */
  bytes: Uint8Array
}

export interface Note {
  /** With its last line end. */
  text: string
  signatures: NoteSignature[]
}

/** As golang.org/x/mod/sumdb/note; signed-note asks for at least 16 signatures. */
const most = { bytes: 1_000_000, signatures: 100 }

/** Throws `malformed-note`. Nothing is verified: see `verifyNote`. */
export function parseNote(note: string | Uint8Array): Note {
  const text = typeof note === 'string' ? note : toText(note)
  if (text === null || !text.isWellFormed()) throw malformed('it is not UTF-8')
  if (toBytes(text).length > most.bytes) throw malformed('it is too long')
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw malformed('it holds a control character')
  const split = text.lastIndexOf('\n\n')
  if (split < 0) throw malformed('no empty line parts text and signatures')
  const lines = text.slice(split + 2).split('\n')
  if (lines.pop() !== '' || lines.length === 0)
    throw malformed('it does not end in a signature line')
  if (lines.length > most.signatures) throw malformed('it has too many signatures')
  return { text: text.slice(0, split + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line: string): NoteSignature {
  const [, name = '', base64 = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  const bytes = fromBase64(base64)
  if (!isKeyName(name) || !bytes || bytes.length < 5) throw malformed('a signature line is broken')
  return { name, keyId: new DataView(bytes.buffer).getUint32(0), bytes: bytes.subarray(4) }
}

/** The line of a signature, with its line end. */
export function formatSignature({ name, keyId, bytes }: NoteSignature): string {
  const all = Buffer.alloc(4 + bytes.length)
  all.writeUInt32BE(keyId)
  all.set(bytes, 4)
  return `— ${name} ${toBase64(all)}\n`
}

/** Throws `malformed-note` for a text that cannot be signed. */
export function formatNote({ text, signatures }: Note): string {
  const note = `${text}\n${signatures.map(formatSignature).join('')}`
  if (!text.endsWith('\n') || parseNote(note).text !== text)
    throw malformed('the text has no line end')
  return note
}

/** Not empty, without white space of any script and without plus (signed-note, Format). */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\u0000-\u001f]/u.test(name)
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-note', { why })
}
