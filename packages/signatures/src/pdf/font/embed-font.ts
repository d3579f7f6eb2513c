// Writes a subset of a font into a document, so that its text is drawn, copied and archived alike (ISO 32000-2, 9.7, 9.8, 9.10.3).
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { fromLatin1 } from '../../bytes.ts'
import type { NewObject } from '../append-revision.ts'
import { PdfName, PdfString, type PdfRef, type PdfValue } from '../objects.ts'
import { dictOf } from '../write-value.ts'
import type { Face } from './face.ts'
import { subsetFont, type Subset } from './subset.ts'

/** Letters of one face that a drawing uses: code point by glyph. */
export type Used = ReadonlyMap<number, number>

export interface EmbeddedFont {
  ref: PdfRef
  /** The code of a glyph in the text of a page: two bytes. */
  codeOf(glyph: number): number
}

/** A drawing of the same letters costs its subset once. */
const made = new WeakMap<Face, Map<string, Packed>>()
const MOST_MADE = 64

interface Packed {
  subset: Subset
  packed: Uint8Array
  /** The map from codes to letters. */
  letters: NewObject
}

/** Where objects are put: a revision under way, or a document that is made. */
export interface ObjectList {
  add(object: NewObject): PdfRef
}

/** A composite font with Identity-H: codes are numbers of glyphs in the subset. */
export function embedFont(draft: ObjectList, face: Face, used: Used): EmbeddedFont {
  const glyphs = [...used.keys()].sort((one, other) => one - other)
  const { subset, packed, letters } = subsetOf(face, glyphs, used)
  const name = new PdfName(`${tagOf(face, glyphs)}+${face.name}`)
  const scale = (units: number): number => Math.round((units * 1000) / face.unitsPerEm)
  const program = draft.add({
    dict: dictOf({ Filter: new PdfName('FlateDecode'), Length1: subset.program.length }),
    data: packed,
  })
  // PDF/A-1 asks for the set of all glyphs that are there; from PDF/A-2 on it must be whole.
  const all = draft.add({ dict: dictOf({}), data: firstBits(subset.count) })
  const descriptor = draft.add(
    dictOf({
      Type: new PdfName('FontDescriptor'),
      FontName: name,
      // Symbolic, since the letters are told by codes of the subset; bit 1 says one width, bit 7 slanted.
      Flags: 4 + (face.fixed ? 1 : 0) + (face.angle === 0 ? 0 : 64),
      FontBBox: face.box.map(scale),
      ItalicAngle: face.angle,
      Ascent: scale(face.ascent),
      Descent: scale(face.descent),
      CapHeight: scale(face.capHeight),
      StemV: face.weight >= 600 ? 120 : 80,
      FontFile2: program,
      CIDSet: all,
    }),
  )
  const widths: PdfValue[] = glyphs.flatMap((glyph) => [
    subset.numbers.get(glyph) ?? 0,
    [scale(face.advanceOf(glyph))],
  ])
  const descendant = draft.add(
    dictOf({
      Type: new PdfName('Font'),
      Subtype: new PdfName('CIDFontType2'),
      BaseFont: name,
      CIDSystemInfo: dictOf({
        Registry: new PdfString(fromLatin1('Adobe'), false),
        Ordering: new PdfString(fromLatin1('Identity'), false),
        Supplement: 0,
      }),
      FontDescriptor: descriptor,
      CIDToGIDMap: new PdfName('Identity'),
      DW: 0,
      W: [0, [scale(face.advanceOf(0))], ...widths],
    }),
  )
  const ref = draft.add(
    dictOf({
      Type: new PdfName('Font'),
      Subtype: new PdfName('Type0'),
      BaseFont: name,
      Encoding: new PdfName('Identity-H'),
      DescendantFonts: [descendant],
      ToUnicode: draft.add(letters),
    }),
  )
  return { ref, codeOf: (glyph) => subset.numbers.get(glyph) ?? 0 }
}

function subsetOf(face: Face, glyphs: readonly number[], used: Used): Packed {
  const mine = made.get(face) ?? new Map<string, Packed>()
  // A glyph can stand for several letters.
  const key = glyphs.map((glyph) => `${glyph}:${used.get(glyph)}`).join()
  const known = mine.get(key)
  if (known !== undefined) return known
  const subset = subsetFont(face, glyphs)
  const texts = glyphs.map(
    (glyph) => [subset.numbers.get(glyph) ?? 0, used.get(glyph) ?? 0] as const,
  )
  const packed = new Uint8Array(deflateSync(subset.program))
  const one = { subset, packed, letters: toUnicode(new Map(texts)) }
  if (mine.size >= MOST_MADE) mine.clear()
  made.set(face, mine.set(key, one))
  return one
}

/** 9.9.2: six letters that tell one subset from another. */
function tagOf(face: Face, glyphs: readonly number[]): string {
  const hash = createHash('sha256').update(`${face.glyphCount} ${glyphs.join()}`).digest()
  return String.fromCharCode(...hash.subarray(0, 6).map((byte) => 65 + (byte % 26)))
}

function firstBits(count: number): Uint8Array {
  const bytes = new Uint8Array((count + 7) >> 3).fill(0xff)
  const rest = count & 7
  if (rest !== 0) bytes[bytes.length - 1] = (0xff << (8 - rest)) & 0xff
  return bytes
}

/** Copying and searching: the letters of each code (9.10.3). At most 100 to a block. */
function toUnicode(texts: ReadonlyMap<number, number>): NewObject {
  const rows = [...texts].map(([code, point]) => `<${hex(code)}> <${utf16(point)}>`)
  const blocks: string[] = []
  for (let at = 0; at < rows.length; at += 100) {
    const block = rows.slice(at, at + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  const text = [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end\nend',
  ].join('\n')
  const data = new Uint8Array(deflateSync(fromLatin1(text)))
  return { dict: dictOf({ Filter: new PdfName('FlateDecode') }), data }
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0')
}

function utf16(point: number): string {
  const text = String.fromCodePoint(point)
  return [...Array(text.length).keys()].map((index) => hex(text.charCodeAt(index))).join('')
}
