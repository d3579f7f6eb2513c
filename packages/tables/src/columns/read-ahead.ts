// The reader's side of the second thread: where its blocks begin, and its cells put into the columns.
import { closeSync, openSync } from 'node:fs'
import { type MessagePort, MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { ByteMarks } from '../read/record-parser.ts'
import type { Ahead, AheadRecords } from '../read/scan.ts'
import {
  CONTROL,
  type Digest,
  FAILED,
  type HandedBlock,
  type HandedPages,
  SLOTS,
  type Shares,
  type ThreadOrder,
  lineAfter,
  mostRows,
  sharesOf,
} from './blocks-ahead.ts'
import type { CellReader } from './cell-reader.ts'
import { type MadePages, PAGE, type PagesOrder } from './page-work.ts'
import type { PageHelper } from './pages-ahead.ts'
import { AdoptedColumns } from './regular-records.ts'

/** Milliseconds without a block after which the thread is given up; the reader goes on alone. */
const PATIENCE = 5000

export interface ReadAheadOptions {
  path: string
  marks: ByteMarks
  /** Byte where the first record begins, and where the file ends. */
  start: number
  size: number
  shares: Shares
  /** File whose hash is wanted, too. */
  hashed?: string | null
}

/** `close()` must be called, whatever became of it. */
export class ReadAhead implements Ahead, PageHelper {
  next: number
  readonly #order: ThreadOrder
  readonly #port: MessagePort
  readonly #worker: Worker
  readonly #file: number
  readonly #reader: CellReader
  readonly #columns: AdoptedColumns
  #block = 0
  #received = 0
  readonly #digest = Promise.withResolvers<Digest | null>()
  readonly #orders: PagesOrder[] = []
  /** Pages that were received, by the number of their order and their place in it. */
  readonly #pages = new Map<string, MadePages>()
  #closed = false
  /** The thread has stopped, or nothing came of it for too long. */
  #lost = false

  /** Null where no thread can be started, as in a child that may not. */
  static start(options: ReadAheadOptions, reader: CellReader): ReadAhead | null {
    try {
      return new ReadAhead(options, reader)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') return null
      throw error
    }
  }

  private constructor({ marks, ...options }: ReadAheadOptions, reader: CellReader) {
    const { port1, port2 } = new MessageChannel()
    const { delimiter, quote, escape, bareReturn } = marks
    this.#order = {
      hashed: null,
      ...options,
      marks: { delimiter, quote, escape, bareReturn },
      width: reader.columns.length,
      control: new Int32Array(new SharedArrayBuffer(CONTROL.length * 4)),
      numbers: numbersFor({ ...options, width: reader.columns.length }),
      plain: new Uint8Array(new SharedArrayBuffer(reader.columns.length)),
      port: port2,
    }
    const script = new URL(`./reading-thread${import.meta.url.slice(-3)}`, import.meta.url)
    this.#worker = new Worker(script, {
      workerData: this.#order,
      transferList: [port2],
      // It writes nothing.
      stdout: true,
      stderr: true,
    })
    // What the thread reads is not ours: nothing more is started.
    process.permission?.drop('worker')
    this.#worker.on('error', () => {})
    this.#worker.once('exit', () => this.close())
    this.#worker.unref()
    port1.unref()
    this.#port = port1
    this.#reader = reader
    this.#columns = new AdoptedColumns(reader, (place) => (this.#order.plain[place] = 1))
    this.#file = openSync(options.path, 'r')
    this.next = this.#findNext(0)
  }

  take(): AheadRecords | null {
    const block = this.#receive()
    this.#advance(block?.end)
    if (block === null) return null
    this.#columns.put(block.rows, block.columns)
    if (block.rows === 0) return null
    this.#reader.quoted ||= block.quoted
    return block
  }

  skip(): void {
    const block = this.#receive()
    if (block !== null) this.#columns.leave(block.columns)
    this.#advance()
  }

  /** Hash of the file that was named, once pages were asked for; null where the thread ended without. */
  get digest(): Promise<Digest | null> {
    return this.#digest.promise
  }

  /** No more blocks are wanted. */
  end(): void {
    this.#stop()
    closeSync(this.#file)
    if (this.#lost) this.close()
  }

  makePages(order: PagesOrder): void {
    if (this.#closed) return
    if (this.#orders.length === 0 && this.#order.hashed !== null) {
      // What is waited for keeps the process.
      this.#worker.ref()
      this.#port.on('message', (message: Handed) => this.#take(message))
    }
    this.#orders.push(order)
    this.#port.postMessage(order, [])
    Atomics.store(this.#order.control, CONTROL.asked, this.#orders.length)
    Atomics.notify(this.#order.control, CONTROL.asked)
  }

  pages(order: PagesOrder, at: number): MadePages | undefined {
    const name = `${this.#orders.indexOf(order)} ${at}`
    if (!this.#pages.has(name) && !this.#lost) {
      Atomics.wait(order.state, at, PAGE.taken, PATIENCE)
      this.#lost = Atomics.load(order.state, at) !== PAGE.made
      for (let next = this.#nextMessage(); next !== null; next = this.#nextMessage()) {
        this.#take(next)
      }
    }
    const made = this.#pages.get(name)
    this.#pages.delete(name)
    return made
  }

  /** Ends the thread. May be called again. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#digest.resolve(null)
    this.#port.close()
    void this.#worker.terminate()
  }

  #nextMessage(): Handed | null {
    if (this.#closed) return null
    return (receiveMessageOnPort(this.#port)?.message as Handed | undefined) ?? null
  }

  #take(message: Handed): void {
    if ('made' in message) this.#pages.set(`${message.order} ${message.at}`, message.made)
    if (!('sha256' in message)) return
    this.#digest.resolve(message)
    this.#port.unref()
    this.#worker.unref()
  }

  /** The block that begins at `next`, waited for; null from a thread that stopped. */
  #receive(): HandedBlock | null {
    const { control } = this.#order
    while (!this.#lost) {
      const done = Atomics.load(control, CONTROL.done)
      if (done === FAILED) break
      if (done > this.#block) {
        let block: HandedBlock | null = null
        for (; this.#received <= this.#block; this.#received++) {
          block = receiveMessageOnPort(this.#port)!.message as HandedBlock
        }
        return block
      }
      if (Atomics.wait(control, CONTROL.done, done, PATIENCE) === 'timed-out') break
    }
    this.#lost = true
    this.#stop()
    return null
  }

  #stop(): void {
    Atomics.store(this.#order.control, CONTROL.stop, 1)
    Atomics.notify(this.#order.control, CONTROL.taken)
  }

  #advance(past = 0): void {
    const { control } = this.#order
    this.#block++
    Atomics.store(control, CONTROL.taken, this.#block)
    Atomics.notify(control, CONTROL.taken)
    this.next = this.#lost ? Infinity : this.#findNext(past)
  }

  /** Of a block that begins before `past` too, for there was a very long line: it is left out later. */
  #findNext(past: number): number {
    const { from } = sharesOf(this.#order, this.#block)
    if (from >= this.#order.size) return Infinity
    const next = lineAfter(this.#file, from)
    return next < 0 ? Math.max(from, past) : next
  }
}

/** What comes from the thread. */
type Handed = HandedBlock | HandedPages | Digest

function numbersFor(order: Pick<ThreadOrder, 'shares' | 'width'>): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(SLOTS * order.width * mostRows(order) * 4))
}
