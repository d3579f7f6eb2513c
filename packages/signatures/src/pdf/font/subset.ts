// Cuts a TrueType font down to the glyphs that are used, numbered anew (ISO/IEC 14496-22; ISO 32000-2, 9.9.2).
import { concat } from '../../bytes.ts'
import type { Face } from './face.ts'

export interface Subset {
  /** A font program for /FontFile2. */
  program: Uint8Array
  /** New number of each glyph that was asked for. */
  numbers: Map<number, number>
  /** Glyphs in it, those that others are made of included. */
  count: number
}

/** Instructions and their values stay with the outlines; names and characters are told by the PDF. */
const kept = ['cvt ', 'fpgm', 'prep'] as const

export function subsetFont(face: Face, glyphs: Iterable<number>): Subset {
  const wanted = [...new Set([0, ...glyphs])].sort((one, other) => one - other)
  for (const glyph of wanted) {
    for (const { component } of componentsOf(face.outlineOf(glyph)))
      if (!wanted.includes(component)) wanted.push(component)
  }
  const numbers = new Map(wanted.map((glyph, index) => [glyph, index]))
  const outlines = wanted.map((glyph) => renumbered(face.outlineOf(glyph), numbers))
  const loca = Buffer.alloc((outlines.length + 1) * 4)
  let length = 0
  for (const [index, outline] of outlines.entries()) {
    loca.writeUInt32BE(length, index * 4)
    length += outline.length
  }
  loca.writeUInt32BE(length, outlines.length * 4)
  const tables = new Map<string, Uint8Array>([
    ['glyf', concat(outlines)],
    [
      'head',
      copied(face, 'head', (table) => {
        table.writeUInt32BE(0, 8)
        table.writeInt16BE(1, 50)
      }),
    ],
    ['hhea', copied(face, 'hhea', (table) => void table.writeUInt16BE(wanted.length, 34))],
    ['hmtx', metricsOf(face, wanted)],
    ['loca', loca],
    ['maxp', copied(face, 'maxp', (table) => void table.writeUInt16BE(wanted.length, 4))],
  ])
  for (const tag of kept) {
    const table = face.tables.get(tag)
    if (table !== undefined) tables.set(tag, table)
  }
  return { program: assemble(tables), numbers, count: wanted.length }
}

function copied(face: Face, tag: string, change: (table: Buffer) => void): Uint8Array {
  const table = Buffer.from(face.tables.get(tag) ?? [])
  change(table)
  return table
}

/** Width and left bearing of each glyph. */
function metricsOf(face: Face, glyphs: readonly number[]): Uint8Array {
  const table = Buffer.alloc(glyphs.length * 4)
  const old = Buffer.from(face.tables.get('hmtx') ?? [])
  const full = Buffer.from(face.tables.get('hhea') ?? []).readUInt16BE(34)
  for (const [index, glyph] of glyphs.entries()) {
    table.writeUInt16BE(face.advanceOf(glyph), index * 4)
    const bearing = glyph < full ? glyph * 4 + 2 : full * 4 + (glyph - full) * 2
    if (bearing + 2 <= old.length) old.copy(table, index * 4 + 2, bearing, bearing + 2)
  }
  return table
}

/** 5.3.3: the parts of a glyph that is made of others, and where their numbers stand. */
function componentsOf(outline: Uint8Array): { at: number; component: number }[] {
  const parts: { at: number; component: number }[] = []
  if (outline.length < 10) return parts
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength)
  if (view.getInt16(0) >= 0) return parts
  for (let at = 10; ;) {
    const flags = view.getUint16(at)
    parts.push({ at: at + 2, component: view.getUint16(at + 2) })
    at += 4 + ((flags & 0x1) === 0 ? 2 : 4)
    if ((flags & 0x8) !== 0) at += 2
    else if ((flags & 0x40) !== 0) at += 4
    else if ((flags & 0x80) !== 0) at += 8
    if ((flags & 0x20) === 0) return parts
  }
}

/** The outline with the new numbers of its parts, filled up to four bytes. */
function renumbered(outline: Uint8Array, numbers: ReadonlyMap<number, number>): Uint8Array {
  const copy = Buffer.alloc((outline.length + 3) & ~3)
  copy.set(outline)
  for (const { at, component } of componentsOf(outline))
    copy.writeUInt16BE(numbers.get(component) ?? 0, at)
  return copy
}

/** 4.3: the directory, the tables at multiples of four, and the sum that makes the whole come out. */
function assemble(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...tables.keys()].sort()
  const power = Math.floor(Math.log2(tags.length))
  const directory = Buffer.alloc(12 + tags.length * 16)
  directory.writeUInt32BE(0x00010000, 0)
  directory.writeUInt16BE(tags.length, 4)
  directory.writeUInt16BE(2 ** power * 16, 6)
  directory.writeUInt16BE(power, 8)
  directory.writeUInt16BE((tags.length - 2 ** power) * 16, 10)
  const parts: Uint8Array[] = [directory]
  let at = directory.length
  let headAt = 0
  for (const [index, tag] of tags.entries()) {
    const table = tables.get(tag) ?? new Uint8Array()
    const entry = 12 + index * 16
    directory.write(tag, entry, 'latin1')
    directory.writeUInt32BE(sumOf(table), entry + 4)
    directory.writeUInt32BE(at, entry + 8)
    directory.writeUInt32BE(table.length, entry + 12)
    if (tag === 'head') headAt = at
    const padded = Buffer.alloc((table.length + 3) & ~3)
    padded.set(table)
    parts.push(padded)
    at += padded.length
  }
  const program = Buffer.from(concat(parts))
  program.writeUInt32BE((0xb1b0afba - sumOf(program)) >>> 0, headAt + 8)
  return new Uint8Array(program)
}

function sumOf(table: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < table.length; at += 4)
    sum =
      (sum +
        (((table[at] ?? 0) << 24) |
          ((table[at + 1] ?? 0) << 16) |
          ((table[at + 2] ?? 0) << 8) |
          (table[at + 3] ?? 0))) >>>
      0
  return sum
}
