// Reads a delimited text file of any encoding and dialect into the staging table.
import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Duck } from '../build/duck.ts'
import { mayReadTogether, readByColumns } from '../columns/read-by-columns.ts'
import { type Dialect, type Finding, TableError } from '../model.ts'
import { readHead } from './blocks.ts'
import { type Found, sniffDialect } from './dialect.ts'
import type { FileDigest } from './file-digest.ts'
import { type Encoding, detectEncoding, holdsSuspects, transcode, writeAll } from './encoding.ts'
import { loadStaging } from './load-staging.ts'
import { readFixed } from './read-fixed.ts'
import { type ScanOptions, type ScanResult, scanRecords } from './scan.ts'
import type { Staged } from './staged.ts'
import { twoHeadingsFinding } from './two-headings.ts'

const SAMPLE = 512 << 10
const LONGEST_SAMPLE = 16 << 20

/** Stands in for a delimiter where there is none (ASCII unit separator). */
const ONE_COLUMN = '\x1f'

export interface ReadOptions {
  duck: Duck
  path: string
  temp: string
  /** Columns at most. */
  columns: number
  digest?: FileDigest
  /** 0 to 1. */
  progress?: (share: number) => void
  signal?: AbortSignal
}

export async function readDelimited(options: ReadOptions): Promise<Staged> {
  const { path, digest } = options
  // The thread that reads along hashes the file beside everything else.
  const later = mayReadTogether(options.duck, path)
  const encoding = detectEncoding(path, (bytes) => !later && digest?.update(bytes))
  const text = await asUtf8(options.path, encoding, options.temp)
  const sample = sampleOf(text.path, text.start)
  if (sample.trim() === '') throw new TableError('empty-file')
  const sniffed = sniffDialect(sample)
  const fixed = sniffed.fixed && (await readFixed(options, { ...text, encoding }, sniffed))
  if (fixed) return fixed
  const found = sniffed.fixed?.otherwise ?? sniffed
  if (found.records.length === 0) throw new TableError('empty-file')
  const width = Math.max(found.width, found.dialect.header ? headWidth(found) : 0)
  if (width > options.columns) {
    throw new TableError('too-many-columns', { columns: width, limit: options.columns })
  }
  const scan = { ...scanOptions(options, found, text, width), header: found.dialect.header }
  const columns = await readByColumns(options.duck, scan, {
    sample: Buffer.from(sample),
    original: path,
    ...(digest && { digest }),
  })
  const result = columns?.result ?? scanRecords(scan)
  const extra = result.long.count > 0
  const rows = result.records - (found.dialect.header ? 1 : 0)
  if (!columns) await load(options, scan, result, found.dialect, width, rows)
  const heads = found.dialect.header ? found.records[0]! : []
  const dialect: Dialect = {
    ...found.dialect,
    quote: result.quoted ? found.dialect.quote : '',
    escape: result.quoted ? found.dialect.escape : '',
  }
  const header = found.dialect.header ? 1 : 0
  return {
    heads: Array.from({ length: width + (extra ? 1 : 0) }, (_, index) =>
      index < width ? (heads[index] ?? '').trim() : 'Columnas sobrantes',
    ),
    rows,
    rowOf: (rowid) => result.lines.line(rowid + header),
    source: { format: 'csv', encoding: encoding.name, dialect },
    findings: findings(encoding, result, found),
    declared: [],
    named: found.dialect.header,
    suspicious: !encoding.ascii && (columns?.cells.isSuspicious() ?? holdsSuspects(text.path)),
    ...(columns && { cells: columns.cells }),
  }
}

interface Utf8File {
  path: string
  start: number
}

async function asUtf8(path: string, encoding: Encoding, temp: string): Promise<Utf8File> {
  if (encoding.name === 'utf-8' && !encoding.cut) return { path, start: encoding.bom }
  const target = join(temp, 'text.utf8')
  transcode(path, encoding, target)
  return { path: target, start: 0 }
}

/** The first half megabyte, or more where not even one line ends in it. */
function sampleOf(path: string, start: number): string {
  for (let size = SAMPLE; ; size *= 4) {
    const bytes = readHead(path, size, start)
    if (bytes.length < size) return bytes.toString('utf8')
    const end = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1
    const lines = end > 0 && bytes.indexOf(10) + bytes.indexOf(13) > -2
    if (lines || size > LONGEST_SAMPLE)
      return bytes.toString('utf8', 0, end > 0 ? end : bytes.length)
  }
}

