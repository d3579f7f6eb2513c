// Sizes of text, and how one line of it is put onto a page.
import { mainFace } from '@rimaq/signatures'
import type { Page } from './canvas.ts'
import type { Line } from './set-lines.ts'

/** Sizes and distances between lines, in points. */
export const type = {
  title: { size: 17, leading: 21 },
  2: { size: 13, leading: 17 },
  3: { size: 11, leading: 15 },
  text: { size: 10.5, leading: 14.5 },
  small: { size: 8.5, leading: 12 },
  fixed: { size: 8, leading: 11.5 },
} as const

export interface Style {
  size: number
  leading: number
}

/** How far the base line lies below the top of a line. */
function baseOf({ size, leading }: Style): number {
  const { ascent, descent, unitsPerEm } = mainFace('regular')
  const rise = ascent / unitsPerEm
  return (leading - size * (rise - descent / unitsPerEm)) / 2 + size * rise
}

export function paintLine(
  page: Page,
  line: Line,
  place: {
    x: number
    top: number
    width: number
    style: Style
    grey?: number
    align?: 'left' | 'center' | 'right'
  },
): void {
  const { x, top, width, style, grey = 0, align = 'left' } = place
  if (line.runs.length === 0) return
  const rest = width - line.width
  const shift = align === 'left' ? 0 : align === 'right' ? rest : rest / 2
  page.text(line.runs, { size: style.size, x: x + shift, y: top - baseOf(style), grey })
}
