// Opens the city's street graph, where `rimaq map build` has made one, and again when it is made anew.
import { readFileSync, statSync } from 'node:fs'
import { Router, WalksError, decodeGraph } from '@rimaq/walks'
import { type Ways, straightWays, streetWays } from './ways.ts'

/** Where the street graph lies in the data folder. */
export const streetFile = 'map/streets.graph'
/** Where the tiles lie beside it. */
export const tileFile = 'map/tiles.pmtiles'

/** A file that cannot be read leaves straight lines, and says so once. */
export function waysFrom(file: string, tell: (error: Error) => void): () => Ways {
  const straight = straightWays()
  let known: { changed: number; ways: Ways } = { changed: 0, ways: straight }
  return () => {
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (changed === known.changed) return known.ways
    known = { changed, ways: straight }
    if (changed === 0) return straight
    try {
      known.ways = streetWays(new Router(decodeGraph(readFileSync(file))))
    } catch (error) {
      if (!(error instanceof WalksError)) throw error
      tell(error)
    }
    return known.ways
  }
}
