// Tests that the walking graph holds what one can walk, and survives being written, cut and changed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asExtract, testCity } from '../osm/test-city.ts'
import { seeded } from '../test-random.ts'
import { WalksError } from '../walks-error.ts'
import { buildGraph } from './build-graph.ts'
import { crc32 } from './columns.ts'
import { decodeGraph } from './decode-graph.ts'
import { encodeGraph } from './encode-graph.ts'
import { hilbertKey, hilbertSquare } from './hilbert.ts'

const { graph } = buildGraph(asExtract(testCity(12, 3)))
const file = encodeGraph(graph)

function wayOf(id: number, refs: number[], tags: Record<string, string>) {
  return { id, refs, tags: new Map(Object.entries(tags)) }
}

const points = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id, lon: -77 + id / 1000, lat: -12 }))

describe('the walking graph', () => {
  test('neighbours on the Hilbert curve are neighbours on the ground, and each square is met once', () => {
    for (let key = 0; key < 4 ** 5; key++) {
      const [x, y] = hilbertSquare(key, 5)
      assert.equal(hilbertKey(x, y, 5), key)
      if (key === 0) continue
      const [beforeX, beforeY] = hilbertSquare(key - 1, 5)
      assert.equal(Math.abs(x - beforeX) + Math.abs(y - beforeY), 1)
    }
  })

  test('corners are where streets meet; what lies between is their shape', () => {
    const ways = [
      wayOf(1, [1, 2, 3, 4], { highway: 'residential', name: 'A', oneway: 'yes' }),
      wayOf(2, [3, 5], { highway: 'steps' }),
      wayOf(3, [6, 7], { highway: 'residential' }),
      wayOf(4, [4, 8], { highway: 'motorway' }),
      wayOf(5, [5, 8], { highway: 'footway', foot: 'no' }),
    ]
    const report = buildGraph(asExtract({ nodes: points, ways }))
    assert.equal(report.walkable, 3)
    assert.equal(report.corners, 6)
    assert.equal(report.graph.nodeCount, 4)
    assert.equal(report.graph.edgeCount, 3)
    assert.equal(report.graph.shapeLon.length, 1)
    assert.deepEqual([...report.graph.edgeKind].sort(), [0, 0, 2])
    assert.deepEqual(report.graph.names, ['', 'A'])
  })

  test('a street is interrupted where the extract lacks a node', () => {
    const ways = [wayOf(1, [1, 2, 99, 3, 4, 5], { highway: 'path' })]
    const report = buildGraph(asExtract({ nodes: points, ways }))
    assert.equal(report.missingNodes, 1)
    assert.equal(report.graph.edgeCount, 1)
  })

  test('an extract without streets is refused', () => {
    assert.throws(() => buildGraph(asExtract({ nodes: points, ways: [] })), {
      code: 'no-streets',
    })
  })

  test('what was written is read again, and equal maps give equal bytes', () => {
    assert.deepEqual(decodeGraph(file), graph)
    assert.deepEqual(encodeGraph(decodeGraph(file)), file)
    const shuffled = testCity(12, 3)
    shuffled.ways.reverse()
    assert.deepEqual(encodeGraph(buildGraph(asExtract(shuffled)).graph), file)
  })

  test('a graph file cut off anywhere is refused, naming what is missing', () => {
    for (let length = 0; length < file.length; length++) {
      assert.throws(
        () => decodeGraph(file.subarray(0, length)),
        (error: unknown) => {
          assert.ok(error instanceof WalksError, String(error))
          assert.equal(error.code, length < 4 ? 'not-this-format' : 'file-truncated')
          return true
        },
      )
    }
    assert.throws(() => decodeGraph(Uint8Array.from([...file, 0])), { code: 'file-lies' })
  })

  test('a changed byte is noticed, and a writer that lies with a right sum is refused or harmless', () => {
    const random = seeded(4)
    for (let turn = 0; turn < 3000; turn++) {
      const changed = file.slice()
      const at = 4 + random(file.length - 8)
      changed[at] = changed[at]! ^ (1 + random(255))
      assert.throws(() => decodeGraph(changed), WalksError)
      const view = new DataView(changed.buffer)
      view.setUint32(file.length - 4, crc32(changed.subarray(0, file.length - 4)), true)
      try {
        decodeGraph(changed)
      } catch (error) {
        assert.ok(error instanceof WalksError, String(error))
      }
    }
  })

  test('the sum is the one of zlib', () => {
    assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926)
  })
})
