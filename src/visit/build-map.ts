// Makes the city's street graph from an extract of OpenStreetMap; the one before stays if anything is wrong.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type StreetGraph, buildGraph, encodeGraph, readOsmPbf, readOsmXml } from '@rimaq/walks'
import { streetFile } from './street-file.ts'

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
}

/**
 * `.osm.pbf` or `.osm` XML. Written beside and moved into place, so that a running city never reads half.
 * @throws WalksError naming the byte or line; nothing is replaced then
 */
export async function buildMap(from: string, data: string): Promise<MapBuilt> {
  const bytes = await readFile(from)
  const extract = /\.(osm|xml)$/i.test(from)
    ? readOsmXml(bytes.toString('utf8'))
    : await readOsmPbf(bytes)
  const { graph, ways, walkable, corners, missingNodes } = buildGraph(extract)
  const encoded = encodeGraph(graph)
  const file = join(data, streetFile)
  const partial = `${file}.${process.pid}`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(partial, encoded, { flush: true })
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
  return {
    ...{ file, bytes: encoded.length, ways, walkable, corners, missingNodes },
    streets: graph.edgeCount,
    kept: graph.nodeCount,
    kilometres: Math.round(lengthOf(graph) / 1000),
  }
}

function lengthOf({ edgeLength }: StreetGraph): number {
  return edgeLength.reduce((sum, metres) => sum + metres, 0)
}
