// The second thread: takes its blocks of a large text apart ahead of the reader and hands them over.
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { readFully } from '../read/blocks.ts'
import {
  CONTROL,
  type Digest,
  FAILED,
  type HandedBlock,
  type ThreadOrder,
  WAITING,
  lineAfter,
  sharesOf,
} from './blocks-ahead.ts'
import { CellReader } from './cell-reader.ts'
import { ColumnCells } from './column-cells.ts'
import { DICTIONARIES } from './dictionary.ts'

const order = workerData as ThreadOrder
const { control, width, plain } = order

/** What can be counted from the reader alone. */
type Records = Omit<HandedBlock, 'columns'>

function readBlocks(file: number): void {
  // A row has at least a delimiter or a line end for each column.
  const most = Math.ceil((order.shares.ahead * 2) / width)
  const budget = { ...DICTIONARIES }
  const columns = Array.from({ length: width }, () => new ColumnCells(most, budget))
  let handed: HandedBlock['columns'] = []
  const full = (_: unknown, rows: number): void => {
    handed = columns.map((column) => column.handOver(rows))
  }
  const reader = new CellReader(order.marks, columns, { chunk: most, full })
  let buffer = Buffer.alloc(0)
  for (let number = 0; ; number++) {
    const { from, to } = sharesOf(order, number)
    if (from >= order.size || !isWanted(number)) return
    for (const [place, column] of columns.entries()) if (plain[place] === 1) column.keepPlain()
    const start = lineAfter(file, from)
    const end = to >= order.size ? order.size : lineAfter(file, to)
    handed = []
    let records: Records = { rows: 0, end: start, crlf: 0, quoted: false, longest: 0 }
    if (start >= 0 && end > start) {
      if (buffer.length < end - start) buffer = Buffer.allocUnsafeSlow(end - start)
      const filled = readFully(file, buffer, 0, end - start, start)
      records = takeRecords(reader, buffer, filled, most)
      records.end += start
      reader.end()
    }
    const block: HandedBlock = { ...records, columns: handed }
    order.port.postMessage(block, handed.flatMap(buffersOf))
    Atomics.store(control, CONTROL.done, number + 1)
    Atomics.notify(control, CONTROL.done)
  }
}

/** The processor knows the sum; most of the time goes into reading the file once more. */
function digestOf(path: string): Digest {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(1 << 20)
  const file = openSync(path, 'r')
  try {
    for (let bytes = 0; ;) {
      const read = readFully(file, piece, 0, piece.length, bytes)
      hash.update(piece.subarray(0, read))
      bytes += read
      if (read < piece.length) return { sha256: hash.digest('hex'), bytes }
    }
  } finally {
    closeSync(file)
  }
}

/** Waits until no more blocks wait than may; false when none is wanted any more. */
function isWanted(number: number): boolean {
  for (;;) {
    if (Atomics.load(control, CONTROL.stop) === 1) return false
    const taken = Atomics.load(control, CONTROL.taken)
    if (number - taken < WAITING) return true
    Atomics.wait(control, CONTROL.taken, taken)
  }
}

function takeRecords(reader: CellReader, buffer: Buffer, filled: number, most: number): Records {
  const records: Records = { rows: 0, end: 0, crlf: 0, quoted: false, longest: 0 }
  reader.quoted = false
  // The one at which the columns would be full is left to the reader.
  while (records.end < filled && records.rows < most - 1) {
    const next = reader.take(buffer, filled, records.end)
    if (next < 0) break
    records.rows++
    if (reader.crlf) records.crlf++
    if (next - records.end > records.longest) records.longest = next - records.end
    records.end = next
  }
  records.quoted = reader.quoted
  return records
}

function buffersOf(cells: HandedBlock['columns'][number]): ArrayBuffer[] {
  const parts = cells.kind === 'plain' ? [cells.bytes] : [cells.codes, cells.bytes]
  return [...parts, cells.ends].map(({ buffer }) => buffer as ArrayBuffer)
}

// It starts nothing else: what it reads is not ours.
process.permission?.drop('worker')
try {
  // The port alone must not keep it alive.
  order.port.unref()
  const file = openSync(order.path, 'r')
  try {
    readBlocks(file)
  } finally {
    closeSync(file)
  }
  if (order.hashed !== null) order.port.postMessage(digestOf(order.hashed), [])
} catch {
  // The reader takes what is missing by itself, and says what is wrong with it.
  Atomics.store(control, CONTROL.done, FAILED)
  Atomics.notify(control, CONTROL.done)
}
