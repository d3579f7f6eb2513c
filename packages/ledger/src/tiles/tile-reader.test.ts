// Tests proofs made from tiles: of the 70,000 leaves that tlog-tiles takes for its example, and at random.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import { emptyEdge, extendEdge } from '../log/edge.ts'
import { Frontier } from '../merkle/frontier.ts'
import { type Hash, leafHash } from '../merkle/hash.ts'
import { verifyConsistency, verifyInclusion } from '../merkle/verify.ts'
import { tilePath, tilesOf } from './coordinates.ts'
import { TileReader } from './tile-reader.ts'

const size = 70_000
const entry = (index: number): Uint8Array => Buffer.from(`entry ${index}`)

/** The files of a log that grew in batches, and the root of every size. */
function grow(): { files: Map<string, Uint8Array>; roots: Hash[] } {
  const files = new Map<string, Uint8Array>()
  const frontier = new Frontier()
  const roots: Hash[] = [frontier.root()]
  let edge = emptyEdge
  for (let batch = 1; edge.size < size; batch = (batch * 7) % 997) {
    const count = Math.min(batch, size - edge.size)
    const more = Array.from({ length: count }, (_, at) => entry(edge.size + at))
    const growth = extendEdge(edge, more)
    for (const { path, bytes } of growth.files) files.set(path, bytes)
    for (const folder of growth.outdated) {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) files.delete(path)
    }
    for (const one of more) {
      frontier.push(leafHash(one))
      roots.push(frontier.root())
    }
    edge = growth.edge
  }
  return { files, roots }
}

describe('a log read from its tiles', () => {
  const { files, roots } = grow()
  const read = (path: string) => Promise.resolve(files.get(path) ?? null)

  test('has exactly the tiles of its size, and shorter ones only at its edge', () => {
    const needed = [...tilesOf(size)].map(tilePath)
    assert.ok(needed.every((path) => files.has(path)))
    const tiles = [...files.keys()].filter((path) => /^tile\/\d/.test(path))
    const full = tiles.filter((path) => !path.includes('.p/'))
    assert.equal(full.length, 273 + 1)
    const edges = new Set(
      tiles.filter((path) => path.includes('.p/')).map((path) => path.split('.p/')[0]),
    )
    assert.deepEqual([...edges].sort(), ['tile/0/273', 'tile/1/001', 'tile/2/000'])
  })

  test('proves every entry at every size, also where the partial tiles are gone', async () => {
    const place = fc
      .integer({ min: 1, max: size })
      .chain((at) => fc.tuple(fc.nat(at - 1), fc.constant(at)))
    await fc.assert(
      fc.asyncProperty(place, async ([index, at]) => {
        // A size whose upper tiles were cleared away cannot be read any more; 70,000 always can.
        for (const now of [at, size]) {
          const reader = new TileReader(read, now)
          try {
            const root = roots[now]!
            const proof = await reader.inclusionProof(index)
            const leaf = leafHash(await reader.entry(index))
            assert.deepEqual(leaf, leafHash(entry(index)))
            assert.ok(verifyInclusion({ index, size: now, leaf, proof, root }))
          } catch (error) {
            assert.ok(error instanceof LedgerError && error.code === 'damaged' && now !== size)
          }
        }
      }),
    )
  })

  test('proves that it grew from any earlier size', async () => {
    const reader = new TileReader(read, size)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: size }), async (from) => {
        const proof = await reader.consistencyProof(from)
        const [fromRoot, toRoot] = [roots[from]!, roots[size]!]
        assert.ok(verifyConsistency({ from, to: size, fromRoot, toRoot, proof }))
        assert.ok(
          !verifyConsistency({ from, to: size, fromRoot: toRoot, toRoot, proof }) || from === size,
        )
      }),
      { numRuns: 300 },
    )
  })

  test('says what is missing', async () => {
    const reader = new TileReader(() => Promise.resolve(null), 5)
    const damaged = (error: unknown) =>
      error instanceof LedgerError && error.evidence['path'] === 'tile/0/000.p/5'
    await assert.rejects(reader.inclusionProof(1), damaged)
  })
})
