// A log with one writer: entries go in, get their places, and are published under a signature.
import { toBytes, toText } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import type { Hash } from '../merkle/hash.ts'
import { formatCheckpoint } from '../notes/checkpoint.ts'
import type { SignerKey, VerifierKey } from '../notes/keys.ts'
import { formatNote, parseNote } from '../notes/note.ts'
import { signNote } from '../notes/sign-note.ts'
import { checkSignature } from '../notes/verify-note.ts'
import { largestEntry } from '../tiles/entry-bundle.ts'
import { TileReader } from '../tiles/tile-reader.ts'
import { removeBeyond } from './beyond.ts'
import { type Edge, extendEdge } from './edge.ts'
import { type Disagreement, type Head, continues } from './heads.ts'
import { openRecovery, sameAs } from './recovery.ts'
import type { Remembered, RememberedHead } from './remembered.ts'
import type { LedgerStorage, Release } from './storage.ts'

/** Entries signed at once; `removeBeyond` counts on it. */
export const mostEntries = 65_536

/** How far a clock may be behind the last signature, in seconds: clocks are corrected in small steps. */
const clockMayLag = 2

/** How far a witness's clock may be ahead of ours, in seconds. */
const clocksApart = 5

export interface LogSettings {
  /** The name of the log, as in its checkpoints. */
  origin: string
  storage: LedgerStorage
  remembered: Remembered
  /** Ed25519 for the public, ML-DSA-44 beside it where wanted; all of them sign. */
  signers: readonly SignerKey[]
  /** Keys that signed before and are trusted still. */
  formerKeys?: readonly VerifierKey[]
  /** Keys whose cosignatures are kept with the checkpoint. */
  witnessKeys?: readonly VerifierKey[]
  /** Keys that may sign a recovery record; by default those of the log. */
  recoveryKeys?: readonly VerifierKey[]
  /** Milliseconds since 1970; by default the system's clock. */
  now?: () => number
}

/** What a log is opened with: see `openLog`. */
export interface LogState {
  /** The published checkpoint, with all its signatures. */
  checkpoint: string
  root: Hash
  edge: Edge
  memory: RememberedHead | null
  /** Latest time that was signed by log or witness, in seconds since 1970. */
  time: number
  disagreement: Disagreement | null
  release: Release
}

export interface Appended {
  /** Index of the first of the entries; the others follow. */
  first: number
  /** Size of the log whose checkpoint holds them. */
  size: number
  checkpoint: string
}

interface Job {
  entries: readonly Uint8Array[]
  resolve(appended: Appended): void
  reject(error: unknown): void
}

/** Made by `openLog`. */
export class Log {
  readonly origin: string
  readonly #settings: LogSettings
  readonly #keys: readonly VerifierKey[]
  #state: LogState
  #refusal: LedgerError | null
  #waiting: Job[] = []
  #working: Promise<void> = Promise.resolve()

  constructor(settings: LogSettings, state: LogState) {
    this.origin = settings.origin
    this.#settings = settings
    this.#keys = keysOf(settings)
    this.#state = state
    this.#refusal = state.disagreement?.refusal ?? null
  }

  get size(): number {
    return this.#state.edge.size
  }

  /** The published checkpoint, with the signatures it has by now. */
  get checkpoint(): string {
    return this.#state.checkpoint
  }

