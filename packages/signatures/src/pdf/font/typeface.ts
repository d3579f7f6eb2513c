// The typeface of what we draw: Source Sans 3, and Source Code Pro for hashes; letters are spread over several files.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openFace, type Face } from './face.ts'
import { readWoff } from './woff.ts'

/** `fixed` has letters of one width, for hashes and codes. */
export type Weight = 'regular' | 'bold' | 'italic' | 'bold-italic' | 'fixed'

/** Spanish and Quechua need the first file alone; names from elsewhere the others. */
const scripts = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const
const files: Readonly<Record<Weight, { family: string; style: string }>> = {
  regular: { family: 'source-sans-3', style: '400-normal' },
  bold: { family: 'source-sans-3', style: '600-normal' },
  italic: { family: 'source-sans-3', style: '400-italic' },
  'bold-italic': { family: 'source-sans-3', style: '600-italic' },
  fixed: { family: 'source-code-pro', style: '400-normal' },
}

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
  const { family, style } = files[weight]
  const file = `${family}-${script}-${style}.woff`
  const known = opened.get(file)
  if (known !== undefined) return known
  const path = fileURLToPath(import.meta.resolve(`@fontsource/${family}/files/${file}`))
  const face = openFace(readWoff(new Uint8Array(readFileSync(path))))
  opened.set(file, face)
  return face
}
