// Sets lines of text into a box: the largest size at which they fit, broken between words.
import { findGlyph, mainFace, type Weight } from '../../pdf/font/typeface.ts'
import type { Face } from '../../pdf/font/face.ts'
import { SignatureError } from '../../signature-error.ts'

export interface Line {
  text: string
  weight: Weight
}

/** Glyphs of one face that follow one another. */
export interface Run {
  face: Face
  weight: Weight
  glyphs: { glyph: number; point: number }[]
  /** In ems. */
  width: number
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

export function widthOf(row: readonly Run[]): number {
  return row.reduce((sum, { width }) => sum + width, 0)
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

/** A letter that no part of the typeface has becomes a question mark: a page must not show gaps. */
function runsOf(text: string, weight: Weight): Run[] {
  const runs: Run[] = []
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0x3f
    const found = findGlyph(point, weight) ?? findGlyph(0x3f, weight)
    if (found === null) continue
    const { face, glyph } = found
    const advance = face.advanceOf(glyph) / face.unitsPerEm
    const last = runs.at(-1)
    const known = face.glyphOf(point) === 0 ? 0x3f : point
    if (last?.face === face) {
      last.glyphs.push({ glyph, point: known })
      last.width += advance
    } else runs.push({ face, weight, glyphs: [{ glyph, point: known }], width: advance })
  }
  return runs
}

/** How far the base line lies below the top of a row, in ems. */
export function baseline(): number {
  const face = mainFace('regular')
  const rise = face.ascent / face.unitsPerEm
  const fall = -face.descent / face.unitsPerEm
  return (LEADING - rise - fall) / 2 + rise
}
