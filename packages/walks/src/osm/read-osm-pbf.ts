// Reads an OpenStreetMap extract in its packed form (.osm.pbf), as Geofabrik and others hand them out.
import { WalksError } from '../walks-error.ts'
import { ExtractBuilder, type Extract } from './extract.ts'
import { inflate } from './inflate.ts'
import { Message } from './protobuf.ts'
import { readPrimitives } from './read-primitives.ts'

const what = 'The extract'

/** Limits of the format: 64 KiB for a header, 32 MiB for a block (OSM wiki, PBF Format). */
const mostHeader = 64 * 1024
const mostBlock = 32 * 1024 * 1024

const understood = new Set(['OsmSchema-V0.6', 'DenseNodes'])

/**
 * Nodes, ways and areas of OSM PBF with zlib or plain blocks; other relations and authors are passed over.
 * @throws WalksError `not-this-format`, `file-truncated`, `file-lies`, `file-damaged`,
 * `unsupported-feature`, each with the byte where it was met, and `extract-too-large`
 */
export async function readOsmPbf(file: Uint8Array): Promise<Extract> {
  const builder = new ExtractBuilder()
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  if (file.length === 0) cut(0, 'the first block', 4, 0)
  while (at < file.length) {
    if (file.length - at < 4) cut(at, 'the length of a block', 4, file.length - at)
    const length = view.getUint32(at)
    if (length > mostHeader) {
      if (at === 0) foreign(file)
      throw new WalksError('file-lies', {
        what,
        offset: at,
        part: 'the header of a block',
        says: `${length} bytes`,
        most: mostHeader,
      })
    }
    at += 4
    if (file.length - at < length) cut(at, 'the header of a block', length, file.length - at)
    const { type, size } = readBlobHeader(file.subarray(at, at + length), at)
    if (at === 4 && type !== 'OSMHeader') foreign(file)
    at += length
    if (file.length - at < size) cut(at, `the block ${type}`, size, file.length - at)
    const block = await unpack(file.subarray(at, at + size), at)
    if (type === 'OSMHeader') checkFeatures(new Message(block, what, at))
    else if (type === 'OSMData') readPrimitives(new Message(block, what, at), builder)
    at += size
  }
  return builder.finish()
}

function readBlobHeader(bytes: Uint8Array, offset: number): { type: string; size: number } {
  const header = new Message(bytes, what, offset)
  let type = ''
  let size = -1
  while (header.next()) {
    if (header.field === 1) type = new TextDecoder().decode(header.bytes('the kind of a block'))
    else if (header.field === 3) size = header.varint('the size of a block')
    else header.skip()
  }
  if (size < 0 || size > mostBlock) header.lies('the size of a block', size, mostBlock)
  return { type, size }
}

async function unpack(bytes: Uint8Array, offset: number): Promise<Uint8Array> {
  const blob = new Message(bytes, what, offset)
  let raw: Uint8Array | null = null
  let packed: Uint8Array | null = null
  let size = 0
  while (blob.next()) {
    if (blob.field === 1) raw = blob.bytes('a plain block')
    else if (blob.field === 2) size = blob.varint('the unpacked size of a block')
    else if (blob.field === 3) packed = blob.bytes('a packed block')
    else if (blob.field >= 4 && blob.field <= 7) {
      const feature = ['lzma', 'bzip2', 'lz4', 'zstd'][blob.field - 4]!
      throw new WalksError('unsupported-feature', { what, feature })
    } else blob.skip()
  }
  if (raw) return raw
  if (!packed) return blob.lies('a block', 'no data', 'one form of data')
  if (size > mostBlock) blob.lies('the unpacked size of a block', size, mostBlock)
  return inflate(packed, size, { what, offset, part: 'a packed block' })
}

function checkFeatures(header: Message): void {
  while (header.next()) {
    if (header.field !== 4) {
      header.skip()
      continue
    }
    const feature = new TextDecoder().decode(header.bytes('a feature'))
    if (!understood.has(feature)) throw new WalksError('unsupported-feature', { what, feature })
  }
}

function foreign(file: Uint8Array): never {
  const found = new TextDecoder('latin1').decode(file.subarray(0, 16)).replace(/[^ -~]/g, '·')
  throw new WalksError('not-this-format', { what, format: 'OSM PBF', offset: 0, found })
}

function cut(offset: number, part: string, needs: number, left: number): never {
  throw new WalksError('file-truncated', { what, offset, part, needs, left })
}
