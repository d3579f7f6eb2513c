// Encodes the codes of a table's columns while DuckDB is asked what their cells are.
import { setImmediate } from 'node:timers/promises'
import type { CellStore } from './cell-store.ts'
import { type CodeShape, byteShape, wideShape } from './code-shapes.ts'
import { packPage } from './parquet-file.ts'

export class ShapesAhead {
  readonly #store: CellStore
  /** By chunk and column; null where values are shorter than codes. */
  readonly #ready = new Map<string, CodeShape | null>()
  #ended = false

  /** It begins at once, and works whenever nothing else of this thread has to be done. */
  constructor(store: CellStore) {
    this.#store = store
    // What it does not come to is done when the page is written.
    void this.#run().catch(() => {})
  }

  /** The shape of a column's codes in a chunk, once; null where it is not there. */
  take(place: number, chunk: number): CodeShape | null {
    const name = `${chunk} ${place}`
    const shape = this.#ready.get(name) ?? null
    this.#ready.delete(name)
    return shape
  }

  /** Nothing more is made. */
  end(): void {
    this.#ended = true
  }

  async #run(): Promise<void> {
    const store = this.#store
    for (const chunk of store.chunks.keys()) {
      for (const place of store.columns.keys()) {
        await setImmediate()
        if (this.#ended) return
        // Others may be looking at what was read from the file last.
        if (store.isDistinct(place) && store.isHeld(place, chunk)) this.#make(place, chunk)
      }
    }
  }

  #make(place: number, at: number): void {
    const chunk = this.#store.chunk(place, at)
    const { size } = this.#store.columns[place]!.codes
    const shape = chunk.width === 1 ? byteShape(chunk) : wideShape(chunk, size, () => false)
    const data = shape && packPage(shape.data)
    this.#ready.set(`${at} ${place}`, shape && data && { ...shape, data })
  }
}
