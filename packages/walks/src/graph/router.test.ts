// Tests that routes are as short as those of another program, and begin and end on streets.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { metresBetween, type LonLat } from '../geo/earth.ts'
import { asExtract, testCity } from '../osm/test-city.ts'
import { seeded } from '../test-random.ts'
import { buildGraph } from './build-graph.ts'
import { directions } from './directions.ts'
import { Router } from './router.ts'
import { nearestOn } from './snap.ts'

const { graph } = buildGraph(asExtract(testCity(25, 7)))
const router = new Router(graph)

function somewhere(random: (below: number) => number): LonLat {
  const [west, south, east, north] = graph.bbox
  return [
    west + ((east - west) * random(10_000)) / 10_000,
    south + ((north - south) * random(10_000)) / 10_000,
  ]
}

describe('routes', () => {
  test('are as long as those of ngraph.path, on 10,000 pairs of corners', async (t) => {
    const found = await Promise.all([import('ngraph.graph'), import('ngraph.path')]).catch(
      () => null,
    )
    if (!found) return t.skip('ngraph.graph and ngraph.path are not installed: npm install')
    const [{ default: createGraph }, { aStar }] = found
    const other = createGraph<null, number>()
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const from = graph.edgeFrom[edge]!
      const to = graph.edgeTo[edge]!
      const known = other.getLink(from, to)
      if (!known || known.data > graph.edgeLength[edge]!) {
        other.addLink(from, to, graph.edgeLength[edge])
      }
    }
    const finder = aStar(other, { distance: (_from, _to, link) => link.data })
    const random = seeded(11)
    for (let turn = 0; turn < 10_000; turn++) {
      const from = random(graph.nodeCount)
      const to = random(graph.nodeCount)
      const path = finder.find(from, to)
      let theirs = 0
      for (let at = 1; at < path.length; at++) {
        theirs +=
          other.getLink(path[at - 1]!.id, path[at]!.id)?.data ??
          other.getLink(path[at]!.id, path[at - 1]!.id)!.data
      }
      const ours = router.route(router.snapNode(from), router.snapNode(to)).metres
      assert.ok(Math.abs(ours - theirs) < 1e-6, `${from} ${to}: ${ours} ${theirs}`)
    }
  })

  test('a place is put on the nearest street of all, not on its corner', () => {
    const random = seeded(5)
    for (let turn = 0; turn < 300; turn++) {
      const point = somewhere(random)
      let least = Infinity
      for (let edge = 0; edge < graph.edgeCount; edge++) {
        least = Math.min(least, nearestOn(graph, edge, point).metres)
      }
      const snap = router.snap(point, { within: 2000 })
      assert.equal(snap.metres, least)
      assert.ok(Math.abs(metresBetween(point, snap.point) - least) < 0.01)
      assert.ok(snap.along >= 0 && snap.along <= graph.edgeLength[snap.edge]! + 1e-9)
    }
  })

  test('far from every street nothing is guessed', () => {
    assert.throws(() => router.snap([-76, -12]), { code: 'far-from-streets' })
    assert.throws(() => router.snap([-12, -177]), { code: 'malformed-point' })
  })

  test('between places on streets the way is the best over both corners of both streets', () => {
    const random = seeded(6)
    for (let turn = 0; turn < 300; turn++) {
      const from = router.snap(somewhere(random), { within: 2000 })
      const to = router.snap(somewhere(random), { within: 2000 })
      const route = router.route(from, to)
      let best = from.edge === to.edge ? Math.abs(from.along - to.along) : Infinity
      for (const [a, tail] of ends(from)) {
        const between = router.distances(
          router.snapNode(a),
          ends(to).map(([b]) => router.snapNode(b)),
        )
        for (const [at, [, head]] of ends(to).entries()) {
          best = Math.min(best, tail + between[at]! + head)
        }
      }
      assert.ok(Math.abs(route.metres - best) < 1e-6, `${route.metres} ${best}`)
      const sum = route.legs.reduce((total, { metres }) => total + metres, 0)
      assert.ok(Math.abs(sum - route.metres) < 1e-6)
      const line = route.legs.flatMap(({ points }) => points)
      for (const [at, leg] of route.legs.entries()) {
        const next = route.legs[at + 1]
        if (next) assert.ok(metresBetween(leg.points.at(-1)!, next.points[0]!) < 0.01)
      }
      if (line.length > 0) {
        assert.ok(metresBetween(line[0]!, from.point) < 0.1)
        assert.ok(metresBetween(line.at(-1)!, to.point) < 0.1)
      }
    }
  })

  test('the table of distances is that of single routes', () => {
    const random = seeded(8)
    const places = Array.from({ length: 6 }, () => router.snap(somewhere(random), { within: 2000 }))
    for (const [a, row] of router.matrix(places).entries()) {
      for (const [b, metres] of row.entries()) {
        assert.ok(Math.abs(metres - router.route(places[a]!, places[b]!).metres) < 1e-6)
      }
    }
  })

  test('directions name each street once while one stays on it, and add up', () => {
    const random = seeded(9)
    for (let turn = 0; turn < 100; turn++) {
      const from = somewhere(random)
      const route = router.route(
        router.snap(from, { within: 2000 }),
        router.snapNode(random(graph.nodeCount)),
      )
      const steps = directions(graph, route)
      const sum = steps.reduce((total, { metres }) => total + metres, 0)
      assert.ok(Math.abs(sum - route.metres) < 1e-6)
      for (const [at, step] of steps.entries()) {
        assert.equal(step.turn === 'start', at === 0)
        const before = steps[at - 1]
        const same = before?.street === step.street && before.kind === step.kind
        assert.ok(!same || step.street === '')
      }
    }
  })
})

function ends({ edge, along }: { edge: number; along: number }): [node: number, rest: number][] {
  return [
    [graph.edgeFrom[edge]!, along],
    [graph.edgeTo[edge]!, graph.edgeLength[edge]! - along],
  ]
}
