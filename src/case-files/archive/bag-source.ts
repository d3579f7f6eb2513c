// Reads packages of strangers: a zip archive or a folder, refused in words where it is hostile.
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type Readable, Transform, type TransformCallback, pipeline } from 'node:stream'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { CaseFilesError } from '../errors.ts'

/** The files of a package by their path within the bag. */
export interface BagSource {
  files: ReadonlyMap<string, number>
  open(path: string): Promise<AsyncIterable<Uint8Array>>
  close(): void
}

/** Files of one package, bytes of all, and how many times an archive may grow when it is unpacked. */
export const packageLimits = { files: 50_000, bytes: 50_000_000_000, ratio: 200 }

const refuse = (why: string, what = ''): CaseFilesError =>
  new CaseFilesError('bad-package', { why, what: what.slice(0, 200) })

/** @throws CaseFilesError bad-package */
export async function openPackage(path: string): Promise<BagSource> {
  const found = await lstat(path).catch(() => null)
  if (found === null) throw refuse('absent', path)
  return found.isDirectory() ? openFolder(path) : openZip(path)
}

async function openFolder(root: string): Promise<BagSource> {
  const files = new Map<string, number>()
  const count = meter()
  for (const each of await readdir(root, { recursive: true, withFileTypes: true })) {
    const place = join(each.parentPath, each.name)
    const path = relative(root, place).split(sep).join('/')
    if (each.isDirectory()) continue
    // A link could lead to any file of this machine.
    if (!each.isFile()) throw refuse('link', path)
    const { size } = await lstat(place)
    count(size)
    files.set(safe(path), size)
  }
  return {
    files,
    open: async (path) => createReadStream(join(root, ...path.split('/'))),
    close() {},
  }
}

/** Its one folder is the bag (RFC 8493, 4.2). */
async function openZip(path: string): Promise<BagSource> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const
    yauzl.open(path, { ...options, strictFileNames: true }, (error, file) =>
      error ? reject(broken(error)) : resolve(file),
    )
  })
  try {
    const entries = await listZip(zip)
    const tops = new Set([...entries.keys()].map((name) => name.slice(0, name.indexOf('/') + 1)))
    const [top = '', ...others] = tops
    if (others.length > 0 || top === '') throw refuse('not-one-folder')
    const files = new Map(
      [...entries].map(([name, entry]) => [name.slice(top.length), entry.uncompressedSize]),
    )
    return {
      files,
      open(name) {
        const entry = entries.get(`${top}${name}`)
        if (entry === undefined) throw refuse('absent', name)
        return readZip(zip, entry)
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

function listZip(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>()
    const count = meter()
    const seen = new Set<string>()
    zip.on('error', (error: Error) => reject(broken(error)))
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: yauzl.Entry) => {
      try {
        const { fileName } = entry
        if (!fileName.endsWith('/')) {
          mustBePlain(entry)
          const same = safe(fileName).normalize('NFC').toLowerCase()
          if (seen.has(same)) throw refuse('twice', fileName)
          seen.add(same)
          entries.set(fileName, entry)
          count(entry.uncompressedSize)
        }
        zip.readEntry()
      } catch (error) {
        reject(error)
      }
    })
    zip.readEntry()
  })
}

function mustBePlain(entry: yauzl.Entry): void {
  const { fileName, versionMadeBy, externalFileAttributes, compressedSize, uncompressedSize } =
    entry
  if (entry.isEncrypted()) throw refuse('encrypted', fileName)
  // An archive made on Unix may hold a link, whose content is the name of another file.
  const kind = (externalFileAttributes >>> 16) & 0o170000
  if (versionMadeBy >> 8 === 3 && kind !== 0 && kind !== 0o100000) throw refuse('link', fileName)
  if (
    uncompressedSize > 1_000_000 &&
    uncompressedSize / (compressedSize + 1) > packageLimits.ratio
  ) {
    throw refuse('too-large', fileName)
  }
}

/** Counts files and bytes as they are listed. */
function meter(): (size: number) => void {
  let files = 0
  let bytes = 0
  return (size) => {
    files++
    bytes += size
    if (files > packageLimits.files || bytes > packageLimits.bytes) {
      throw refuse('too-large', `${files} files, ${bytes} bytes`)
    }
  }
}

/** Plain relative paths only, whatever the archive calls them. */
function safe(path: string): string {
  const parts = path.split('/')
  const odd = parts.some((part) => part === '' || part === '.' || part === '..')
  if (odd || /[\\:*?"<>|\p{C}]/u.test(path) || path.startsWith('~')) throw refuse('path', path)
  return path
}

async function readZip(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(broken(error)) : resolve(opened)))
  })
  let sum = 0
  const check = new Transform({
    transform(chunk: Uint8Array, _encoding, done: TransformCallback) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
    flush: (done: TransformCallback) =>
      done(sum === entry.crc32 ? null : refuse('damaged', entry.fileName)),
  })
  return pipeline(stream, check, () => {})
}

function broken(error: Error): CaseFilesError {
  const hostile = /^(absolute path|invalid relative path|invalid characters in fileName)/.test(
    error.message,
  )
  return new CaseFilesError(
    'bad-package',
    { why: hostile ? 'path' : 'not-a-zip', what: error.message.slice(0, 200) },
    { cause: error },
  )
}
