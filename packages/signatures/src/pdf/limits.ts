// How much of a document the reader is willing to hold, so that a hostile file costs little.

export interface Limits {
  /** Arrays and dictionaries within one another. */
  depth: number
  /** Values in one object: names, numbers, strings and so on. */
  values: number
  /** Bytes of one object outside its stream data. */
  objectBytes: number
  /** Entries of all cross-reference sections together. */
  entries: number
  /** Cross-reference sections. */
  sections: number
  /** Bytes that filters may give in the life of one open document. */
  decodedBytes: number
}

export const defaultLimits: Readonly<Limits> = {
  depth: 64,
  values: 1_000_000,
  objectBytes: 16 * 2 ** 20,
  entries: 2_000_000,
  sections: 1000,
  decodedBytes: 64 * 2 ** 20,
}
