// Sets lines of text into a box: the largest size at which they fit, broken between words.
import { type Run, runsOf, widthOf } from '../../pdf/font/runs.ts'
import { mainFace, type Weight } from '../../pdf/font/typeface.ts'
import { SignatureError } from '../../signature-error.ts'

export interface Line {
  text: string
  weight: Weight
}

export interface SetText {
  /** In points. */
  size: number
  leading: number
  rows: Run[][]
  height: number
}

/** Sizes that are tried, in points. */
const LARGEST = 12
const SMALLEST = 4
const STEP = 0.5
const LEADING = 1.2

/** @throws SignatureError `bad-appearance` when the text does not fit at the smallest size */
export function setText(lines: readonly Line[], box: { width: number; height: number }): SetText {
  const words = lines.map(({ text, weight }) =>
    text
      .normalize('NFC')
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => runsOf(word, weight)),
  )
  for (let size = LARGEST; size >= SMALLEST; size -= STEP) {
    const rows = words.flatMap((line, index) =>
      broken(line, { width: box.width / size, weight: lines[index]?.weight ?? 'regular' }),
    )
    const leading = size * LEADING
    const height = rows.length * leading
    const wide = rows.some((row) => widthOf(row) * size > box.width + 0.01)
    if (!wide && height <= box.height) return { size, leading, rows, height }
  }
  throw new SignatureError('bad-appearance', {
    why: `the text does not fit into ${Math.round(box.width)} by ${Math.round(box.height)} points`,
  })
}

function broken(
  words: readonly Run[][],
  { width, weight }: { width: number; weight: Weight },
): Run[][] {
  const rows: Run[][] = []
  const space = runsOf(' ', weight)
  for (const word of words) {
    const row = rows.at(-1)
    if (row !== undefined && widthOf(row) + widthOf(space) + widthOf(word) <= width)
      row.push(...space, ...word)
    else rows.push([...word])
  }
  return rows
}

/** How far the base line lies below the top of a row, in ems. */
export function baseline(): number {
  const face = mainFace('regular')
  const rise = face.ascent / face.unitsPerEm
  const fall = -face.descent / face.unitsPerEm
  return (LEADING - rise - fall) / 2 + rise
}
