// The journal that a backup has for a restore: segments by name, from the base backup and the archive.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PlatformError } from '../platform-error.ts'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { readComplete } from './completeness.ts'
import type { DatabasePart, Entry, Manifest } from './manifest.ts'
import { walFile } from './segment-archive.ts'
import { Counter, damaged, readStored, suffix } from './stored-file.ts'
import { beginsSegment, isArchived, isSegment, parseSegment, segmentName } from './wal-names.ts'

/** The names in the archive, without their endings. */
export async function archivedNames(folder: BackupFolder): Promise<string[]> {
  const ending = suffix(folder)
  const names = (await readdir(places.wal(folder)).catch(absent)) ?? []
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter(isArchived)
    .toSorted()
}

export class WalSupply {
  readonly segmentBytes: number
  readonly #folder: BackupFolder
  readonly #database: DatabasePart
  readonly #id: string
  readonly #archived: ReadonlySet<string>
  readonly #own: ReadonlyMap<string, Entry>
  readonly #through: number
  /** Numbers by timeline. */
  readonly #numbers = new Map<number, Set<number>>()

  private constructor(
    folder: BackupFolder,
    id: string,
    database: DatabasePart,
    archive: { names: string[]; through: number },
  ) {
    this.#folder = folder
    this.#id = id
    this.#database = database
    this.segmentBytes = database.segmentBytes
    this.#archived = new Set(archive.names)
    this.#through = archive.through
    this.#own = new Map(database.wal.map((entry) => [entry.path, entry]))
    for (const name of [...archive.names, ...this.#own.keys()].filter(isSegment)) {
      const { timeline, number } = parseSegment(name, this.segmentBytes)
      const known = this.#numbers.get(timeline) ?? new Set()
      this.#numbers.set(timeline, known.add(number))
    }
  }

  static async open(
    folder: BackupFolder,
    { id }: Pick<Manifest, 'id'>,
    database: DatabasePart,
  ): Promise<WalSupply> {
    const through = (await readComplete(folder))?.through ?? -1
    return new WalSupply(folder, id, database, { names: await archivedNames(folder), through })
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#archived.has(name)
  }

  /** The one that follows on the same timeline, if it is here. */
  next(name: string): string | null {
    if (!isSegment(name)) return null
    const { timeline, number } = parseSegment(name, this.segmentBytes)
    const following = segmentName({ timeline, number: number + 1 }, this.segmentBytes)
    return this.has(following) ? following : null
  }

  /**
   * What is asked for and not here: the end of the journal, or a hole in it?
   * @throws PlatformError wal-missing
   */
  assertEnd(name: string): void {
    if (!isSegment(name)) return
    const { timeline, number } = parseSegment(name, this.segmentBytes)
    const own = [...(this.#numbers.get(timeline) ?? [])]
    const within = own.some((each) => each > number) && own.some((each) => each < number)
    const anywhere = [...this.#numbers.values()].some((numbers) => numbers.has(number))
    if (within || (number <= this.#through && !anywhere)) {
      throw new PlatformError('wal-missing', { name, path: this.#folder.path })
    }
  }

  /** Its bytes, checked. @throws PlatformError backup-damaged, wal-missing */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const own = this.#own.get(name)
    const target = own
      ? {
          path: join(places.base(this.#folder, this.#id), 'wal', name),
          place: `base/${this.#id}/wal/${name}`,
          master: this.#folder.master,
        }
      : walFile(this.#folder, name)
    if (!own && !this.#archived.has(name)) {
      throw new PlatformError('wal-missing', { name, path: this.#folder.path })
    }
    const passed = new Counter()
    let head = Buffer.alloc(0)
    for await (const part of passed.through(readStored(target))) {
      if (head.length < 40) head = Buffer.concat([head, part.subarray(0, 40)])
      yield part
    }
    const lies = target.path + suffix(this.#folder)
    if (own && own.sha256 !== passed.digest()) throw damaged(lies, 'differs')
    if (isSegment(name) && !this.#isSegment(name, head, passed.bytes)) {
      throw damaged(lies, 'differs')
    }
  }

  #isSegment(name: string, head: Buffer, bytes: number): boolean {
    const { segmentBytes, systemIdentifier: system } = this.#database
    const segment = parseSegment(name, segmentBytes)
    return bytes === segmentBytes && beginsSegment(head, { segment, segmentBytes, system })
  }
}
