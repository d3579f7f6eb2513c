// The inner loops of groups: each adds up one measure over a slice of rows held as small numbers.
import { NO_NUMBER } from './column-codes.ts'

/** Rows of one turn: their groups, and 1 for those that count; null when all do. */
export interface Slice {
  rows: number
  groups: Uint16Array
  kept: Uint8Array | null
}

/**
 * Four rows at a time go into four sets of sums: in a sorted table neighbours share their group, and
 * each sum would wait for the one before.
 */
const LANES = 4

/** Sums of `groups` groups in lanes, added together at the end. */
export interface Sums {
  lanes: Float64Array
  groups: number
}

export function startSums(groups: number): Sums {
  return { lanes: new Float64Array(groups * LANES), groups }
}

export function total({ lanes, groups }: Sums): Float64Array {
  const sums = lanes.slice(0, groups)
  for (let lane = 1; lane < LANES; lane++) {
    for (let group = 0; group < groups; group++) sums[group]! += lanes[lane * groups + group]!
  }
  return sums
}

export function countRows({ rows, groups, kept }: Slice, { lanes, groups: width }: Sums): void {
  const whole = rows - (rows % LANES)
  for (let at = 0; at < whole; at += LANES) {
    lanes[groups[at]!]! += kept ? kept[at]! : 1
    lanes[width + groups[at + 1]!]! += kept ? kept[at + 1]! : 1
    lanes[2 * width + groups[at + 2]!]! += kept ? kept[at + 2]! : 1
    lanes[3 * width + groups[at + 3]!]! += kept ? kept[at + 3]! : 1
  }
  for (let at = whole; at < rows; at++) lanes[groups[at]!]! += kept ? kept[at]! : 1
}

/** Adds what each code stands for: its number for a sum, 1 or 0 to count cells that are not empty. */
export function addValues(
  { rows, groups, kept }: Slice,
  codes: Uint16Array,
  values: Float64Array,
  { lanes, groups: width }: Sums,
): void {
  const whole = rows - (rows % LANES)
  if (!kept) {
    for (let at = 0; at < whole; at += LANES) {
      lanes[groups[at]!]! += values[codes[at]!]!
      lanes[width + groups[at + 1]!]! += values[codes[at + 1]!]!
      lanes[2 * width + groups[at + 2]!]! += values[codes[at + 2]!]!
      lanes[3 * width + groups[at + 3]!]! += values[codes[at + 3]!]!
    }
    for (let at = whole; at < rows; at++) lanes[groups[at]!]! += values[codes[at]!]!
    return
  }
  for (let at = 0; at < whole; at += LANES) {
    lanes[groups[at]!]! += kept[at]! * values[codes[at]!]!
    lanes[width + groups[at + 1]!]! += kept[at + 1]! * values[codes[at + 1]!]!
    lanes[2 * width + groups[at + 2]!]! += kept[at + 2]! * values[codes[at + 2]!]!
    lanes[3 * width + groups[at + 3]!]! += kept[at + 3]! * values[codes[at + 3]!]!
  }
  for (let at = whole; at < rows; at++) lanes[groups[at]!]! += kept[at]! * values[codes[at]!]!
}

/** `countRows` and `addValues` in one loop, for rows that all count: half as many looks at the groups. */
export function countAndAdd(
  { rows, groups }: Slice,
  codes: Uint16Array,
  values: Float64Array,
  { lanes: counts, groups: width }: Sums,
  { lanes: sums }: Sums,
): void {
  const whole = rows - (rows % LANES)
  for (let at = 0; at < whole; at += LANES) {
    const first = groups[at]!
    const second = width + groups[at + 1]!
    const third = 2 * width + groups[at + 2]!
    const fourth = 3 * width + groups[at + 3]!
    counts[first]! += 1
    sums[first]! += values[codes[at]!]!
    counts[second]! += 1
    sums[second]! += values[codes[at + 1]!]!
    counts[third]! += 1
    sums[third]! += values[codes[at + 2]!]!
    counts[fourth]! += 1
    sums[fourth]! += values[codes[at + 3]!]!
  }
  for (let at = whole; at < rows; at++) {
    counts[groups[at]!]! += 1
    sums[groups[at]!]! += values[codes[at]!]!
  }
}

/** Adds the numbers themselves, or 1 for each that is there when `counted`. */
export function addNumbers(
  { rows, groups, kept }: Slice,
  numbers: Int32Array,
  counted: boolean,
  { lanes }: Sums,
): void {
  for (let at = 0; at < rows; at++) {
    const number = numbers[at]!
    if (number === NO_NUMBER || (kept && kept[at] === 0)) continue
    lanes[groups[at]!]! += counted ? 1 : number
  }
}

/** Keeps the smallest or largest code or number of each group; `none` stands for an empty cell. */
export function keepExtremes(
  { rows, groups, kept }: Slice,
  column: Uint16Array | Int32Array,
  none: number,
  sign: 1 | -1,
  best: Float64Array,
): void {
  for (let at = 0; at < rows; at++) {
    const value = column[at]!
    if (value === none || (kept && kept[at] === 0)) continue
    const group = groups[at]!
    if (value * sign > best[group]!) best[group] = value * sign
  }
}

/** Marks which codes each group holds, one byte for each pair. */
export function markCodes(
  { rows, groups, kept }: Slice,
  codes: Uint16Array,
  width: number,
  seen: Uint8Array,
): void {
  for (let at = 0; at < rows; at++) {
    if (!kept || kept[at] === 1) seen[groups[at]! * width + codes[at]!] = 1
  }
}

/** Rows whose code passes stay kept; the first test of a slice sets what the others narrow. */
export function testCodes(
  kept: Uint8Array,
  rows: number,
  codes: Uint16Array,
  passes: Uint8Array,
  first: boolean,
): void {
  if (first) for (let at = 0; at < rows; at++) kept[at] = passes[codes[at]!]!
  else for (let at = 0; at < rows; at++) kept[at]! &= passes[codes[at]!]!
}

/** As `testCodes`, for numbers from `low` to `high`, both inside. */
export function testNumbers(
  kept: Uint8Array,
  rows: number,
  numbers: Int32Array,
  bounds: { low: number; high: number; empty: boolean },
  first: boolean,
): void {
  const { low, high, empty } = bounds
  for (let at = 0; at < rows; at++) {
    const number = numbers[at]!
    const inside = number === NO_NUMBER ? empty : number >= low && number <= high
    if (first) kept[at] = inside ? 1 : 0
    else if (!inside) kept[at] = 0
  }
}
