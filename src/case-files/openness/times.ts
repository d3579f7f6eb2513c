// Makes of what happened to cases a table that tells of procedures and of nobody: counts that are rounded, small groups merged.

/** What many alike cases have in common. No number, name or id of a case gets here. */
export interface CaseFacts {
  procedure: string
  /** Name of the procedure in Spanish. */
  name: string
  office: string
  /** The day it counts as received. */
  receivedOn: string
  decidedOn: string | null
  /** Whether it was decided by the last day there was then; null where nothing was decided or due. */
  inTime: boolean | null
  observed: boolean
  notified: boolean
  silence: boolean
  appealed: boolean
  pending: boolean
  count: number
}

export interface TimesRow {
  /** `2026-07`, a year where a month has too few, empty where a year has. */
  period: string
  procedure: string
  name: string
  office: string
  filed: number
  observed: number
  decided: number
  notified: number
  pending: number
  inTime: number
  late: number
  silence: number
  appealed: number
  /** Working days from reception to decision; null where too few were decided. */
  median: number | null
  p90: number | null
}

export const merged = 'otros'

/** How groups of fewer than k are merged, one after the other: the last ones are left out. */
const coarser: readonly ((cell: Cell) => Cell)[] = [
  (cell) => ({ ...cell, office: merged }),
  (cell) => ({ ...cell, procedure: merged, name: merged, office: merged }),
  (cell) => ({ ...cell, period: cell.period.slice(0, 4) }),
  (cell) => ({ ...cell, period: '' }),
]

interface Cell {
  period: string
  procedure: string
  name: string
  office: string
}

interface Group extends Cell {
  facts: CaseFacts[]
}

/**
 * At least k filings stand behind each row. Counts are rounded to multiples of k, so that no exact small
 * number is told, and none can be had by subtracting one night's table from the next. A median needs k
 * decisions, a ninetieth percentile 2 k: with fewer it would be somebody's own.
 * @param days working days between two dates
 */
export function timesTable(
  facts: readonly CaseFacts[],
  { k, days }: { k: number; days: (from: string, to: string) => number },
): TimesRow[] {
  let open = grouped(facts.map((fact) => ({ ...cellOf(fact), facts: [fact] })))
  const done: Group[] = []
  for (const coarse of [...coarser, null]) {
    done.push(...open.filter((group) => size(group) >= k))
    const small = open.filter((group) => size(group) < k)
    open =
      coarse === null
        ? []
        : grouped(small.map((group) => ({ ...coarse(group), facts: group.facts })))
  }
  return done.map((group) => rowOf(group, { k, days })).toSorted(inOrder)
}

function cellOf({ receivedOn, procedure, name, office }: CaseFacts): Cell {
  return { period: receivedOn.slice(0, 7), procedure, name, office }
}

function grouped(parts: readonly Group[]): Group[] {
  const groups = new Map<string, Group>()
  for (const part of parts) {
    const key = JSON.stringify([part.period, part.procedure, part.office])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { ...part, facts: [...part.facts] })
    else group.facts.push(...part.facts)
  }
  return [...groups.values()]
}

function size({ facts }: Group): number {
  return facts.reduce((sum, { count }) => sum + count, 0)
}

function rowOf(
  { facts, ...cell }: Group,
  { k, days }: { k: number; days: (from: string, to: string) => number },
): TimesRow {
  const total = (which: (fact: CaseFacts) => boolean): number =>
    k * Math.round(facts.reduce((sum, fact) => sum + (which(fact) ? fact.count : 0), 0) / k)
  const spans = facts.flatMap(({ receivedOn, decidedOn, count }) =>
    decidedOn === null ? [] : [{ days: days(receivedOn, decidedOn), count }],
  )
  const decided = spans.reduce((sum, { count }) => sum + count, 0)
  return {
    ...cell,
    filed: total(() => true),
    observed: total(({ observed }) => observed),
    decided: total(({ decidedOn }) => decidedOn !== null),
    notified: total(({ notified }) => notified),
    pending: total(({ pending }) => pending),
    inTime: total(({ inTime }) => inTime === true),
    late: total(({ inTime }) => inTime === false),
    silence: total(({ silence }) => silence),
    appealed: total(({ appealed }) => appealed),
    median: decided < k ? null : quantile(spans, decided, 0.5),
    p90: decided < 2 * k ? null : quantile(spans, decided, 0.9),
  }
}

