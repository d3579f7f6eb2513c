// Makes the walking graph of a city from an OpenStreetMap extract: its largest connected part.
import type { Extract, Way } from '../osm/extract.ts'
import { WalksError } from '../walks-error.ts'
import { largestPart } from './largest-part.ts'
import { completeGraph, streetKinds, type StreetGraph } from './model.ts'
import { orderParts, type LooseEdge } from './order-parts.ts'
import { walkingKind } from './walkable.ts'

export interface BuildReport {
  graph: StreetGraph
  /** Ways one may walk on, of `ways` in the extract. */
  walkable: number
  ways: number
  /** Corners in all, of which the graph has the largest connected part. */
  corners: number
  /** Places where a way names a node that the extract does not have. */
  missingNodes: number
}

/**
 * Streets are cut at corners; what lies between becomes the shape of an edge. A street goes on under
 * the name of its way; where a node is missing the street is interrupted, as at the edge of an extract.
 * @throws WalksError `no-streets`
 */
export function buildGraph(extract: Extract): BuildReport {
  const uses = new Uint8Array(extract.lon.length)
  const runs: { way: Way; nodes: number[] }[] = []
  let missingNodes = 0
  let walkable = 0
  for (const way of extract.ways) {
    if (walkingKind(way.tags) === null) continue
    walkable += 1
    for (const nodes of splitAtGaps(way, extract, () => (missingNodes += 1))) {
      for (const node of nodes) uses[node] = Math.min(2, uses[node]! + 1)
      uses[nodes[0]!] = 2
      uses[nodes.at(-1)!] = 2
      runs.push({ way, nodes })
    }
  }
  const names = new Map<string, number>([['', 0]])
  const edges: LooseEdge[] = []
  for (const { way, nodes } of runs) {
    const word = (way.tags.get('name') ?? '').replaceAll('\n', ' ').trim()
    if (!names.has(word)) names.set(word, names.size)
    const kind = streetKinds.indexOf(walkingKind(way.tags)!)
    let begin = 0
    for (let at = 1; at < nodes.length; at++) {
      if (uses[nodes[at]!]! < 2) continue
      edges.push({ nodes: nodes.slice(begin, at + 1), name: names.get(word)!, kind })
      begin = at
    }
  }
  if (edges.length === 0) throw new WalksError('no-streets', { ways: extract.ways.length })
  const { kept, corners } = largestPart(edges, extract.lon.length)
  const graph = completeGraph(orderParts(kept, extract, [...names.keys()]))
  return { graph, walkable, ways: extract.ways.length, corners, missingNodes }
}

/** Runs of at least two nodes that the extract has. */
function splitAtGaps(way: Way, extract: Extract, missing: () => void): number[][] {
  const runs: number[][] = []
  let run: number[] = []
  const close = (): void => {
    if (run.length > 1) runs.push(run)
    run = []
  }
  for (const ref of way.refs) {
    const node = extract.index.get(ref)
    if (node === undefined) {
      missing()
      close()
    } else if (node !== run.at(-1)) run.push(node)
  }
  close()
  return runs
}
