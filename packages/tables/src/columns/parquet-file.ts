// Writes a Parquet file whose columns are encoded already: pages, row groups and the closing description.
import { closeSync, openSync, writeSync } from 'node:fs'
import { constants, zstdCompressSync } from 'node:zlib'
import { type ThriftStruct, type ThriftValue, encodeThrift } from './thrift.ts'

/** Physical types (parquet.thrift, `Type`). */
export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, double: 5, bytes: 6 } as const

/** Encodings (parquet.thrift, `Encoding`). */
export const ENCODING = { plain: 0, rle: 3, delta: 5, dictionary: 8 } as const

const DATA_PAGE = 0
const DICTIONARY_PAGE = 2
const UNCOMPRESSED = 0
const ZSTD = 6
const OPTIONAL = 1

/** Level 1 is half the work of the usual one, for a twentieth more bytes. */
const QUICK = { [constants.ZSTD_c_compressionLevel]: 1 }

/** In one piece: by many small ones, or beside the main thread, it takes two to four times as long. */
function compress(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, { params: QUICK, chunkSize: bytes.length + 1024 })
}

export interface ParquetColumn {
  name: string
  physical: number
  /** `converted_type` and the fields of `logicalType`, where the type has them. */
  converted?: number
  logical?: ThriftStruct
  decimal?: { digits: number; scale: number }
}

/** A page that is compressed already. */
export interface PackedPage {
  packed: Uint8Array
  /** Bytes before. */
  size: number
}

export function packPage(page: Uint8Array | PackedPage): PackedPage {
  return 'packed' in page ? page : { packed: compress(page), size: page.length }
}

export interface ColumnPages {
  /** Values in PLAIN encoding, where the data are numbers of them. */
  dictionary?: { bytes: Uint8Array; count: number }
  /** Levels and values. */
  data: Uint8Array | PackedPage
  encoding: number
  /** Rows that hold nothing. */
  empty: number
  /** Least and greatest value in PLAIN encoding (texts without their length). */
  least?: Uint8Array
  greatest?: Uint8Array
}

interface WrittenGroup {
  rows: number
  chunks: ThriftStruct[]
  bytes: number
}

/** Fields and numbers are those of parquet.thrift, version 2.10 of the format. */
export class ParquetFile {
  readonly #file: number
  readonly #columns: readonly ParquetColumn[]
  readonly #packed: boolean
  readonly #groups: WrittenGroup[] = []
  #at = 0

  /** `packed`: pages are compressed by zstd. */
  constructor(path: string, columns: readonly ParquetColumn[], packed: boolean) {
    this.#columns = columns
    this.#packed = packed
    this.#file = openSync(path, 'w')
    this.#write(Buffer.from('PAR1'))
  }

  /** Begins a row group; its columns follow in their order. */
  group(rows: number): void {
    this.#groups.push({ rows, chunks: [], bytes: 0 })
  }

  /** Writes the next column of the row group. */
  column(pages: ColumnPages): void {
    const group = this.#groups.at(-1)!
    const column = this.#columns[group.chunks.length]!
    const start = this.#at
    let raw = 0
    if (pages.dictionary) {
      const { bytes, count } = pages.dictionary
      const head = (size: number, packed: number): ThriftStruct => [
        [1, { i32: DICTIONARY_PAGE }],
        [2, { i32: size }],
        [3, { i32: packed }],
        [
          7,
          {
            struct: [
              [1, { i32: count }],
              [2, { i32: ENCODING.plain }],
            ],
          },
        ],
      ]
      raw += this.#page(bytes, head)
    }
    const dataAt = this.#at
    raw += this.#page(pages.data, (size, packed) => [
      [1, { i32: DATA_PAGE }],
      [2, { i32: size }],
      [3, { i32: packed }],
      [
        5,
        {
          struct: [
            [1, { i32: group.rows }],
            [2, { i32: pages.encoding }],
            [3, { i32: ENCODING.rle }],
            [4, { i32: ENCODING.rle }],
          ],
        },
      ],
    ])
    group.bytes += raw
    const { least, greatest, empty } = pages
    const encodings = [ENCODING.rle, ENCODING.plain, pages.encoding]
    group.chunks.push([
      [1, { i32: column.physical }],
      [2, { list: [...new Set(encodings)].map((i32) => ({ i32 })) }],
      [3, { list: [{ text: column.name }] }],
      [4, { i32: this.#packed ? ZSTD : UNCOMPRESSED }],
      [5, { i64: group.rows }],
      [6, { i64: raw }],
      [7, { i64: this.#at - start }],
      [9, { i64: dataAt }],
      [11, pages.dictionary ? { i64: start } : undefined],
      [
        12,
        {
          struct: [
            [3, { i64: empty }],
            [5, greatest && { bytes: greatest }],
            [6, least && { bytes: least }],
          ],
        },
      ],
    ])
  }

  /** Writes the description and closes the file; it is whole only then. */
  end(): void {
    const schema: ThriftValue[] = [
      {
        struct: [
          [4, { text: 'schema' }],
          [5, { i32: this.#columns.length }],
        ],
      },
      ...this.#columns.map((column): ThriftValue => ({ struct: schemaOf(column) })),
    ]
    const rows = this.#groups.reduce((sum, group) => sum + group.rows, 0)
    const description = encodeThrift([
      [1, { i32: 1 }],
      [2, { list: schema }],
      [3, { i64: rows }],
      [4, { list: this.#groups.map((group) => ({ struct: groupOf(group) })) }],
      [6, { text: 'Rimaq' }],
      // TypeDefinedOrder for every column, without which least and greatest values say nothing.
      [7, { list: this.#columns.map(() => ({ struct: [[1, { struct: [] }]] })) }],
    ])
    this.#write(description)
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32LE(description.length)
    this.#write(length)
    this.#write(Buffer.from('PAR1'))
    closeSync(this.#file)
  }

  /** Closes the file as it is, when it is not wanted any more. */
  abandon(): void {
    closeSync(this.#file)
  }

  /** Bytes of the page before compression, its head among them. */
  #page(
    page: Uint8Array | PackedPage,
    head: (size: number, packed: number) => ThriftStruct,
  ): number {
    const { packed, size } =
      this.#packed || 'packed' in page ? packPage(page) : { packed: page, size: page.length }
    const first = encodeThrift(head(size, packed.length))
    this.#write(first)
    this.#write(packed)
    return first.length + size
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
    this.#at += bytes.length
  }
}

function schemaOf({ name, physical, converted, logical, decimal }: ParquetColumn): ThriftStruct {
  return [
    [1, { i32: physical }],
    [3, { i32: OPTIONAL }],
    [4, { text: name }],
    [6, converted === undefined ? undefined : { i32: converted }],
    [7, decimal && { i32: decimal.scale }],
    [8, decimal && { i32: decimal.digits }],
    [10, logical && { struct: logical }],
  ]
}

function groupOf({ rows, chunks, bytes }: WrittenGroup): ThriftStruct {
  return [
    [
      1,
      {
        list: chunks.map((chunk) => ({
          struct: [
            [2, { i64: 0 }],
            [3, { struct: chunk }],
          ],
        })),
      },
    ],
    [2, { i64: bytes }],
    [3, { i64: rows }],
  ]
}
