// Finds words in the word index, and the rows each occurs in.
import { crc32, zstdDecompressSync } from 'node:zlib'
import type { Cache } from './cache.ts'
import { compareUtf8 } from './cells.ts'
import { IndexFileError, openContainer } from './container.ts'
import type { Container } from './container.ts'
import { partition } from './order-file.ts'
import { unpack } from './packed.ts'
import { toUint32 } from './rows-file.ts'
import { readVarints } from './varint.ts'
import { INLINE, PART } from './write-words.ts'

export interface WordEntry {
  word: string
  /** How many rows hold the word. */
  count: number
  /** Short lists are kept here, long ones are read from their place in the file. */
  list: Uint32Array | { offset: number; sum: number }
}

export interface WordsFile {
  rows: number
  /** The columns whose words are here. */
  columns: string[]
  word(word: string): WordEntry | null
  /** Row numbers, ascending; all, or those at the places `from` … `to - 1` of the list. */
  rowsOf(entry: WordEntry, from?: number, to?: number): Uint32Array
  /** The words that begin so, at most `limit`; null when there are more. */
  beginning(prefix: string, limit: number): WordEntry[] | null
  container: Container
  weight: number
}

export function openWords(path: string, blocks: Cache<WordEntry[]>): WordsFile {
  const container = openContainer(path, 'words')
  try {
    return wordsOf(container, blocks)
  } catch (error) {
    container.close()
    throw error
  }
}

function wordsOf(container: Container, blocks: Cache<WordEntry[]>): WordsFile {
  const { path, directory } = container
  const firsts = JSON.parse(container.section('firsts').toString('utf8')) as string[]
  const places = new Float64Array(Uint8Array.from(container.section('places')).buffer)
  if (places.length !== firsts.length * 2) throw new IndexFileError(path, 'wrong number of blocks')
  const block = (number: number): WordEntry[] => {
    const key = `${path} ${directory.table} ${number}`
    const known = blocks.get(key)
    if (known) return known
    try {
      const bytes = zstdDecompressSync(container.read(places[number * 2]!, places[number * 2 + 1]!))
      const entries = readEntries(bytes)
      blocks.set(key, entries, bytes.length * 4 + entries.length * 200)
      return entries
    } catch (cause) {
      if (cause instanceof IndexFileError) throw cause
      throw new IndexFileError(path, `block ${number} damaged`)
    }
  }
  const holding = (word: string) =>
    Math.max(0, partition(0, firsts.length, (at) => compareUtf8(firsts[at]!, word) <= 0) - 1)
  return {
    rows: directory.rows,
    columns: directory.about.columns as string[],
    container,
    weight: places.byteLength + firsts.length * 60,
    word(word) {
      if (firsts.length === 0) return null
      return block(holding(word)).find((entry) => entry.word === word) ?? null
    },
    rowsOf(entry, from = 0, to = entry.count) {
      const { list, count } = entry
      if (list instanceof Uint32Array) return list.subarray(from, to)
      return readList(container, { ...list, count }, from, Math.min(to, count))
    },
    beginning(prefix, limit) {
      const found: WordEntry[] = []
      for (let number = holding(prefix); number < firsts.length; number++) {
        for (const entry of block(number)) {
          if (entry.word.startsWith(prefix)) found.push(entry)
          else if (compareUtf8(entry.word, prefix) > 0) return found
          if (found.length > limit) return null
        }
      }
      return found
    },
  }
}

function readEntries(bytes: Buffer): WordEntry[] {
  const numbers = readVarints(bytes)
  const entries: WordEntry[] = []
  while (!numbers.done()) {
    const word = numbers.text(numbers.next())
    const count = numbers.next()
    if (count < INLINE) {
      const list = new Uint32Array(count)
      let row = 0
      for (let at = 0; at < count; at++) {
        row += numbers.next()
        list[at] = row
      }
      entries.push({ word, count, list })
    } else {
      entries.push({ word, count, list: { offset: numbers.next(), sum: numbers.next() } })
    }
  }
  return entries
}

function readList(
  container: Container,
  list: { offset: number; sum: number; count: number },
  from: number,
  to: number,
): Uint32Array {
  const parts = Math.ceil(list.count / PART)
  const tableBytes = container.read(list.offset, parts * 8)
  const damaged = () => new IndexFileError(container.path, 'row list damaged')
  if (crc32(tableBytes) !== list.sum) throw damaged()
  const table = toUint32(tableBytes)
  const rows = new Uint32Array(Math.max(0, to - from))
  let at = list.offset + tableBytes.length
  for (let part = 0; part < parts; part++) {
    const start = part * PART
    const end = Math.min(start + PART, list.count)
    if (start < to && end > from) {
      const bytes = container.read(at, table[part * 2]!)
      if (crc32(bytes) !== table[part * 2 + 1]) throw damaged()
      const numbers = unpack(bytes, end - start)
      const low = Math.max(from, start)
      rows.set(numbers.subarray(low - start, Math.min(to, end) - start), low - from)
    }
    at += table[part * 2]!
  }
  return rows
}
