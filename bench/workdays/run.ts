// Measures working days: terms per second of processor time, beside a loop that walks day by day.
import { Calendars, caseStateAt, computeDeadline, explainDeadline, findRule } from '@rimaq/workdays'
import { civilDate, peruCalendar, peruRules, plusDays } from '@rimaq/workdays'
import type { CaseEvent, CivilDate, Computation } from '@rimaq/workdays'
import type { BenchOptions } from '../../scripts/bench.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure, seeded } from '../shared/timing.ts'

const calendars = new Calendars(peruCalendar(), { nation: 'PE', region: '15', province: '1501' })
const begin = civilDate('2017-01-02')
const rule = findRule(peruRules, 'EVAL', begin)
const calendar = calendars.at(undefined, rule.purpose)
const cause = { kind: 'bench', id: 'bench' }

/** The days that do not count, as text: what a program keeps that walks and looks each day up. */
const closed = new Set<string>()
for (let day = calendar.covers.from; day < calendar.covers.to; day = plusDays(day, 1)) {
  if (!calendar.counts(day)) closed.add(day)
}

export async function run({ scale, only }: BenchOptions): Promise<void> {
  const starts = startDays(Math.round(200_000 * scale))
  const rows: string[][] = []
  const row = (what: string, act: (start: CivilDate) => unknown, some = starts): void => {
    if (!what.includes(only)) return
    const { perSecond, micros } = rate(some, act)
    rows.push([what, figure(perSecond), figure(micros)])
    console.log(rows.at(-1)?.join('  '))
  }
  const compute = (start: CivilDate, more: object = {}): Computation =>
    computeDeadline({ rule, calendar, start, amount: 30, cause, ...more })
  for (const start of starts.slice(0, 2000)) {
    if (compute(start).counted.at(-1) !== walk(start, 30))
      throw new Error(`the loop disagrees at ${start}`)
  }
  row('30 working days: the day alone', (start) => calendar.add(start, 30))
  row('30 working days: with every day listed', (start) => compute(start))
  row('the same with a suspension', (start) => compute(start, { suspensions: pause(start) }))
  row('the same, explained in a sentence', (start) =>
    explainDeadline(compute(start), { language: 'es' }),
  )
  row('a case of six events, its state at an instant', caseState, starts.slice(0, 20_000 * scale))
  row('anchor: a loop over days with Date and a set of holidays', (start) => walk(start, 30))
  row(
    'anchor: the same loop with Temporal.PlainDate',
    (start) => walkWithTemporal(start, 30),
    starts.slice(0, 20_000 * scale),
  )
  const text = [
    '# Working days: terms per second',
    '',
    circumstances('npm run bench -- workdays'),
    `- ${count(starts.length)} starts in 2017 to 2026 at random, Peru's calendar for Lima, best of three rounds, one process`,
    '',
    'Per second of processor time. Each of the first 2,000 terms was compared with the loop before anything was measured. The anchor is ours: it keeps all days that do not count in a set and looks each day up, without listing or explaining anything.',
    '',
    markdownTable(['what', 'per second', 'µs each'], rows),
    '',
  ].join('\n')
  writeResult('bench-workdays.md', text, scale === 1 && only === '')
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function startDays(length: number): CivilDate[] {
  const random = seeded(27_444)
  return Array.from({ length }, () => plusDays(begin, random(3450)))
}

function pause(start: CivilDate): { from: CivilDate; to: CivilDate; why: string }[] {
  return [{ from: plusDays(start, 7), to: plusDays(start, 20), why: 'bench' }]
}

/** Best of three rounds, by the processor's clock, so that other work on the machine counts less. */
function rate(starts: readonly CivilDate[], act: (start: CivilDate) => unknown) {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    for (const start of starts) act(start)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return { perSecond: (starts.length / best) * 1e6, micros: best / starts.length }
}

function walk(start: string, days: number): string {
  const day = new Date(`${start}T00:00:00Z`)
  let text = start
  for (let left = days; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1)
    text = day.toISOString().slice(0, 10)
    if (!closed.has(text)) left -= 1
  }
  return text
}

function walkWithTemporal(start: string, days: number): string {
  let day = Temporal.PlainDate.from(start)
  for (let left = days; left > 0;) {
    day = day.add({ days: 1 })
    if (!closed.has(day.toString())) left -= 1
  }
  return day.toString()
}

function caseState(start: CivilDate): unknown {
  const at = (by: number): string => `${plusDays(start, by)}T10:00:00-05:00`
  const events: CaseEvent[] = [
    { id: '1', at: at(0), kind: 'filed', rule: 'EVAL', days: 30, silence: 'positive' },
    { id: '2', at: at(1), kind: 'observed', stage: 'reception' },
    { id: '3', at: at(2), kind: 'corrected' },
    { id: '4', at: at(5), kind: 'requested', task: 'report', rule: 'INF' },
    { id: '5', at: at(9), kind: 'answered', task: 'report' },
    { id: '6', at: at(12), kind: 'suspended', days: 5, why: 'bench' },
  ]
  return caseStateAt(events, at(40), { calendars, rules: peruRules })
}
