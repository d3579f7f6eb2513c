// Collects the cells of one column from all rows of a block, to be handed to another thread.
import type { HandedCells } from './blocks-ahead.ts'
import type { CellKernel } from './cell-kernel.ts'

/** Rows there is room for at first. */
const ROWS = 1 << 13

export class BlockColumn {
  readonly #kernel: CellKernel
  readonly #place: number
  readonly #plain: boolean
  #rows = 0
  /** Number of each cell, or where it ends in `#bytes`. */
  #codes = new Uint32Array(ROWS)
  #bytes = new Uint8Array(0)

  constructor(kernel: CellKernel, place: number) {
    this.#kernel = kernel
    this.#place = place
    this.#plain = kernel.isPlain(place)
  }

  /** The rows that were taken last. */
  add(rows: number): void {
    const codes = this.#kernel.rowsOf(this.#place, rows)
    const from = this.#rows
    this.#rows += rows
    if (this.#rows > this.#codes.length) this.#codes = grown(Uint32Array, this.#codes, this.#rows)
    if (!this.#plain) return this.#codes.set(codes, from)
    const start = from === 0 ? 0 : this.#codes[from - 1]!
    const length = codes[rows - 1]!
    for (let at = 0; at < rows; at++) this.#codes[from + at] = start + codes[at]!
    if (start + length > this.#bytes.length) {
      this.#bytes = grown(Uint8Array, this.#bytes, start + length)
    }
    this.#bytes.set(this.#kernel.plainBytes(this.#place, length), start)
  }

  handOver(): HandedCells {
    const codes = this.#codes.subarray(0, this.#rows)
    if (this.#plain) return { kind: 'plain', bytes: this.#bytes, ends: codes }
    const { first, bytes, ends } = this.#kernel.newCells(this.#place)
    return { kind: 'numbered', codes, first, bytes: bytes.slice(), ends: ends.slice() }
  }
}

function grown<Numbers extends Uint8Array | Uint32Array>(
  kind: new (length: number) => Numbers,
  numbers: Numbers,
  length: number,
): Numbers {
  const larger = new kind(Math.max(length, numbers.length * 2))
  larger.set(numbers)
  return larger
}
