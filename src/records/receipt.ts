// Receipts: the proof anybody can keep that an act stands in the public ledger, and the verdict on one.
import {
  LedgerError,
  type SignerKey,
  type VerifierKey,
  toVerifier,
  verifyReceipt,
  writeReceipt,
} from '@rimaq/ledger'
import type { Ledger } from './create-records.ts'
import { RecordsError } from './errors.ts'
import { publicFiles } from './ledger/head-view.ts'
import { verifierLines } from './ledger/keys.ts'
import { type Db, findEntry } from './store-journal.ts'

export interface Receipt {
  /** The text to keep (C2SP tlog-proof), ending `.tlog-proof` as a file. */
  proof: string
  origin: string
  index: number
  size: number
  /** The leaf, as it stands in the ledger. */
  entry: string
  /** Keys that verify it, as lines. */
  keys: string[]
}

/** @throws RecordsError not-found, not-in-ledger-yet */
export async function receiptOf(db: Db, ledger: Ledger, id: string): Promise<Receipt> {
  const entry = await findEntry(db, id)
  if (!entry) throw new RecordsError('not-found', { id })
  const files = publicFiles(ledger.folder)
  const head = await files.head()
  if (entry.index === null || !head || entry.index >= head.size) {
    throw new RecordsError('not-in-ledger-yet', { entry: id })
  }
  const reader = files.reader(head)
  const proof = await writeReceipt(entry.index, { reader, checkpoint: head.note })
  const leaf = Buffer.from(await reader.entry(entry.index)).toString('utf8')
  const { origin, size } = head
  return {
    proof,
    origin,
    index: entry.index,
    size,
    entry: leaf,
    keys: verifierLines(ledger.keys).ledger,
  }
}

export interface Verdict {
  /**
   * `genuine`: signed by this ledger, and the proof holds; `false`: it claims so and does not hold;
   * `foreign`: signed by nobody known here; `unreadable`: no receipt.
   */
  verdict: 'genuine' | 'false' | 'foreign' | 'unreadable'
  /** Why not; null where genuine. */
  reason: LedgerError | null
  index: number | null
  size: number | null
  /** Names of those who signed: the ledger and witnesses. */
  signers: string[]
  /** When the head was signed, if the signature says so. */
  signed: Date | null
  /** The leaf as parsed; null if it is a record of the ledger itself. */
  leaf: Leaf | null
}

export interface Leaf {
  act: string
  time: string
  entry: string
  kind: string
  about: string
}

const foreign: ReadonlySet<string> = new Set(['unknown-signer', 'wrong-origin'])
const broken: ReadonlySet<string> = new Set(['bad-signature', 'bad-proof'])

/** `text` as pasted or uploaded: the proof, or JSON that holds it. Needs no database and no network. */
export function judgeReceipt(ledger: Ledger, text: string): Verdict {
  const nothing = { index: null, size: null, signers: [], signed: null, leaf: null }
  try {
    const keys = ledger.keys.signers.map(asVerifier)
    const witnessKeys = ledger.witnesses.flatMap((one) => one.keys)
    const { origin } = ledger.keys
    const trust = { keys, witnessKeys, origin }
    const { index, entry, checkpoint } = verifyReceipt(proofIn(text), trust)
    return {
      verdict: 'genuine',
      reason: null,
      index,
      size: checkpoint.size,
      signers: [...new Set(checkpoint.signatures.map(({ key }) => key.name))],
      signed: checkpoint.time === null ? null : new Date(checkpoint.time * 1000),
      leaf: leafIn(entry),
    }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const { code } = error
    const verdict = foreign.has(code) ? 'foreign' : broken.has(code) ? 'false' : 'unreadable'
    return { verdict, reason: error, ...nothing }
  }
}

function asVerifier(key: SignerKey): VerifierKey {
  return toVerifier(key)
}

/** The text of the proof, also out of our JSON; line ends of other systems are put right. */
export function proofIn(text: string): string {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimStart()
  if (!plain.startsWith('{')) return `${plain.trimEnd()}\n`
  try {
    const { proof } = JSON.parse(plain) as { proof?: unknown }
    return typeof proof === 'string' ? proof : plain
  } catch {
    return plain
  }
}

function leafIn(bytes: Uint8Array): Leaf | null {
  try {
    const { act, time, ids } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      act: unknown
      time: unknown
      ids: Record<string, unknown>
    }
    const leaf = { act, time, entry: ids['entry'], kind: ids['kind'], about: ids['about'] }
    return Object.values(leaf).every((value) => typeof value === 'string') ? (leaf as Leaf) : null
  } catch {
    return null
  }
}
