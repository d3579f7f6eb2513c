// Makes small compressed bytes that unpack to very much: deflate, gzip and xz.
import { constants, crc32, deflateRawSync } from 'node:zlib'

export interface Bomb {
  packed: Buffer
  size: number
  crc: number
}

/**
 * `unit` repeated `times`, perhaps between `around`: blocks that end on a byte can simply be repeated
 * (RFC 1951, 3.2).
 */
export function deflateBomb(
  unit: Buffer,
  times: number,
  around: { head: string; tail: string } = { head: '', tail: '' },
): Bomb {
  const flushed = (bytes: Buffer): Buffer =>
    deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const [head, tail] = [Buffer.from(around.head), Buffer.from(around.tail)]
  const block = flushed(unit)
  const packed = Buffer.concat([
    flushed(head),
    ...Array.from({ length: times }, () => block),
    flushed(tail),
    Buffer.from([3, 0]),
  ])
  let crc = crc32(head)
  for (let time = 0; time < times; time++) crc = crc32(unit, crc)
  return { packed, size: head.length + unit.length * times + tail.length, crc: crc32(tail, crc) }
}

/** RFC 1952. */
export function gzipBomb(unit: Buffer, times: number): Buffer {
  const { packed, size, crc } = deflateBomb(unit, times)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc, 0)
  tail.writeUInt32LE(size % 2 ** 32, 4)
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]), packed, tail])
}

/** An .xz file without compression (LZMA2 chunks of kind 1), checked by CRC-32. */
export function xzBytes(data: Buffer, dictionary = 0): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < data.length; at += 0x10000) {
    const chunk = data.subarray(at, at + 0x10000)
    const head = Buffer.from([1, (chunk.length - 1) >> 8, (chunk.length - 1) & 0xff])
    chunks.push(head, chunk)
  }
  chunks.push(Buffer.from([0]))
  return xzStream([{ lzma2: Buffer.concat(chunks), size: data.length, check: crc32(data) }], {
    dictionary,
  })
}

/** `times` mebibytes of zeros; each mebibyte is one block of about two hundred bytes. */
export function xzBomb(times: number): Buffer {
  const block = { lzma2: mebibyteOfZeros, size: 1 << 20, check: crc32(Buffer.alloc(1 << 20)) }
  return xzStream(
    Array.from({ length: times }, () => block),
    { dictionary: 16 },
  )
}

interface XzBlock {
  lzma2: Buffer
  size: number
  check: number
}

/** The .xz file format, version 1.2.1: header, blocks, index, footer. */
function xzStream(blocks: XzBlock[], { dictionary }: { dictionary: number }): Buffer {
  const flags = Buffer.from([0, 1])
  const head = withCrc(Buffer.from([2, 0, 0x21, 1, dictionary, 0, 0, 0]))
  const parts: Buffer[] = [
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    flags,
    number(crc32(flags)),
  ]
  const index: number[] = [0, ...varint(blocks.length)]
  for (const { lzma2, size, check } of blocks) {
    parts.push(head, lzma2, padding(lzma2.length), number(check))
    index.push(...varint(head.length + lzma2.length + 4), ...varint(size))
  }
  const listing = withCrc(Buffer.concat([Buffer.from(index), padding(index.length)]))
  const size = Buffer.concat([number(listing.length / 4 - 1), flags])
  return Buffer.concat([...parts, listing, number(crc32(size)), size, Buffer.from('YZ')])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  return [...bytes, rest]
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4)
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

function withCrc(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, number(crc32(bytes))])
}

/** LZMA2 of 2^20 zeros, as liblzma writes it. */
const mebibyteOfZeros = Buffer.from(
  [
    '7///ANldAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPg',
    'WRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP',
    '0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBN',
    'RwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1Iq9+SVJQAA',
  ].join(''),
  'base64',
)