export interface MediansRow {
  period: string
  /** `todos` for the whole city. */
  procedure: string
  name: string
  decided: number
  median: number
  p90: number | null
}

export const whole = { procedure: 'todos', name: 'Todos los trámites' } as const

/**
 * The median of every case decided, over the whole city and over all offices of each procedure, by month
 * of reception: it cannot be had from the rows by office, since a median of medians is another number.
 * A row stands only where k were decided in the month, and the count is rounded.
 * @param days working days between two dates
 */
export function mediansTable(
  facts: readonly CaseFacts[],
  { k, days }: { k: number; days: (from: string, to: string) => number },
): MediansRow[] {
  const groups = grouped(
    facts.flatMap((fact) => {
      const cell = { ...cellOf(fact), office: '' }
      return [
        { ...cell, facts: [fact] },
        { ...cell, ...whole, facts: [fact] },
      ]
    }),
  )
  return groups
    .map((group) => rowOf(group, { k, days }))
    .flatMap(({ period, procedure, name, decided, median, p90 }) =>
      median === null ? [] : [{ period, procedure, name, decided, median, p90, office: '' }],
    )
    .toSorted(inOrder)
    .map(({ office: _, ...row }) => row)
}

/** The nearest rank: the smallest value that so large a share does not pass. */
function quantile(
  spans: readonly { days: number; count: number }[],
  decided: number,
  share: number,
): number | null {
  let rest = Math.ceil(decided * share)
  for (const { days, count } of spans.toSorted((one, other) => one.days - other.days)) {
    rest -= count
    if (rest <= 0) return days
  }
  return null
}

/** The newest first, and always the same, so that an unchanged table is an unchanged file. */
function inOrder(
  one: Pick<TimesRow, 'period' | 'procedure' | 'office'>,
  other: Pick<TimesRow, 'period' | 'procedure' | 'office'>,
): number {
  const [a, b] = [one, other].map(({ procedure, office }) => `${procedure} ${office}`)
  if (one.period !== other.period) return one.period < other.period ? 1 : -1
  return (a ?? '') < (b ?? '') ? -1 : 1
}

const columns: readonly { head: string; value: (row: TimesRow) => string | number | null }[] = [
  { head: 'periodo', value: ({ period }) => period },
  { head: 'tramite', value: ({ procedure }) => procedure },
  { head: 'nombre', value: ({ name }) => name },
  { head: 'oficina', value: ({ office }) => office },
  { head: 'presentados', value: ({ filed }) => filed },
  { head: 'observados', value: ({ observed }) => observed },
  { head: 'resueltos', value: ({ decided }) => decided },
  { head: 'notificados', value: ({ notified }) => notified },
  { head: 'pendientes', value: ({ pending }) => pending },
  { head: 'dentro_del_plazo', value: ({ inTime }) => inTime },
  { head: 'fuera_del_plazo', value: ({ late }) => late },
  { head: 'silencio', value: ({ silence }) => silence },
  { head: 'impugnados', value: ({ appealed }) => appealed },
  { head: 'dias_mediana', value: ({ median }) => median },
  { head: 'dias_p90', value: ({ p90 }) => p90 },
]

export function timesCsv(rows: readonly TimesRow[]): string {
  return csvOf(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ value }) => value(row))),
  )
}

export function mediansCsv(rows: readonly MediansRow[]): string {
  return csvOf(
    ['periodo', 'tramite', 'nombre', 'resueltos', 'dias_mediana', 'dias_p90'],
    rows.map(({ period, procedure, name, decided, median, p90 }) => [
      ...[period, procedure, name, decided, median, p90],
    ]),
  )
}

/** RFC 4180. */
export function csvOf(
  heads: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [heads, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
