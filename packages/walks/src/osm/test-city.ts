// A small city for tests: a crooked grid of streets, as an extract, as XML and as PBF.
import { deflateSync } from 'node:zlib'
import { seeded } from '../test-random.ts'
import {
  type AreaRelation,
  type Extract,
  ExtractBuilder,
  type NamedNode,
  type Way,
} from './extract.ts'

export interface TestCity {
  nodes: { id: number; lon: number; lat: number }[]
  ways: Way[]
  relations?: AreaRelation[]
  /** Names of nodes that stand among `nodes`. */
  names?: NamedNode[]
}

/** `side` × `side` corners about a hundred metres apart, some streets missing, bends between corners. */
export function testCity(side: number, seed: number): TestCity {
  const random = seeded(seed)
  const nodes: TestCity['nodes'] = []
  const ways: Way[] = []
  const corner = (x: number, y: number): number => 1000 + y * side + x
  const jitter = (): number => random(400) - 200
  const place = (x: number, y: number): { lon: number; lat: number } => ({
    lon: Math.round((-77.05 + x * 0.001) * 1e6 + jitter()) / 1e6,
    lat: Math.round((-12.06 + y * 0.001) * 1e6 + jitter()) / 1e6,
  })
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) nodes.push({ id: corner(x, y), ...place(x, y) })
  }
  let bend = 100_000
  const street = (from: [number, number], to: [number, number], name: string): void => {
    if (random(8) === 0) return
    const refs = [corner(...from), corner(...to)]
    if (random(3) === 0) {
      const middle = place((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)
      nodes.push({ id: (bend += 1), ...middle })
      refs.splice(1, 0, bend)
    }
    const highway = ['residential', 'footway', 'steps'][random(8)] ?? 'residential'
    const tags = new Map([['highway', highway]])
    if (random(4) > 0) tags.set('name', name)
    if (random(3) === 0) tags.set('oneway', 'yes')
    ways.push({ id: ways.length + 1, refs, tags })
  }
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (x + 1 < side) street([x, y], [x + 1, y], `Jirón Áncash ${y}`)
      if (y + 1 < side) street([x, y], [x, y + 1], `Avenida Ñuñoa ${x}`)
    }
  }
  return { nodes, ways }
}

export function asExtract({ nodes, ways, relations = [], names = [] }: TestCity): Extract {
  const builder = new ExtractBuilder()
  for (const { id, lon, lat } of nodes) {
    builder.addNode(id, Math.round(lon * 1e7), Math.round(lat * 1e7))
  }
  for (const { id, tags } of names) builder.addName(id, tags)
  for (const way of ways) builder.addWay(way)
  for (const relation of relations) builder.addRelation(relation)
  return builder.finish()
}

export function asXml({ nodes, ways, relations = [], names = [] }: TestCity): string {
  const named = new Map(names.map(({ id, tags }) => [id, tags]))
  const tag = ([k, v]: [string, string]): string => `<tag k="${k}" v="${v}"/>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<osm version="0.6">',
    ...nodes.map(({ id, lon, lat }) => {
      const inside = [...(named.get(id) ?? [])].map(tag).join('')
      return `<node id="${id}" lon="${lon}" lat="${lat}">${inside}</node>`
    }),
    ...ways.map(({ id, refs, tags }) => {
      const inside = refs.map((ref) => `<nd ref="${ref}"/>`).join('')
      return `<way id="${id}">${inside}${[...tags].map(tag).join('')}</way>`
    }),
    ...relations.map(({ id, ways: members, tags }) => {
      const inside = members.map((ref) => `<member type="way" ref="${ref}" role=""/>`).join('')
      return `<relation id="${id}">${inside}${[...tags].map(tag).join('')}</relation>`
    }),
    '</osm>',
  ].join('\n')
}

/** PBF with dense nodes, as osmium writes it; `packed` false leaves blocks plain. */
export function asPbf(
  { nodes, ways, relations = [], names = [] }: TestCity,
  packed = true,
): Uint8Array {
  const words = [
    '',
    ...new Set([...ways, ...relations, ...names].flatMap(({ tags }) => [...tags].flat())),
  ]
  const wordsOf = (list: Iterable<string>): number[] =>
    [...list].flatMap((word) => varint(words.indexOf(word)))
  const named = new Map(names.map(({ id, tags }) => [id, tags]))
  const delta = (values: number[]): number[] =>
    values.flatMap((value, at) => varint(zigzag(value - (values[at - 1] ?? 0))))
  const dense = [
    ...field(1, delta(nodes.map(({ id }) => id))),
    ...field(8, delta(nodes.map(({ lat }) => Math.round(lat * 1e7)))),
    ...field(9, delta(nodes.map(({ lon }) => Math.round(lon * 1e7)))),
    ...(names.length === 0
      ? []
      : field(
          10,
          nodes.flatMap(({ id }) => [...wordsOf([...(named.get(id) ?? [])].flat()), 0]),
        )),
  ]
  const list = ways.flatMap(({ id, refs, tags }) =>
    field(3, [
      ...[8, ...varint(id)],
      ...field(2, wordsOf(tags.keys())),
      ...field(3, wordsOf(tags.values())),
      ...field(8, delta([...refs])),
    ]),
  )
  const areas = relations.flatMap(({ id, ways: members, tags }) =>
    field(4, [
      ...[8, ...varint(id)],
      ...field(2, wordsOf(tags.keys())),
      ...field(3, wordsOf(tags.values())),
      ...field(
        8,
        members.map(() => 0),
      ),
      ...field(9, delta([...members])),
      ...field(
        10,
        members.map(() => 1),
      ),
    ]),
  )
  const strings = words.flatMap((word) => field(1, [...new TextEncoder().encode(word)]))
  const data = [...field(1, strings), ...field(2, field(2, dense)), ...field(2, list)]
  if (areas.length > 0) data.push(...field(2, areas))
  return Uint8Array.from([...pbfHeader(packed), ...block('OSMData', data, packed)])
}

export function pbfHeader(packed: boolean): number[] {
  const features = ['OsmSchema-V0.6', 'DenseNodes']
  const header = features.flatMap((name) => field(4, [...new TextEncoder().encode(name)]))
  return block('OSMHeader', header, packed)
}

export function block(type: string, data: number[], packed: boolean): number[] {
  const blob = packed
    ? [16, ...varint(data.length), ...field(3, [...deflateSync(Uint8Array.from(data))])]
    : field(1, data)
  const header = [...field(1, [...new TextEncoder().encode(type)]), 24, ...varint(blob.length)]
  const length = header.length
  return [
    length >>> 24,
    (length >>> 16) & 255,
    (length >>> 8) & 255,
    length & 255,
    ...header,
    ...blob,
  ]
}

export function field(number: number, bytes: number[]): number[] {
  return [number * 8 + 2, ...varint(bytes.length), ...bytes]
}

function varint(value: number): number[] {
  const out: number[] = []
  let left = value
  while (left > 127) {
    out.push((left % 128) + 128)
    left = Math.floor(left / 128)
  }
  return [...out, left]
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}
