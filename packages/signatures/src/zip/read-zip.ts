// Reads zip archives whole and strictly: no traversal, no bombs, no two readings of one file (APPNOTE.TXT 4.3, 4.4).
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { SignatureError } from '../signature-error.ts'

export interface ZipEntry {
  name: string
  bytes: Uint8Array
  /** Whether it is stored as it is. */
  stored: boolean
  /** Where its local header begins. */
  offset: number
  /** Bytes of the extra field of its local header. */
  extraBytes: number
}

export interface ZipLimits {
  entries: number
  /** Bytes that lie in memory: the archive, and beside it what its packed entries give. */
  bytes: number
  /** How many times larger than packed an entry of more than 1 MiB may be. */
  ratio: number
}

export const defaultZipLimits: ZipLimits = { entries: 10_000, bytes: 32 * 2 ** 20, ratio: 200 }

const LOCAL_HEADER = 30
const RATIO_FROM = 2 ** 20

function broken(why: string, cause?: unknown): SignatureError {
  return new SignatureError('malformed-container', { why }, { cause })
}

/**
 * All entries in the order of the directory; folders are left out.
 * @throws SignatureError `malformed-container`, `too-large`
 */
export async function readZip(
  bytes: Uint8Array,
  limits: ZipLimits = defaultZipLimits,
): Promise<ZipEntry[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zip = await open(buffer)
  try {
    const list = await listEntries(zip, {
      ...limits,
      bytes: limits.bytes - bytes.length,
      told: limits.bytes,
    })
    checkRegions(buffer, list)
    const entries: ZipEntry[] = []
    for (const entry of list) {
      if (entry.fileName.endsWith('/')) continue
      const { extraFieldLength } = await headerOf(zip, entry)
      entries.push({
        name: entry.fileName,
        bytes: await contentOf(zip, entry, buffer),
        stored: entry.compressionMethod === 0,
        offset: entry.relativeOffsetOfLocalHeader,
        extraBytes: extraFieldLength,
      })
    }
    return entries
  } finally {
    zip.close()
  }
}

function open(buffer: Buffer): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true }
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(buffer, { ...options, strictFileNames: true }, (error, zip) => {
      if (error) reject(broken(error.message, error))
      else resolve(zip)
    })
  })
}

function listEntries(
  zip: yauzl.ZipFile,
  { told, ...limits }: ZipLimits & { told: number },
): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const list: yauzl.Entry[] = []
    const names = new Set<string>()
    let total = 0
    zip.on('error', (error: Error) => reject(broken(error.message, error)))
    zip.on('end', () => resolve(list))
    zip.on('entry', (entry: yauzl.Entry) => {
      const { fileName, uncompressedSize, compressedSize } = entry
      if (entry.compressionMethod !== 0) total += uncompressedSize
      if (list.length >= limits.entries || total > limits.bytes) {
        const limit = `${limits.entries} entries, ${told} bytes`
        return reject(new SignatureError('too-large', { what: 'The container', limit }))
      }
      if (uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * limits.ratio)
        return reject(
          new SignatureError('too-large', { what: fileName, limit: 'what packing gives' }),
        )
      const fault = entryFault(entry, names)
      if (fault !== null) return reject(broken(fault))
      names.add(fileName)
      list.push(entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function entryFault(entry: yauzl.Entry, names: ReadonlySet<string>): string | null {
  const { fileName, compressionMethod } = entry
  if (names.has(fileName)) return `${fileName} is there twice`
  if (fileName.split('/').some((part) => part === '..' || part === '.'))
    return `${fileName} leads elsewhere`
  if (entry.fileNameRaw.some((byte) => byte < 0x20)) return 'a name has control characters'
  if (entry.isEncrypted()) return `${fileName} is encrypted`
  if (compressionMethod !== 0 && compressionMethod !== 8)
    return `${fileName} is packed in a way that is not read`
  return null
}

/** Every entry has its own bytes, and its two headers say the same. */
function checkRegions(buffer: Buffer, list: readonly yauzl.Entry[]): void {
  const regions = list.map((entry) => {
    const start = entry.relativeOffsetOfLocalHeader
    if (start + LOCAL_HEADER > buffer.length) throw broken('an entry lies outside the file')
    const nameLength = buffer.readUInt16LE(start + 26)
    const name = buffer.subarray(start + LOCAL_HEADER, start + LOCAL_HEADER + nameLength)
    const method = buffer.readUInt16LE(start + 8)
    if (!name.equals(entry.fileNameRaw) || method !== entry.compressionMethod)
      throw broken(`the two headers of ${entry.fileName} differ`)
    const extra = buffer.readUInt16LE(start + 28)
    return { start, end: start + LOCAL_HEADER + nameLength + extra + entry.compressedSize }
  })
  regions.sort((one, other) => one.start - other.start)
  for (const [index, { end }] of regions.entries()) {
    const next = regions[index + 1]?.start ?? buffer.length
    if (end > next) throw broken('entries lie over each other')
  }
}

function headerOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<yauzl.LocalFileHeader> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, (error, header) => {
      if (error) reject(broken(error.message, error))
      else resolve(header)
    })
  })
}

async function contentOf(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  archive: Buffer,
): Promise<Uint8Array> {
  const content =
    entry.compressionMethod === 0 ? storedIn(archive, entry) : await unpacked(zip, entry)
  if (crc32(content) !== entry.crc32) throw broken(`the checksum of ${entry.fileName} is wrong`)
  return content
}

/** Where it lies; its region was checked. */
function storedIn(archive: Buffer, entry: yauzl.Entry): Uint8Array {
  const { relativeOffsetOfLocalHeader: start, compressedSize, uncompressedSize } = entry
  if (compressedSize !== uncompressedSize) throw broken(`the size of ${entry.fileName} is wrong`)
  const names = archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
  const from = start + LOCAL_HEADER + names
  return new Uint8Array(archive.buffer, archive.byteOffset + from, compressedSize)
}

async function unpacked(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Uint8Array> {
  return new Promise<Uint8Array>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(broken(error.message, error))
      // One array of the size that was told and checked against the limits: nothing is held twice.
      const whole = new Uint8Array(entry.uncompressedSize)
      let at = 0
      stream.on('data', (part: Buffer) => {
        if (at + part.length <= whole.length) whole.set(part, at)
        at += part.length
      })
      stream.on('error', (fault: Error) => reject(broken(fault.message, fault)))
      stream.on('end', () => {
        if (at === whole.length) resolve(whole)
        else reject(broken(`the size of ${entry.fileName} is wrong`))
      })
    })
  })
}
