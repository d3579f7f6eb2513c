// Chooses and draws the chart that suits a grouping, and the small picture of a column's values.
import { html, type Html } from '@rimaq/markup'
import { barChart, columnChart as upright, columnProfile, lineChart, stackedChart } from '#pages'
import type { ChartFrame, PageContext } from '#pages'
import type { Cell, Column } from '@rimaq/tables'
import { figure, shown } from './cells.ts'
import { isTime } from './column-roles.ts'
import { datasetPath } from './portal.ts'
import type { FoundTable } from './portal.ts'
import type { ChartKind, MeasureFn } from './view-state.ts'

/** More bars than this cannot be read on a phone; more standing columns than that have no width. */
const mostBars = 30
const mostColumns = 60
const mostSeries = 6

export interface Grouped {
  group: Column
  /** Second group: rows are then group, split, measure instead of group, measure. */
  split?: Column | undefined
  /** What is measured, in words. */
  label: string
  fn: MeasureFn
  chart: ChartKind
  rows: readonly (readonly Cell[])[]
  /** Default `explore-chart`. */
  id?: string
  /** Bars drawn at most; default 30. */
  most?: number
}

interface Drawing extends Grouped {
  context: PageContext
  frame: ChartFrame
}

/** A figure of the groups; says so when not all of them are drawn. */
export function groupChart(context: PageContext, found: FoundTable, grouped: Grouped): Html {
  const { group, split, label, rows } = grouped
  const drawing: Drawing = {
    ...grouped,
    context,
    frame: {
      id: grouped.id ?? 'explore-chart',
      title: [label, group.name, ...(split ? [split.name] : [])].join(' · '),
      source: {
        label: found.version.originalName,
        href: context.link(datasetPath(found.dataset)),
      },
      format: (value) => figure(context, value),
    },
  }
  const known = rows.filter((row) => typeof row.at(-1) === 'number' && row[0] !== null)
  if (known.length === 0) {
    return html`<p class="quiet">${context.t('open-data.explore.chart.none')}</p>`
  }
  const timely = isTime(group)
  const line = grouped.chart === 'line' || (grouped.chart === 'auto' && timely && known.length > 2)
  if (timely && line) return lines({ ...drawing, rows: known })
  if (split) return stacked({ ...drawing, rows: known })
  return bars({ ...drawing, rows: known })
}

function bars(drawing: Drawing): Html {
  const { context, frame, group, rows } = drawing
  const standing = drawing.chart === 'column'
  const drawn = rows.slice(0, standing ? mostColumns : (drawing.most ?? mostBars))
  const entries = drawn.map((row) => ({
    label: shown(context, row[0] ?? null, group) || '«»',
    value: Number(row.at(-1)),
  }))
  const chart = standing ? upright : barChart
  return html`${chart(context, { ...frame, bars: entries })}
  ${
    rows.length > drawn.length
      ? html`<p class="quiet">
          ${context.t('open-data.explore.chart.cut', { shown: drawn.length, total: rows.length })}
        </p>`
      : null
  }`
}

/** One line, or one for each of the largest parts. */
function lines(drawing: Drawing): Html {
  const { context, frame, group, split, label, rows } = drawing
  const names = split ? largest(drawing).names : [label]
  const series = names.map((name) => ({
    name,
    points: rows
      .filter((row) => !split || partName(drawing, row) === name)
      .map((row) => ({ date: moment(row[0] ?? null, group), value: Number(row.at(-1)) })),
  }))
  return html`${lineChart(context, { ...frame, series })}
  ${split && largest(drawing).rest > 0 ? restNote(context, largest(drawing).rest) : null}`
}

/** A year is drawn at its first day. */
function moment(value: Cell, group: Column): string {
  return group.type === 'integer' ? `${String(value).padStart(4, '0')}-01-01` : String(value)
}

/** Parts of a whole: only amounts that add up, and none below zero. */
function stacked(drawing: Drawing): Html {
  const { context, frame, group, rows, fn } = drawing
  const negative = rows.some((row) => Number(row.at(-1)) < 0)
  if ((fn !== 'count' && fn !== 'sum') || negative) {
    return html`<p class="quiet">${context.t('open-data.explore.chart.unstackable')}</p>`
  }
  const { names, rest } = largest(drawing)
  const others = context.t('open-data.explore.chart.others')
  const series = rest > 0 ? [...names.slice(0, mostSeries - 1), others] : names
  const bars = new Map<string, number[]>()
  for (const row of rows) {
    const label = shown(context, row[0] ?? null, group) || '«»'
    const values = bars.get(label) ?? series.map(() => 0)
    const own = series.indexOf(partName(drawing, row))
    const at = own < 0 ? series.length - 1 : own
    values[at] = (values[at] ?? 0) + Number(row.at(-1))
    bars.set(label, values)
  }
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
  const all = [...bars].map(([label, values]) => ({ label, values }))
  const ordered = isTime(group) ? all : all.toSorted((a, b) => total(b.values) - total(a.values))
  const drawn = ordered.slice(0, mostBars)
  return html`${stackedChart(context, { ...frame, series, rows: drawn })}
  ${
    all.length > drawn.length
      ? html`<p class="quiet">
          ${context.t('open-data.explore.chart.cut', { shown: drawn.length, total: all.length })}
        </p>`
      : null
  }`
}

/** The largest parts by their sum over all groups, and how many more there are. */
function largest(drawing: Drawing): { names: string[]; rest: number } {
  const sizes = new Map<string, number>()
  for (const row of drawing.rows) {
    const name = partName(drawing, row)
    sizes.set(name, (sizes.get(name) ?? 0) + Math.abs(Number(row.at(-1))))
  }
  const names = [...sizes].toSorted((a, b) => b[1] - a[1]).map(([name]) => name)
  return { names: names.slice(0, mostSeries), rest: Math.max(0, names.length - mostSeries) }
}

function partName(drawing: Drawing, row: readonly Cell[]): string {
  const { context, split } = drawing
  if (!split || row[1] === null) return context.t('open-data.value.null')
  return shown(context, row[1] ?? null, split) || '«»'
}

function restNote(context: PageContext, count: number): Html {
  return html`<p class="quiet">${context.t('open-data.explore.chart.rest', { count })}</p>`
}

/** How a column's values are spread: its histogram, else its most frequent values; null if unknown. */
export function columnChart(context: PageContext, column: Column): Html | null {
  const { stats } = column
  const counts = stats.histogram
    ? stats.histogram.map(({ count }) => count)
    : stats.top.slice(0, 12).map(({ count }) => count)
  if (counts.length < 2) return null
  const all = stats.nulls + counts.reduce((sum, count) => sum + count, 0)
  return columnProfile({
    label: `${column.name}: ${context.t(`open-data.type.${column.type}`)}`,
    counts,
    ...(stats.histogram ? { empty: stats.nulls / Math.max(1, all) } : {}),
  })
}
