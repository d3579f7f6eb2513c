// AssemblyScript: gives each different cell of a column a number, in the order in which they come.
import { release, reserve } from './memory.ts'

/** What is reserved beyond a cell, for eight bytes are read at a time. */
export const BEYOND: u32 = 16

/** First sizes: places of a column's table as a power of two, cells, bytes of cells. */
const PLACES: u32 = 6
const CELLS: u32 = 64
const BYTES: u32 = 256

/** Set beside the number of a cell of more than eight bytes, of which a place holds the hash. */
const LONG: u32 = 0x80000000

/** So often in a row must a cell have come again to be tried first. */
const REPEATS: u32 = 3

@unmanaged
class Place {
  /** The bytes of a short cell, or the hash of a long one. */
  key: u64
  /** 0 where there is none. */
  number: u32
  unused: u32
}

@unmanaged
export class Column {
  table: usize
  /** Places of the table less one; and bits of a hash that are not used. */
  mask: u32
  shift: u32
  /** Different cells: how many, where each ends in their bytes, and how many ends there is room for. */
  size: u32
  ends: usize
  endsRoom: u32
  bytes: usize
  bytesRoom: u32
  /** Of each row of the batch: the number, or the end of the cell in `bytes`. */
  rows: usize
  /** Cells are kept as they are: `bytes` holds those of the batch. */
  plain: u32
  /** The last long cell, and how often it has come again. */
  last: u32
  repeats: u32
}

export const COLUMN = <u32>offsetof<Column>()
const PLACE = <u32>offsetof<Place>()

/** An empty column, of batches of so many rows. */
export function openColumn(column: Column, rows: u32): void {
  column.table = emptyTable(1 << PLACES)
  column.mask = (1 << PLACES) - 1
  column.shift = 64 - PLACES
  column.size = 0
  column.endsRoom = CELLS
  column.ends = reserve(4 * CELLS)
  store<u32>(column.ends, 0)
  column.bytesRoom = BYTES
  column.bytes = reserve(BYTES)
  column.rows = reserve(4 * rows)
  column.plain = 0
  column.last = 0
  column.repeats = 0
}

/** Between two batches. */
export function makePlain(column: Column): void {
  if (column.plain) return
  column.plain = 1
  column.size = 0
  release(column.table, PLACE * (column.mask + 1))
  release(column.ends, 4 * column.endsRoom)
}

/** Keeps a cell as it is, as that of a row of the batch. */
export function keep(column: Column, start: usize, length: u32, row: u32): void {
  const at = column.size
  if (at + length + BEYOND > column.bytesRoom) growBytes(column, at, length)
  memory.copy(column.bytes + at, start, length)
  column.size = at + length
  store<u32>(column.rows + 4 * row, at + length)
}

/** The number of a cell that is not empty. */
@inline
export function numberOf(column: Column, start: usize, length: u32): u32 {
  if (length > 8) return longNumber(column, start, length)
  const key = load<u64>(start) & (<u64>-1 >> (64 - 8 * length))
  const mask = column.mask
  const table = column.table
  let at = spread(key, column.shift)
  while (true) {
    const place = changetype<Place>(table + PLACE * at)
    const number = place.number
    if (number == 0) return add(column, start, length, key, place, 0)
    if (place.key == key && (number & LONG) == 0) return number
    at = (at + 1) & mask
  }
}

function longNumber(column: Column, start: usize, length: u32): u32 {
  if (column.repeats >= REPEATS && isCell(column, column.last, start, length)) return column.last
  const key = hashOf(start, length)
  const mask = column.mask
  let at = spread(key, column.shift)
  while (true) {
    const place = changetype<Place>(column.table + PLACE * at)
    let number = place.number
    if (number == 0) {
      number = add(column, start, length, key, place, LONG)
    } else {
      const known = place.key == key && (number & LONG) != 0
      number &= ~LONG
      if (!known || !isCell(column, number, start, length)) {
        at = (at + 1) & mask
        continue
      }
    }
    if (number == column.last) column.repeats++
    else {
      column.last = number
      column.repeats = 0
    }
    return number
  }
}

/** Whether a cell of more than eight bytes is that of a number. */
function isCell(column: Column, number: u32, start: usize, length: u32): bool {
  const ends = column.ends + 4 * number
  const from = load<u32>(ends - 4)
  if (load<u32>(ends) - from != length) return false
  const cell = column.bytes + from
  const last = length - 8
  for (let at: u32 = 0; at < last; at += 8) {
    if (load<u64>(cell + at) != load<u64>(start + at)) return false
  }
  return load<u64>(cell + last) == load<u64>(start + last)
}

function hashOf(start: usize, length: u32): u64 {
  const last = length - 8
  let hash = <u64>length
  for (let at: u32 = 0; at < last; at += 8) hash = mix(hash ^ load<u64>(start + at))
  return mix(hash ^ load<u64>(start + last))
}

@inline
function mix(bits: u64): u64 {
  const product = bits * 0x9e3779b97f4a7c15
  return product ^ (product >> 32)
}

/** A place for a key: the upper bits of a product with the golden ratio (Knuth, TAOCP 3, 6.4). */
@inline
function spread(key: u64, shift: u32): u32 {
  return <u32>((key * 0x9e3779b97f4a7c15) >> shift)
}

/** Gives a new cell the next number. */
function add(column: Column, start: usize, length: u32, key: u64, place: Place, kind: u32): u32 {
  const number = ++column.size
  if (number >= column.endsRoom) growEnds(column)
  const from = load<u32>(column.ends + 4 * number - 4)
  if (from + length + BEYOND > column.bytesRoom) growBytes(column, from, length)
  memory.copy(column.bytes + from, start, length)
  store<u32>(column.ends + 4 * number, from + length)
  place.key = key
  place.number = number | kind
  if (number * 4 > column.mask * 3) growTable(column)
  return number
}

function growEnds(column: Column): void {
  const room = column.endsRoom * 2
  const ends = reserve(4 * room)
  memory.copy(ends, column.ends, 4 * column.endsRoom)
  release(column.ends, 4 * column.endsRoom)
  column.ends = ends
  column.endsRoom = room
}

/** Makes room for `length` bytes after the first `kept`. */
function growBytes(column: Column, kept: u32, length: u32): void {
  let room = column.bytesRoom * 2
  while (room < kept + length + BEYOND) room *= 2
  const bytes = reserve(room)
  memory.copy(bytes, column.bytes, kept)
  release(column.bytes, column.bytesRoom)
  column.bytes = bytes
  column.bytesRoom = room
}

function growTable(column: Column): void {
  const places = column.mask + 1
  const mask = places * 2 - 1
  const shift = column.shift - 1
  const table = emptyTable(places * 2)
  for (let each: u32 = 0; each < places; each++) {
    const old = changetype<Place>(column.table + PLACE * each)
    if (old.number == 0) continue
    let at = spread(old.key, shift)
    while (changetype<Place>(table + PLACE * at).number != 0) at = (at + 1) & mask
    memory.copy(table + PLACE * at, changetype<usize>(old), PLACE)
  }
  release(column.table, PLACE * places)
  column.table = table
  column.mask = mask
  column.shift = shift
}

function emptyTable(places: u32): usize {
  const table = reserve(PLACE * places)
  memory.fill(table, 0, PLACE * places)
  return table
}
