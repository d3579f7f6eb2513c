// Pictures as small as a word: a line in a sentence, the spread of a column in a table's head.
import { html, type Html } from '@rimaq/markup'

/** A line of the last values; `label` says what it shows to those who do not see it. */
export function sparkline(options: { label: string; values: readonly (number | null)[] }): Html {
  const { values } = options
  const known = values.flatMap((value) => (value === null ? [] : [value]))
  const least = Math.min(...known)
  const span = Math.max(...known) - least || 1
  const place = (value: number, index: number): string => {
    const x = values.length > 1 ? (index / (values.length - 1)) * 116 + 2 : 60
    return `${round(x)} ${round(26 - ((value - least) / span) * 22)}`
  }
  let path = ''
  let drawing = false
  for (const [index, value] of values.entries()) {
    if (value !== null) path += `${drawing ? 'L' : 'M'}${place(value, index)}`
    drawing = value !== null
  }
  const lastIndex = values.findLastIndex((value) => value !== null)
  const [x, y] = lastIndex < 0 ? [] : place(values[lastIndex] ?? 0, lastIndex).split(' ')
  return html`<svg class="sparkline" viewBox="0 0 120 30" role="img" aria-label="${options.label}">
    <path class="chart-stroke-1" d="${path}"></path>
    ${x && y ? html`<circle class="chart-fill-2" cx="${x}" cy="${y}" r="3"></circle>` : null}
  </svg>`
}

export interface ColumnProfileOptions {
  /** "AREA_M2: de 4 a 18 200, 312 vacías". */
  label: string
  /** Counts in equal steps of the column's range, or of its most frequent values. */
  counts: readonly number[]
  /** Share of empty cells, 0 to 1. */
  empty?: number
}

/** Small columns side by side; empty cells are a pale one at the end. */
export function columnProfile(options: ColumnProfileOptions): Html {
  const { counts, empty = 0 } = options
  const most = Math.max(...counts, 1)
  const room = empty > 0 ? 104 : 120
  const step = room / Math.max(1, counts.length)
  return html`<svg class="profile" viewBox="0 0 120 32" role="img" aria-label="${options.label}">
    ${counts.map((count, index) => {
      const height = count === 0 ? 0 : Math.max(1, (count / most) * 30)
      return html`<rect
        class="chart-fill-1"
        x="${round(index * step)}"
        y="${round(31 - height)}"
        width="${round(Math.max(0.5, step - 1))}"
        height="${round(height)}"
      ></rect>`
    })}
    ${
      empty > 0
        ? html`<rect
            class="chart-fill-quiet"
            x="110"
            y="${round(31 - empty * 30)}"
            width="10"
            height="${round(empty * 30)}"
          ></rect>`
        : null
    }
    <line class="chart-base" x1="0" x2="120" y1="31.5" y2="31.5"></line>
  </svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
