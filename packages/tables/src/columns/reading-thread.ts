// The second thread: takes its blocks of a large text apart ahead of the reader, and makes pages of them later.
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { readFully } from '../read/blocks.ts'
import { BlockColumn } from './block-column.ts'
import {
  CONTROL,
  type Digest,
  FAILED,
  type HandedBlock,
  type HandedPages,
  type ThreadOrder,
  WAITING,
  lineAfter,
  sharesOf,
  slotOf,
} from './blocks-ahead.ts'
import { CellKernel } from './cell-kernel.ts'
import { PAGE, type PagesOrder } from './page-work.ts'

const order = workerData as ThreadOrder
const { control, width, plain } = order

function readBlocks(file: number): void {
  const kernel = CellKernel.open(order.marks, width)
  if (kernel === null) throw new Error('no record of this text can be taken apart here')
  let buffer = Buffer.alloc(0)
  for (let number = 0; ; number++) {
    const { from, to } = sharesOf(order, number)
    if (from >= order.size || !isWanted(number)) return
    for (let place = 0; place < width; place++) if (plain[place] === 1) kernel.keepPlain(place)
    const start = lineAfter(file, from)
    const end = to >= order.size ? order.size : lineAfter(file, to)
    let filled = 0
    if (start >= 0 && end > start) {
      if (buffer.length < end - start) buffer = Buffer.allocUnsafeSlow(end - start)
      filled = readFully(file, buffer, 0, end - start, start)
    }
    const block = takeBlock(kernel, buffer.subarray(0, filled), number)
    block.end += start
    order.port.postMessage(block, block.columns.flatMap(buffersOf))
    Atomics.store(control, CONTROL.done, number + 1)
    Atomics.notify(control, CONTROL.done)
  }
}

/** The records from the first on, up to one that is left to the reader. */
function takeBlock(kernel: CellKernel, bytes: Buffer, number: number): HandedBlock {
  const columns = Array.from(
    { length: width },
    (_, place) => new BlockColumn(kernel, place, slotOf(order, number, place)),
  )
  kernel.forget()
  const records = kernel.takeAll(bytes, bytes.length, 0, (rows) => {
    for (const column of columns) column.add(rows)
  })
  return { ...records, quoted: kernel.quoted, columns: columns.map((column) => column.handOver()) }
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

/** Serves orders for pages one after the other, and hashes the file after the first of them. */
async function servePages(): Promise<void> {
  // Not needed, and not loaded, before.
  const { makePages, takePage } = await import('./page-work.ts')
  for (let number = 0; ; number++) {
    while (Atomics.load(control, CONTROL.asked) === number) {
      Atomics.wait(control, CONTROL.asked, number)
    }
    const pages = receiveMessageOnPort(order.port)?.message as PagesOrder
    for (const [at, item] of pages.items.entries()) {
      if (!takePage(pages, at)) continue
      handPages({ order: number, at, made: makePages(item) })
      Atomics.store(pages.state, at, PAGE.made)
      Atomics.notify(pages.state, at)
    }
    if (number === 0 && order.hashed !== null) {
      order.port.postMessage(digestOf(order.hashed), [])
    }
  }
}

/** The packed page alone: the memory it was made in is longer. */
function handPages(handed: HandedPages): void {
  const { made } = handed
  if (made === null || !('packed' in made.data)) return order.port.postMessage(handed, [])
  const packed = new Uint8Array(made.data.packed)
  const data = { ...made.data, packed }
  order.port.postMessage({ ...handed, made: { ...made, data } }, [packed.buffer])
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

function buffersOf(cells: HandedBlock['columns'][number]): ArrayBuffer[] {
  // What stands in a slot is shared.
  const own = cells.kind === 'plain' ? [cells.bytes] : [cells.bytes, cells.ends]
  return own.map(({ buffer }) => buffer as ArrayBuffer)
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
  await servePages()
} catch {
  // The reader takes what is missing by itself, and says what is wrong with it.
  Atomics.store(control, CONTROL.done, FAILED)
  Atomics.notify(control, CONTROL.done)
}
