// Checks a whole log: every entry, every hash, the signature, and that nothing seen before is gone.
import { sameBytes } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerStorage } from '../log/storage.ts'
import { Frontier } from '../merkle/frontier.ts'
import { type Hash, leafHash } from '../merkle/hash.ts'
import type { VerifierKey } from '../notes/keys.ts'
import { type VerifiedCheckpoint, openCheckpoint } from '../notes/verify-note.ts'
import { tilePath, tileWidth, widthAt } from '../tiles/coordinates.ts'
import { type Tile, parseTilePath } from '../tiles/coordinates.ts'
import { readEntries } from '../tiles/entry-bundle.ts'

export interface LogToVerify {
  storage: Pick<LedgerStorage, 'read' | 'list'>
  origin: string
  /** Every one of these must have signed the checkpoint. */
  keys: readonly VerifierKey[]
  /** A signed checkpoint seen earlier, which the log must go on from. */
  witnessed?: string
}

export interface LogFinding {
  path: string
  what: 'missing' | 'wrong' | 'not-signed' | 'rolled-back' | 'forked'
}

export interface LogReport {
  size: number
  findings: LogFinding[]
}

/**
 * Reads everything; memory stays small. An honest log has no findings. Files beyond the checkpoint
 * belong to a batch that is being written and are not looked at. Throws what the storage throws.
 */
export async function verifyLog(options: LogToVerify): Promise<LogReport> {
  const findings: LogFinding[] = []
  const checkpoint = await readCheckpoint(options, findings)
  if (!checkpoint) return { size: 0, findings }
  const checker = new Checker(options.storage, checkpoint.size, findings)
  const seen = options.witnessed === undefined ? null : openOrNull(options, options.witnessed)
  if (options.witnessed !== undefined && !seen) {
    findings.push({ path: 'witnessed checkpoint', what: 'not-signed' })
  }
  const roots = await checker.run(seen?.size ?? 0)
  if (!sameBytes(roots.last, checkpoint.root)) findings.push({ path: 'checkpoint', what: 'wrong' })
  if (seen && seen.size > checkpoint.size)
    findings.push({ path: 'checkpoint', what: 'rolled-back' })
  else if (seen && !sameBytes(roots.earlier, seen.root)) {
    findings.push({ path: 'checkpoint', what: 'forked' })
  }
  return { size: checkpoint.size, findings }
}

async function readCheckpoint(
  options: LogToVerify,
  findings: LogFinding[],
): Promise<VerifiedCheckpoint | null> {
  const bytes = await options.storage.read('checkpoint')
  if (!bytes) findings.push({ path: 'checkpoint', what: 'missing' })
  const checkpoint = bytes && openOrNull(options, bytes)
  const signers = checkpoint?.signatures.length ?? 0
  if (bytes && signers < options.keys.length) {
    findings.push({ path: 'checkpoint', what: 'not-signed' })
  }
  return checkpoint
}

function openOrNull(
  { keys, origin }: LogToVerify,
  note: string | Uint8Array,
): VerifiedCheckpoint | null {
  try {
    return openCheckpoint(note, keys, origin)
  } catch (error) {
    if (error instanceof LedgerError) return null
    throw error
  }
}

/** Rebuilds the tree from the entries and compares every tile with it. */
class Checker {
  readonly #storage: LogToVerify['storage']
  readonly #size: number
  readonly #findings: LogFinding[]

  constructor(storage: LogToVerify['storage'], size: number, findings: LogFinding[]) {
    this.#storage = storage
    this.#size = size
    this.#findings = findings
  }

  async run(earlierSize: number): Promise<{ last: Hash; earlier: Hash }> {
    const frontier = new Frontier()
    const levels: Hash[][] = []
    let earlier = frontier.root()
    let size = 0
    for (let index = 0; size < this.#size; index++) {
      const entries = await this.#entries(index)
      if (!entries) return { last: new Uint8Array(0), earlier: new Uint8Array(0) }
      for (const entry of entries) {
        frontier.push(leafHash(entry), (height, hash) => {
          if (height % 8 === 0) (levels[height / 8] ??= []).push(hash)
        })
        size += 1
        if (size === earlierSize) earlier = frontier.root()
      }
      await this.#full(levels, size)
    }
    for (const [level, hashes] of levels.entries()) {
      if (hashes.length > 0) await this.#hashes(level, hashes, size)
    }
    return { last: frontier.root(), earlier }
  }

  async #full(levels: Hash[][], size: number): Promise<void> {
    for (const [level, hashes] of levels.entries()) {
      if (hashes.length < tileWidth) continue
      await this.#hashes(level, hashes, size)
      levels[level] = []
    }
  }

  async #entries(index: number): Promise<Uint8Array[] | null> {
    const at = { level: 'entries' as const, index }
    const tile: Tile = { ...at, width: widthAt(at, this.#size) }
    const bytes = await this.#compare(tile, null)
    const entries = bytes && readEntries(bytes)
    if (bytes && entries?.length !== tile.width) this.#wrong(tilePath(tile))
    return entries?.length === tile.width ? entries : null
  }

  async #hashes(level: number, hashes: Hash[], size: number): Promise<void> {
    const count = Math.floor(size / tileWidth ** level)
    const index = Math.ceil(count / tileWidth) - 1
    await this.#compare({ level, index, width: hashes.length }, Buffer.concat(hashes))
  }

  /** Compares a tile, and what is still there of its shorter forms, which must be its beginning. */
  async #compare(tile: Tile, expected: Uint8Array | null): Promise<Uint8Array | null> {
    const path = tilePath(tile)
    const bytes = await this.#storage.read(path)
    if (!bytes) this.#findings.push({ path, what: 'missing' })
    else if (expected && !sameBytes(bytes, expected)) this.#wrong(path)
    const whole = expected ?? bytes
    const parts = tilePath({ ...tile, width: 1 }).replace(/\/1$/, '')
    for (const name of whole ? await this.#storage.list(parts) : []) {
      const part = parseTilePath(`${parts}/${name}`)
      if (!part || part.width >= tile.width) continue
      const shorter = await this.#storage.read(`${parts}/${name}`)
      // One that went meanwhile is not needed any more: the log removes what a longer form replaced.
      if (shorter && !isBeginning(shorter, part, whole!)) this.#wrong(`${parts}/${name}`)
    }
    return bytes
  }

  #wrong(path: string): void {
    this.#findings.push({ path, what: 'wrong' })
  }
}

function isBeginning(shorter: Uint8Array, { level, width }: Tile, whole: Uint8Array): boolean {
  const count = level === 'entries' ? readEntries(shorter)?.length : shorter.length / 32
  return count === width && sameBytes(shorter, whole.subarray(0, shorter.length))
}
