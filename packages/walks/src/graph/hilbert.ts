// The Hilbert curve: a line through all squares of a grid on which neighbours mostly stay neighbours.

/** Place on the curve of a square of a grid of `2 ** bits` by `2 ** bits`; exact up to 26 bits. */
export function hilbertKey(x: number, y: number, bits: number): number {
  let key = 0
  for (let side = 2 ** (bits - 1); side >= 1; side /= 2) {
    const right = x >= side ? 1 : 0
    const up = y >= side ? 1 : 0
    key = key * 4 + ((3 * right) ^ up)
    x -= right * side
    y -= up * side
    if (up === 0) {
      if (right === 1) {
        x = side - 1 - x
        y = side - 1 - y
      }
      ;[x, y] = [y, x]
    }
  }
  return key
}

/** The square at a place of the curve: the inverse of `hilbertKey`. */
export function hilbertSquare(key: number, bits: number): [x: number, y: number] {
  let x = 0
  let y = 0
  for (let side = 1; side < 2 ** bits; side *= 2) {
    const part = key % 4
    key = Math.floor(key / 4)
    const right = part >> 1
    const up = (part & 1) ^ right
    if (up === 0) {
      if (right === 1) {
        x = side - 1 - x
        y = side - 1 - y
      }
      ;[x, y] = [y, x]
    }
    x += side * right
    y += side * up
  }
  return [x, y]
}

/** Bits a grid needs for squares 0 … `most`. */
export function bitsFor(most: number): number {
  return Math.max(1, Math.ceil(Math.log2(most + 1)))
}
