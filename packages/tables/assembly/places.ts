// AssemblyScript: gives the codes of a column places in the order in which they stand in a chunk.

import { makeEncoded } from './hybrid.ts'
import { release, reserve } from './memory.ts'

/** Place of a code that was not seen yet, or that has no value. */
const NEW: u32 = 0xffffffff
const NONE: u32 = 0xfffffffe

/** Where the codes of a chunk go, and where the place of each row that has a value comes. */
export let codes: usize = 0
export let placed: usize = 0
/** 1 for each row that has a value, else 0; and the codes by their places. */
export let present: usize = 0
export let dictionary: usize = 0
/** What `place` found: rows that have a value, and how often the next row has another. */
export let count: u32 = 0
export let changes: u32 = 0

/** Room for so many rows, and a place for each code up to `most`. */
let room: u32 = 0
let places: usize = 0
let placesRoom: u32 = 0

/** Begins a chunk of so many rows, of codes up to `most`. */
export function begin(rows: u32, most: u32): void {
  if (rows > room) {
    if (room > 0) {
      release(codes, 4 * room)
      release(placed, 4 * room)
      release(present, 4 * room)
    }
    room = rows
    codes = reserve(4 * rows)
    placed = reserve(4 * rows)
    present = reserve(4 * rows)
  }
  if (most >= placesRoom) {
    if (placesRoom > 0) {
      release(places, 4 * placesRoom)
      release(dictionary, 4 * placesRoom)
    }
    placesRoom = most + 1
    places = reserve(4 * placesRoom)
    dictionary = reserve(4 * placesRoom)
  }
  // What is read below lies still when it is encoded.
  makeEncoded(rows, most == 0 ? 1 : 32 - clz(most))
  memory.fill(places, 0xff, 4 * (most + 1))
  leaveOut(0)
}

/** A code that has no value. */
export function leaveOut(code: u32): void {
  store<u32>(places + 4 * code, NONE)
}

/** Gives the codes, each of `width` bytes, their places; gives how many different ones there are. */
export function place(rows: u32, width: u32): u32 {
  if (width == 1) return placeAll<u8>(rows)
  if (width == 2) return placeAll<u16>(rows)
  return placeAll<u32>(rows)
}

function placeAll<Code>(rows: u32): u32 {
  let size: u32 = 0
  let filled: u32 = 0
  let changed: u32 = 0
  let before = NONE
  for (let row: u32 = 0; row < rows; row++) {
    const code = <u32>load<Code>(codes + row * sizeof<Code>())
    let at = load<u32>(places + 4 * code)
    if (at == NEW) {
      at = size++
      store<u32>(places + 4 * code, at)
      store<u32>(dictionary + 4 * at, code)
    }
    // Without branches, for nothing tells which way the next row goes.
    changed += at != before ? 1 : 0
    before = at
    const is: u32 = at == NONE ? 0 : 1
    store<u32>(placed + 4 * filled, at)
    store<u32>(present + 4 * row, is)
    filled += is
  }
  count = filled
  changes = changed
  return size
}

/** Writes the places over the codes, in as many bytes each: 1 or 2. */
export function narrow(width: u32): void {
  for (let row: u32 = 0; row < count; row++) {
    const at = load<u32>(placed + 4 * row)
    if (width == 1) store<u8>(codes + row, <u8>at)
    else store<u16>(codes + 2 * row, <u16>at)
  }
}

/** 1 for each code of one byte that stands in the chunk. */
export const seen: usize = memory.data(256)

/** Writes codes of one byte, those that have a value, to `placed`, each less one. */
export function lessOne(rows: u32): void {
  memory.fill(seen, 0, 256)
  let filled: u32 = 0
  for (let row: u32 = 0; row < rows; row++) {
    const code = <u32>load<u8>(codes + row)
    const is: u32 = code == 0 ? 0 : 1
    store<u8>(seen + code, 1)
    store<u8>(placed + filled, <u8>(code - 1))
    store<u32>(present + 4 * row, is)
    filled += is
  }
  count = filled
}
