// The parts of a graph file, in order; both writer and reader go by this list.

/** First bytes of every file: the format and its version. */
export const magic = 'RWG1'

/** Names of the sections, as they stand in the file and in errors. */
export const sections = [
  'corners',
  'streets per corner',
  'ends of streets',
  'names of streets',
  'kinds of streets',
  'points per street',
  'longitudes of points',
  'latitudes of points',
  'list of names',
] as const

/** Numbers before the sections: bits of the grid, west, south, corners, streets, then bytes per section. */
export const headNumbers = 5

/** Moves an element to the front of a list and says where it was; -1 if it is new. */
export function toFront(list: number[], value: number): number {
  const at = list.indexOf(value)
  if (at >= 0) list.splice(at, 1)
  list.unshift(value)
  return at
}
