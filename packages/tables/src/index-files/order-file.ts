// The rows of a table sorted by one column: row numbers, and samples of the keys to search in.
import { crc32 } from 'node:zlib'
import type { Cell } from '../model.ts'
import type { Cache } from './cache.ts'
import type { Compare } from './cells.ts'
import { writeCodes } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import { IndexFileError, openContainer, writeContainer } from './container.ts'
import type { Container } from './container.ts'
import { pack, unpack } from './packed.ts'
import { toUint32 } from './rows-file.ts'

const CHUNK = 4096
/** Between two samples a search reads about nine rows. */
export const SAMPLE_EVERY = 512
/** Up to this many different values every value is kept with its first position. */
export const VALUES_AT_MOST = 4096

/** Known keys in ascending order and the position of the first row that has at least this key. */
export interface Marks {
  keys: Cell[]
  starts: number[]
  /** True when every different value is among the keys. */
  complete: boolean
}

export interface OrderWriter {
  /** Row numbers (0-based) in order. */
  add(rows: Uint32Array): void
  finish(
    about: { table: string; rows: number; column: string; present: number },
    marks: Marks,
    codes?: ColumnCodes | null,
  ): void
  abandon(): void
}

export function writeOrder(path: string): OrderWriter {
  const file = writeContainer(path)
  const lengths: number[] = []
  const sums: number[] = []
  let pending = new Uint32Array(CHUNK)
  let held = 0
  let written = 0
  const flush = () => {
    const bytes = pack(pending.subarray(0, held))
    file.append(bytes)
    lengths.push(bytes.length)
    sums.push(crc32(bytes))
    written += held
    held = 0
  }
  return {
    add(rows) {
      for (let at = 0; at < rows.length;) {
        const take = Math.min(CHUNK - held, rows.length - at)
        pending.set(rows.subarray(at, at + take), held)
        held += take
        at += take
        if (held === CHUNK) flush()
      }
    },
    finish({ table, rows, column, present }, marks, codes) {
      if (held > 0) flush()
      pending = new Uint32Array(0)
      if (written !== rows) throw new Error(`the table has ${rows} rows, the order ${written}`)
      file.section('lengths', Buffer.from(Uint32Array.from(lengths).buffer))
      file.section('sums', Buffer.from(Uint32Array.from(sums).buffer))
      file.section('marks', Buffer.from(JSON.stringify(marks), 'utf8'))
      if (codes) writeCodes(file, codes)
      file.finish({ kind: 'order', table, rows, about: { column, present } })
    },
    abandon: file.abandon,
  }
}

export interface OrderFile {
  rows: number
  column: string
  /** Rows whose value is not null; the others follow, by row number. */
  present: number
  marks: Marks
  /** Row numbers at positions `from` … `to - 1`. */
  slice(from: number, to: number): Uint32Array
  at(position: number): number
  container: Container
  weight: number
}

export function openOrder(path: string, chunks: Cache<Uint32Array>): OrderFile {
  const container = openContainer(path, 'order')
  try {
    return orderOf(container, chunks)
  } catch (error) {
    container.close()
    throw error
  }
}

function orderOf(container: Container, chunks: Cache<Uint32Array>): OrderFile {
  const { path, directory } = container
  const { column, present } = directory.about as { column: string; present: number }
  const lengths = toUint32(container.section('lengths'))
  const sums = toUint32(container.section('sums'))
  const marks = JSON.parse(container.section('marks').toString('utf8')) as Marks
  const count = Math.ceil(directory.rows / CHUNK)
  if (lengths.length !== count || sums.length !== count || !(present <= directory.rows)) {
    throw new IndexFileError(path, 'wrong number of chunks')
  }
  const offsets = new Float64Array(count + 1)
  offsets[0] = 8
  for (let at = 0; at < count; at++) offsets[at + 1] = offsets[at]! + lengths[at]!
  const chunk = (number: number, keep: boolean): Uint32Array => {
    const key = `${path} ${directory.table} ${number}`
    const known = chunks.get(key)
    if (known) return known
    const bytes = container.read(offsets[number]!, lengths[number]!)
    if (crc32(bytes) !== sums[number]) throw new IndexFileError(path, `chunk ${number} damaged`)
    const rows = unpack(bytes, Math.min(CHUNK, directory.rows - number * CHUNK))
    if (keep) chunks.set(key, rows, rows.byteLength + 200)
    return rows
  }
  return {
    rows: directory.rows,
    column,
    present,
    marks,
    container,
    weight:
      offsets.byteLength + lengths.byteLength * 2 + container.directory.sections.marks!.bytes * 3,
    at: (position) => chunk(Math.floor(position / CHUNK), true)[position % CHUNK]!,
    slice(from, to) {
      const rows = new Uint32Array(Math.max(0, to - from))
      // A long slice passes through once: keeping its chunks would push out everything else.
      const keep = rows.length <= 4 * CHUNK
      for (let position = from; position < to;) {
        const number = Math.floor(position / CHUNK)
        const start = position - number * CHUNK
        const part = chunk(number, keep).subarray(start, Math.min(CHUNK, start + to - position))
        rows.set(part, position - from)
        position += part.length
      }
      return rows
    },
  }
}

/**
 * The first position whose key is ≥ `key` (or > `key` with `after`), among the present rows.
 * `keyAt` reads the key of the row at a position; it is only asked between two samples.
 */
export function seek(
  order: OrderFile,
  key: Cell,
  after: boolean,
  compare: Compare,
  keyAt: (position: number) => Cell,
): number {
  const { keys, starts, complete } = order.marks
  const before = (other: Cell) => {
    const difference = compare(other, key)
    return difference < 0 || (after && difference === 0)
  }
  const mark = partition(0, keys.length, (index) => before(keys[index]!))
  const end = mark < keys.length ? starts[mark]! : order.present
  if (complete) return end
  const start = mark > 0 ? starts[mark - 1]! + 1 : 0
  return partition(Math.min(start, end), end, (position) => before(keyAt(position)))
}

/** The first number in [from, to) for which `holds` is false; it holds for all before. */
export function partition(from: number, to: number, holds: (at: number) => boolean): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
