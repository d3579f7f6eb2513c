// Writes zip archives byte by byte, also such as no honest program writes (APPNOTE.TXT 6.3.10).
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string | Buffer
  /** What is inside, unless `packed` is given. */
  data?: Buffer | string
  /** Bytes as they stand in the archive, already compressed. */
  packed?: Buffer
  /** 8 (deflate) unless said otherwise; 0 is stored. */
  method?: number
  /** What the archive says, where it lies. */
  size?: number
  packedSize?: number
  crc?: number
  /** Bit 0: encrypted; bit 11: the name is UTF-8. */
  flags?: number
  /** Unix mode in the upper 16 bits: 0o120777 is a symbolic link. */
  mode?: number
  /** Points at the local header of the entry before. */
  overlaps?: boolean
}

export interface ZipOptions {
  comment?: string
  /** Entries the end record promises. */
  count?: number
  /** Byte where the end record says that the directory begins. */
  directoryAt?: number
}

export function zipBytes(entries: ZipEntry[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  let before = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string)
    const data = Buffer.from((entry.data ?? '') as string)
    const method = entry.method ?? 8
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(data) : data)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(entry.flags ?? 1 << 11, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt16LE(0, 6)
    fields.writeUInt16LE(0x5a21, 8)
    fields.writeUInt32LE((entry.crc ?? crc32(data)) >>> 0, 10)
    fields.writeUInt32LE(entry.packedSize ?? packed.length, 14)
    fields.writeUInt32LE(entry.size ?? data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const start = entry.overlaps === true ? before : at
    if (entry.overlaps !== true) {
      parts.push(signature(0x04034b50), fields, name, packed)
      before = at
      at += 30 + name.length + packed.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0o100644) * 0x10000) >>> 0, 6)
    tail.writeUInt32LE(start, 10)
    const madeBy = Buffer.from([20, 3])
    directory.push(signature(0x02014b50), madeBy, fields, tail, name)
  }
  const listing = Buffer.concat(directory)
  const comment = Buffer.from(options.comment ?? '')
  const count = Math.min(options.count ?? entries.length, 0xffff)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(listing.length, 8)
  end.writeUInt32LE(options.directoryAt ?? at, 12)
  end.writeUInt16LE(comment.length, 16)
  return Buffer.concat([...parts, listing, signature(0x06054b50), end, comment])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
