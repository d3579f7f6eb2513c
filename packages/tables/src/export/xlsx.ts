// Packs lines of row XML into a spreadsheet of as many sheets as they need, as a stream.
import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { ExportColumn } from './export-select.ts'
import { sheetEnd, sheetPath, sheetRows, sheetStart, workbookParts } from './xlsx-sheet.ts'

/**
 * The bytes of an XLSX file. `lines` is one row of XML per line; memory stays constant, and at
 * `rowsPerSheet` rows a further sheet begins, with the headings again.
 */
export async function* xlsxBytes(
  lines: AsyncGenerator<Uint8Array>,
  columns: ExportColumn[],
  title: string,
  rowsPerSheet: number = sheetRows - 1,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const out = new PassThrough()
  ;(zip.outputStream as unknown as Readable).pipe(out)
  const fail = (error: unknown) => out.destroy(error as Error)
  zip.on('error', fail)
  const source = createLineSource(lines)
  let sheets = 0

  function addSheet(): void {
    sheets += 1
    const sheet = Readable.from(sheetBytes(source, columns, rowsPerSheet), { objectMode: false })
    sheet.on('error', fail)
    sheet.on('end', () => {
      source.more().then((more) => (more ? addSheet() : finish()), fail)
    })
    zip.addReadStream(sheet, sheetPath(sheets), { compressionLevel: 1 })
  }

  function finish(): void {
    for (const { path, text } of workbookParts(sheets, title)) {
      zip.addBuffer(Buffer.from(text, 'utf8'), path)
    }
    zip.end()
  }

  try {
    addSheet()
    for await (const bytes of out) yield bytes as Uint8Array
  } finally {
    await lines.return(undefined)
  }
}

async function* sheetBytes(
  source: LineSource,
  columns: ExportColumn[],
  rows: number,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(sheetStart(columns), 'utf8')
  for await (const bytes of source.take(rows)) yield bytes
  yield Buffer.from(sheetEnd, 'utf8')
}

interface LineSource {
  /** Bytes of the next lines, at most so many. */
  take(lines: number): AsyncGenerator<Uint8Array>
  /** Whether a line is left. */
  more(): Promise<boolean>
}

const newline = 10

function createLineSource(lines: AsyncGenerator<Uint8Array>): LineSource {
  let left: Uint8Array | null = null

  async function next(): Promise<Uint8Array | null> {
    const bytes = left
    left = null
    if (bytes && bytes.length > 0) return bytes
    const { value, done } = await lines.next()
    return done ? null : value
  }

  return {
    async *take(wanted) {
      let taken = 0
      while (taken < wanted) {
        const bytes = await next()
        if (bytes === null) return
        let end = 0
        while (taken < wanted) {
          const at = bytes.indexOf(newline, end)
          if (at < 0) break
          end = at + 1
          taken += 1
        }
        // The beginning of the next line goes along: nothing but its end is missing.
        if (taken < wanted) yield bytes
        else {
          left = bytes.subarray(end)
          yield bytes.subarray(0, end)
        }
      }
    },
    async more() {
      left = await next()
      return left !== null
    },
  }
}
