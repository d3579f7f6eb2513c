// A disk whose power can be cut: what was not flushed is lost in part, as POSIX allows, for tests.
import { basename, dirname, join } from 'node:path'
import type { FileSystem, OpenFile } from './log/folder-storage.ts'

interface File {
  kind: 'file'
  bytes: Uint8Array
  /** What `sync` of the file has made sure of; null before the first. */
  flushed: Uint8Array | null
}

interface Folder {
  kind: 'folder'
  names: Map<string, File | Folder>
  /** Names that `sync` of the folder has made sure of. */
  flushed: Map<string, File | Folder>
  /** What was done to names since then, in order. */
  pending: ((names: Map<string, File | Folder>) => void)[]
}

export class PowerCut extends Error {}

/**
 * A disk in memory. After `cutAfter` operations every call throws `PowerCut`. `afterCut` gives the
 * disk as it might be found: of each folder's unflushed changes of names the first few survive, and
 * of an unflushed file anything from nothing to everything. That is as bad as file systems that
 * journal are, and worse than most.
 */
export class TestDisk implements FileSystem {
  readonly #root: Folder
  readonly #flushes: boolean
  #left: number
  operations = 0

  constructor({ cutAfter = Infinity, flushes = true, root = newFolder() } = {}) {
    this.#left = cutAfter
    this.#flushes = flushes
    this.#root = root
  }

  afterCut(below: (limit: number) => number): TestDisk {
    const surviveFolder = (folder: Folder): Folder => {
      const names = new Map(folder.flushed)
      for (const act of folder.pending.slice(0, below(folder.pending.length + 1))) act(names)
      const found = new Map([...names].map(([name, each]) => [name, survive(each)] as const))
      return { kind: 'folder', names: found, flushed: new Map(found), pending: [] }
    }
    const survive = (each: File | Folder): File | Folder => {
      if (each.kind === 'folder') return surviveFolder(each)
      const torn = each.bytes.slice(0, below(each.bytes.length + 1))
      const bytes = each.flushed ?? torn
      return { kind: 'file', bytes, flushed: bytes }
    }
    return new TestDisk({ root: surviveFolder(this.#root) })
  }

  async readFile(path: string): Promise<Uint8Array> {
    const file = this.#find(path)
    if (file?.kind !== 'file') throw absent(path)
    return file.bytes
  }

  async readdir(path: string): Promise<string[]> {
    const folder = this.#find(path)
    if (folder?.kind !== 'folder') throw absent(path)
    return [...folder.names.keys()]
  }

  async mkdir(path: string): Promise<string | undefined> {
    this.#step()
    if (this.#find(path)) return undefined
    const first = await this.mkdir(dirname(path))
    const folder = newFolder()
    this.#change(dirname(path), (names) => names.set(basename(path), folder))
    return first ?? path
  }

  async open(path: string, flags: 'wx' | 'r'): Promise<OpenFile> {
    this.#step()
    if (flags === 'wx') {
      const made: File = { kind: 'file', bytes: new Uint8Array(), flushed: null }
      this.#change(dirname(path), (names) => names.set(basename(path), made))
    }
    const opened = this.#find(path)
    if (!opened) throw absent(path)
    return {
      writeFile: async (bytes) => {
        this.#step()
        if (opened.kind === 'file') opened.bytes = new Uint8Array(bytes)
      },
      sync: async () => {
        this.#step()
        if (!this.#flushes) return
        if (opened.kind === 'file') opened.flushed = opened.bytes
        else Object.assign(opened, { flushed: new Map(opened.names), pending: [] })
      },
      close: async () => {},
    }
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step()
    const moved = this.#find(from)
    if (!moved) throw absent(from)
    this.#change(dirname(to), (names) => names.set(basename(to), moved))
    this.#change(dirname(from), (names) => names.delete(basename(from)))
  }

  async rm(path: string): Promise<void> {
    this.#step()
    if (this.#find(path)) this.#change(dirname(path), (names) => names.delete(basename(path)))
  }

  #step(): void {
    this.operations += 1
    this.#left -= 1
    if (this.#left < 0) throw new PowerCut('the power is gone')
  }

  #find(path: string): File | Folder | null {
    let found: File | Folder | null = this.#root
    for (const name of join('/', path).split('/').filter(Boolean)) {
      found = found?.kind === 'folder' ? (found.names.get(name) ?? null) : null
    }
    return found
  }

  #change(path: string, act: (names: Map<string, File | Folder>) => void): void {
    const folder = this.#find(path)
    if (folder?.kind !== 'folder') throw absent(path)
    act(folder.names)
    folder.pending.push(act)
  }
}

function newFolder(): Folder {
  return { kind: 'folder', names: new Map(), flushed: new Map(), pending: [] }
}

function absent(path: string): Error {
  return Object.assign(new Error(`${path} is not there`), { code: 'ENOENT' })
}
