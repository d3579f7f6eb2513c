// Turns text into glyphs of the typeface, a run for each part of it, with their widths.
import type { Face } from './face.ts'
import { findGlyph, type Weight } from './typeface.ts'

/** Glyphs of one face that follow one another. */
export interface Run {
  face: Face
  weight: Weight
  glyphs: { glyph: number; point: number }[]
  /** In ems. */
  width: number
}

/** In ems. */
export function widthOf(row: readonly Run[]): number {
  return row.reduce((sum, { width }) => sum + width, 0)
}

/** A letter that no part of the typeface has becomes a question mark: a page must not show gaps. */
export function runsOf(text: string, weight: Weight): Run[] {
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
