// Writes the word index: sorted words in compressed blocks, long row lists beside them.
import { constants, crc32, zstdCompressSync } from 'node:zlib'
import { writeContainer } from './container.ts'
import { pack } from './packed.ts'
import { growing } from './row-list.ts'
import { pushVarint } from './varint.ts'

const WORDS_PER_BLOCK = 128
/** Shorter lists stay inside the block of their word. */
export const INLINE = 128
/** Longer lists are cut into parts of this many rows, so that a page reads only its part. */
export const PART = 4096

export interface WordsWriter {
  /**
   * Pairs of word and row number, ascending by both; repetitions are dropped. Word `n` is written
   * `texts[n - first]`.
   */
  add(texts: string[], first: number, words: Uint32Array, rows: Uint32Array): void
  bytes(): number
  finish(about: { table: string; rows: number; columns: string[] }): void
  abandon(): void
}

/**
 * A block is zstd (with its checksum) of, per word: length of the text, text, number of rows, and
 * then the steps between rows if fewer than 128, else the place of the list: offset, checksum of
 * its table. A list is a table of (bytes, checksum) per part, and the packed parts.
 */
export function writeWords(path: string): WordsWriter {
  const file = writeContainer(path)
  const firsts: string[] = []
  const places: number[] = []
  const list = growing()
  let block: number[] = []
  let inBlock = 0
  let word = -1
  let text = ''
  let count = 0
  const flushBlock = () => {
    const bytes = zstdCompressSync(Uint8Array.from(block), {
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    })
    places.push(file.position(), bytes.length)
    file.append(bytes)
    block = []
    inBlock = 0
  }
  const flushWord = () => {
    if (word < 0) return
    if (inBlock === 0) firsts.push(text)
    const name = Buffer.from(text, 'utf8')
    pushVarint(block, name.length)
    for (const byte of name) block.push(byte)
    const rows = list.view()
    pushVarint(block, rows.length)
    if (rows.length < INLINE) {
      let before = 0
      for (const row of rows) {
        pushVarint(block, row - before)
        before = row
      }
    } else {
      pushVarint(block, file.position())
      pushVarint(block, appendList(rows))
    }
    list.clear()
    count += 1
    inBlock += 1
    if (inBlock === WORDS_PER_BLOCK) flushBlock()
  }
  const appendList = (rows: Uint32Array): number => {
    const parts: Buffer[] = []
    for (let at = 0; at < rows.length; at += PART) parts.push(pack(rows.subarray(at, at + PART)))
    const table = Buffer.from(
      Uint32Array.from(parts.flatMap((part) => [part.length, crc32(part)])).buffer,
    )
    file.append(table)
    for (const part of parts) file.append(part)
    return crc32(table)
  }
  return {
    add(texts, first, words, rows) {
      for (let at = 0; at < words.length; at++) {
        const row = rows[at]!
        if (words[at] !== word) {
          flushWord()
          word = words[at]!
          text = texts[word - first]!
          list.push(row)
        } else if (row !== list.last()) list.push(row)
      }
    },
    bytes: file.position,
    finish({ table, rows, columns }) {
      flushWord()
      if (inBlock > 0) flushBlock()
      file.section('firsts', Buffer.from(JSON.stringify(firsts), 'utf8'))
      file.section('places', Buffer.from(Float64Array.from(places).buffer))
      file.finish({ kind: 'words', table, rows, about: { columns, words: count } })
    },
    abandon: file.abandon,
  }
}
