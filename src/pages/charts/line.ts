// Shows how amounts change in time.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'
import { bottomWords, heightOf, horizontalLines, plot, tickLabels } from './axes.ts'
import { chartFigure, formatter, picture, rangeSentence, type ChartFrame } from './figure.ts'
import { dateTicks, niceTicks, percent, type DateTicks, type Ticks } from './scale.ts'

export interface LineSeries {
  name: string
  /** In order of date; null breaks the line. */
  points: readonly { date: string | Date; value: number | null }[]
}

export interface LineChartOptions extends ChartFrame {
  /** At most six. */
  series: readonly LineSeries[]
  /** False lets the axis begin near the smallest value; for rates and indices. Default true. */
  zero?: boolean
}

interface Point {
  time: number
  value: number | null
}

export function lineChart(context: PageContext, options: LineChartOptions): Html {
  const write = formatter(context, options)
  const series = options.series.map(({ name, points }) => ({
    name,
    points: points.map(({ date, value }) => ({ time: new Date(date).getTime(), value })),
  }))
  const all = series.flatMap(({ points }) => points)
  const known = all.flatMap(({ value }) => (value === null ? [] : [value]))
  const zero = options.zero !== false
  const ticks = niceTicks(Math.min(...known, ...(known.length ? [] : [0])), Math.max(...known, 0), {
    zero,
  })
  const from = Math.min(...all.map(({ time }) => time))
  const to = Math.max(...all.map(({ time }) => time))
  const span = to - from || 1
  const dates = all.length > 0 ? dateTicks(new Date(from), new Date(to)) : null
  const marks = (dates?.values ?? []).map((date) => ({
    part: (date.getTime() - from) / span,
    label: dateLabel(context, date, dates?.unit ?? 'year'),
  }))
  const labels = tickLabels(context, ticks, options.format)
  const body = html`${horizontalLines(ticks, labels)}
    <svg
      class="chart-plot"
      width="100%"
      height="${plot.height}"
      viewBox="0 0 1000 ${plot.height}"
      preserveAspectRatio="none"
    >
      ${series.map(
        ({ points }, index) =>
          html`<path
            class="chart-stroke-${(index % 6) + 1}"
            d="${linePath(points, ticks, from, span)}"
            vector-effect="non-scaling-stroke"
          ></path>`,
      )}
    </svg>
    ${series.map(({ name, points }, index) => {
      const last = points.findLast(({ value }) => value !== null)
      if (!last || last.value === null) return null
      return html`<circle
        class="chart-fill-${(index % 6) + 1}"
        cx="${percent((last.time - from) / span)}"
        cy="${heightOf(ticks, last.value)}"
        r="4"
      >
        <title>${name}: ${write(last.value)}</title>
      </circle>`
    })}
    ${bottomWords(marks)}`
  const words = all.length > 0 ? sentence(context, series, from, to, write) : ''
  return chartFigure(context, options, {
    picture: picture(options, plot.height, words, body, labels),
    legend: series.map(({ name }, index) => ({ name, colour: (index % 6) + 1 })),
  })
}

function linePath(points: readonly Point[], ticks: Ticks, from: number, span: number): string {
  let path = ''
  let drawing = false
  for (const { time, value } of points) {
    if (value === null) {
      drawing = false
      continue
    }
    const x = Math.round(((time - from) / span) * 10_000) / 10
    path += `${drawing ? 'L' : 'M'}${x} ${heightOf(ticks, value)}`
    drawing = true
  }
  return path
}

function dateLabel(context: PageContext, date: Date, unit: DateTicks['unit']): string {
  const day = date.toISOString().slice(0, 10)
  if (unit === 'year') return day.slice(0, 4)
  const { locale, lang } = context
  return unit === 'month'
    ? shortMonth(locale.date(lang, day, 'month'))
    : locale.date(lang, day, 'short')
}

/** "setiembre de 2025" → "set 2025": month names of the locale, cut to what an axis has room for. */
function shortMonth(long: string): string {
  const [month = '', ...rest] = long.split(' ')
  return `${month.slice(0, 3)} ${rest.at(-1) ?? ''}`.trim()
}

function sentence(
  context: PageContext,
  series: readonly { name: string; points: readonly Point[] }[],
  from: number,
  to: number,
  write: (value: number) => string,
): string {
  const { locale, lang, t } = context
  const day = (time: number): string =>
    locale.date(lang, new Date(time).toISOString().slice(0, 10), 'long')
  const labelled = series.flatMap(({ name, points }) =>
    points.flatMap(({ time, value }) =>
      value === null
        ? []
        : [{ label: series.length > 1 ? `${name}, ${day(time)}` : day(time), value }],
    ),
  )
  const span = t('pages.chart.lines', { from: day(from), to: day(to) })
  return `${span} ${rangeSentence(context, labelled, write)}`.trim()
}
