// Measures Vive: tiles, the size of a city's graph, ways on foot, a day of fifteen stops, and the first load.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { aStar } from 'ngraph.path'
import createGraph from 'ngraph.graph'
import { Router, buildGraph, decodeGraph, encodeGraph, orderStops, planDay } from '@rimaq/walks'
import { readOsmPbf, type LonLat, type StreetGraph } from '@rimaq/walks'
import type { BenchOptions } from '../../scripts/bench.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure, seeded } from '../shared/timing.ts'
import { measureFirstLoad } from './first-load.ts'
import { measureTiles } from './tiles.ts'

const shared = join(import.meta.dirname, '../../../shared/data/vive')
const extract = join(shared, 'derived/lima_streets.osm.pbf')
const borders = join(shared, 'districts/lima_callao_distritos.geojson')

export async function run({ scale, only }: BenchOptions): Promise<void> {
  if (!existsSync(extract)) {
    console.error('there is no extract of Lima beside the repository: nothing is measured')
    return
  }
  const rows: string[][] = []
  const row = (what: string, value: string, note: string): void => {
    rows.push([what, value, note])
    console.log(`${what}: ${value} ${note}`)
  }
  measureTiles(extract, borders, row)
  const packed = readFileSync(extract)
  const read = await cpu(() => readOsmPbf(packed))
  row('reading the extract', `${figure(read.ms)} ms`, `${figure(packed.length)} bytes`)
  const built = await cpu(() => buildGraph(read.result))
  const { graph, corners } = built.result
  row(
    'building the walking graph',
    `${figure(built.ms)} ms`,
    `${graph.nodeCount} corners of ${corners}, ${graph.edgeCount} streets, ${graph.shapeLon.length} points between`,
  )
  const encoded = await cpu(() => encodeGraph(graph))
  const file = encoded.result
  const brotli = brotliCompressSync(file, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
  })
  row(
    'writing its file',
    `${figure(encoded.ms)} ms`,
    `${file.length} bytes, ${brotli.length} with brotli`,
  )
  const decoded = await cpu(() => decodeGraph(file))
  row('reading its file', `${figure(decoded.ms)} ms`, '')
  const router = new Router(graph)
  await measureWalks(router, row)
  await measureStops(router, row)
  await compareWithNgraph(router, Math.round(10_000 * scale), row)
  await measureFirstLoad(row)
  const text = [
    '# Vive: tiles, graph, ways, days, first load',
    '',
    circumstances('npm run bench -- vive'),
    '- Streets: OpenStreetMap of Lima and Callao, about December 2013, drivable ways only (ODbL)',
    '',
    'Processor time, not wall time; all in one run.',
    '',
    markdownTable(['what', 'figure', 'of what'], rows),
    '',
  ].join('\n')
  writeResult('bench-vive.md', text, scale === 1 && only === '')
}

export type Row = (what: string, value: string, note: string) => void

async function cpu<T>(act: () => T | Promise<T>): Promise<{ result: T; ms: number }> {
  const before = process.cpuUsage()
  const result = await act()
  const { user, system } = process.cpuUsage(before)
  return { result, ms: (user + system) / 1000 }
}

/** Walks of 4.5 to 5.5 km between random places, each snapped to a street first. */
async function measureWalks(router: Router, row: Row): Promise<void> {
  const random = seeded(5)
  const pairs: [LonLat, LonLat][] = []
  while (pairs.length < 200) {
    const from = random(router.graph.nodeCount)
    // Nearer on the Hilbert curve than any two corners of the city, so that some five kilometres come soon.
    const to = Math.min(router.graph.nodeCount - 1, from + random(6000))
    const { metres, from: a, to: b } = router.route(router.snapNode(from), router.snapNode(to))
    if (metres > 4500 && metres < 5500) pairs.push([a.point, b.point])
  }
  const near = await cpu(() => pairs.forEach(([from, to]) => router.route(from, to)))
  row('a walk of 5 km', `${figure(near.ms / pairs.length)} ms`, '200 pairs, snapping included')
  const far = await cpu(() => {
    for (let turn = 0; turn < 100; turn++) {
      const [from, to] = [random(router.graph.nodeCount), random(router.graph.nodeCount)]
      router.route(router.snapNode(from), router.snapNode(to))
    }
  })
  row('a way between any two corners', `${figure(far.ms / 100)} ms`, '100 pairs')
}

