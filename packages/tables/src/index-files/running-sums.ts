// Sums of groups along the order of a column: those of a range are a difference of two, not a scan.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TableFiles } from '../model.ts'
import { addUp } from './group-rows.ts'
import type { Sink } from './group-rows.ts'
import { total } from './group-loops.ts'
import type { Sums } from './group-loops.ts'
import type { OrderFile } from './order-file.ts'
import type { IndexReader } from './reader.ts'
import type { Segment } from './row-sets.ts'

/** What was added up before every `step`th position of an order, for each of the sums. */
export interface RunningSums {
  step: number
  marks: Float64Array[][]
}

/** Positions between two marks: chunks of an order have 4,096. */
const CHUNK = 4096
const MARKS = 128
const FEWEST_MARKS = 16
const BYTES_AT_MOST = 4 * 2 ** 20
/** Milliseconds after which others have their turn. */
const TURN = 2
const STRETCHES_AT_MOST = 4

interface Asked {
  table: TableFiles
  reader: IndexReader
  /** The column whose order the segments are of. */
  column: string
  segments: Segment[]
  /** Names the groups and measures. */
  name: string
  /** A new sink of the same groups and measures. */
  start(): Sink
}

/**
 * A sink that holds the rows of the segments; null when they are not worth it. A question of a kind
 * that is asked for the first time is scanned; the second one pays for the marks (a scan in the
 * order of the column), and all later ones, whatever their bounds, read a few thousand rows.
 */
export async function sumOfRange(asked: Asked): Promise<Sink | null> {
  const { table, reader, column, segments, name } = asked
  if (segments.length > STRETCHES_AT_MOST || partsOf(asked.start()) === null) return null
  const key = [table.manifest.parquet.sha256, column, name].join('\n')
  const known = reader.sums.get(key)
  if (known === 'never' || known === 'building') return null
  if (known === undefined) {
    reader.sums.set(key, 'asked', key.length * 2 + 200)
    return null
  }
  const running = known === 'asked' ? await build(asked, key) : known
  if (!running) return null
  const order = reader.order(table, column)
  return order && (await difference(asked, order, running))
}

async function build(asked: Asked, key: string): Promise<RunningSums | null> {
  const { sums } = asked.reader
  const small = key.length * 2 + 200
  sums.set(key, 'building', small)
  let made: RunningSums | null = null
  try {
    made = await markSums(asked)
    return made
  } finally {
    const bytes = made ? made.marks.length * bytesOf(made.marks[0]!) : 0
    sums.set(key, made ?? 'never', bytes + small)
  }
}

function bytesOf(parts: Float64Array[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength + 100, 0)
}

/** Everything a sink adds to; null when it keeps more than sums. */
function partsOf({ counts, measures }: Sink): Sums[] | null {
  const parts = [counts]
  for (const { sums } of measures) {
    if (sums === null) return null
    parts.push(...sums)
  }
  return parts
}

async function markSums({ table, reader, column, start }: Asked): Promise<RunningSums | null> {
  const sink = start()
  const parts = partsOf(sink)!
  const { rows } = table.manifest
  const marks: Float64Array[][] = []
  const affordable = Math.floor(BYTES_AT_MOST / bytesOf(parts.map(total)))
  if (affordable < FEWEST_MARKS) return null
  const step = Math.ceil(rows / Math.min(MARKS, affordable) / CHUNK) * CHUNK
  let since = performance.now()
  for (let from = 0; from < rows; from += step) {
    marks.push(parts.map(total))
    if (performance.now() - since > TURN) {
      await nextTurn()
      since = performance.now()
    }
    // Asked again every time: it may have been closed while others had their turn.
    const order = reader.order(table, column)
    if (!order) return null
    const list = order.slice(from, Math.min(rows, from + step))
    await addUp({ length: list.length, list, tests: [] }, sink)
  }
  marks.push(parts.map(total))
  return { step, marks }
}

async function difference(
  { table, segments, start }: Asked,
  order: OrderFile,
  { step, marks }: RunningSums,
): Promise<Sink> {
  const result = start()
  const parts = partsOf(result)!
  const lists: { list: Uint32Array; sign: 1 | -1 }[] = []
  const add = (position: number, sign: 1 | -1) => {
    const mark = position === table.manifest.rows ? marks.length - 1 : Math.floor(position / step)
    for (const [at, { lanes }] of parts.entries()) {
      for (const [group, sum] of marks[mark]![at]!.entries()) lanes[group]! += sum * sign
    }
    // Read before the first await, after which the order may be closed.
    if (mark < marks.length - 1) lists.push({ list: order.slice(mark * step, position), sign })
  }
  for (const { from, to } of segments) {
    add(to, 1)
    add(from, -1)
  }
  for (const { list, sign } of lists) {
    const rest = start()
    await addUp({ length: list.length, list, tests: [] }, rest)
    for (const [at, sums] of partsOf(rest)!.entries()) {
      for (const [group, sum] of total(sums).entries()) parts[at]!.lanes[group]! += sum * sign
    }
  }
  return result
}
