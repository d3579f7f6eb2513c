// Gathers the values of one column and chunk one by one into the pages of a Parquet column.
import { plainValue } from './column-types.ts'
import { encodeLevels, plainBits } from './encodings.ts'
import { type ColumnPages, ENCODING, PHYSICAL } from './parquet-file.ts'

export class Gathered {
  readonly #physical: number
  readonly #present: Uint32Array
  /** Values one after the other, as PLAIN encoding has them; bits wait in a byte each. */
  #bytes: Buffer
  #at = 0
  #rows = 0
  #empty = 0
  #least: bigint | number | null = null
  #greatest: bigint | number | null = null

  /** `rows` is how many values will come. */
  constructor(physical: number, rows: number) {
    this.#physical = physical
    this.#present = new Uint32Array(rows)
    this.#bytes = Buffer.allocUnsafe(rows * 8)
  }

  /** A value as `physicalSql` gives it, or null. */
  add(value: bigint | number | string | null): void {
    const row = this.#rows++
    if (value === null) {
      this.#empty++
      return
    }
    this.#present[row] = 1
    if (typeof value === 'string') return this.#addText(value)
    if (this.#least === null || value < this.#least) this.#least = value
    if (this.#greatest === null || value > this.#greatest) this.#greatest = value
    this.#at = this.#write(value)
  }

  pages(): ColumnPages {
    const levels = encodeLevels(this.#empty > 0 ? this.#present : null, this.#rows)
    const bytes = this.#bytes.subarray(0, this.#at)
    const bits = this.#physical === PHYSICAL.boolean
    const bounds =
      bits || this.#least === null || this.#greatest === null
        ? {}
        : {
            least: plainValue(this.#least, this.#physical),
            greatest: plainValue(this.#greatest, this.#physical),
          }
    const data = Buffer.concat([levels, bits ? plainBits([...bytes]) : bytes])
    return { data, encoding: ENCODING.plain, empty: this.#empty, ...bounds }
  }

  #write(value: bigint | number): number {
    const bytes = this.#bytes
    switch (this.#physical) {
      case PHYSICAL.boolean:
        return bytes.writeUInt8(Number(value), this.#at)
      case PHYSICAL.int32:
        return bytes.writeInt32LE(Number(value), this.#at)
      case PHYSICAL.double:
        return bytes.writeDoubleLE(Number(value), this.#at)
      default:
        return bytes.writeBigInt64LE(BigInt(value), this.#at)
    }
  }

  #addText(text: string): void {
    const length = Buffer.byteLength(text)
    const end = this.#at + 4 + length
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    this.#bytes.writeUInt32LE(length, this.#at)
    this.#bytes.write(text, this.#at + 4)
    this.#at = end
  }
}