/** Fifteen stops within a kilometre or so of the Plaza Mayor. */
async function measureStops(router: Router, row: Row): Promise<void> {
  const random = seeded(15)
  const places = Array.from({ length: 15 }, () =>
    router.snap([-77.0305 + (random(200) - 100) / 1e4, -12.046 + (random(200) - 100) / 1e4]),
  )
  const table = await cpu(() => router.matrix(places))
  row('distances between 15 stops', `${figure(table.ms)} ms`, 'all 225')
  const order = await cpu(() => orderStops(table.result))
  row('the best order of 15 stops', `${figure(order.ms)} ms`, `${figure(order.result.total)} m`)
  const stops = places.map((_, at) => ({
    id: String(at),
    visit: 20 + random(40),
    weight: 1 + random(3),
    windows: [
      { from: 600, to: 780 },
      { from: 840, to: 1080 },
    ],
  }))
  const plan = await cpu(() => planDay({ stops, matrix: table.result, from: 600, to: 1080 }))
  row(
    'the best day of 15 stops',
    `${figure(plan.ms)} ms`,
    `${plan.result.visits.length} visits, ${plan.result.omissions.length} left out with reasons`,
  )
}

/** The lengths have to be equal; the times stand beside each other. */
async function compareWithNgraph(router: Router, pairs: number, row: Row): Promise<void> {
  const { graph } = router
  const other = await cpu(() => asNgraph(graph))
  row('anchor: ngraph.graph is built', `${figure(other.ms)} ms`, '')
  const [x, y, z] = [0, 1, 2].map(
    (axis) => (node: number | string) => graph.space[Number(node) * 3 + axis]!,
  ) as [At, At, At]
  const finder = aStar(other.result, {
    distance: (_from, _to, link) => link.data,
    heuristic: ({ id: a }, { id: b }) => Math.hypot(x(a) - x(b), y(a) - y(b), z(a) - z(b)),
  })
  const random = seeded(10)
  let ours = 0
  let theirs = 0
  let worst = 0
  for (let turn = 0; turn < pairs; turn++) {
    const from = random(graph.nodeCount)
    // Corners that follow each other on the Hilbert curve lie near each other: a walk. One in 200 crosses the city.
    const near = Math.min(graph.nodeCount - 1, Math.max(0, from + random(2000) - 1000))
    const to = turn % 200 === 0 ? random(graph.nodeCount) : near
    const mine = await cpu(() => router.route(router.snapNode(from), router.snapNode(to)).metres)
    const path = await cpu(() => finder.find(from, to))
    let metres = 0
    for (let at = 1; at < path.result.length; at++) {
      const [a, b] = [path.result[at - 1]!.id, path.result[at]!.id]
      metres += (other.result.getLink(a, b) ?? other.result.getLink(b, a))!.data
    }
    worst = Math.max(worst, Math.abs(metres - mine.result))
    if (worst > 0.001)
      throw new Error(`from ${from} to ${to}: ${mine.result} m, ngraph ${metres} m`)
    ours += mine.ms
    theirs += path.ms
  }
  row(
    'the same ways by ngraph.path A*',
    `${figure(theirs / pairs)} ms`,
    `ours ${figure(ours / pairs)} ms`,
  )
  row(
    'lengths compared with ngraph.path',
    String(pairs),
    `largest difference ${worst.toExponential(1)} m`,
  )
}

type At = (node: number | string) => number

function asNgraph(graph: StreetGraph) {
  const other = createGraph<null, number>()
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const [from, to] = [graph.edgeFrom[edge]!, graph.edgeTo[edge]!]
    const known = other.getLink(from, to)
    if (!known || known.data > graph.edgeLength[edge]!)
      other.addLink(from, to, graph.edgeLength[edge])
  }
  return other
}
