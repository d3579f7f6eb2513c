// Reads the nodes and ways of one unpacked block of OSM PBF.
import type { ExtractBuilder } from './extract.ts'
import type { Message } from './protobuf.ts'

interface Block {
  strings: string[]
  /** Nanodegrees per unit. */
  granularity: number
  lonOffset: number
  latOffset: number
}

/** PrimitiveBlock of osmformat.proto; @throws WalksError `file-truncated`, `file-lies` */
export function readPrimitives(message: Message, builder: ExtractBuilder): void {
  const block: Block = { strings: [], granularity: 100, lonOffset: 0, latOffset: 0 }
  const groups: Message[] = []
  while (message.next()) {
    if (message.field === 1) readStrings(message.message('the table of words'), block.strings)
    else if (message.field === 2) groups.push(message.message('a group'))
    else if (message.field === 17) block.granularity = message.varint('the granularity')
    else if (message.field === 19) block.latOffset = offset(message)
    else if (message.field === 20) block.lonOffset = offset(message)
    else message.skip()
  }
  // Groups may stand before the granularity that they depend on.
  for (const group of groups) {
    while (group.next()) {
      if (group.field === 1) readNode(group.message('a node'), block, builder)
      else if (group.field === 2) readDense(group.message('the nodes'), block, builder)
      else if (group.field === 3) readWay(group.message('a way'), block, builder)
      else group.skip()
    }
  }
}

/** int64: negative numbers are written as 2^64 minus them. */
function offset(message: Message): number {
  const value = message.varint('an offset')
  return value >= 2 ** 63 ? value - 2 ** 64 : value
}

function readStrings(message: Message, strings: string[]): void {
  const decoder = new TextDecoder()
  while (message.next()) {
    if (message.field === 1) strings.push(decoder.decode(message.bytes('a word')))
    else message.skip()
  }
}

function readNode(message: Message, block: Block, builder: ExtractBuilder): void {
  let id = 0
  let lon = 0
  let lat = 0
  while (message.next()) {
    if (message.field === 1) id = message.signed('the id of a node')
    else if (message.field === 8) lat = message.signed('a latitude')
    else if (message.field === 9) lon = message.signed('a longitude')
    else message.skip()
  }
  place(message, builder, block, id, lon, lat)
}

function readDense(message: Message, block: Block, builder: ExtractBuilder): void {
  let ids: Message | null = null
  let lons: Message | null = null
  let lats: Message | null = null
  while (message.next()) {
    if (message.field === 1) ids = message.message('the ids of nodes')
    else if (message.field === 8) lats = message.message('latitudes')
    else if (message.field === 9) lons = message.message('longitudes')
    else message.skip()
  }
  let id = 0
  let lon = 0
  let lat = 0
  while (ids && !ids.done) {
    if (!lons || !lats || lons.done || lats.done) {
      message.lies('the nodes', 'more ids than coordinates', 'as many as coordinates')
    }
    id += ids.signed('the id of a node')
    lon += lons.signed('a longitude')
    lat += lats.signed('a latitude')
    place(message, builder, block, id, lon, lat)
  }
  if ((lons && !lons.done) || (lats && !lats.done)) {
    message.lies('the nodes', 'more coordinates than ids', 'as many as ids')
  }
}

function place(
  message: Message,
  builder: ExtractBuilder,
  { granularity, lonOffset, latOffset }: Block,
  id: number,
  lon: number,
  lat: number,
): void {
  const east = Math.round((lonOffset + granularity * lon) / 100)
  const north = Math.round((latOffset + granularity * lat) / 100)
  if (!(Math.abs(east) <= 1_800_000_000)) {
    message.lies(`the longitude of node ${id}`, `${east / 1e7}°`, '180°')
  }
  if (!(Math.abs(north) <= 900_000_000)) {
    message.lies(`the latitude of node ${id}`, `${north / 1e7}°`, '90°')
  }
  builder.addNode(id, east, north)
}

function readWay(message: Message, { strings }: Block, builder: ExtractBuilder): void {
  let id = 0
  const keys: number[] = []
  const values: number[] = []
  const refs: number[] = []
  const word = (list: number[], part: string): void => {
    const each = message.message(part)
    while (!each.done) list.push(each.varint(part))
  }
  while (message.next()) {
    if (message.field === 1) id = message.varint('the id of a way')
    else if (message.field === 2) word(keys, 'the keys of a way')
    else if (message.field === 3) word(values, 'the values of a way')
    else if (message.field === 8) {
      const each = message.message('the nodes of a way')
      let ref = 0
      while (!each.done) refs.push((ref += each.signed('a node of a way')))
    } else message.skip()
  }
  if (keys.length !== values.length) {
    message.lies(`way ${id}`, `${keys.length} keys`, `${values.length} values`)
  }
  const tags = new Map<string, string>()
  for (const [at, key] of keys.entries()) {
    const name = strings[key]
    const value = strings[values[at]!]
    if (name === undefined || value === undefined) {
      return message.lies(`way ${id}`, `word ${Math.max(key, values[at]!)}`, strings.length - 1)
    }
    tags.set(name, value)
  }
  builder.addWay({ id, refs, tags })
}
