// Opens zip archives: refuses hostile ones in words, and finds the one table inside.
import { type Readable, Transform, type TransformCallback, pipeline } from 'node:stream'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { TableError } from '../model.ts'

export interface Archive {
  entries: yauzl.Entry[]
  read(entry: yauzl.Entry): Promise<Readable>
  close(): void
}

const ENTRIES = 10_000

/** Reads the directory of the archive. Throws `broken-archive`, `archive-path`, `encrypted-file`. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: false },
      (error, file) => (error ? reject(asBroken(error)) : resolve(file)),
    )
  })
  try {
    const entries = await new Promise<yauzl.Entry[]>((resolve, reject) => {
      const list: yauzl.Entry[] = []
      zip.on('error', (error: Error) => reject(asBroken(error)))
      zip.on('end', () => resolve(list))
      zip.on('entry', (entry: yauzl.Entry) => {
        list.push(entry)
        if (list.length > ENTRIES) reject(new TableError('archive-too-large', { entries: ENTRIES }))
        else zip.readEntry()
      })
      zip.readEntry()
    })
    return {
      entries,
      read: async (entry) => readEntry(zip, entry),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

function asBroken(error: Error): TableError {
  const hostile = /^(absolute path|invalid relative path|invalid characters in fileName)/.exec(
    error.message,
  )
  if (hostile) {
    const member = error.message.slice(error.message.indexOf(':') + 1).trim()
    return new TableError('archive-path', { member: member.slice(0, 200) }, { cause: error })
  }
  return new TableError('broken-archive', {}, { cause: error })
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  if (entry.isEncrypted()) throw new TableError('encrypted-file', { member: entry.fileName })
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(asBroken(error))
      else resolve(withChecksum(stream, entry))
    })
  })
}

/** Fails at the end when the content is not what was packed (APPNOTE.TXT 4.4.7). */
function withChecksum(stream: Readable, entry: yauzl.Entry): Readable {
  let sum = 0
  const check = new Transform({
    transform(chunk: Uint8Array, _encoding, done: TransformCallback) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
    flush(done: TransformCallback) {
      done(sum === entry.crc32 ? null : new Error(`checksum of ${entry.fileName}`))
    },
  })
  return pipeline(stream, check, () => {})
}

/** An archive made on Unix may hold a link, whose content is the name of another file. */
function isLink({ versionMadeBy, externalFileAttributes }: yauzl.Entry): boolean {
  return versionMadeBy >> 8 === 3 && ((externalFileAttributes >>> 16) & 0o170000) === 0o120000
}

/** XLSX and ODS are zip archives themselves. */
export function isSpreadsheetArchive(archive: Archive): boolean {
  const names = new Set(archive.entries.map(({ fileName }) => fileName))
  if (
    names.has('xl/workbook.xml') ||
    [...names].some((name) => /^xl\/workbook\d*\.xml$/.test(name))
  )
    return true
  return names.has('content.xml') && (names.has('META-INF/manifest.xml') || names.has('mimetype'))
}

/** Names of all files of the archive but one, whether or not they are tables. */
export async function otherMembers(path: string, chosen: string): Promise<string[]> {
  const archive = await openArchive(path)
  try {
    return archive.entries
      .map(({ fileName }) => fileName)
      .filter((name) => name !== chosen && !name.endsWith('/'))
  } finally {
    archive.close()
  }
}

const TABLE = /\.(csv|tsv|tab|txt|xlsx|xlsm|ods|json|geojson|ndjson|jsonl|parquet)(\.(gz|xz))?$/i

/** The only table of the archive, or the one named; the error lists them otherwise. */
export function pickTable(archive: Archive, member: string | undefined): yauzl.Entry {
  const picked = pickMember(archive, member)
  if (isLink(picked)) throw new TableError('archive-path', { member: picked.fileName })
  return picked
}

function pickMember(archive: Archive, member: string | undefined): yauzl.Entry {
  const files = archive.entries.filter(
    ({ fileName }) => !fileName.endsWith('/') && !/(^|\/)(__MACOSX|\.)/.test(fileName),
  )
  const tables = files.filter(({ fileName }) => TABLE.test(fileName))
  if (member !== undefined) {
    const chosen = files.find(
      ({ fileName }) => fileName === member || fileName.endsWith(`/${member}`),
    )
    if (chosen) return chosen
    throw new TableError('several-tables', {
      members: listNames(tables.length > 0 ? tables : files),
      member,
    })
  }
  const candidates = tables.length > 0 ? preferData(tables) : files
  if (candidates.length === 1) return candidates[0]!
  if (candidates.length === 0) throw new TableError('not-a-table', { members: 0 })
  throw new TableError('several-tables', { members: listNames(candidates) })
}

/** A read-me beside the table is no second table. */
function preferData(tables: yauzl.Entry[]): yauzl.Entry[] {
  const data = tables.filter(({ fileName }) => !/\.txt$/i.test(fileName))
  return data.length > 0 ? data : tables
}

function listNames(entries: yauzl.Entry[]): string {
  return entries
    .slice(0, 20)
    .map(({ fileName }) => fileName)
    .join(', ')
}