function headWidth(found: Found): number {
  const head = found.records[0] ?? []
  let width = head.length
  while (width > 1 && head[width - 1]!.trim() === '') width--
  return width
}

function scanOptions(
  options: ReadOptions,
  found: Found,
  text: Utf8File,
  width: number,
): ScanOptions {
  const { dialect } = found
  const size = Math.max(1, statSync(text.path).size)
  const byte = (mark: string): number => (mark === '' ? -1 : mark.charCodeAt(0))
  return {
    path: text.path,
    start: text.start + found.preambleBytes,
    line: dialect.preamble + 1,
    width,
    delimiter: Buffer.from(dialect.delimiter || ONE_COLUMN, 'utf8'),
    quote: byte(dialect.quote),
    escape: dialect.escape === dialect.quote ? -1 : byte(dialect.escape),
    bareReturn: dialect.newline === '\r' || dialect.newline === 'mixed',
    progress: (bytes) => options.progress?.(bytes / size),
    ...(options.signal && { signal: options.signal }),
  }
}

/** Straight into DuckDB where both see the same records, else by way of a clean copy. */
async function load(
  options: ReadOptions,
  scan: ScanOptions,
  result: ScanResult,
  dialect: Dialect,
  width: number,
  rows: number,
): Promise<void> {
  const newline = dialect.newline
  const simple = dialect.delimiter.length <= 1 && !/[^\0-\x7f]/.test(dialect.delimiter)
  if (result.plain && simple && (newline === '\n' || newline === '\r\n') && dialect.quote === '"') {
    const count = await loadStaging(options.duck, {
      path: scan.path,
      columns: width,
      delimiter: dialect.delimiter || ONE_COLUMN,
      newline,
      skip: dialect.preamble,
      header: dialect.header,
      longest: result.longest,
    }).catch((error: unknown) => {
      if (error instanceof TableError) throw error
      return -1
    })
    if (count === rows) return
  }
  const path = join(options.temp, 'clean.csv')
  const extraColumn = result.long.count > 0
  const file = openSync(path, 'w')
  try {
    scanRecords({ ...scan, extraColumn, sink: (bytes) => writeAll(file, bytes) })
  } finally {
    closeSync(file)
  }
  const count = await loadStaging(options.duck, {
    path,
    columns: width + (extraColumn ? 1 : 0),
    delimiter: ',',
    newline: '\n',
    skip: 0,
    header: dialect.header,
    longest: result.longest,
  })
  if (count !== rows)
    throw new Error(`${count} rows loaded of ${rows} in ${statSync(path).size} bytes`)
}

function findings(encoding: Encoding, result: ScanResult, found: Found): Finding[] {
  const list: Finding[] = []
  const add = (
    code: Finding['code'],
    severity: Finding['severity'],
    rest: Partial<Finding>,
  ): void => {
    list.push({ code, severity, ...rest })
  }
  if (encoding.name === 'mixed') {
    add('mixed-encodings', 'warning', {
      rows: encoding.firstOtherLines,
      count: encoding.otherLines,
      repaired: true,
    })
  }
  if (found.dialect.preamble > 0 && found.preambleText !== '') {
    add('preamble', 'notice', {
      count: found.dialect.preamble - (found.grouped ? 1 : 0),
      detail: { text: found.preambleText.slice(0, 300) },
      repaired: true,
    })
  }
  if (found.grouped) {
    const { preamble } = found.dialect
    list.push(twoHeadingsFinding(found.records[0] ?? [], [preamble, preamble + 1]))
  }
  const ragged = result.short.count + result.long.count
  if (ragged > 0) {
    const rows = [...result.long.rows, ...result.short.rows].sort((a, b) => a - b).slice(0, 10)
    add('ragged-rows', 'warning', {
      rows,
      count: ragged,
      detail: { short: result.short.count, long: result.long.count },
      repaired: true,
    })
  }
  if (result.unclosed.count > 0) {
    add('unterminated-quote', 'warning', {
      rows: result.unclosed.rows,
      count: result.unclosed.count,
      repaired: true,
    })
  }
  if (result.blank.count > 0) {
    add('empty-rows', 'notice', {
      rows: result.blank.rows,
      count: result.blank.count,
      detail: { blank: true },
      repaired: true,
    })
  }
  if (result.truncated || encoding.cut) {
    add('truncated-file', 'error', { rows: [result.lines.line(result.records - 1)] })
  }
  return list
}
