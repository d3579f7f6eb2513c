// Turns blocks into pieces: lines of text, points of lists, facts, hashes and places for signatures.
import type { Block, Text } from './blocks.ts'
import { type Element, element, type Page } from './canvas.ts'
import { type Piece, under } from './flow.ts'
import { paintLine, type Style, type } from './paint-line.ts'
import { setLines } from './set-lines.ts'
import { tablePieces } from './table-pieces.ts'

export interface SignatureField {
  name: string
  page: number
  /** Left, lower, right, upper; in points. */
  rectangle: [number, number, number, number]
  owner: Element
}

export interface Making {
  width: number
  /** The element of the whole document. */
  root: Element
  fields: SignatureField[]
}

/** Lines of one element, with the first two and the last two kept together. */
export function textPieces(
  text: Text,
  given: {
    owner: Element
    width: number
    style: Style
    above: number
    indent?: number
    grey?: number
    bold?: boolean
    align?: 'left' | 'center' | 'right'
    /** Drawn beside each line. */
    beside?: (page: Page, place: { x: number; top: number }, line: number) => void
  },
): Piece[] {
  const { owner, style, above, indent = 0, grey = 0, bold = false, align = 'left' } = given
  const width = given.width - indent
  const lines = setLines(text, { size: style.size, width, bold })
  return lines.map((line, at) => ({
    height: style.leading,
    above: at === 0 ? above : 0,
    glued: at < lines.length - 1 && (at === 0 || at === lines.length - 2),
    paint(page, { x, top, repeated }) {
      given.beside?.(page, { x, top }, at)
      under(page, owner, repeated, () =>
        paintLine(page, line, { x: x + indent, top, width, style, grey, align }),
      )
    },
  }))
}

/** Everything of a document below its title. */
export function piecesOf(blocks: readonly Block[], making: Making): Piece[] {
  let fresh = false
  const all: Piece[] = []
  for (const block of blocks) {
    if (block.kind === 'page-break') {
      fresh = true
      continue
    }
    const [first, ...rest] = blockPieces(block, making)
    if (first === undefined) continue
    all.push(fresh ? { ...first, fresh } : first, ...rest)
    fresh = false
  }
  return all
}

function blockPieces(block: Exclude<Block, { kind: 'page-break' }>, making: Making): Piece[] {
  const { width, root } = making
  const child = (tag: string): Element => {
    const made = element(tag)
    root.kids.push(made)
    return made
  }
  switch (block.kind) {
    case 'heading': {
      const owner = child(`H${block.level}`)
      const style = type[block.level]
      const above = block.level === 2 ? 18 : 12
      const pieces = textPieces(block.text, { owner, width, style, above, bold: true })
      return pieces.map((piece) => ({ ...piece, glued: true }))
    }
    case 'paragraph': {
      const { tone, align = 'left', text } = block
      const style = tone === 'quiet' ? type.small : type.text
      const more = tone === 'quiet' ? { grey: 0.35 } : tone === 'mark' ? marked(style) : {}
      return textPieces(text, { owner: child('P'), width, style, above: 8, align, ...more })
    }
    case 'list':
      return listPieces(block, child('L'), width)
    case 'hashes':
      return hashPieces(block, child('L'), width)
    case 'table':
      return tablePieces(block, child('Table'), width)
    case 'summary':
      return tablePieces(
        {
          columns: [
            { label: '', share: 3 },
            { label: '', share: 7 },
          ],
          rows: block.rows.map(({ label, value }) => [[{ text: label, bold: true }], value]),
        },
        child('Table'),
        width,
      )
    case 'signatures':
      return signaturePieces(block, making)
  }
}

/** A thick line at the left of each line of text. */
function marked(style: Style): Pick<Parameters<typeof textPieces>[1], 'indent' | 'beside'> {
  return {
    indent: 10,
    beside: (page, { x, top }) =>
      page.rule({ x: x + 1, y: top - style.leading, width: 0, height: style.leading, grey: 0.3 }),
  }
}

