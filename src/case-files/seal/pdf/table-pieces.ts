// Tables: cells broken into lines, rows that stay whole where they can, the head on every page.
import type { Column, Text } from './blocks.ts'
import { type Element, element } from './canvas.ts'
import type { Piece } from './flow.ts'
import { paintLine, type Style } from './paint-line.ts'
import { type Line, setLines } from './set-lines.ts'

const pad = { x: 5, y: 3 }
const style: Style = { size: 9.5, leading: 13 }
/** A row of more lines than this may be torn between pages. */
const wholeLines = 18

interface Cell {
  owner: Element
  lines: Line[]
}

/** Columns without any label make a table without a head: names of facts beside the facts. */
export function tablePieces(
  table: { columns: readonly Column[]; rows: readonly (readonly Text[])[] },
  owner: Element,
  width: number,
): Piece[] {
  const { columns, rows } = table
  const shares = columns.reduce((sum, { share = 1 }) => sum + share, 0)
  const widths = columns.map(({ share = 1 }) => (width * share) / shares)
  const labelled = columns.some(({ label }) => label !== '')
  const set = (text: Text, at: number, bold = false): Line[] =>
    setLines(text, { size: style.size, width: (widths[at] ?? width) - 2 * pad.x, bold })
  const rowOf = (parent: Element, cells: { tag: Element; lines: Line[] }[]): Cell[] => {
    const row = element('TR')
    parent.kids.push(row)
    return cells.map(({ tag, lines }) => {
      row.kids.push(tag)
      return { owner: tag, lines }
    })
  }
  const scope = (which: string): Element =>
    element('TH', { attributes: { O: 'Table', Scope: which } })
  const head: Piece[] = []
  if (labelled) {
    const group = element('THead')
    owner.kids.push(group)
    const cells = columns.map(({ label }, at) => ({
      tag: scope('Column'),
      lines: set(label, at, true),
    }))
    head.push(...rowPieces(rowOf(group, cells), { columns, widths, dark: true, above: 10 }))
  }
  const group = element('TBody')
  owner.kids.push(group)
  const body = rows.flatMap((row, index) => {
    const cells = columns.map((_, at) => ({
      tag: at === 0 ? scope('Row') : element('TD'),
      lines: set(row[at] ?? '', at),
    }))
    const above = index === 0 && !labelled ? 10 : 0
    return rowPieces(rowOf(group, cells), { columns, widths, dark: false, above }).map((piece) =>
      labelled ? { ...piece, head } : piece,
    )
  })
  // The head never stands alone at the end of a page.
  return [...head.map((piece) => ({ ...piece, glued: true })), ...body]
}

/** Line by line across all cells of a row. */
function rowPieces(
  cells: readonly Cell[],
  given: { columns: readonly Column[]; widths: readonly number[]; dark: boolean; above: number },
): Piece[] {
  const { columns, widths, dark, above } = given
  const whole = widths.reduce((sum, each) => sum + each, 0)
  const count = Math.max(...cells.map(({ lines }) => lines.length))
  return Array.from({ length: count }, (_, at) => {
    const first = at === 0
    const last = at === count - 1
    const height = style.leading + (first ? pad.y : 0) + (last ? pad.y : 0)
    return {
      height,
      above: first ? above : 0,
      glued: !last && (count <= wholeLines || first || at === count - 2),
      paint(page, { x, top, repeated }) {
        let left = x
        for (const [index, { owner, lines }] of cells.entries()) {
          const line = lines[at]
          const wide = widths[index] ?? 0
          const align = columns[index]?.align ?? 'left'
          if (line !== undefined) {
            page.belongsTo(repeated ? null : owner)
            const place = {
              x: left + pad.x,
              width: wide - 2 * pad.x,
              top: top - (first ? pad.y : 0),
            }
            paintLine(page, line, { ...place, style, align })
          }
          left += wide
        }
        if (last) page.rule({ x, y: top - height, width: whole, grey: dark ? 0.2 : 0.75 })
      },
    }
  })
}
