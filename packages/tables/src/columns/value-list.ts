// Holds the values of the codes of a dictionary one after the other, in PLAIN encoding.
import { plainValue } from './column-types.ts'
import { PHYSICAL } from './parquet-file.ts'

/** A million separate small arrays would take a hundred bytes each. */
export class ValueList {
  readonly #physical: number
  /** Where the value of a code begins and ends; both nought where it has none. */
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  /** The first byte belongs to no value. */
  #bytes: Buffer
  #at = 1

  constructor(codes: number, physical: number) {
    this.#physical = physical
    this.#starts = new Uint32Array(codes + 1)
    this.#ends = new Uint32Array(codes + 1)
    this.#bytes = Buffer.alloc(1 + codes * (physical === PHYSICAL.bytes ? 16 : 8))
  }

  /** Takes a value as `physicalSql` gives it, once for a code. */
  set(code: number, value: bigint | number | string): void {
    const bytes = plainValue(value, this.#physical)
    const end = this.#at + bytes.length
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#at)
    this.#starts[code] = this.#at
    this.#ends[code] = end
    this.#at = end
  }

  /** Null where the code has no value. */
  value(code: number): Uint8Array | null {
    const start = this.#starts[code]!
    return start === 0 ? null : this.#bytes.subarray(start, this.#ends[code])
  }
}
