// Writes values of a table as a reader of the page's language expects them.
import { html, type Value } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Cell, Column, ColumnType } from '@rimaq/tables'

const longest = 140

/** Whether figures of this type stand at the end of the line. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number'
}

/** A value in words; years and codes that are whole numbers keep no thousands separators. */
export function shown(context: PageContext, value: Cell, column: Pick<Column, 'type'>): string {
  if (value === null) return ''
  if (typeof value === 'boolean') {
    return context.t(value ? 'open-data.value.true' : 'open-data.value.false')
  }
  if (column.type === 'number' && typeof value === 'number') {
    return figure(context, value)
  }
  if (column.type === 'timestamp' && typeof value === 'string') return value.replace('T', ' ')
  return String(value)
}

/** A figure with as many decimals as it has, at most four; small ones keep four significant digits. */
export function figure(context: PageContext, value: number): string {
  if (Number.isInteger(value)) return context.locale.number(context.lang, value)
  const digits = Math.abs(value) >= 0.001 ? decimals(value) : 8
  return context.locale.number(context.lang, value, { digits })
}

function decimals(value: number): number {
  const written = String(value)
  const point = written.indexOf('.')
  return point < 0 ? 0 : Math.min(4, written.length - point - 1)
}

/** A cell for a table: long text is cut with the whole in a details, addresses become links. */
export function cell(context: PageContext, value: Cell, column: Pick<Column, 'type'>): Value {
  const text = shown(context, value, column)
  if (column.type === 'text' && /^https?:\/\/[^\s]+$/.test(text)) {
    return html`<a href="${text}" rel="nofollow noopener">${cut(text, 48)}</a>`
  }
  if (text.length <= longest) return text
  return html`<details class="cell-long">
    <summary>${cut(text, longest)}</summary>
    ${text}
  </details>`
}

/** The text, cut at a word with an ellipsis. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const part = text.slice(0, length)
  const space = part.lastIndexOf(' ')
  return `${part.slice(0, space > length / 2 ? space : length)}…`
}
