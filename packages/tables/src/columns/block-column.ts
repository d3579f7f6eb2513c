// Collects the cells of one column from all rows of a block, to be handed to another thread.
import type { HandedCells } from './blocks-ahead.ts'
import type { CellKernel } from './cell-kernel.ts'

export class BlockColumn {
  readonly #kernel: CellKernel
  readonly #place: number
  readonly #plain: boolean
  #rows = 0
  /** Number of each cell, or where it ends in `#bytes`. */
  readonly #codes: Uint32Array
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)

  /** `codes` has room for all rows. */
  constructor(kernel: CellKernel, place: number, codes: Uint32Array) {
    this.#codes = codes
    this.#kernel = kernel
    this.#place = place
    this.#plain = kernel.isPlain(place)
  }

  /** The rows that were taken last. */
  add(rows: number): void {
    const codes = this.#kernel.rowsOf(this.#place, rows)
    const from = this.#rows
    this.#rows += rows
    if (!this.#plain) return this.#codes.set(codes, from)
    const start = from === 0 ? 0 : this.#codes[from - 1]!
    const length = codes[rows - 1]!
    for (let at = 0; at < rows; at++) this.#codes[from + at] = start + codes[at]!
    if (start + length > this.#bytes.length) this.#bytes = grown(this.#bytes, start + length)
    this.#bytes.set(this.#kernel.plainBytes(this.#place, length), start)
  }

  handOver(): HandedCells {
    const codes = this.#codes.subarray(0, this.#rows)
    if (this.#plain) return { kind: 'plain', bytes: this.#bytes, ends: codes }
    const { first, bytes, ends } = this.#kernel.newCells(this.#place)
    return { kind: 'numbered', codes, first, bytes: bytes.slice(), ends: ends.slice() }
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, bytes.length * 2))
  larger.set(bytes)
  return larger
}
