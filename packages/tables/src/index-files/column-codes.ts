// One column of every row as small numbers beside its order, so that groups are added up without reading rows.
import { constants, zstdCompressSync, zstdDecompress } from 'node:zlib'
import { promisify } from 'node:util'
import type { Cell } from '../model.ts'
import { IndexFileError } from './container.ts'
import type { Container, ContainerWriter } from './container.ts'

/** Different values a code of 16 bits can tell apart, beside the empty cell. */
export const CODES_AT_MOST = 65_535
/** Stands for an empty cell among `numbers`. */
export const NO_NUMBER = -2_147_483_648
/** A table with more rows has no codes: they would have to be in memory as a whole. */
export const CODED_ROWS_AT_MOST = 32 * 2 ** 20

/** A column as its rows hold it, by row number. */
export type ColumnCodes =
  /** `values` ascend; the code of an empty cell is `values.length`, and `gaps` says that there are such. */
  | { kind: 'codes'; codes: Uint16Array; values: Cell[]; gaps: boolean }
  /** Whole numbers, decimals as numbers of their last digit; `NO_NUMBER` is empty. */
  | { kind: 'numbers'; numbers: Int32Array }

/** Writes the column as sections of its order file. */
export function writeCodes(file: ContainerWriter, column: ColumnCodes): void {
  const raw = column.kind === 'codes' ? column.codes : column.numbers
  const packed = zstdCompressSync(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  })
  file.section(column.kind, packed)
  if (column.kind === 'codes') {
    file.section('values', Buffer.from(JSON.stringify(column.values), 'utf8'))
  }
}

/** Bytes of memory the column will take, 0 when the file holds none (files of before have none). */
export function codesWeight(container: Container): number {
  const { sections, rows } = container.directory
  if (sections['codes'] && sections['values']) return rows * 2 + sections['values'].bytes * 3
  return sections['numbers'] ? rows * 4 : 0
}

const unpacked = promisify(zstdDecompress)

/** Unpacks on a thread beside the event loop. Throws `IndexFileError` when the bytes are damaged. */
export async function readCodes(container: Container): Promise<ColumnCodes | null> {
  const { path, directory } = container
  const { present } = directory.about as { present: number }
  const kind = directory.sections['codes'] ? 'codes' : 'numbers'
  if (codesWeight(container) === 0) return null
  // Everything is read before the first await: while others have their turn the file may be closed.
  const packed = container.section(kind)
  const told = kind === 'codes' ? container.section('values').toString('utf8') : ''
  const bytes = await unpacked(packed).catch(() => {
    throw new IndexFileError(path, `${kind} damaged`)
  })
  if (bytes.length !== directory.rows * (kind === 'codes' ? 2 : 4)) {
    throw new IndexFileError(path, `wrong number of ${kind}`)
  }
  // A copy, because an array of numbers must begin at a multiple of their size.
  const own = Uint8Array.from(bytes).buffer
  if (kind === 'numbers') return { kind, numbers: new Int32Array(own) }
  const values = JSON.parse(told) as Cell[]
  return { kind, codes: new Uint16Array(own), values, gaps: present < directory.rows }
}
