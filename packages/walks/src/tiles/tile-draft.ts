// One tile while it is filled: features of a layer with the same properties become one.
import { ByteWriter } from './byte-writer.ts'
import { extent, layers, type Feature, type Layer, type Properties } from './feature.ts'

interface Group {
  kind: Feature['kind']
  properties: Properties
  commands: ByteWriter
  /** Where the pen stands: positions are written as steps from it (specification 4.3.3). */
  x: number
  y: number
  points: number
}

export class TileDraft {
  readonly #layers = new Map<Layer, Map<string, Group>>()

  /** Parts in units of this tile, whose corner is 0, 0. */
  add(feature: Feature, key: string, parts: readonly (readonly number[])[]): void {
    let groups = this.#layers.get(feature.layer)
    if (!groups) this.#layers.set(feature.layer, (groups = new Map()))
    let group = groups.get(key)
    if (!group) {
      const { kind, properties } = feature
      group = { kind, properties, commands: new ByteWriter(), x: 0, y: 0, points: 0 }
      groups.set(key, group)
    }
    for (const part of parts) draw(group, part)
  }

  /** The tile as protobuf, or null where nothing is in it. */
  encode(): Uint8Array | null {
    const tile = new ByteWriter(1024)
    for (const name of layers) {
      const groups = [...(this.#layers.get(name)?.values() ?? [])].filter(
        ({ commands }) => commands.length > 0,
      )
      if (groups.length > 0) tile.field(3, encodeLayer(name, groups))
    }
    return tile.length === 0 ? null : tile.take()
  }
}

/** MoveTo is 1, LineTo 2, ClosePath 7; a command and how often it is repeated are one number (4.3.1). */
function draw(group: Group, part: readonly number[]): void {
  // The last point of a ring is its first, which ClosePath says already.
  const end = group.kind === 3 ? part.length - 2 : part.length
  const least = group.kind === 3 ? 6 : group.kind === 2 ? 4 : 2
  if (end < least) return
  const { commands } = group
  commands.varint(1 + 8)
  move(group, part[0]!, part[1]!)
  if (group.kind !== 1) {
    commands.varint(2 + 8 * (end / 2 - 1))
    for (let at = 2; at < end; at += 2) move(group, part[at]!, part[at + 1]!)
  }
  if (group.kind === 3) commands.varint(7 + 8)
}

function move(group: Group, x: number, y: number): void {
  group.commands.signed(x - group.x)
  group.commands.signed(y - group.y)
  group.x = x
  group.y = y
}

function encodeLayer(name: Layer, groups: readonly Group[]): Uint8Array {
  const keys = new Map<string, number>()
  const values = new Map<string | number, number>()
  const place = <T>(known: Map<T, number>, value: T): number => {
    if (!known.has(value)) known.set(value, known.size)
    return known.get(value)!
  }
  const layer = new ByteWriter(256)
  layer.number(15, 2)
  layer.text(1, name)
  for (const { kind, properties, commands } of groups) {
    const tags = new ByteWriter(16)
    for (const [key, value] of Object.entries(properties)) {
      tags.varint(place(keys, key))
      tags.varint(place(values, value))
    }
    const feature = new ByteWriter(commands.length + 32)
    if (tags.length > 0) feature.field(2, tags.take())
    feature.number(3, kind)
    feature.field(4, commands.take())
    layer.field(2, feature.take())
  }
  for (const key of keys.keys()) layer.text(3, key)
  for (const value of values.keys()) layer.field(4, encodeValue(value))
  layer.number(5, extent)
  return layer.take()
}

/** Text, or a whole number from 0 (4.1). */
function encodeValue(value: string | number): Uint8Array {
  const out = new ByteWriter(32)
  if (typeof value === 'string') out.text(1, value)
  else out.number(5, value)
  return out.take()
}
