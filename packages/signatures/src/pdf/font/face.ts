// Reads what a page needs of a TrueType font: glyphs by character, widths, heights (ISO/IEC 14496-22).

export interface Face {
  /** The PostScript name. */
  name: string
  tables: ReadonlyMap<string, Uint8Array>
  glyphCount: number
  unitsPerEm: number
  /** Of the em: above and below the line, and how high capitals are. */
  ascent: number
  descent: number
  capHeight: number
  box: [number, number, number, number]
  weight: number
  /** Degrees the letters lean to the left; 0 for upright ones. */
  angle: number
  /** Whether all letters are of one width. */
  fixed: boolean
  /** The number of the glyph; 0 where there is none. */
  glyphOf(codePoint: number): number
  /** In units of the em. */
  advanceOf(glyph: number): number
  /** Where the outline of a glyph lies in `glyf`; empty for blanks. */
  outlineOf(glyph: number): Uint8Array
}

/** @throws TypeError for a font without TrueType outlines */
export function openFace(tables: ReadonlyMap<string, Uint8Array>): Face {
  const head = tableOf(tables, 'head')
  const hhea = tableOf(tables, 'hhea')
  const os2 = tableOf(tables, 'OS/2')
  const hmtx = tableOf(tables, 'hmtx')
  const loca = tableOf(tables, 'loca')
  const glyf = tables.get('glyf')
  if (glyf === undefined) throw new TypeError('the font has no TrueType outlines')
  const glyphCount = tableOf(tables, 'maxp').getUint16(4)
  const long = head.getInt16(50) === 1
  const placeOf = (glyph: number) =>
    long ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2
  const metrics = hhea.getUint16(34)
  const capHeight = os2.getUint16(0) >= 2 ? os2.getInt16(88) : hhea.getInt16(4)
  return {
    name: nameOf(tables),
    tables,
    glyphCount,
    unitsPerEm: head.getUint16(18),
    ascent: hhea.getInt16(4),
    descent: hhea.getInt16(6),
    capHeight,
    box: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    weight: os2.getUint16(4),
    ...slantOf(tables),
    glyphOf: charactersOf(tables),
    advanceOf: (glyph) => hmtx.getUint16(Math.min(glyph, metrics - 1) * 4),
    outlineOf: (glyph) => glyf.subarray(placeOf(glyph), placeOf(glyph + 1)),
  }
}

function tableOf(tables: ReadonlyMap<string, Uint8Array>, tag: string): DataView {
  const bytes = tables.get(tag)
  if (bytes === undefined) throw new TypeError(`the font has no table ${tag}`)
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** 5.2.8: a fixed-point number of 16.16, and a flag. */
function slantOf(tables: ReadonlyMap<string, Uint8Array>): { angle: number; fixed: boolean } {
  // Subsets within documents go without it.
  if (!tables.has('post')) return { angle: 0, fixed: false }
  const post = tableOf(tables, 'post')
  return { angle: post.getInt32(4) / 65_536, fixed: post.getUint32(12) !== 0 }
}

/** 5.2.1.3.3: subtables of format 4, by Unicode or by Windows. */
function charactersOf(tables: ReadonlyMap<string, Uint8Array>): (codePoint: number) => number {
  const cmap = tableOf(tables, 'cmap')
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const at = cmap.getUint32(4 + index * 8 + 4)
    if (cmap.getUint16(at) === 4) return (codePoint) => segmentLookup(cmap, at, codePoint)
  }
  throw new TypeError('the font has no map of characters in format 4')
}

function segmentLookup(cmap: DataView, at: number, codePoint: number): number {
  if (codePoint > 0xfffe) return 0
  const twice = cmap.getUint16(at + 6)
  const [ends, starts] = [at + 14, at + 16 + twice]
  for (let segment = 0; segment < twice; segment += 2) {
    if (codePoint > cmap.getUint16(ends + segment)) continue
    const start = cmap.getUint16(starts + segment)
    if (codePoint < start) return 0
    const delta = cmap.getUint16(starts + twice + segment)
    const rangeAt = starts + twice * 2 + segment
    const range = cmap.getUint16(rangeAt)
    if (range === 0) return (codePoint + delta) & 0xffff
    const glyph = cmap.getUint16(rangeAt + range + (codePoint - start) * 2)
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}

/** 5.2.7: name 6 for Windows, in UTF-16. */
function nameOf(tables: ReadonlyMap<string, Uint8Array>): string {
  const bytes = tables.get('name')
  if (bytes === undefined) return 'Font'
  const table = tableOf(tables, 'name')
  const text = table.getUint16(4)
  for (let index = 0; index < table.getUint16(2); index++) {
    const at = 6 + index * 12
    if (table.getUint16(at) !== 3 || table.getUint16(at + 6) !== 6) continue
    const start = text + table.getUint16(at + 10)
    const part = Buffer.from(bytes.subarray(start, start + table.getUint16(at + 8)))
    return part.swap16().toString('utf16le')
  }
  return 'Font'
}
