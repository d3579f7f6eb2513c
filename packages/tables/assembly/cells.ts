// AssemblyScript: takes the regular records of a delimited text apart and numbers their cells.
//
// The bytes of a window of the text are put at `text`; `mark` finds all bytes that may end something,
// sixteen at a time; `take` gives each cell the number of the same cell of its column before it, or
// the next one. Whatever is not regular ends `take`, and is left to the reader in TypeScript, whose
// rules (packages/tables/src/columns/cell-reader.ts) are the same.
//
// Made into WebAssembly by scripts/make-cell-kernel.ts.

import { BEYOND, COLUMN, Column, keep, makePlain, numberOf, openColumn } from './numbers.ts'
import { reserve } from './memory.ts'

const LF: u32 = 10
const CR: u32 = 13

let columns: usize = 0
let width: u32 = 0
let most: u32 = 0
let delimiter: u32 = 0
/** 0 where there is none, as of NUL nothing is regular. */
let quote: u32 = 0
let escape: u32 = 0
let marks: usize = 0
let marked: u32 = 0
/** Marks that were used. */
let used: u32 = 0
/** Where a cell with doubled quotes is made single. */
let scratch: usize = 0

/** Where the bytes of a window go. */
export let text: usize = 0
/** What `take` found: byte after the last record; records that ended in CR LF; bytes of the longest. */
export let end: u32 = 0
export let crlf: u32 = 0
export let longest: u32 = 0
/** Some cell so far was quoted. */
export let quoted: u32 = 0

/** For a text of `cells` columns in windows of at most `window` bytes, of which `rows` are taken at once. */
export function open(cells: u32, between: u32, quoting: i32, escaping: i32, window: u32, rows: u32): void {
  width = cells
  most = rows
  delimiter = between
  quote = quoting < 0 ? 0 : <u32>quoting
  escape = escaping < 0 ? 0 : <u32>escaping
  text = reserve(window + BEYOND)
  scratch = reserve(window + BEYOND)
  marks = reserve(4 * (window + BEYOND))
  columns = reserve(COLUMN * cells)
  for (let at: u32 = 0; at < cells; at++) {
    openColumn(columnAt(at), rows)
  }
}

/** Keeps the cells of a column as they are from the next batch on. */
export function keepPlain(at: u32): void {
  makePlain(columnAt(at))
}

export function rowsOf(at: u32): usize {
  return columnAt(at).rows
}

export function bytesOf(at: u32): usize {
  return columnAt(at).bytes
}

export function endsOf(at: u32): usize {
  return columnAt(at).ends
}

export function sizeOf(at: u32): u32 {
  return columnAt(at).size
}

/** Finds the bytes of the window that may end something. */
export function mark(filled: u32): void {
  let out = marks
  const between = i8x16.splat(<i8>delimiter)
  const feed = i8x16.splat(<i8>LF)
  const carriage = i8x16.splat(<i8>CR)
  const quotes = i8x16.splat(<i8>quote)
  const escapes = i8x16.splat(<i8>escape)
  const nul = i8x16.splat(0)
  for (let at: u32 = 0; at < filled; at += 16) {
    const bytes = v128.load(text + at)
    const ends = v128.or(
      i8x16.eq(bytes, between),
      v128.or(i8x16.eq(bytes, feed), i8x16.eq(bytes, carriage)),
    )
    const others = v128.or(
      i8x16.eq(bytes, quotes),
      v128.or(i8x16.eq(bytes, escapes), i8x16.eq(bytes, nul)),
    )
    let found = i8x16.bitmask(v128.or(ends, others))
    while (found != 0) {
      const place = at + ctz(found)
      if (place >= filled) break
      store<u32>(out, place)
      out += 4
      found &= found - 1
    }
  }
  marked = <u32>(out - marks) >> 2
  used = 0
}

/** Goes on at a byte of the window that is not before the one of the last call. */
export function seek(from: u32): void {
  while (used < marked && load<u32>(marks + 4 * used) < from) used++
}

/** Takes regular records from a byte on, whose first mark comes next; gives how many. */
export function take(from: u32): u32 {
  const stop = marks + 4 * marked
  let next = marks + 4 * used
  let row: u32 = 0
  let at = from
  crlf = 0
  longest = 0
  for (let place: u32 = 0; place < width; place++) {
    const column = columnAt(place)
    if (column.plain) column.size = 0
  }
  while (row < most) {
    quoting = 0
    const after = takeRecord(at, next, stop, row)
    if (after == 0) break
    quoted |= quoting
    next = after
    const to = load<u32>(after - 4) + 1
    if (to - at > longest) longest = to - at
    at = to
    row++
  }
  used = <u32>(next - marks) >> 2
  end = at
  return row
}

/** Position after the last mark of the record, or 0 where it is not regular or not complete. */
function takeRecord(from: u32, first: usize, stop: usize, row: u32): usize {
  let next = first
  let at = from
  let column = changetype<Column>(columns)
  for (let left = width; left > 0; left--) {
    if (next >= stop) return 0
    let to = load<u32>(next)
    let byte = <u32>load<u8>(text + to)
    let start = text + at
    let length = to - at
    if (length == 0 && byte == quote && byte != 0) {
      next = closingQuote(next, stop, at + 1)
      if (next == 0) return 0
      start = cellStart
      length = cellLength
      to = load<u32>(next)
      byte = <u32>load<u8>(text + to)
      quoting = 1
    } else if (length == 0 && width == 1) return 0
    next += 4
    if (left > 1) {
      if (byte != delimiter) return 0
    } else {
      if (byte == CR) {
        if (next >= stop || load<u32>(next) != to + 1) return 0
        byte = <u32>load<u8>(text + to + 1)
        if (byte != LF) return 0
        next += 4
        crlf++
      } else if (byte != LF) return 0
    }
    if (column.plain) keep(column, start, length, row)
    else store<u32>(column.rows + 4 * row, length == 0 ? 0 : numberOf(column, start, length))
    at = to + 1
    column = changetype<Column>(changetype<usize>(column) + COLUMN)
  }
  return next
}

/** The record that is being taken has a quoted cell. */
let quoting: u32 = 0
/** The cell that `closingQuote` has found. */
let cellStart: usize = 0
let cellLength: u32 = 0

/** Mark after the quote that closes the cell beginning at byte `from`, or 0; gives the cell, too. */
function closingQuote(opening: usize, stop: usize, from: u32): usize {
  let next = opening
  let start = from
  let single: usize = 0
  while (true) {
    next += 4
    if (next + 4 >= stop) return 0
    const to = load<u32>(next)
    const byte = <u32>load<u8>(text + to)
    if (byte == delimiter || byte == CR) continue
    if (byte != quote) return 0
    const length = to - start
    if (load<u32>(next + 4) != to + 1) return 0
    if (<u32>load<u8>(text + to + 1) != quote) {
      if (single == 0) {
        cellStart = text + start
        cellLength = length
      } else {
        memory.copy(single, text + start, length)
        cellStart = scratch
        cellLength = <u32>(single - scratch) + length
      }
      return next + 4
    }
    // A doubled quote: one of them is the cell's.
    if (single == 0) single = scratch
    memory.copy(single, text + start, length + 1)
    single += length + 1
    start = to + 2
    next += 4
  }
}

@inline
function columnAt(at: u32): Column {
  return changetype<Column>(columns + COLUMN * at)
}
