// What is kept of an OpenStreetMap extract: where its nodes lie, its ways, its areas and names of places.
import { WalksError } from '../walks-error.ts'

export interface Way {
  id: number
  /** Ids of nodes, in order. */
  refs: readonly number[]
  tags: ReadonlyMap<string, string>
}

/** An area whose border is made of several ways, or that has holes. */
export interface AreaRelation {
  id: number
  tags: ReadonlyMap<string, string>
  /** Ids of ways; whether they run outside or around a hole follows from where they lie. */
  ways: readonly number[]
}

/** A point with the name of a place: town, suburb, neighbourhood. */
export interface NamedNode {
  id: number
  tags: ReadonlyMap<string, string>
}

export interface Extract {
  /** Position of each node by its id, as index into `lon` and `lat`. */
  index: ReadonlyMap<number, number>
  /** Units of 1e-7 degrees. */
  lon: Int32Array
  lat: Int32Array
  ways: readonly Way[]
  areas: readonly AreaRelation[]
  names: readonly NamedNode[]
}

/**
 * So that memory has an end: twelve million points are a metropolis with every house, and a JavaScript
 * map holds 2^24 keys.
 */
export const mostNodes = 12_000_000

/** Collects what is kept while a file is read. */
export class ExtractBuilder {
  readonly #index = new Map<number, number>()
  #lon = new Int32Array(1 << 12)
  #lat = new Int32Array(1 << 12)
  readonly #ways: Way[] = []
  readonly #areas: AreaRelation[] = []
  readonly #names: NamedNode[] = []
  readonly #most: number

  constructor(most = mostNodes) {
    this.#most = most
  }

  /** `lon` and `lat` in units of 1e-7 degrees. @throws WalksError `extract-too-large` */
  addNode(id: number, lon: number, lat: number): void {
    const at = this.#index.size
    if (this.#index.has(id)) return
    if (at === this.#most) throw new WalksError('extract-too-large', { most: this.#most })
    if (at === this.#lon.length) {
      this.#lon = grown(this.#lon)
      this.#lat = grown(this.#lat)
    }
    this.#lon[at] = lon
    this.#lat[at] = lat
    this.#index.set(id, at)
  }

  /** Only names of places are kept of all that nodes may say. */
  addName(id: number, tags: ReadonlyMap<string, string>): void {
    if (tags.has('place') && tags.has('name')) this.#names.push({ id, tags })
  }

  addWay(way: Way): void {
    this.#ways.push(way)
  }

  /** Relations that are no area are passed over. */
  addRelation(area: AreaRelation): void {
    const type = area.tags.get('type')
    if (type === 'multipolygon' || type === 'boundary') this.#areas.push(area)
  }

  finish(): Extract {
    const count = this.#index.size
    return {
      index: this.#index,
      lon: this.#lon.slice(0, count),
      lat: this.#lat.slice(0, count),
      ways: this.#ways,
      areas: this.#areas,
      names: this.#names,
    }
  }
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(from.length * 2)
  next.set(from)
  return next
}
