// Answers as a witness: signs that a log only grew since it was last seen, or says why not (C2SP tlog-witness).
import { fromBase64, sameBytes, toText, wholeNumber } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { type Hash, emptyRoot, hashBytes } from '../merkle/hash.ts'
import { verifyConsistency } from '../merkle/verify.ts'
import { type Checkpoint, parseCheckpoint } from '../notes/checkpoint.ts'
import type { SignerKey, VerifierKey } from '../notes/keys.ts'
import { formatSignature, parseNote } from '../notes/note.ts'
import { signText } from '../notes/sign-note.ts'
import { verifyNote } from '../notes/verify-note.ts'
import type { WitnessState } from './witness-state.ts'

export interface Witness {
  /** Keys of each log by its origin. */
  logs: ReadonlyMap<string, readonly VerifierKey[]>
  /** Of the kinds `cosignature` and `ml-dsa-44`. */
  signers: readonly SignerKey[]
  state: WitnessState
  /** Milliseconds since 1970; by default the system's clock. */
  now?: () => number
}

/** For whoever speaks HTTP: POST <prefix>/add-checkpoint. */
export interface WitnessAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 422
  contentType: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  body: string
}

const mostHashes = 63

/** Never throws for what a client sends; throws what the state throws. */
export async function addCheckpoint(
  body: string | Uint8Array,
  witness: Witness,
): Promise<WitnessAnswer> {
  const request = parseRequest(body)
  if (!request) return refuse(400, 'malformed request')
  const { oldSize, proof, note, text, checkpoint } = request
  const keys = witness.logs.get(checkpoint.origin)
  if (!keys) return refuse(404, 'unknown log')
  if (!isSigned(note, keys)) return refuse(403, 'no signature by a key of this log')
  const { origin, size, root, extensions } = checkpoint
  if (oldSize > size) return refuse(400, 'old size above checkpoint size')
  // ML-DSA-44 would not sign extension lines: see `mlDsaMessage`.
  const plain = extensions.length === 0
  const signers = witness.signers.filter(({ kind }) => plain || kind !== 'ml-dsa-44')
  if (signers.length === 0) return refuse(400, 'extension lines are not cosigned here')
  const before = await witness.state.load(origin)
  const last = before === null ? null : parseCheckpoint(parseNote(before).text)
  const known = last ?? { size: 0, root: emptyRoot }
  if (oldSize !== known.size) return conflict(known.size)
  if (size === known.size && !sameBytes(root, known.root)) return conflict(known.size)
  const step = { from: oldSize, to: size, fromRoot: known.root, toRoot: root, proof }
  if (!verifyConsistency(step)) return refuse(422, 'the consistency proof does not hold')
  if (!(await witness.state.replace(origin, before, note))) {
    const now = await witness.state.load(origin)
    return conflict(now === null ? 0 : parseCheckpoint(parseNote(now).text).size)
  }
  const time = Math.floor((witness.now ?? Date.now)() / 1000)
  const lines = signers.map((key) => formatSignature(signText(text, key, time)))
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: lines.join('') }
}

interface Request {
  oldSize: number
  proof: Hash[]
  note: string
  text: string
  checkpoint: Checkpoint
}

/** Null unless every line is as tlog-witness, add-checkpoint, has it. */
function parseRequest(body: string | Uint8Array): Request | null {
  const whole = typeof body === 'string' ? body : toText(body)
  const end = whole?.indexOf('\n\n') ?? -1
  if (whole === null || end < 0) return null
  const [first = '', ...lines] = whole.slice(0, end).split('\n')
  const oldSize = first.startsWith('old ') ? wholeNumber(first.slice(4)) : null
  const proof = lines.map(fromBase64)
  if (oldSize === null || proof.length > mostHashes) return null
  if (!proof.every((hash) => hash?.length === hashBytes)) return null
  try {
    const note = whole.slice(end + 2)
    const { text } = parseNote(note)
    return { oldSize, proof: proof as Hash[], note, text, checkpoint: parseCheckpoint(text) }
  } catch (error) {
    if (error instanceof LedgerError) return null
    throw error
  }
}

function isSigned(note: string, keys: readonly VerifierKey[]): boolean {
  try {
    verifyNote(note, keys)
    return true
  } catch (error) {
    if (error instanceof LedgerError) return false
    throw error
  }
}

function refuse(status: 400 | 403 | 404 | 422, why: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${why}\n` }
}

function conflict(size: number): WitnessAnswer {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${size}\n` }
}
