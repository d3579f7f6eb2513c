// Hands journal segments to a recovering PostgreSQL, which cannot open the backup itself.
import { createWriteStream } from 'node:fs'
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { PostgresUser } from '../database/postgres-user.ts'
import { isArchived, isSegment } from './wal-names.ts'
import type { WalSupply } from './wal-supply.ts'

/**
 * PostgreSQL's restore_command. It asks by a file `NAME.want`; the answer is the file, or `NAME.none`.
 * Without an answer it ends with 200: from 126 on PostgreSQL stops instead of taking it for the end
 * of the journal (src/backend/access/transam/xlogarchive.c).
 */
export const restoreCommand =
  'test -e feed/%f && exec mv feed/%f "%p"; : > feed/%f.want; i=0; ' +
  'while test $i -lt 6000; do test -e feed/broken && exit 200; ' +
  'test -e feed/%f && exec mv feed/%f "%p"; test -e feed/%f.none && exit 1; ' +
  'i=$((i+1)); sleep 0.02; done; exit 200'

/** Segments that are laid ready before they are asked for. */
const ahead = 4

export class WalFeed {
  /** Segments handed over so far. */
  given = 0
  /** What stood in the way, and stopped PostgreSQL. */
  broken: Error | null = null
  readonly #path: string
  readonly #supply: WalSupply
  readonly #user: PostgresUser
  #next: string | null = null
  #ended = false
  #running: Promise<void> = Promise.resolve()

  constructor(cluster: string, supply: WalSupply, user: PostgresUser) {
    this.#path = join(cluster, 'feed')
    this.#supply = supply
    this.#user = user
  }

  async start(): Promise<void> {
    await mkdir(this.#path, { mode: 0o700 })
    if (this.#user) await chown(this.#path, this.#user.uid, this.#user.gid)
    this.#running = this.#loop()
  }

  async stop(): Promise<void> {
    this.#ended = true
    await this.#running
    await rm(this.#path, { recursive: true, force: true })
  }

  async #loop(): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#pass()
      } catch (error) {
        this.broken ??= error as Error
        await writeFile(join(this.#path, 'broken'), '')
        return
      }
      await wait(10)
    }
  }

  async #pass(): Promise<void> {
    const names = await readdir(this.#path)
    for (const wanted of names.filter((name) => name.endsWith('.want'))) {
      const name = wanted.slice(0, -'.want'.length)
      await rm(join(this.#path, wanted), { force: true })
      if (!names.includes(name)) await this.#answer(name)
    }
    const laid = names.filter((name) => isSegment(name)).length
    if (this.#next === null || laid >= ahead) return
    // Damage in a segment that may never be needed is told when it is asked for.
    const next = this.#next
    this.#next = null
    const laidOut = await this.#lay(next).catch(() => 'not usable')
    if (laidOut === undefined) this.#next = this.#supply.next(next)
  }

  async #answer(name: string): Promise<void> {
    if (!isArchived(name) || !this.#supply.has(name)) {
      this.#supply.assertEnd(name)
      return writeFile(join(this.#path, `${name}.none`), '')
    }
    await this.#lay(name)
    if (isSegment(name)) this.#next = this.#supply.next(name)
  }

  async #lay(name: string): Promise<void> {
    const temporary = join(this.#path, '.part')
    await rm(temporary, { force: true })
    const source = Readable.from(this.#supply.read(name), { objectMode: false })
    await pipeline(source, createWriteStream(temporary, { mode: 0o600 }))
    if (this.#user) await chown(temporary, this.#user.uid, this.#user.gid)
    await rename(temporary, join(this.#path, name))
    if (isSegment(name)) this.given++
  }
}
