// Opens a GTFS feed: a zip of text files, read one after the other and never unpacked to disk.
import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { VisitError } from '../visit-error.ts'
import { readCsv } from './read-lines.ts'

export interface FeedRow {
  /** Line of the file. */
  row: number
  /** Empty where the cell or the column is. */
  get(column: string): string
}

export interface Feed {
  has(file: string): boolean
  /**
   * Rows of a file, with its columns checked.
   * @throws VisitError `feed-file-missing`, `feed-column-missing`, `feed-too-large`
   */
  rows(file: string, columns: readonly string[]): AsyncGenerator<FeedRow>
  close(): void
}

/** Unpacked bytes of all files together: a country's feed has a few hundred megabytes. */
const mostBytes = 1024 * 1024 * 1024

/** @throws VisitError `feed-not-zip`, `feed-too-large` */
export async function openFeed(path: string): Promise<Feed> {
  const zip = await openZip(path)
  const entries = new Map<string, yauzl.Entry>()
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', (cause: Error) =>
        reject(new VisitError('feed-not-zip', { file: path }, { cause })),
      )
      zip.on('end', resolve)
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.set(entry.fileName, entry)
        zip.readEntry()
      })
      zip.readEntry()
    })
    const bytes = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    if (bytes > mostBytes) {
      throw new VisitError('feed-too-large', { file: path, megabytes: mostBytes / 2 ** 20 })
    }
  } catch (error) {
    zip.close()
    throw error
  }
  return {
    has: (file) => entries.has(file),
    rows: (file, columns) => rowsOf(zip, entries, file, columns),
    close: () => zip.close(),
  }
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true }
    yauzl.open(path, options, (error: NodeJS.ErrnoException | null, zip) => {
      if (!error) resolve(zip)
      else if (error.code === 'ENOENT') reject(error)
      else reject(new VisitError('feed-not-zip', { file: path }, { cause: error }))
    })
  })
}

async function* rowsOf(
  zip: yauzl.ZipFile,
  entries: ReadonlyMap<string, yauzl.Entry>,
  file: string,
  columns: readonly string[],
): AsyncGenerator<FeedRow> {
  const entry = entries.get(file)
  if (!entry) {
    // Packed together with its folder: a common slip, and worth saying.
    const inside = [...entries.keys()].find((name) => name.endsWith(`/${file}`))
    throw new VisitError('feed-file-missing', { file, found: inside ?? '–' })
  }
  let heading: Map<string, number> | null = null
  for await (const { row, cells } of readCsv(await streamOf(zip, entry))) {
    if (heading === null) {
      heading = new Map(cells.map((name, at) => [name.replace(/^\uFEFF/, '').trim(), at]))
      const missing = columns.find((column) => !heading!.has(column))
      if (missing !== undefined) {
        throw new VisitError('feed-column-missing', { file, column: missing })
      }
      continue
    }
    const places = heading
    yield { row, get: (column) => cells[places.get(column) ?? -1]?.trim() ?? '' }
  }
  if (heading === null) {
    throw new VisitError('feed-column-missing', { file, column: columns.join(', ') })
  }
}

function streamOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (cause, stream) => {
      if (cause) {
        const evidence = { file: entry.fileName }
        reject(new VisitError('feed-not-zip', evidence, { cause }))
      } else resolve(stream)
    })
  })
}
