// Finds the largest set of streets that are connected with each other, by the number of corners.
import type { LooseEdge } from './order-parts.ts'

/** Union-find with path halving. Of parts of one size, the one met first is kept. */
export function largestPart(
  edges: readonly LooseEdge[],
  nodeCount: number,
): { kept: LooseEdge[]; corners: number } {
  const parent = new Int32Array(nodeCount).map((_, node) => node)
  const top = (node: number): number => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]!]!
      node = parent[node]!
    }
    return node
  }
  const corner = new Uint8Array(nodeCount)
  for (const { nodes } of edges) {
    const from = nodes[0]!
    const to = nodes.at(-1)!
    corner[from] = 1
    corner[to] = 1
    parent[top(from)] = top(to)
  }
  const size = new Map<number, number>()
  let corners = 0
  for (let node = 0; node < nodeCount; node++) {
    if (corner[node] === 0) continue
    corners += 1
    size.set(top(node), (size.get(top(node)) ?? 0) + 1)
  }
  let best = -1
  for (const [node, count] of size) if (best < 0 || count > size.get(best)!) best = node
  return { kept: edges.filter(({ nodes }) => top(nodes[0]!) === best), corners }
}
