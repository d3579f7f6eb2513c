// Takes over the public file of leaked passwords, and finds a password in it without reading it whole.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** Bytes kept of each SHA-1: among 10⁹ of them one in 280,000 other passwords is refused by chance. */
const width = 6

/** Where an installation keeps them. */
export function leakedPath(data: string): string {
  return join(data, 'passwords', 'leaked.bin')
}

/** A file in which one asks for whole passwords. */
export interface LeakedPasswords {
  has(password: string): Promise<boolean>
  close(): Promise<void>
}

/** What is wrong with a file that was handed in, and where. */
export class LeakedFileError extends Error {
  readonly line: number
  readonly why: 'shape' | 'order'
  constructor(why: 'shape' | 'order', line: number) {
    super(`line ${line}: ${why}`)
    this.name = 'LeakedFileError'
    this.why = why
    this.line = line
  }
}

/**
 * Reads lines `SHA-1:COUNT` (Have I Been Pwned, ordered by hash) as a stream and writes the beginnings
 * of the hashes, in their order, beside `to`; then puts them in its place in one step.
 * @throws LeakedFileError for a line of another shape, and for hashes out of order
 */
export async function importLeaked(input: {
  from: string
  to: string
  /** Leaves out what was seen less often; default 1. */
  least?: number
}): Promise<{ lines: number; count: number; bytes: number }> {
  const { from, to, least = 1 } = input
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const part = `${to}.part`
  const out = createWriteStream(part, { mode: 0o600, flush: true, highWaterMark: 1 << 20 })
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => {})
  let lines = 0
  let count = 0
  let last = ''
  try {
    const rows = createInterface({ input: createReadStream(from), crlfDelay: Infinity })
    for await (const row of rows) {
      lines += 1
      if (row === '') continue
      const match = /^([0-9a-f]{40}):(\d{1,12})$/i.exec(row)
      if (match === null) throw new LeakedFileError('shape', lines)
      const hash = (match[1] ?? '').toLowerCase().slice(0, width * 2)
      if (hash < last) throw new LeakedFileError('order', lines)
      if (Number(match[2]) < least || hash === last) continue
      last = hash
      count += 1
      if (!out.write(Buffer.from(hash, 'hex'))) await Promise.race([once(out, 'drain'), failed])
    }
    out.end()
    await Promise.race([once(out, 'close'), failed])
    await rename(part, to)
  } catch (error) {
    out.destroy()
    await rm(part, { force: true })
    throw error
  }
  return { lines, count, bytes: count * width }
}

/** Null where there is no such file. */
export async function openLeaked(path: string): Promise<LeakedPasswords | null> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const count = Math.floor((await file.stat()).size / width)
  return {
    has: (password) => {
      const hash = createHash('sha1').update(password.normalize('NFKC')).digest()
      return find(file, count, hash.subarray(0, width))
    },
    close: () => file.close(),
  }
}

/** Binary search: some thirty reads among 10⁹. */
async function find(file: FileHandle, count: number, wanted: Buffer): Promise<boolean> {
  const here = Buffer.alloc(width)
  let low = 0
  let high = count - 1
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    await file.read(here, 0, width, middle * width)
    const order = here.compare(wanted)
    if (order === 0) return true
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return false
}
