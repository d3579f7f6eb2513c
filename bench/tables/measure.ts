// Takes one contender through one table: ingest, questions, export, and many clients at once.
import { figure, summary, time } from '../shared/timing.ts'
import type { Timing } from '../shared/timing.ts'
import { exportWays } from './contender.ts'
import type { Answer, Contender, ExportWay } from './contender.ts'
import { watch } from './processes.ts'
import { measures, mixed } from './questions.ts'
import type { Measure, Subject } from './questions.ts'

const MIXED_SECONDS = 12

export interface Result {
  contender: string
  over: string
  /** Seconds from the CSV to the first answer, and of processor time. */
  ingest: { wall: number; processor: number; settled: number } | null
  asked: Partial<Record<Measure, Timing & { processor: number }>>
  /** Totals that were told, to compare between contenders. */
  totals: Partial<Record<Measure, number | null>>
  exported: { seconds: number; megabytes: number; share: number; peak: number } | null
  exportWays: Partial<Record<ExportWay, number>>
  mixed: (Timing & { perSecond: number; processor: number; failed: number }) | null
  /** Bytes of memory at most, over everything. */
  peak: number
  disk: number
}

export async function measure(contender: Contender, subject: Subject): Promise<Result> {
  const whole = watch(contender.processes)
  const ingest = contender.shares ? null : await measureIngest(contender, subject)
  const asked: Result['asked'] = {}
  const totals: Result['totals'] = {}
  for (const kind of measures) {
    const ask = (turn: number) => contender.ask(subject, subject.questions[kind](turn))
    // Compilers and caches of pages are warm in every server that runs for longer than a minute.
    await time((turn) => ask(10_000 + turn), { times: 50, seconds: 1 })
    const work = watch(contender.processes)
    let last: Answer | null = null
    const timing = await time(
      async (turn) => {
        last = await ask(turn)
        if (turn === 0) totals[kind] = last?.total ?? null
      },
      { times: 100, seconds: 4 },
    )
    const { processor } = work.stop()
    if (last) asked[kind] = { ...timing, processor: processor / timing.times }
    console.log(`    ${kind}: ${last ? `${figure(timing.p50)} ms` : 'has none'}`)
  }
  const exports = await measureExports(contender, subject)
  const many = contender.clients > 1 ? await manyClients(contender, subject) : null
  const disk = await contender.disk(subject)
  const { peak } = whole.stop()
  const { name, over } = contender
  const taken = { ...exports, mixed: many, peak, disk }
  return { contender: name, over, ingest, asked, totals, ...taken }
}

async function measureIngest(contender: Contender, subject: Subject): Promise<Result['ingest']> {
  const work = watch(contender.processes)
  const start = performance.now()
  await contender.ingest(subject)
  const wall = (performance.now() - start) / 1000
  const processor = work.stop().processor / 1000
  await contender.settled?.(subject)
  const settled = (performance.now() - start) / 1000
  console.log(`    ingest: ${figure(wall)} s, indexes at ${figure(settled)} s`)
  return { wall, processor, settled }
}

/**
 * The median of three, for whoever is done with one in a quarter of a minute. Other ways are taken in
 * turn with it: a shared machine may be half as fast a minute later.
 */
async function measureExports(
  contender: Contender,
  subject: Subject,
): Promise<Pick<Result, 'exported' | 'exportWays'>> {
  const work = watch(contender.processes)
  let done: Awaited<ReturnType<Contender['exportAll']>> = null
  const own = async () => {
    done = await contender.exportAll(subject)
  }
  const taken = new Map<ExportWay | 'own', number[]>()
  const take = async (way: ExportWay | 'own', run: () => Promise<void>): Promise<void> => {
    const known = taken.get(way) ?? []
    if (known[0] !== undefined && known[0] > 15) return
    const start = performance.now()
    await run()
    taken.set(way, [...known, (performance.now() - start) / 1000])
  }
  for (let turn = 0; turn < 3; turn++) {
    await take('own', own)
    for (const way of exportWays) {
      const run = contender.exportWays?.[way]
      if (run) await take(way, () => run(subject))
    }
    if (done === null || (done as { share: number }).share < 1) break
  }
  const { peak } = work.stop()
  if (done === null) return { exported: null, exportWays: {} }
  const medians: Result['exportWays'] & { own?: number } = {}
  for (const [way, seconds] of taken) {
    medians[way] = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)]!
    console.log(`    export (${way}): ${seconds.map((each) => figure(each)).join(', ')} s`)
  }
  const { own: median = 0, ...ways } = medians
  const { bytes, share } = done as unknown as { bytes: number; share: number }
  return {
    exported: { seconds: median / share, megabytes: bytes / 1e6, share, peak },
    exportWays: ways,
  }
}

/** Every client asks its next question when the last was answered, for twelve seconds. */
async function manyClients(contender: Contender, subject: Subject): Promise<Result['mixed']> {
  const work = watch(contender.processes)
  const taken: number[] = []
  let failed = 0
  let turn = 0
  const start = performance.now()
  const end = start + MIXED_SECONDS * 1000
  const client = async () => {
    while (performance.now() < end) {
      const asked = performance.now()
      try {
        await contender.ask(subject, mixed(subject, turn++))
        taken.push(performance.now() - asked)
      } catch {
        failed += 1
      }
    }
  }
  await Promise.all(Array.from({ length: contender.clients }, client))
  const seconds = (performance.now() - start) / 1000
  const { processor } = work.stop()
  const perSecond = taken.length / seconds
  const timing = summary(taken)
  console.log(
    `    ${contender.clients} clients: ${figure(perSecond)} a second, p99 ${figure(timing.p99)} ms`,
  )
  return { ...timing, perSecond, processor: processor / Math.max(1, taken.length), failed }
}
