// Says which parts of a large text a second thread takes apart, and what it hands over.
import type { MessagePort } from 'node:worker_threads'
import type { ByteMarks } from '../read/record-parser.ts'
import { readFully } from '../read/blocks.ts'
import type { MadePages } from './page-work.ts'

/** Below this size a text is read before a second thread has started. */
export const WORTH_A_THREAD: number = 24 << 20

/**
 * The text from its first record on is shared out in turn: the reader itself takes `own` bytes, the
 * thread the next `ahead`. The first part is longer, for the thread's start takes as long.
 */
export interface Shares {
  first: number
  own: number
  ahead: number
}

export const SHARES: Shares = { first: 4 << 20, own: 512 << 10, ahead: 2 << 20 }

/** Blocks that may wait to be taken over. */
export const WAITING = 3

/** Memory both threads see, for the numbers of the blocks that wait and of the one that is made. */
export const SLOTS: number = WAITING + 1

/** Places in the numbers that both threads see. */
export const CONTROL = { done: 0, taken: 1, stop: 2, asked: 3, length: 4 } as const

/** `CONTROL.done` of a thread that could not go on. */
export const FAILED = -1

/** What the thread is told at its start. */
export interface ThreadOrder {
  path: string
  marks: ByteMarks
  /** Cells of a record. */
  width: number
  /** Byte where the first record begins, and where the file ends. */
  start: number
  size: number
  shares: Shares
  control: Int32Array
  /** `SLOTS` times as many numbers as a block has cells at most; see `slotOf`. */
  numbers: Uint32Array
  /** Where blocks are handed over. */
  port: MessagePort
  /** File to be hashed once no more blocks are wanted, and pages were made. */
  hashed: string | null
  /** 1 for a column whose cells are no longer wanted by their numbers. */
  plain: Uint8Array
}

/** Cells of one column in a block: by the thread's own numbers, with the cells that are new. */
export interface NumberedCells {
  kind: 'numbered'
  /** Number of the cell in each row, 0 where it is empty; they hold until the next block is taken. */
  codes: Uint32Array
  /** First number that no block before had; the cells from it on, one after the other. */
  first: number
  bytes: Uint8Array
  /** Where each of these cells ends in `bytes`. */
  ends: Uint32Array
}

/** The same as they are. */
export interface PlainCells {
  kind: 'plain'
  bytes: Uint8Array
  /** Where the cell of each row ends in `bytes`. */
  ends: Uint32Array
}

export type HandedCells = NumberedCells | PlainCells

/** Records of one block, from its first on as far as each is regular. */
export interface HandedBlock {
  rows: number
  /** Byte after the last of these records. */
  end: number
  /** How many ended in CR LF. */
  crlf: number
  quoted: boolean
  /** Bytes of the longest record. */
  longest: number
  columns: HandedCells[]
}

/** Pages of an order, counted from the first, that the thread has made. */
export interface HandedPages {
  order: number
  at: number
  made: MadePages
}

/** Of a whole file. */
export interface Digest {
  /** In hex. */
  sha256: string
  bytes: number
}

/** Where block `number` begins and ends, but for the line each of the two falls into. */
export function sharesOf(
  { start, size, shares: { first, own, ahead } }: Pick<ThreadOrder, 'start' | 'size' | 'shares'>,
  number: number,
): { from: number; to: number } {
  const from = start + first + number * (own + ahead)
  return { from, to: Math.min(size, from + ahead) }
}

/** Longest line in which the beginning of the next one is looked for. */
const LINE = 1 << 16

/** Rows that a block has at most: each of its cells has a byte behind it. */
export function mostRows({ shares, width }: Pick<ThreadOrder, 'shares' | 'width'>): number {
  return Math.ceil((shares.ahead + LINE) / width)
}

/** Where the numbers of a column in a block go. */
export function slotOf(
  order: Pick<ThreadOrder, 'numbers' | 'shares' | 'width'>,
  block: number,
  place: number,
): Uint32Array {
  const rows = mostRows(order)
  const at = ((block % SLOTS) * order.width + place) * rows
  return order.numbers.subarray(at, at + rows)
}

/** Byte after the line end at or after `at`, or -1 where none is near. */
export function lineAfter(file: number, at: number): number {
  const bytes = Buffer.allocUnsafe(LINE)
  const found = bytes.subarray(0, readFully(file, bytes, 0, LINE, at)).indexOf(10)
  return found < 0 ? -1 : at + found + 1
}
