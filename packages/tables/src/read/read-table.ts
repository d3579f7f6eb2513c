// Chooses the reader for a file by its content.
import type { Duck } from '../build/duck.ts'
import { TableError } from '../model.ts'
import { readHead } from './blocks.ts'
import { readDelimited } from './delimited.ts'
import type { FileDigest } from './file-digest.ts'
import { readJson } from './json.ts'
import { readOds } from './ods.ts'
import { readParquet } from './parquet.ts'
import { type Format, sniffFormat } from './sniff-format.ts'
import type { Staged } from './staged.ts'
import { readXlsx } from './xlsx.ts'

export interface TableOptions {
  duck: Duck
  path: string
  name: string
  temp: string
  /** Sheet of a workbook; default: the one that holds most. */
  sheet?: string
  /** Columns at most, and bytes of unpacked text. */
  columns: number
  bytes: number
  /** Unpacked bytes of a spreadsheet for each byte of it. */
  unpackRatio: number
  /** Sees the bytes of the file where a reader goes through all of them anyway. */
  digest?: FileDigest
  progress?: (share: number) => void
  signal?: AbortSignal
}

const READERS: Record<Format, (options: TableOptions) => Promise<Staged>> = {
  delimited: readDelimited,
  json: (options) => readJson(options, 'json'),
  ndjson: (options) => readJson(options, 'ndjson'),
  xlsx: readXlsx,
  ods: readOds,
  parquet: readParquet,
}

/** `{"`, `[{`, `[[` and `["` are written by programs. */
function opensLikeJson(path: string): boolean {
  return /^\s*(\{\s*"|\[\s*[[{"])/.test(readHead(path, 200).toString('latin1'))
}

export async function readTable(options: TableOptions): Promise<Staged> {
  const format = await sniffFormat(options.path, options.name)
  try {
    return await READERS[format](options)
  } catch (error) {
    // Lines of text may begin with a bracket without being JSON.
    const json = format === 'json' || format === 'ndjson'
    const meant =
      /\.(json|geojson|ndjson|jsonl)$/i.test(options.name) || opensLikeJson(options.path)
    if (!json || meant || !(error instanceof TableError) || error.code !== 'broken-json')
      throw error
    return readDelimited(options).catch(() => {
      throw error
    })
  }
}
