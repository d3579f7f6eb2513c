// Writes values of a table as a reader of the page's language expects them.
import { html, type Value } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Cell, Column, ColumnType } from '@rimaq/tables'
import { isAmount } from './column-roles.ts'
import type { GroupStep } from './view-state.ts'

const longest = 140

/** Whether figures of this type stand at the end of the line. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number'
}

/** A column as far as writing its values needs it; without a name it is written as it stands. */
type Written = Pick<Column, 'type'> & Partial<Pick<Column, 'id' | 'stats'>>

/** A value in words; years and codes that are whole numbers keep no thousands separators. */
export function shown(context: PageContext, value: Cell, column: Written): string {
  if (value === null) return ''
  if (typeof value === 'boolean') {
    return context.t(value ? 'open-data.value.true' : 'open-data.value.false')
  }
  if (column.type === 'number' && typeof value === 'number') {
    return figure(context, value)
  }
  const { id, stats, type } = column
  if (type === 'integer' && typeof value === 'number' && id !== undefined && stats) {
    if (isAmount({ id, stats, type })) return context.locale.number(context.lang, value)
  }
  if (column.type === 'timestamp' && typeof value === 'string') return value.replace('T', ' ')
  return String(value)
}

/** A figure with as many decimals as it has, at most four; small ones keep four significant digits. */
export function figure(context: PageContext, value: number): string {
  if (Number.isInteger(value)) return context.locale.number(context.lang, value)
  const small = Math.abs(value) < 0.001
  // Rounded before they are counted: what adding in binary leaves at the sixteenth place is no decimal.
  const kept = small ? Number(value.toPrecision(4)) : Number(value.toFixed(4))
  const digits = decimals(kept)
  return context.locale.number(context.lang, kept, { digits })
}

/** Decimals of a number as it is written in full; at most 20, which is all a page can show. */
function decimals(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  const point = mantissa.indexOf('.')
  const written = point < 0 ? 0 : mantissa.length - point - 1
  return Math.min(20, Math.max(0, written - Number(exponent)))
}

/** "marzo de 2024", "2024": a step of time as the reader's language names it. */
export function stepName(context: PageContext, value: Cell, step: GroupStep): string {
  const day = String(value).slice(0, 10)
  if (step === 'year') return day.slice(0, 4)
  if (step === 'month') return context.locale.date(context.lang, day, 'month')
  if (step === 'quarter')
    return `${day.slice(0, 4)}-T${Math.floor((Number(day.slice(5, 7)) + 2) / 3)}`
  return context.locale.date(context.lang, day, 'short')
}

/** A cell for a table: no value is a dash, long text is cut, addresses become links. */
export function cell(
  context: PageContext,
  value: Cell,
  column: Written,
  options: { longest?: number; folded?: boolean } = {},
): Value {
  const { folded = true } = options
  const most = options.longest ?? longest
  // An empty text is a value, and a missing one is none: both look alike unless something says so.
  if (value === null)
    return html`<span class="cell-null">${context.t('open-data.value.null')}</span>`
  if (value === '') return html`<span class="cell-null">«»</span>`
  const text = shown(context, value, column)
  if (column.type === 'text' && /^https?:\/\/[^\s]+$/.test(text)) {
    return html`<a href="${text}" rel="nofollow noopener">${cut(text, 48)}</a>`
  }
  if (text.length <= most) return text
  if (!folded) return cut(text, most)
  return html`<details class="cell-long">
    <summary>${cut(text, most)}</summary>
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
