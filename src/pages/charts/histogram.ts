// Shows how values are spread: how many fall into each step of a scale.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'
import { bottomWords, heightOf, horizontalLines, plot, tickLabels } from './axes.ts'
import { chartFigure, formatter, picture, rangeSentence, type ChartFrame } from './figure.ts'
import { niceTicks, percent } from './scale.ts'

export interface HistogramOptions extends ChartFrame {
  /** Side by side, ascending; widths may differ. */
  bins: readonly { from: number; to: number; count: number }[]
}

/** `format` writes the values below; counts are whole numbers. */
export function histogram(context: PageContext, options: HistogramOptions): Html {
  const { bins } = options
  const write = formatter(context, options)
  const count = (value: number): string => context.locale.number(context.lang, value)
  const ticks = niceTicks(0, Math.max(...bins.map((bin) => bin.count), 1), { whole: true })
  const from = bins[0]?.from ?? 0
  const to = bins.at(-1)?.to ?? 1
  const span = to - from || 1
  const below = niceTicks(from, to, { zero: false, count: 5 })
  const marks = below.values
    .filter((value) => value >= from && value <= to)
    .map((value) => ({ part: (value - from) / span, label: write(value) }))
  const labels = tickLabels(context, ticks)
  const body = html`${horizontalLines(ticks, labels)}
  ${bins.map((bin) => {
    const top = heightOf(ticks, bin.count)
    return html`<rect
      class="chart-part chart-fill-1"
      x="${percent((bin.from - from) / span)}"
      y="${top}"
      width="${percent((bin.to - bin.from) / span)}"
      height="${Math.round((heightOf(ticks, 0) - top) * 10) / 10}"
    >
      <title>${write(bin.from)} – ${write(bin.to)}: ${count(bin.count)}</title>
    </rect>`
  })}
  ${bottomWords(marks)}`
  const entries = bins.map((bin) => ({
    label: `${write(bin.from)} – ${write(bin.to)}`,
    value: bin.count,
  }))
  const words = `${context.t('pages.chart.histogram', { from: write(from), to: write(to) })} ${rangeSentence(context, entries, count)}`
  return chartFigure(context, options, {
    picture: picture(options, plot.height, words.trim(), body, labels),
  })
}
