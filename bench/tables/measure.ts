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
  const exported = await measureExport(contender, subject)
  const exportWays = await measureWays(contender, subject)
  const many = contender.clients > 1 ? await manyClients(contender, subject) : null
  const disk = await contender.disk(subject)
  const { peak } = whole.stop()
  const { name, over } = contender
  const taken = { exported, exportWays, mixed: many, peak, disk }
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

/** The median of three, for whoever is done with one in a quarter of a minute. */
async function measureExport(contender: Contender, subject: Subject): Promise<Result['exported']> {
  const work = watch(contender.processes)
  const seconds: number[] = []
  let done: Awaited<ReturnType<Contender['exportAll']>> = null
  do {
    const start = performance.now()
    done = await contender.exportAll(subject)
    seconds.push((performance.now() - start) / 1000)
  } while (done?.share === 1 && seconds.length < 3 && seconds[0]! < 15)
  const { peak } = work.stop()
  if (!done) return null
  const told = seconds.map((each) => figure(each)).join(', ')
  console.log(`    export: ${told} s for ${figure(done.share * 100)} %`)
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)]!
  return { seconds: median / done.share, megabytes: done.bytes / 1e6, share: done.share, peak }
}

async function measureWays(contender: Contender, subject: Subject): Promise<Result['exportWays']> {
  const taken: Result['exportWays'] = {}
  for (const way of exportWays) {
    const run = contender.exportWays?.[way]
    if (!run) continue
    const start = performance.now()
    await run(subject)
    taken[way] = (performance.now() - start) / 1000
    console.log(`    ${way}: ${figure(taken[way])}`)
  }
  return taken
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
