// Reads the records of a large delimited text straight into columns of numbered cells.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Duck } from '../build/duck.ts'
import { rowGroupSize } from '../build/write-parquet.ts'
import type { FileDigest } from '../read/file-digest.ts'
import { type ScanOptions, type ScanResult, scanRecords } from '../read/scan.ts'
import { SHARES, WORTH_A_THREAD } from './blocks-ahead.ts'
import { CellReader } from './cell-reader.ts'
import { CellStore } from './cell-store.ts'
import { ColumnCells } from './column-cells.ts'
import { DICTIONARIES } from './dictionary.ts'
import { KnownCells } from './known-cells.ts'
import { ReadAhead } from './read-ahead.ts'
import { RegularRecords } from './regular-records.ts'

/** Cells of a chunk, all columns together. */
const CELLS = 16_000_000

export interface Beginning {
  /** Of the text: its rows are estimated from it. */
  sample: Buffer
  /** The file as it came. */
  original: string
  digest?: FileDigest
}

/**
 * Null where the text is too small to gain by it, has more columns than fit in a chunk, or has rows
 * that are longer than its headings.
 */
export async function readByColumns(
  duck: Duck,
  scan: ScanOptions,
  beginning: Beginning,
): Promise<{ result: ScanResult; cells: KnownCells } | null> {
  const { size } = statSync(scan.path)
  if (size < duck.byColumns || scan.delimiter.length !== 1) return null
  const chunk = rowGroupSize(rowsLike(beginning.sample, size))
  if (chunk * scan.width > CELLS) return null
  const budget = { ...DICTIONARIES }
  const columns = Array.from({ length: scan.width }, () => new ColumnCells(chunk, budget))
  const store = new CellStore(join(duck.temp, 'cells'), columns)
  const full = (_: unknown, rows: number): void => store.keep(rows)
  const reader = new CellReader(scan, columns, { chunk, full })
  const thread = startThread(duck, scan, reader, beginning)
  const close = (): void => {
    thread?.close()
    store.close()
  }
  try {
    const result = scanTogether(scan, reader, thread)
    // From here on both are closed with DuckDB.
    if (result.long.count === 0)
      return { result, cells: await KnownCells.open(duck, store, thread) }
  } catch (error) {
    close()
    throw error
  }
  close()
  return null
}

/** Where it is worth a second thread; that one also hashes the file as it came. */
function startThread(
  duck: Duck,
  scan: ScanOptions,
  reader: CellReader,
  { original, digest }: Beginning,
): ReadAhead | null {
  const { size } = statSync(scan.path)
  const hashed = digest && mayReadTogether(duck, original) ? original : null
  const given = { path: scan.path, marks: scan, start: scan.start, size, shares: SHARES, hashed }
  const ahead = mayReadTogether(duck, scan.path) ? ReadAhead.start(given, reader) : null
  if (ahead && hashed !== null) digest?.takeFrom(ahead.digest)
  return ahead
}

function scanTogether(scan: ScanOptions, reader: CellReader, ahead: ReadAhead | null): ScanResult {
  try {
    const regular = RegularRecords.open(scan, reader)
    return scanRecords({ ...scan, cells: reader, regular, ahead })
  } finally {
    ahead?.end()
  }
}

/** Whether a text is so large that two threads take it apart, if it is read by columns. */
export function mayReadTogether(duck: Duck, path: string): boolean {
  return duck.threads > 1 && statSync(path).size >= WORTH_A_THREAD
}

function rowsLike(sample: Buffer, size: number): number {
  let lines = 1
  for (let at = sample.indexOf(10); at >= 0; at = sample.indexOf(10, at + 1)) lines++
  return Math.ceil((size / Math.max(1, sample.length)) * lines)
}
