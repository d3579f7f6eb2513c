// Counts cells of digits by their length, which is all that their shapes say.
import type { Shape } from '../infer/shapes.ts'

/** Longest whole number that is one (see `shapeOf`). */
const LONGEST = 18

export class DigitShapes {
  /** By length; those with leading zeros after the others. */
  readonly #counts = new Float64Array(2 * (LONGEST + 1))
  readonly #firsts = new Float64Array(2 * (LONGEST + 1))
  readonly #examples: string[] = []
  /** Every cell so far has digits only. */
  whole = true
  /** Some cell begins with a zero that says nothing. */
  leadingZeros = false

  /** Takes a cell of at least one byte. */
  add(bytes: Uint8Array, from: number, to: number, row: number): void {
    const length = to - from
    if (length > LONGEST) this.whole = false
    for (let at = from; at < to; at++) if ((bytes[at]! - 48) >>> 0 > 9) this.whole = false
    if (!this.whole) return
    const zero = bytes[from] === 48 && length > 1
    const place = zero ? LONGEST + 1 + length : length
    if (this.#counts[place]!++ > 0) return
    this.leadingZeros ||= zero
    this.#firsts[place] = row
    this.#examples[place] = Buffer.from(bytes.subarray(from, to)).toString('latin1')
  }

  /** Digits of the shortest cell. */
  get shortest(): number {
    return this.#examples.reduce((least, { length }) => Math.min(least, length), LONGEST)
  }

  /** Digits of the longest cell. */
  get longest(): number {
    return this.#examples.reduce((most, { length }) => Math.max(most, length), 0)
  }

  /** Most frequent first, as `columnShapes` gives them; null where a cell had other signs. */
  shapes(): Shape[] | null {
    if (!this.whole) return null
    const list: Shape[] = []
    for (const [place, count] of this.#counts.entries()) {
      if (count === 0) continue
      const shape = place > LONGEST ? `Z:${'9'.repeat(place - LONGEST - 1)}` : `#${place}`
      list.push({ shape, count, row: this.#firsts[place]!, example: this.#examples[place]! })
    }
    return list.sort((a, b) => b.count - a.count || a.row - b.row)
  }
}