function listPieces(
  { items, ordered = false }: Extract<Block, { kind: 'list' }>,
  list: Element,
  width: number,
): Piece[] {
  list.attributes = { O: 'List', ListNumbering: ordered ? 'Decimal' : 'Disc' }
  const indent = ordered ? 20 : 12
  return items.flatMap((item, index) => {
    const [label, body] = listItem(list)
    const sign = setLines(ordered ? `${index + 1}.` : '•', { size: type.text.size, width: indent })
    return textPieces(item, {
      ...{ owner: body, width, style: type.text, above: index === 0 ? 6 : 3, indent },
      beside(page, { x, top }, at) {
        const [line] = sign
        if (at > 0 || line === undefined) return
        page.belongsTo(label)
        paintLine(page, line, { x, top, width: indent, style: type.text })
      },
    })
  })
}

function listItem(list: Element): [label: Element, body: Element] {
  const label = element('Lbl')
  const body = element('LBody')
  const item = element('LI')
  item.kids.push(label, body)
  list.kids.push(item)
  return [label, body]
}

/** A name, and under it the hash in one line: copied it is one word. */
function hashPieces(
  { rows }: Extract<Block, { kind: 'hashes' }>,
  list: Element,
  width: number,
): Piece[] {
  list.attributes = { O: 'List', ListNumbering: 'Decimal' }
  const indent = 8 + 6 * String(rows.length).length
  return rows.flatMap(({ name, detail, sha256 }, index) => {
    const [label, body] = listItem(list)
    const style = type.text
    const text: Text = detail === undefined ? [name] : [name, ' ', { text: `(${detail})` }]
    const [sign] = setLines(`${index + 1}.`, { size: style.size, width: indent })
    const named = textPieces(text, {
      ...{ owner: body, width, style, above: index === 0 ? 6 : 4, indent },
      beside(page, { x, top }, at) {
        if (at > 0 || sign === undefined) return
        page.belongsTo(label)
        paintLine(page, sign, { x, top, width: indent, style })
      },
    })
    const hash = textPieces([{ text: sha256, fixed: true }], {
      ...{ owner: body, width, style: type.fixed, above: 0, indent, grey: 0.2 },
    })
    return [...named.map((piece) => ({ ...piece, glued: true })), ...hash]
  })
}

const signatureHeight = 66

/** Two beside each other; an empty field over a line, and under it whose place it is. */
function signaturePieces(
  { places }: Extract<Block, { kind: 'signatures' }>,
  { width, root, fields }: Making,
): Piece[] {
  const gap = 24
  const wide = (width - gap) / 2
  const pieces: Piece[] = []
  for (let at = 0; at < places.length; at += 2) {
    const row = places.slice(at, at + 2).map((place) => {
      const owner = element('Form')
      const words = element('P')
      root.kids.push(owner, words)
      const lines = place.lines.flatMap((line, index) =>
        setLines(line, { size: type.small.size, width: wide, bold: index === 0 }),
      )
      return { ...place, owner, words, lines }
    })
    const most = Math.max(...row.map(({ lines }) => lines.length))
    pieces.push({
      height: signatureHeight + most * type.small.leading + 4,
      above: 16,
      glued: false,
      paint(page, { x, top }) {
        for (const [index, { field, owner, words, lines }] of row.entries()) {
          const left = x + index * (wide + gap)
          const y = top - signatureHeight
          page.rule({ x: left, y, width: wide, grey: 0.4 })
          const rectangle: SignatureField['rectangle'] = [left, y + 2, left + wide, top]
          fields.push({ name: field, page: page.index, rectangle, owner })
          page.belongsTo(words)
          for (const [line, text] of lines.entries()) {
            const place = { x: left, top: y - 3 - line * type.small.leading }
            paintLine(page, text, { ...place, width: wide, style: type.small })
          }
        }
      },
    })
  }
  return pieces
}
