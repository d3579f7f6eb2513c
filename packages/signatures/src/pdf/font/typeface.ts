// The typeface of what we draw: Source Sans 3 in two weights, its letters spread over several files.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openFace, type Face } from './face.ts'
import { readWoff } from './woff.ts'

export type Weight = 'regular' | 'bold'

/** Spanish and Quechua need the first file alone; names from elsewhere the others. */
const scripts = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const
const weights: Readonly<Record<Weight, number>> = { regular: 400, bold: 600 }

const opened = new Map<string, Face>()

/** The part of the typeface with this letter, and its glyph; null when no part has it. */
export function findGlyph(codePoint: number, weight: Weight): { face: Face; glyph: number } | null {
  for (const script of scripts) {
    const face = faceOf(script, weight)
    const glyph = face.glyphOf(codePoint)
    if (glyph !== 0) return { face, glyph }
  }
  return null
}

/** The first part: its heights stand for all. */
export function mainFace(weight: Weight): Face {
  return faceOf('latin', weight)
}

function faceOf(script: (typeof scripts)[number], weight: Weight): Face {
  const file = `source-sans-3-${script}-${weights[weight]}-normal.woff`
  const known = opened.get(file)
  if (known !== undefined) return known
  const path = fileURLToPath(import.meta.resolve(`@fontsource/source-sans-3/files/${file}`))
  const face = openFace(readWoff(new Uint8Array(readFileSync(path))))
  opened.set(file, face)
  return face
}
