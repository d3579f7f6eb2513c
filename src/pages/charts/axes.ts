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

/**
 * Words under the plot: all of them, or every second, third … so that none lies on another even on
 * the narrowest phone. The first and the last stay inside the picture.
 */
export function bottomWords(marks: readonly Mark[]): Html {
  return html`${apart(marks).map(
    ({ part, label }) =>
      html`<text
        class="chart-tick"
        x="${percent(part)}"
        y="${plot.height - 6}"
        text-anchor="${anchorOf(part)}"
      >
        ${label}
      </text>`,
  )}`
}

function anchorOf(part: number): 'start' | 'middle' | 'end' {
  return part < 0.06 ? 'start' : part > 0.94 ? 'end' : 'middle'
}

/** Share of the plot a letter takes where the plot is 250 pixels wide. */
const letter = 7.2 / 250

function apart(marks: readonly Mark[]): readonly Mark[] {
  for (let step = 1; step < marks.length; step++) {
    const kept = marks.filter((_, index) => index % step === 0)
    let end = -1
    const free = kept.every(({ part, label }) => {
      const width = label.length * letter
      const anchor = anchorOf(part)
      const from = anchor === 'start' ? part : anchor === 'end' ? part - width : part - width / 2
      const clear = from > end
      end = from + width + letter
      return clear
    })
    if (free) return kept
  }
  return marks.slice(0, 1)
}
