// What is kept of an OpenStreetMap extract: where its nodes lie, and its ways with their tags.

export interface Way {
  id: number
  /** Ids of nodes, in order. */
  refs: readonly number[]
  tags: ReadonlyMap<string, string>
}

export interface Extract {
  /** Position of each node by its id, as index into `lon` and `lat`. */
  index: ReadonlyMap<number, number>
  /** Units of 1e-7 degrees. */
  lon: Int32Array
  lat: Int32Array
  ways: readonly Way[]
}

/** Collects nodes and ways while a file is read. */
export class ExtractBuilder {
  readonly #index = new Map<number, number>()
  #lon = new Int32Array(1 << 12)
  #lat = new Int32Array(1 << 12)
  readonly #ways: Way[] = []

  /** `lon` and `lat` in units of 1e-7 degrees. */
  addNode(id: number, lon: number, lat: number): void {
    const at = this.#index.size
    if (this.#index.has(id)) return
    if (at === this.#lon.length) {
      this.#lon = grown(this.#lon)
      this.#lat = grown(this.#lat)
    }
    this.#lon[at] = lon
    this.#lat[at] = lat
    this.#index.set(id, at)
  }

  addWay(way: Way): void {
    this.#ways.push(way)
  }

  finish(): Extract {
    const count = this.#index.size
    return {
      index: this.#index,
      lon: this.#lon.slice(0, count),
      lat: this.#lat.slice(0, count),
      ways: this.#ways,
    }
  }
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(from.length * 2)
  next.set(from)
  return next
}
