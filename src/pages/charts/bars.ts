// Compares amounts: bars that lie for names, columns that stand for few or for steps of time.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'
import { bottomWords, heightOf, horizontalLines, plot, tickLabels } from './axes.ts'
import {
  chartFigure,
  formatter,
  picture,
  rangeSentence,
  shorten,
  type ChartFrame,
} from './figure.ts'
import { niceTicks, percent } from './scale.ts'

export interface Bar {
  label: string
  value: number
}

export interface BarChartOptions extends ChartFrame {
  bars: readonly Bar[]
  /** Label of the bar the text speaks of; the others step back. */
  highlight?: string
}

const row = { height: 42, bar: 14, line: 16, letters: 36 } as const

/** A long name takes a second line; what is longer than two is cut. */
function linesOf(label: string): string[] {
  if (label.length <= row.letters) return [label]
  const end = label.lastIndexOf(' ', row.letters)
  if (end <= 0) return [shorten(label, row.letters)]
  return [label.slice(0, end), shorten(label.slice(end + 1), row.letters)]
}

/** Lying bars: the name over its bar, the value at the end of the line. Negative values go left. */
export function barChart(context: PageContext, options: BarChartOptions): Html {
  const { bars, highlight } = options
  const write = formatter(context, options)
  const values = bars.map(({ value }) => value)
  const least = Math.min(0, ...values)
  const span = Math.max(0, ...values) - least || 1
  const zero = -least / span
  const names = bars.map(({ label }) => linesOf(label))
  const heights = names.map((lines) => row.height + (lines.length - 1) * row.line)
  const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0)
  const body = html`${bars.map(({ label, value }, index) => {
    const lines = names[index] ?? [label]
    const top = sum(heights.slice(0, index))
    const y = top + (lines.length - 1) * row.line
    const from = value < 0 ? zero + value / span : zero
    const quiet = highlight !== undefined && highlight !== label
    return html`<g>
      <title>${label}: ${write(value)}</title>
      ${lines.map((line, at) => html`<text class="chart-label" x="0" y="${top + at * row.line + 15}">${line}</text>`)}
      <text class="chart-value" x="100%" y="${y + 15}" text-anchor="end">${write(value)}</text>
      <rect class="chart-track" x="0" y="${y + 21}" width="100%" height="${row.bar}"></rect>
      <rect
        class="${quiet ? 'chart-fill-quiet' : 'chart-fill-1'}"
        x="${percent(from)}"
        y="${y + 21}"
        width="${percent(Math.abs(value) / span)}"
        height="${row.bar}"
      ></rect>
    </g>`
  })}`
  const words = `${context.t('pages.chart.bars', { count: bars.length })} ${rangeSentence(context, bars, write)}`
  return chartFigure(context, options, {
    picture: picture(options, sum(heights), words.trim(), body),
  })
}

/** Standing columns over a base line; words thin out where they would touch. */
export function columnChart(context: PageContext, options: BarChartOptions): Html {
  const { bars, highlight } = options
  const write = formatter(context, options)
  const values = bars.map(({ value }) => value)
  const ticks = niceTicks(Math.min(...values, 0), Math.max(...values, 0))
  const count = Math.max(1, bars.length)
  const base = heightOf(ticks, 0)
  const marks = bars.map(({ label }, index) => ({
    part: (index + 0.5) / count,
    label: shorten(label, 14),
  }))
  const labels = tickLabels(context, ticks, options.format)
  const body = html`${horizontalLines(ticks, labels)}
  ${bars.map(({ label, value }, index) => {
    const top = heightOf(ticks, value)
    const quiet = highlight !== undefined && highlight !== label
    return html`<rect
      class="${quiet ? 'chart-fill-quiet' : 'chart-fill-1'}"
      x="${percent((index + 0.14) / count)}"
      y="${Math.min(top, base)}"
      width="${percent(0.72 / count)}"
      height="${Math.round(Math.abs(base - top) * 10) / 10}"
    >
      <title>${label}: ${write(value)}</title>
    </rect>`
  })}
  ${bottomWords(marks)}`
  const words = `${context.t('pages.chart.bars', { count: bars.length })} ${rangeSentence(context, bars, write)}`
  return chartFigure(context, options, {
    picture: picture(options, plot.height, words.trim(), body, labels),
  })
}

export interface StackedChartOptions extends ChartFrame {
  /** At most six; what is more belongs into "others". */
  series: readonly string[]
  /** Values in the order of the series; not negative. */
  rows: readonly { label: string; values: readonly number[] }[]
  /** Each row fills the whole width: shares instead of amounts. */
  share?: boolean
}

/** Lying bars made of parts. */
export function stackedChart(context: PageContext, options: StackedChartOptions): Html {
  const { rows, series, share = false } = options
  const write = formatter(context, options)
  const totals = rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const most = Math.max(...totals, 0) || 1
  const body = html`${rows.map(({ label, values }, index) => {
    const y = index * row.height
    const total = totals[index] ?? 0
    const whole = share ? total || 1 : most
    let from = 0
    return html`<text class="chart-label" x="0" y="${y + 15}">${shorten(label, 36)}</text>
      <text class="chart-value" x="100%" y="${y + 15}" text-anchor="end">${write(total)}</text>
      ${values.map((value, part) => {
        const start = from
        from += value / whole
        return html`<rect
          class="chart-part chart-fill-${(part % 6) + 1}"
          x="${percent(start)}"
          y="${y + 21}"
          width="${percent(value / whole)}"
          height="${row.bar}"
        >
          <title>${label}, ${series[part] ?? ''}: ${write(value)}</title>
        </rect>`
      })}`
  })}`
  const entries = rows.map(({ label }, index) => ({ label, value: totals[index] ?? 0 }))
  const words = `${context.t('pages.chart.bars', { count: rows.length })} ${rangeSentence(context, entries, write)}`
  return chartFigure(context, options, {
    picture: picture(options, rows.length * row.height, words.trim(), body),
    legend: series.map((name, index) => ({ name, colour: (index % 6) + 1 })),
  })
}
