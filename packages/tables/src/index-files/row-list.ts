// Ascending lists of row numbers: growing, merging, and keeping what two have in common.

/** Grows like an array without taking more than twice the memory of its numbers. */
export interface Growing {
  push(row: number): void
  last(): number
  length(): number
  /** A view that the next `push` may overwrite after `clear`. */
  view(): Uint32Array
  clear(): void
}

export function growing(): Growing {
  let rows = new Uint32Array(256)
  let length = 0
  return {
    push(row) {
      if (length === rows.length) {
        const larger = new Uint32Array(length * 2)
        larger.set(rows)
        rows = larger
      }
      rows[length++] = row
    },
    last: () => (length > 0 ? rows[length - 1]! : -1),
    length: () => length,
    view: () => rows.subarray(0, length),
    clear() {
      length = 0
    },
  }
}

/** Rows in both lists; both ascending without repetitions. */
export function intersect(a: Uint32Array, b: Uint32Array): Uint32Array {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const out = new Uint32Array(short.length)
  const found = short.length * 16 < long.length ? gallop(short, long, out) : walk(short, long, out)
  return out.subarray(0, found)
}

function walk(short: Uint32Array, long: Uint32Array, out: Uint32Array): number {
  let found = 0
  let at = 0
  for (let index = 0; index < short.length; index++) {
    const row = short[index]!
    while (at < long.length && long[at]! < row) at++
    if (at === long.length) break
    if (long[at] === row) out[found++] = row
  }
  return found
}

function gallop(short: Uint32Array, long: Uint32Array, out: Uint32Array): number {
  let found = 0
  let from = 0
  for (let index = 0; index < short.length; index++) {
    from = lowerBound(long, short[index]!, from)
    if (from === long.length) break
    if (long[from] === short[index]) out[found++] = short[index]!
  }
  return found
}

/** The first place in an ascending list, from `from` on, whose row is ≥ `row`. */
export function lowerBound(list: Uint32Array, row: number, from = 0): number {
  let low = from
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]! < row) low = middle + 1
    else high = middle
  }
  return low
}

/** The rows of all lists together, ascending, without repetitions; `rows` is the table's length. */
export function union(lists: Uint32Array[], rows: number): Uint32Array {
  if (lists.length === 1) return lists[0]!
  const bits = new Uint32Array(Math.ceil(rows / 32))
  for (const list of lists) {
    for (let at = 0; at < list.length; at++) {
      const row = list[at]!
      bits[row >>> 5]! |= 1 << (row & 31)
    }
  }
  return fromBits(bits)
}

/** Puts a list in any order, without repetitions, into ascending order. */
export function ascending(list: Uint32Array, rows: number): Uint32Array {
  // Sorting costs about 80 ns per number, a bit per row of the table less than one.
  if (list.length * 64 < rows) return list.slice().sort()
  const bits = toBits(list, rows)
  return fromBits(bits)
}

/** One bit per row of the table, set for the rows of the list. */
export function toBits(list: Uint32Array, rows: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(rows / 32))
  for (let at = 0; at < list.length; at++) {
    const row = list[at]!
    bits[row >>> 5]! |= 1 << (row & 31)
  }
  return bits
}

function fromBits(bits: Uint32Array): Uint32Array {
  let count = 0
  for (let at = 0; at < bits.length; at++) count += ones(bits[at]!)
  const out = new Uint32Array(count)
  let length = 0
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!
    while (word !== 0) {
      const lowest = word & -word
      out[length++] = at * 32 + (31 - Math.clz32(lowest))
      word ^= lowest
    }
  }
  return out
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
