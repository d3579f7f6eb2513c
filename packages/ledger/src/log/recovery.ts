// The record by which the holder of a log's key says that an old history is given up, and why.
import { fromBase64, toBase64, wholeNumber } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { hashBytes } from '../merkle/hash.ts'
import type { SignerKey, VerifierKey } from '../notes/keys.ts'
import { signNote } from '../notes/sign-note.ts'
import { verifyNote } from '../notes/verify-note.ts'
import type { Head } from './heads.ts'

const title = 'rimaq-ledger recovery v1'

export interface Recovery {
  origin: string
  /** The head that was published; null if nobody remembers it. */
  old: Head | null
  /** The head from which the log goes on: that of the files. */
  new: Head
  /** One or more lines, for those who read the log. */
  reason: string
  /** Seconds since 1970. */
  time: number
}

/**
 * The signed note: title, origin, `old`, `new`, `time` and the reason, a line each. No checkpoint
 * looks like it, so that the key signs nothing that could pass for one. Throws `bad-recovery`.
 */
export function signRecovery(recovery: Recovery, keys: readonly SignerKey[]): string {
  const { origin, old, time, reason } = recovery
  const lines = [
    title,
    origin,
    `old ${headText(old)}`,
    `new ${headText(recovery.new)}`,
    `time ${time}`,
    reason.trim(),
  ]
  const text = `${lines.join('\n')}\n`
  parseRecovery(text)
  return signNote(text, keys, time)
}

/** Throws `bad-recovery`, and what `verifyNote` throws. */
export function openRecovery(note: string, keys: readonly VerifierKey[]): Recovery {
  return parseRecovery(verifyNote(note, keys).text)
}

function parseRecovery(text: string): Recovery {
  const [first, origin = '', old = '', now = '', time = '', ...reason] = text.split('\n')
  if (first !== title || origin === '') throw bad('it is no recovery record')
  const seconds = time.startsWith('time ') ? wholeNumber(time.slice(5)) : null
  const newHead = parseHead(now, 'new ')
  if (seconds === null || !newHead) throw bad('time or new head is missing')
  if (reason.join('').trim() === '') throw bad('it gives no reason')
  return {
    origin,
    old: parseHead(old, 'old '),
    new: newHead,
    reason: reason.join('\n').trim(),
    time: seconds,
  }
}

/** `12 base64`, `12 -` where the root is not known, `-` for no head. */
function headText(head: Head | null): string {
  return head ? `${head.size} ${head.root ? toBase64(head.root) : '-'}` : '-'
}

function parseHead(line: string, label: string): Head | null {
  if (line === `${label}-`) return null
  const [decimal = '', base64 = ''] = line.startsWith(label)
    ? line.slice(label.length).split(' ')
    : []
  const size = wholeNumber(decimal)
  const root = base64 === '-' ? null : fromBase64(base64)
  if (size === null || (root !== null && root.length !== hashBytes)) throw bad(`${label}is broken`)
  if (root === null && base64 !== '-') throw bad(`${label}is broken`)
  return { size, root }
}

/** Whether both name the same head. */
export function sameAs(one: Head | null, other: Head | null): boolean {
  return headText(one) === headText(other)
}

function bad(why: string): LedgerError {
  return new LedgerError('bad-recovery', { why })
}
