// AssemblyScript: writes rows that are JSON arrays as JSON objects, only names being missing.

import { release, reserve } from './memory.ts'

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c
const COMMA: u32 = 0x2c

/** What is written and read beyond the end, for sixteen bytes are taken at a time. */
const OVER: u32 = 32

/** Where the texts of rows go, each with one byte after it; and where each begins, and the last ends. */
export let texts: usize = 0
export let starts: usize = 0
/** The names of the columns as `,"name":`, one after the other. */
export let heads: usize = 0
/** Where each name ends in `heads`; and 1 for a column whose quotes are left out. */
export let headEnds: usize = 0
export let bare: usize = 0
/** The records so far, and how many bytes they take. */
export let page: usize = 0
export let written: u32 = 0

let columns: u32 = 0
let headBytes: u32 = 0
let textRoom: u32 = 0
let startRoom: u32 = 0
let pageRoom: u32 = 0
let headRoom: u32 = 0
let columnRoom: u32 = 0

/** Begins a page of records of so many columns, whose names take so many bytes. */
export function beginPage(count: u32, bytes: u32): void {
  columns = count
  headBytes = bytes
  written = 0
  if (bytes + OVER > headRoom) {
    if (headRoom > 0) release(heads, headRoom)
    headRoom = bytes + OVER
    heads = reserve(headRoom)
  }
  if (count * 4 > columnRoom) {
    if (columnRoom > 0) {
      release(headEnds, columnRoom)
      release(bare, columnRoom)
    }
    columnRoom = count * 4
    headEnds = reserve(columnRoom)
    bare = reserve(columnRoom)
  }
}

/** Makes room for so many rows of so many bytes together, and for the records that they become. */
export function makeRoom(bytes: u32, rows: u32): void {
  if (bytes + OVER > textRoom) {
    if (textRoom > 0) release(texts, textRoom)
    textRoom = max(2 * textRoom, bytes + OVER)
    texts = reserve(textRoom)
  }
  if (rows * 4 + 4 > startRoom) {
    if (startRoom > 0) release(starts, startRoom)
    startRoom = max(2 * startRoom, rows * 4 + 4)
    starts = reserve(startRoom)
  }
  const need = written + bytes + rows * (headBytes + OVER) + OVER
  if (need > pageRoom) {
    const room = max(2 * pageRoom, need)
    const larger = reserve(room)
    if (pageRoom > 0) {
      memory.copy(larger, page, written)
      release(page, pageRoom)
    }
    page = larger
    pageRoom = room
  }
}

/**
 * Appends rows at `texts`, arrays that begin at `starts`, as records: so many from the `first` on,
 * which gets this `_id`.
 */
export function addRecords(first: u32, rows: u32, id: u32): void {
  for (let at: u32 = 0; at < rows; at++) {
    const place = starts + 4 * <usize>(first + at)
    addRecord(texts + load<u32>(place), texts + load<u32>(place + 4) - 2, id + at)
  }
}

/** Appends the row whose brackets are at `open` and `stop`. */
function addRecord(open: usize, stop: usize, id: u32): void {
  let at = open + 1
  let out = page + written
  out = writeHead(out, id)
  let head = heads
  for (let column: u32 = 0; column < columns; column++) {
    const headEnd = heads + load<u32>(headEnds + 4 * column)
    const length = headEnd - head
    for (let done: usize = 0; done < length; done += 16) {
      v128.store(out + done, v128.load(head + done))
    }
    out += length
    head = headEnd
    if (<u32>load<u8>(at) != QUOTE) {
      while (true) {
        const text = v128.load(at)
        v128.store(out, text)
        const commas = i8x16.bitmask(i8x16.eq(text, i8x16.splat(<i8>COMMA)))
        const plain: usize = commas == 0 ? 16 : <usize>ctz(commas)
        const left: usize = stop - at
        const taken: usize = plain < left ? plain : left
        at += taken
        out += taken
        if (commas != 0 || taken == left) break
      }
    } else {
      const kept = load<u8>(bare + column) == 0
      if (kept) store<u8>(out++, <u8>QUOTE)
      at++
      while (at < stop) {
        const text = v128.load(at)
        v128.store(out, text)
        const marks = i8x16.bitmask(
          v128.or(
            i8x16.eq(text, i8x16.splat(<i8>QUOTE)),
            i8x16.eq(text, i8x16.splat(<i8>BACKSLASH)),
          ),
        )
        if (marks == 0) {
          at += 16
          out += 16
          continue
        }
        const taken = <usize>ctz(marks)
        at += taken
        out += taken
        if (<u32>load<u8>(at) == QUOTE) break
        store<u16>(out, load<u16>(at))
        at += 2
        out += 2
      }
      at++
      if (kept) store<u8>(out++, <u8>QUOTE)
    }
    at++
  }
  store<u8>(out++, 0x7d)
  written = <u32>(out - page)
}

/** `[{"_id":7`, or with a comma where a record stands before. */
function writeHead(to: usize, id: u32): usize {
  let out = to
  store<u8>(out++, <u8>(written == 0 ? 0x5b : COMMA))
  // {"_id":
  store<u64>(out, 0x3a2264695f227b)
  out += 7
  let power: u32 = 1
  for (let rest = id; rest >= 10; rest /= 10) power *= 10
  for (; power > 0; power /= 10) store<u8>(out++, <u8>(0x30 + (id / power) % 10))
  return out
}
