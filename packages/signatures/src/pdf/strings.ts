// Reads the two written forms of a string (ISO 32000-2, 7.3.4).
import { hexDigit, isSpace } from './characters.ts'

interface Found {
  value: Uint8Array
  /** The position behind the closing delimiter. */
  end: number
}

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 }

/**
 * A string in parentheses that begins at `at` (7.3.4.2).
 * @returns the string; an empty sentence when the bytes end before it does
 */
export function readLiteralString(bytes: Uint8Array, at: number): Found | '' {
  const out: number[] = []
  let open = 1
  let here = at + 1
  while (here < bytes.length) {
    const code = bytes[here++] ?? 0
    if (code === 0x28) open++
    else if (code === 0x29 && --open === 0) return { value: Uint8Array.from(out), end: here }
    if (code === 0x5c) here = escaped(bytes, here, out)
    else if (code === 13) {
      // A line end counts as one line feed, whatever its form.
      if (bytes[here] === 10) here++
      out.push(10)
    } else out.push(code)
  }
  return ''
}

function escaped(bytes: Uint8Array, at: number, out: number[]): number {
  let here = at
  const code = bytes[here++] ?? 0
  if (code >= 0x30 && code <= 0x37) {
    let value = code - 0x30
    for (let digits = 1; digits < 3; digits++) {
      const next = bytes[here] ?? 0
      if (next < 0x30 || next > 0x37) break
      value = value * 8 + next - 0x30
      here++
    }
    out.push(value & 255)
  } else if (code === 13) {
    if (bytes[here] === 10) here++
  } else if (code !== 10) out.push(escapes[String.fromCharCode(code)] ?? code)
  return here
}

/**
 * A string of hexadecimal digits that begins at `at` (7.3.4.3).
 * @returns the string, or what is wrong; an empty sentence when the bytes end before it does
 */
export function readHexString(bytes: Uint8Array, at: number): Found | string {
  const close = bytes.indexOf(0x3e, at + 1)
  if (close < 0) return ''
  const value = new Uint8Array((close - at) >> 1)
  let digits = 0
  for (let here = at + 1; here < close; here++) {
    const digit = hexDigit(bytes[here])
    if (digit < 0) {
      if (isSpace(bytes[here])) continue
      return 'a hexadecimal digit expected in a string'
    }
    value[digits >> 1] = (value[digits >> 1] ?? 0) | (digits % 2 === 0 ? digit << 4 : digit)
    digits++
  }
  return { value: value.subarray(0, (digits + 1) >> 1), end: close + 1 }
}
