// For tests: reads a text by columns in one of the ways, and tells all that was found in it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteMarks } from '../read/record-parser.ts'
import { type Ahead, scanRecords } from '../read/scan.ts'
import type { Shares } from './blocks-ahead.ts'
import { CellReader } from './cell-reader.ts'
import { ColumnCells } from './column-cells.ts'
import { DICTIONARIES } from './dictionary.ts'
import { ReadAhead } from './read-ahead.ts'
import { RegularRecords } from './regular-records.ts'

export const COMMA: ByteMarks = {
  delimiter: Buffer.from(','),
  quote: 34,
  escape: -1,
  bareReturn: false,
}

export interface ReadWay {
  marks?: ByteMarks
  /** Rows of a chunk. */
  chunk?: number | undefined
  /** With a second thread. */
  shares?: Shares
  /** Many records at a time. */
  many?: boolean
}

export interface ReadText {
  /** The records, and what each column holds. */
  told: unknown
  /** Rows that the second thread, and that many at a time were taken apart. */
  ahead: number
  regular: number
}

export function readText(text: string | Buffer, way: ReadWay = {}): ReadText {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-text-'))
  try {
    const path = join(folder, 'text.csv')
    writeFileSync(path, text)
    return readFile(path, Buffer.from(text), way)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readFile(
  path: string,
  text: Buffer,
  { marks: byteMarks = COMMA, chunk = 100, shares, many = false }: ReadWay,
): ReadText {
  const [first = ''] = text.toString('latin1').split('\n', 1)
  const width = first.split(byteMarks.delimiter.toString('latin1')).length
  const columns = Array.from({ length: width }, () => new ColumnCells(chunk, { ...DICTIONARIES }))
  const kept: unknown[][] = columns.map(() => [])
  const full = (_: unknown, rows: number): void => {
    for (const [at, column] of columns.entries()) kept[at]!.push(column.take(rows))
  }
  const reader = new CellReader(byteMarks, columns, { chunk, full })
  const marks = { ...byteMarks, path, start: 0, line: 1, width }
  const given = { ...marks, marks: byteMarks, size: text.length }
  const thread = shares === undefined ? null : ReadAhead.start({ ...given, shares }, reader)
  const ahead = thread && countTaken(thread)
  const regular = many ? RegularRecords.open(byteMarks, reader) : null
  try {
    const result = scanRecords({ ...marks, header: true, cells: reader, regular, ahead })
    const columnsTold = { rows: reader.rows, chunks: kept, columns: columns.map(tellColumn) }
    // A table with longer rows is read anew.
    const told = result.long.count > 0 ? { result } : { result, ...columnsTold }
    return { told, ahead: ahead?.rows ?? 0, regular: regular?.rows ?? 0 }
  } finally {
    thread?.end()
    thread?.close()
  }
}

function countTaken(thread: Ahead): Ahead & { rows: number } {
  return {
    rows: 0,
    get next() {
      return thread.next
    },
    take() {
      const records = thread.take()
      this.rows += records?.rows ?? 0
      return records
    },
    skip: () => thread.skip(),
  }
}

function tellColumn(column: ColumnCells): unknown {
  const { codes, counts, firsts, empty, ascending, dictionary, digits } = column
  return {
    distinct: dictionary !== null,
    cells: Array.from({ length: codes.size }, (_, code) =>
      Buffer.from(codes.cell(code + 1)).toString('latin1'),
    ),
    counts: [...counts.subarray(0, codes.size + 1)],
    firsts: [...firsts.subarray(0, codes.size + 1)],
    ...{ empty, ascending },
    shapes: dictionary === null ? digits.shapes() : null,
  }
}
