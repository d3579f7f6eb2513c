// Makes the city's streets and map from an extract of OpenStreetMap; those before stay if anything is wrong.
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  type Area,
  type Extract,
  type StreetGraph,
  WalksError,
  buildGraph,
  buildTiles,
  encodeGraph,
  readOsmPbf,
  readOsmXml,
} from '@rimaq/walks'
import { readBorders } from './content/read-borders.ts'
import { streetFile, tileFile } from './street-file.ts'
import { VisitError } from './visit-error.ts'

export interface MapBuilt {
  /** Where the graph lies now. */
  file: string
  bytes: number
  ways: number
  walkable: number
  corners: number
  streets: number
  kilometres: number
  /** Of the corners, how many are joined with each other; the rest is left out. */
  kept: number
  missingNodes: number
  /** The archive of tiles. */
  tiles: { file: string; bytes: number; count: number; districts: number }
}

/** Bytes of an extract that is read whole: ten times that of a metropolis. */
const mostBytes = 512 * 1024 * 1024

/**
 * `.osm.pbf` or `.osm` XML; `borders` is a GeoJSON file of districts, which are drawn into the map. Both
 * results are written beside and moved into place when both are whole, so that a running city never
 * reads half.
 * @throws WalksError naming the byte or line, VisitError; nothing is replaced then
 */
export async function buildMap(from: string, data: string, borders?: string): Promise<MapBuilt> {
  const areas = borders === undefined ? [] : readBorders(borders, await readFile(borders, 'utf8'))
  const extract = await naming(from, () => readExtract(from))
  const built = await naming(from, () => buildGraph(extract))
  const { graph, ways, walkable, corners, missingNodes } = built
  const encoded = encodeGraph(graph)
  const tiles = tilesOf(extract, graph, areas)
  const file = join(data, streetFile)
  const tilesFile = join(data, tileFile)
  await mkdir(dirname(file), { recursive: true })
  const partial = (path: string): string => `${path}.${process.pid}`
  try {
    await writeFile(partial(file), encoded, { flush: true })
    await writeFile(partial(tilesFile), tiles.archive, { flush: true })
    await rename(partial(tilesFile), tilesFile)
    await rename(partial(file), file)
  } finally {
    await rm(partial(file), { force: true })
    await rm(partial(tilesFile), { force: true })
  }
  return {
    ...{ file, bytes: encoded.length, ways, walkable, corners, missingNodes },
    streets: graph.edgeCount,
    kept: graph.nodeCount,
    kilometres: Math.round(lengthOf(graph) / 1000),
    tiles: {
      file: tilesFile,
      bytes: tiles.archive.length,
      count: tiles.tiles,
      districts: areas.length,
    },
  }
}

async function readExtract(from: string): Promise<Extract> {
  const { size } = await stat(from)
  if (size > mostBytes) {
    throw new VisitError('extract-too-large', { file: from, megabytes: mostBytes / 2 ** 20 })
  }
  const bytes = await readFile(from)
  return /\.(osm|xml)$/i.test(from) ? readOsmXml(bytes.toString('utf8')) : await readOsmPbf(bytes)
}

/** Errors of the reader name the file. */
async function naming<T>(file: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof WalksError)) throw error
    throw new WalksError(error.code, { ...error.evidence, what: basename(file) }, { cause: error })
  }
}

/** The tiles as `rimaq map build` makes them, for the bench too. */
export function tilesOf(
  extract: Extract,
  { bbox }: Pick<StreetGraph, 'bbox'>,
  borders: readonly Area<{ name: string }>[],
): ReturnType<typeof buildTiles> {
  return buildTiles(extract, { bbox, borders, gzip: (bytes) => gzipSync(bytes, { level: 9 }) })
}

function lengthOf({ edgeLength }: StreetGraph): number {
  return edgeLength.reduce((sum, metres) => sum + metres, 0)
}
