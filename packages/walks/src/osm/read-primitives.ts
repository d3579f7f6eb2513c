// Reads the nodes, ways and areas of one unpacked block of OSM PBF.
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
      else if (group.field === 4) readRelation(group.message('a relation'), block, builder)
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
  const tags = new TagReader('a node')
  while (message.next()) {
    if (message.field === 1) id = message.signed('the id of a node')
    else if (tags.take(message)) continue
    else if (message.field === 8) lat = message.signed('a latitude')
    else if (message.field === 9) lon = message.signed('a longitude')
    else message.skip()
  }
  place(message, builder, block, id, lon, lat)
  builder.addName(id, tags.finish(message, block, `node ${id}`))
}

function readDense(message: Message, block: Block, builder: ExtractBuilder): void {
  let ids: Message | null = null
  let lons: Message | null = null
  let lats: Message | null = null
  let words: Message | null = null
  while (message.next()) {
    if (message.field === 1) ids = message.message('the ids of nodes')
    else if (message.field === 8) lats = message.message('latitudes')
    else if (message.field === 9) lons = message.message('longitudes')
    else if (message.field === 10) words = message.message('the words of nodes')
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
    if (words && !words.done) readDenseTags(words, block, builder, id)
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

/** Key and value, key and value, and a 0 after each node; a node without words is the 0 alone. */
function readDenseTags(words: Message, block: Block, builder: ExtractBuilder, id: number): void {
  let key = words.varint('a word of a node')
  if (key === 0) return
  const tags = new Map<string, string>()
  for (; key !== 0; key = words.done ? 0 : words.varint('a word of a node')) {
    const value = words.varint('a word of a node')
    tags.set(wordAt(words, block, key, `node ${id}`), wordAt(words, block, value, `node ${id}`))
  }
  builder.addName(id, tags)
}

function readWay(message: Message, block: Block, builder: ExtractBuilder): void {
  let id = 0
  const tags = new TagReader('a way')
  const refs: number[] = []
  while (message.next()) {
    if (message.field === 1) id = message.varint('the id of a way')
    else if (tags.take(message)) continue
    else if (message.field === 8) {
      const each = message.message('the nodes of a way')
      let ref = 0
      while (!each.done) refs.push((ref += each.signed('a node of a way')))
    } else message.skip()
  }
  builder.addWay({ id, refs, tags: tags.finish(message, block, `way ${id}`) })
}

/** Only ways as members: an area has no other border. */
function readRelation(message: Message, block: Block, builder: ExtractBuilder): void {
  let id = 0
  const tags = new TagReader('a relation')
  const members: number[] = []
  const types: number[] = []
  while (message.next()) {
    if (message.field === 1) id = message.varint('the id of a relation')
    else if (tags.take(message)) continue
    else if (message.field === 9) {
      const each = message.message('the members of a relation')
      let member = 0
      while (!each.done) members.push((member += each.signed('a member of a relation')))
    } else if (message.field === 10) {
      const each = message.message('the kinds of members')
      while (!each.done) types.push(each.varint('a kind of member'))
    } else message.skip()
  }
  if (types.length !== members.length) {
    message.lies(`relation ${id}`, `${members.length} members`, `${types.length} kinds of members`)
  }
  const ways = members.filter((_, at) => types[at] === 1)
  builder.addRelation({ id, ways, tags: tags.finish(message, block, `relation ${id}`) })
}

/** Fields 2 and 3 of nodes, ways and relations: numbers of words, as keys and as values. */
class TagReader {
  readonly #of: string
  readonly #keys: number[] = []
  readonly #values: number[] = []

  constructor(of: string) {
    this.#of = of
  }

  /** True where the field was one of the two, and was read. */
  take(message: Message): boolean {
    if (message.field !== 2 && message.field !== 3) return false
    const part = `the ${message.field === 2 ? 'keys' : 'values'} of ${this.#of}`
    const list = message.field === 2 ? this.#keys : this.#values
    const each = message.message(part)
    while (!each.done) list.push(each.varint(part))
    return true
  }

  finish(message: Message, block: Block, what: string): Map<string, string> {
    if (this.#keys.length !== this.#values.length) {
      message.lies(what, `${this.#keys.length} keys`, `${this.#values.length} values`)
    }
    const tags = new Map<string, string>()
    for (const [at, key] of this.#keys.entries()) {
      tags.set(wordAt(message, block, key, what), wordAt(message, block, this.#values[at]!, what))
    }
    return tags
  }
}

function wordAt(message: Message, { strings }: Block, at: number, what: string): string {
  return strings[at] ?? message.lies(what, `word ${at}`, strings.length - 1)
}
