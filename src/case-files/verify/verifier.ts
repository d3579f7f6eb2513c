// Verifies what the city issued, by its code or by the file itself, and any other signed file: nothing is kept.
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TrustAnchor } from '@rimaq/signatures'
import type { Clock, Database, FileStore, Sandbox } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { type Issued, findIssued, findIssuedByHash } from '../seal/store-issued.ts'
import type { JudgeInput, Judged } from './judge-child.ts'

export interface VerifierParts {
  database: Database
  files: FileStore
  sandbox: Sandbox
  clock: Clock
  /** In whom verification trusts; empty leaves every name undetermined. */
  anchors: TrustAnchor[]
  /** Folder for a file on its way to the child. */
  temp: string
}

/** What a file that was handed in is to this city. */
export interface FileVerdict {
  judged: Judged
  /**
   * `authentic`: byte for byte what the city issued. `added-to`: something was put behind what the city
   * issued. `unknown`: the city never issued these bytes.
   */
  origin: 'authentic' | 'added-to' | 'unknown'
  issued: Issued | null
}

/** Bytes of a file, and milliseconds and bytes its child may take. */
export const limits = { file: 50_000_000, time: 20_000, memory: 768 * 1_048_576 } as const

/** Files that are judged at once, and those that wait; who comes after them is asked to come back. */
const room = { atOnce: 2, waiting: 10 } as const

/** Verdicts on our own documents are asked for again and again; they change with time only. */
const remembered = { most: 500, time: 600_000 } as const

export class Verifier {
  readonly #parts: VerifierParts
  readonly #queue: (() => void)[] = []
  readonly #known = new Map<string, { at: number; judged: Judged }>()
  #running = 0

  constructor(parts: VerifierParts) {
    this.#parts = parts
  }

  /** What the register says alone. */
  issued(code: string): Promise<Issued | null> {
    return findIssued(this.#parts.database.kysely, code)
  }

  /** A code that `readVerificationCode` gave; null for one that was never printed. */
  async byCode(code: string): Promise<{ issued: Issued; judged: Judged | null } | null> {
    const { database, files } = this.#parts
    const issued = await findIssued(database.kysely, code)
    if (issued === null) return null
    const sha256 = issued.versions.at(-1)?.sha256 ?? ''
    const known = this.#known.get(sha256)
    const now = this.#parts.clock.now().getTime()
    if (known !== undefined && now - known.at < remembered.time) {
      return { issued, judged: known.judged }
    }
    // A file store that is away hides no more than the verdict: hash and date stand in the database.
    if (!(await files.has(sha256 as never))) return { issued, judged: null }
    const judged = await this.#judge(await files.local(sha256 as never))
    if (this.#known.size >= remembered.most) this.#known.clear()
    this.#known.set(sha256, { at: now, judged })
    return { issued, judged }
  }

  /**
   * By a file that somebody handed in. It lies in a folder of its own while it is judged, and is erased.
   * @throws CaseFilesError verify-too-large, verify-empty, verify-busy, verify-failed
   */
  async byFile(bytes: AsyncIterable<Uint8Array>): Promise<FileVerdict> {
    const { temp, database } = this.#parts
    await mkdir(temp, { recursive: true })
    const path = join(temp, `verify-${randomUUID()}`)
    try {
      await writeLimited(path, bytes)
      const judged = await this.#judge(path)
      const found = await findIssuedByHash(database.kysely, [judged.sha256, ...judged.earlier])
      const whole = found.find((each) => has(each, judged.sha256))
      if (whole !== undefined) return { judged, origin: 'authentic', issued: whole }
      const before = found.find((each) => judged.earlier.some((hash) => has(each, hash)))
      return before === undefined
        ? { judged, origin: 'unknown', issued: null }
        : { judged, origin: 'added-to', issued: before }
    } finally {
      await rm(path, { force: true })
    }
  }

  async #judge(path: string): Promise<Judged> {
    const { sandbox, anchors, clock } = this.#parts
    await this.#enter()
    try {
      const input: JudgeInput = { path, anchors, time: clock.now().toISOString() }
      const module = new URL('./judge-child.ts', import.meta.url)
      const { time, memory } = limits
      return await sandbox.run<Judged>({
        ...{ module, input, reads: [path], writes: [], time, memory },
      })
    } catch (cause) {
      const why = (cause as { code?: unknown }).code
      if (why !== 'too-long' && why !== 'too-much-memory' && why !== 'crashed') throw cause
      throw new CaseFilesError('verify-failed', { why }, { cause })
    } finally {
      this.#running -= 1
      this.#queue.shift()?.()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running >= room.atOnce) {
      if (this.#queue.length >= room.waiting) throw new CaseFilesError('verify-busy')
      await new Promise<void>((resolve) => this.#queue.push(resolve))
    }
    this.#running += 1
  }
}

function has({ versions }: Issued, hash: string): boolean {
  return versions.some(({ sha256 }) => sha256 === hash)
}

async function writeLimited(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let count = 0
  const counted = new Transform({
    transform(chunk: Uint8Array, _, done) {
      count += chunk.length
      if (count <= limits.file) done(null, chunk)
      else done(new CaseFilesError('verify-too-large', { most: limits.file / 1e6 }))
    },
  })
  await pipeline(
    Readable.from(bytes),
    counted,
    createWriteStream(path, { mode: 0o600, flags: 'wx' }),
  )
  if (count === 0) throw new CaseFilesError('verify-empty')
}
