// Pages that are being drawn: marks in their order, each belonging to an element of the structure or to none.
import {
  type EmbeddedFont,
  type Face,
  type NewDocument,
  type PdfValue,
  type Run,
  dictOf,
  embedFont,
} from '@rimaq/signatures'

/** A4 in points (ISO 216). */
export const sheet = { width: 595.276, height: 841.89 } as const

/** An element of the structure (ISO 32000-1, 14.7.2); its kids are elements, marks and fields. */
export interface Element {
  type: string
  kids: (Element | { page: number; id: number } | { field: number })[]
  /** /Alt of figures. */
  alt?: string
  /** /BBox of figures, in points. */
  box?: readonly [number, number, number, number]
  /** Names of attributes and of their values, such as O: Table, Scope: Row. */
  attributes?: Readonly<Record<string, string>>
}

export function element(type: string, more: Omit<Element, 'type' | 'kids'> = {}): Element {
  return { type, kids: [], ...more }
}

type Mark =
  | { text: readonly Run[]; size: number; x: number; y: number; grey: number }
  | { code: string }

export class Page {
  readonly index: number
  readonly #marks: Mark[] = []
  /** Elements by the number of their marks. */
  readonly owners: Element[] = []
  #open: Element | 'artifact' | null = null

  constructor(index: number) {
    this.index = index
  }

  /** What follows belongs to the element; null is for what only decorates or repeats. */
  belongsTo(owner: Element | null): void {
    const wanted = owner ?? 'artifact'
    if (this.#open === wanted) return
    this.end()
    if (owner === null) this.#marks.push({ code: '/Artifact BMC' })
    else {
      const id = this.owners.length
      this.owners.push(owner)
      owner.kids.push({ page: this.index, id })
      this.#marks.push({ code: `/${owner.type} <</MCID ${id}>> BDC` })
    }
    this.#open = wanted
  }

  end(): void {
    if (this.#open !== null) this.#marks.push({ code: 'EMC' })
    this.#open = null
  }

  /** `y` is the base line, `grey` from 0 (black) to 1. */
  text(runs: readonly Run[], place: { size: number; x: number; y: number; grey?: number }): void {
    this.#marks.push({ text: runs, grey: 0, ...place })
  }

  /** A line, always an artifact. */
  rule(line: { x: number; y: number; width: number; height?: number; grey?: number }): void {
    const { x, y, width, height = 0, grey = 0.7 } = line
    const thick = height > 0 ? 1.5 : 0.5
    this.belongsTo(null)
    this.#marks.push({
      code: `${grey} G ${thick} w ${numbers(x, y)} m ${numbers(x + width, y + height)} l S`,
    })
  }

  draw(code: string): void {
    this.#marks.push({ code })
  }

  /** Letters in use, by face. */
  lettersInto(used: Map<Face, Map<number, number>>): void {
    for (const mark of this.#marks) {
      if (!('text' in mark)) continue
      for (const { face, glyphs } of mark.text) {
        const letters = used.get(face) ?? new Map<number, number>()
        for (const { glyph, point } of glyphs) letters.set(glyph, point)
        used.set(face, letters)
      }
    }
  }

  /** The content stream, once the fonts are known. */
  content(fontOf: (face: Face) => { name: string; font: EmbeddedFont }): string {
    this.end()
    return this.#marks
      .map((mark) => {
        if ('code' in mark) return mark.code
        const { text, size, x, y, grey } = mark
        const shown = text.map(({ face, glyphs }) => {
          const { name, font } = fontOf(face)
          const codes = glyphs.map(({ glyph }) => font.codeOf(glyph).toString(16).padStart(4, '0'))
          return `/${name} ${numbers(size)} Tf <${codes.join('')}> Tj`
        })
        return `${grey} g BT 1 0 0 1 ${numbers(x, y)} Tm ${shown.join(' ')} ET`
      })
      .join('\n')
  }
}

export function numbers(...values: number[]): string {
  return values.map((value) => String(Math.round(value * 1000) / 1000)).join(' ')
}

/** Embeds each face with the letters all pages use. */
export function embedFaces(
  document: NewDocument,
  pages: readonly Page[],
): { fonts: PdfValue; fontOf: (face: Face) => { name: string; font: EmbeddedFont } } {
  const used = new Map<Face, Map<number, number>>()
  for (const page of pages) page.lettersInto(used)
  const fonts = new Map<Face, { name: string; font: EmbeddedFont }>()
  for (const [face, letters] of used) {
    fonts.set(face, { name: `F${fonts.size + 1}`, font: embedFont(document, face, letters) })
  }
  const dict = dictOf(
    Object.fromEntries([...fonts.values()].map(({ name, font }) => [name, font.ref])),
  )
  return {
    fonts: dict,
    fontOf(face) {
      const found = fonts.get(face)
      if (found === undefined) throw new TypeError('a face was not embedded')
      return found
    },
  }
}