  get head(): Head {
    return { size: this.size, root: this.#state.root }
  }

  /** Why the log signs nothing, or null. */
  get refusal(): LedgerError | null {
    return this.#refusal
  }

  /** The heads a recovery record has to name, or null if there is nothing to recover from. */
  get disagreement(): { old: Head | null; new: Head } | null {
    const { disagreement } = this.#state
    return disagreement ? { old: disagreement.old, new: this.head } : null
  }

  /** Entries and proofs at the published size. */
  reader(): TileReader {
    return new TileReader((path) => this.#settings.storage.read(path), this.size)
  }

  /**
   * Resolves when the entries are durable and the checkpoint that holds them is published. Entries
   * of one call stand together, in order; calls that come in while the disk is busy are signed
   * together. Throws the `refusal`, `clock-behind`, `entry-too-large`, `another-writer`,
   * `storage-failed`; after the last two nothing more is signed until the log is opened again.
   */
  async append(entries: readonly Uint8Array[]): Promise<Appended> {
    const large = entries.find(({ length }) => length > largestEntry)
    if (large) throw new LedgerError('entry-too-large', { bytes: large.length })
    if (entries.length === 0 || entries.length > mostEntries) {
      throw new RangeError(`1 to ${mostEntries} entries can be appended at once`)
    }
    // The last bundle is written again with the next entries: callers may use their bytes anew.
    const kept = entries.map((entry) => new Uint8Array(entry))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries: kept, resolve, reject })
      if (this.#waiting.length === 1) this.#next(() => this.#drain())
    })
  }

  /** What already runs is finished first. */
  #next(act: () => Promise<void>): void {
    this.#working = this.#working.then(act)
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      let count = 0
      const fit = this.#waiting.findIndex(({ entries }) => (count += entries.length) > mostEntries)
      const jobs = this.#waiting.slice(0, fit < 0 ? undefined : fit)
      try {
        if (this.#refusal) throw this.#refusal
        let first = this.size
        await this.#publish(
          jobs.flatMap(({ entries }) => entries),
          this.#state.memory,
        )
        const { size, checkpoint } = this
        for (const job of jobs) {
          job.resolve({ first, size, checkpoint })
          first += job.entries.length
        }
      } catch (error) {
        for (const job of jobs) job.reject(error)
      }
      this.#waiting.splice(0, jobs.length)
    }
  }

  /**
   * Tiles first, then the memory, then the checkpoint. Killed before the memory: nothing happened.
   * Killed after it: the next start finds the tiles of the remembered head and publishes it.
   */
  async #publish(
    entries: readonly Uint8Array[],
    expected: RememberedHead | null,
    leastTime = 0,
  ): Promise<void> {
    const { storage, remembered, signers } = this.#settings
    const time = this.#signingTime(leastTime)
    const { edge, files, outdated } = extendEdge(this.#state.edge, entries)
    const root = edge.frontier.root()
    const { origin } = this
    const text = formatCheckpoint({ origin, size: edge.size, root, extensions: [] })
    await this.#orHalt(async () => {
      if (!(await this.#stillOurs())) throw new LedgerError('another-writer')
      await storage.write(files)
      const checkpoint = signNote(text, signers, time)
      const memory = { checkpoint, time }
      if (!(await remembered.replace(expected, memory))) throw new LedgerError('another-writer')
      await storage.write([{ path: 'checkpoint', bytes: toBytes(checkpoint) }])
      this.#state = { ...this.#state, checkpoint, root, edge, memory, time, disagreement: null }
      await storage.remove(outdated)
    })
  }

  /** Whether the published checkpoint is the one this process published or found. */
  async #stillOurs(): Promise<boolean> {
    const bytes = await this.#settings.storage.read('checkpoint')
    return (bytes ? toText(bytes) : '') === this.#state.checkpoint
  }

  /** A failed flush may have lost anything: only a fresh look at the disk can tell. */
  async #orHalt(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      const known = error instanceof LedgerError
      this.#refusal = known ? error : new LedgerError('storage-failed', {}, { cause: error })
      throw this.#refusal
    }
  }

  /** Seconds since 1970, never before the last signature. Throws `clock-behind`. */
  #signingTime(least: number): number {
    const now = this.#now()
    const last = Math.max(least, this.#state.time)
    if (now < last - clockMayLag) throw new LedgerError('clock-behind', { now, last })
    return Math.max(now, last)
  }

  #now(): number {
    return Math.floor((this.#settings.now ?? Date.now)() / 1000)
  }

  #timeOf({ name }: VerifierKey, time: number | null): number {
    const seconds = (time ?? 0) - this.#now()
    if (seconds > clocksApart) throw new LedgerError('witness-clock', { name, seconds })
    return time ?? 0
  }

  /**
   * Adds lines of witnesses to the published checkpoint; lines by unknown keys are left out. Says
   * false if the log has grown since and the lines belong to an older head. Throws `bad-signature`, and
   * `witness-clock` for a time in the future, which would keep the log from signing until then.
   */
  async addCosignatures(checkpoint: string, lines: string): Promise<boolean> {
    let added = false
    await this.#exclusively(async () => {
      const now = parseNote(this.checkpoint)
      if (parseNote(checkpoint).text !== now.text) return
      let { time } = this.#state
      const offered = parseNote(`${now.text}\n${lines}`).signatures
      for (const signature of offered) {
        const { name, keyId } = signature
        const same = (one: { name: string; id: number }) => one.name === name && one.id === keyId
        const key = this.#settings.witnessKeys?.find(same)
        if (!key) continue
        time = Math.max(time, this.#timeOf(key, checkSignature(now.text, key, signature)))
        now.signatures = now.signatures.filter((one) => !same({ name: one.name, id: one.keyId }))
        now.signatures.push(signature)
      }
      const note = formatNote(now)
      await this.#orHalt(async () => {
        if (!(await this.#stillOurs())) throw new LedgerError('another-writer')
        await this.#settings.storage.write([{ path: 'checkpoint', bytes: toBytes(note) }])
      })
      this.#state = { ...this.#state, checkpoint: note, time }
      added = true
    })
    return added
  }

  /**
   * Stops signing if somebody has seen a head that is not here. Without its root only its size is
   * compared; a witness that holds another root of that size is `noticeFork`.
   */
  async noticeSeen(seen: Head): Promise<void> {
    await this.#exclusively(async () => {
      const ahead = seen.size > this.size
      if (!ahead && (await continues(seen, this.head, this.reader()))) return
      this.#stop(ahead ? 'witness-ahead' : 'forked', seen)
    })
  }

  /** Stops signing: a witness has cosigned another tree of `size` than the one here. */
  async noticeFork(size: number): Promise<void> {
    await this.#exclusively(async () => this.#stop('forked', { size, root: null }))
  }

  #stop(code: 'witness-ahead' | 'forked', old: Head): void {
    const refusal = new LedgerError(code, { known: old.size, disk: this.size })
    this.#refusal = refusal
    this.#state = { ...this.#state, disagreement: { refusal, old } }
  }

  /**
   * Goes on from the files although something else was published. The record (`signRecovery`) names
   * exactly `disagreement.old` and `disagreement.new`; it becomes the next entry of the log.
   * Throws `bad-recovery`, and what `append` throws.
   */
  async recover(record: string): Promise<Appended> {
    const done: Appended[] = []
    await this.#exclusively(async () => {
      const { disagreement } = this
      if (!disagreement)
        throw new LedgerError('bad-recovery', { why: 'nothing is to be recovered' })
      const {
        origin,
        old,
        new: now,
      } = openRecovery(record, this.#settings.recoveryKeys ?? this.#keys)
      const fits =
        origin === this.origin && sameAs(old, disagreement.old) && sameAs(now, disagreement.new)
      if (!fits) throw new LedgerError('bad-recovery', { why: 'it names other heads' })
      const first = this.size
      await removeBeyond(this.#settings.storage, this.size)
      const memory = await this.#settings.remembered.load()
      await this.#publish([toBytes(record)], memory, memory?.time)
      this.#refusal = null
      done.push({ first, size: this.size, checkpoint: this.checkpoint })
    })
    return done[0]!
  }

  /** Waits for what runs, then for `act`; a failure of `act` does not stop what comes later. */
  #exclusively(act: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#next(() => act().then(resolve, reject))
    })
  }

  /** Finishes what runs and lets another writer in. */
  async close(): Promise<void> {
    await this.#exclusively(async () => {
      this.#refusal = new LedgerError('closed')
      await this.#state.release()
    })
  }
}

/** The log's own keys, as those know them who verify. */
export function keysOf({ signers, formerKeys = [] }: LogSettings): VerifierKey[] {
  const own = signers.map(({ name, kind, id, publicKey }) => ({ name, kind, id, publicKey }))
  return [...own, ...formerKeys]
}
