// Chooses and draws the chart that suits a grouping, and the small picture of a column's values.
import type { Html } from '@rimaq/markup'
import { barChart, columnChart as upright, columnProfile, lineChart, stackedChart } from '#pages'
import type { ChartFrame, PageContext } from '#pages'
import type { AggregateAnswer, Cell, Column } from '@rimaq/tables'
import { html } from '@rimaq/markup'
import { figure, shown } from './cells.ts'
import type { Exploring } from './explore-page.ts'

/** More bars than this cannot be read on a phone. */
const mostBars = 30
const mostSeries = 6

interface Grouped {
  group: Column
  /** What is measured, in words. */
  label: string
  answer: AggregateAnswer
}

/** A figure of the groups; says so when not all of them are drawn. */
export function groupChart(exploring: Exploring, grouped: Grouped): Html {
  const { context, state, found } = exploring
  const { group, label, answer } = grouped
  const { t } = context
  const frame: ChartFrame = {
    id: 'explore-chart',
    title: `${label} · ${group.name}`,
    source: { label: found.version.originalName },
    format: (value) => figure(context, value),
  }
  const last = answer.columns.length - 1
  const rows = answer.rows.flatMap((row) => {
    const value = row[last]
    return typeof value === 'number' && row[0] !== null ? [{ row, value }] : []
  })
  if (rows.length === 0) return html`<p class="quiet">${t('open-data.explore.chart.none')}</p>`
  if (state.split && last === 2) return stacked(context, group, frame, answer.rows)
  if (state.chart === 'line' && isDated(group)) {
    const points = rows.map(({ row, value }) => ({ date: String(row[0]), value }))
    return lineChart(context, { ...frame, series: [{ name: label, points }] })
  }
  const drawn = rows.slice(0, mostBars)
  const bars = drawn.map(({ row, value }) => ({
    label: shown(context, row[0] ?? null, group),
    value,
  }))
  const chart = state.chart === 'bar' ? barChart : upright
  return html`${chart(context, { ...frame, bars })}
  ${
    rows.length > drawn.length
      ? html`<p class="quiet">
          ${t('open-data.explore.chart.cut', {
            shown: drawn.length,
            total: rows.length,
            limit: answer.rows.length,
          })}
        </p>`
      : null
  }`
}

function stacked(
  context: PageContext,
  group: Column,
  frame: ChartFrame,
  rows: readonly (readonly Cell[])[],
): Html {
  const sizes = new Map<string, number>()
  for (const row of rows) {
    const name = String(row[1] ?? '—')
    sizes.set(name, (sizes.get(name) ?? 0) + Math.max(0, Number(row[2] ?? 0)))
  }
  const series = [...sizes]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, mostSeries)
    .map(([name]) => name)
  const lines = new Map<string, number[]>()
  for (const row of rows) {
    const label = shown(context, row[0] ?? null, group) || '—'
    const values = lines.get(label) ?? series.map(() => 0)
    const at = series.indexOf(String(row[1] ?? '—'))
    if (at >= 0) values[at] = Math.max(0, Number(row[2] ?? 0))
    lines.set(label, values)
  }
  return stackedChart(context, {
    ...frame,
    series,
    rows: [...lines].slice(0, mostBars).map(([label, values]) => ({ label, values })),
  })
}

function isDated(column: Column): boolean {
  return column.type === 'date' || column.type === 'timestamp'
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
