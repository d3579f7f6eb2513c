// Draws the horizontal lines of a chart with their numbers, and the words under its columns.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'
import { percent, type Ticks } from './scale.ts'

/** Pixels: room above for the topmost number, below for the words, and the whole. */
export const plot = { top: 22, bottom: 26, height: 280 } as const

export const floor = plot.height - plot.bottom

/** Pixel of a value. */
export function heightOf(ticks: Ticks, value: number): number {
  const part = (value - ticks.from) / (ticks.to - ticks.from)
  return Math.round((floor - part * (floor - plot.top)) * 10) / 10
}

/** The numbers of an axis, in the reader's language. */
export function tickLabels(
  context: PageContext,
  ticks: Ticks,
  write?: (value: number) => string,
): string[] {
  const { locale, lang } = context
  return ticks.values.map((value) =>
    write ? write(value) : locale.number(lang, value, { digits: ticks.digits }),
  )
}

/** Numbers stand before the lines, in the room the picture keeps for them (`gutter`). */
export function horizontalLines(ticks: Ticks, labels: readonly string[]): Html {
  return html`${ticks.values.map((value, index) => {
    const y = heightOf(ticks, value)
    return html`<line
        class="${value === 0 ? 'chart-base' : 'chart-line'}"
        x1="0"
        x2="100%"
        y1="${y}"
        y2="${y}"
      ></line>
      <text class="chart-tick" x="-8" y="${y + 5}" text-anchor="end">${labels[index]}</text>`
  })}`
}

export interface Mark {
  /** 0 at the start, 1 at the end. */
  part: number
  label: string
}

/** Words under the plot; the first and the last stay inside the picture. */
export function bottomWords(marks: readonly Mark[]): Html {
  return html`${marks.map(
    ({ part, label }) =>
      html`<text
        class="chart-tick"
        x="${percent(part)}"
        y="${plot.height - 6}"
        text-anchor="${part < 0.06 ? 'start' : part > 0.94 ? 'end' : 'middle'}"
      >
        ${label}
      </text>`,
  )}`
}

/** Every n-th of many, so that at most `most` words are shown; always the first. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / most))
  return items.filter((_, index) => index % step === 0)
}
