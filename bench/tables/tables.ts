// The figures of one table as text: medians, slow ends, and how many times slower the others are.
import { markdownTable } from '../shared/report.ts'
import { figure } from '../shared/timing.ts'
import type { Result } from './measure.ts'
import { exportWays } from './contender.ts'
import { measures } from './questions.ts'
import type { Subject } from './questions.ts'

/** The contender the others are compared with. */
export const OURS = 'Rimaq, CKAN’s API'

interface Row {
  label: string
  cell(result: Result): string
  /** What the ratio is taken of: less is better. */
  value?: (result: Result) => number | null | undefined
  /** Of our result, where that is another figure. */
  ours?: (result: Result) => number | null | undefined
}

const rows: Row[] = [
  {
    label: 'ingest to first answer, s',
    value: (r) => r.ingest?.wall,
    cell: (r) => figure(r.ingest?.wall),
  },
  {
    label: '… everything indexed, s',
    value: (r) => r.ingest?.settled,
    cell: (r) => figure(r.ingest?.settled),
  },
  { label: '… processor, s', cell: (r) => figure(r.ingest?.processor) },
  ...measures.flatMap((kind): Row[] => [
    {
      label: `${kind}, p50 ms`,
      value: (r) => r.asked[kind]?.p50,
      cell: (r) => figure(r.asked[kind]?.p50),
    },
    { label: '… p99 ms', cell: (r) => figure(r.asked[kind]?.p99) },
    {
      label: `${kind}, processor ms each`,
      value: (r) => r.asked[kind]?.processor,
      cell: (r) => figure(r.asked[kind]?.processor),
    },
  ]),
  {
    label: 'full export, s',
    value: (r) => r.exported?.seconds,
    cell: (r) => `${figure(r.exported?.seconds)}${r.exported && r.exported.share < 1 ? ' *' : ''}`,
  },
  ...exportWays.map((way): Row => ({
    label: way,
    value: (r) => r.exportWays[way],
    cell: (r) => figure(r.exportWays[way]),
    // There is one way to ours.
    ours: (r) => r.exported?.seconds,
  })),
  { label: '… peak memory, MB', cell: (r) => figure(r.exported && r.exported.peak / 1e6) },
  {
    label: '64 mixed clients, requests/s',
    value: (r) => (r.mixed ? 1 / r.mixed.perSecond : null),
    cell: (r) => figure(r.mixed?.perSecond),
  },
  { label: '… p50 ms', cell: (r) => figure(r.mixed?.p50) },
  { label: '… p99 ms', cell: (r) => figure(r.mixed?.p99) },
  {
    label: '64 mixed clients, processor ms each',
    value: (r) => r.mixed?.processor,
    cell: (r) => figure(r.mixed?.processor),
  },
  { label: '… failed', cell: (r) => (r.mixed ? String(r.mixed.failed) : '–') },
  { label: 'peak memory, MB', cell: (r) => figure(r.peak / 1e6) },
  { label: 'on disk, MB', value: (r) => r.disk, cell: (r) => figure(r.disk / 1e6) },
]

export function tables(subject: Subject, results: Result[]): string {
  const names = results.map(({ contender, over }) => `${contender} (${over})`)
  const figures = markdownTable(
    [subject.name, ...names],
    rows.map(({ label, cell }) => [label, ...results.map(cell)]),
  )
  const title = `## ${subject.about}: ${subject.rows.toLocaleString('en')} rows × ${subject.columns.length}`
  const estimated = results.some(({ exported }) => exported && exported.share < 1)
  const notes = [
    ...(estimated ? ['\\* Ten seconds of the stream were read; the rest is in proportion.'] : []),
    ...disagreements(results),
  ]
  const parts = [title, figures, ...notes]
  const ours = results.find(({ contender }) => contender === OURS)
  if (ours && results.length > 1)
    parts.push('How many times as much as ours:', ratios(ours, results))
  return parts.join('\n\n')
}

function ratios(ours: Result, results: Result[]): string {
  const others = results.filter((result) => result !== ours)
  const compared = rows.filter((row) => row.value)
  return markdownTable(
    ['measure', ...others.map(({ contender }) => contender)],
    compared.map((row) => [
      row.label,
      ...others.map((other) => ratioText(ratio(row, ours, other))),
    ]),
  )
}

/** Above 1 the other takes more. */
function ratio(row: Row, ours: Result, other: Result): number | null {
  const [mine, theirs] = [(row.ours ?? row.value)?.(ours), row.value?.(other)]
  return mine && theirs ? theirs / mine : null
}

function ratioText(value: number | null): string {
  return value === null ? '–' : `${figure(value)} ×`
}

/** Ratios of one contender, for the picture. */
export function ratiosOf(ours: Result, other: Result): { label: string; ratio: number }[] {
  return rows.flatMap((row) => {
    const value = row.value ? ratio(row, ours, other) : null
    return value === null ? [] : [{ label: row.label, ratio: value }]
  })
}

/** Where two contenders counted differently for the same question, it is said. */
function disagreements(results: Result[]): string[] {
  return (['filter with count', 'full text'] as const).flatMap((kind) => {
    const told = results
      .map(({ contender, totals }) => ({ contender, total: totals[kind] }))
      .filter(({ total }) => typeof total === 'number')
    const different = new Set(told.map(({ total }) => total)).size > 1
    if (!different) return []
    return [
      `First “${kind}” counted: ${told.map((one) => `${one.contender} ${one.total}`).join(', ')}.`,
    ]
  })
}
