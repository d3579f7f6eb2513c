// Writes the SQL that turns text cells into typed values.
import { literal } from '../build/duck.ts'
import type { DateShape } from './date-shapes.ts'
import type { NumberStyle } from './decide-number.ts'
import { negativeExpression } from './negatives.ts'
import { trimmed } from './shapes.ts'
import { MONTHS } from './words.ts'

/** Cells without the words that mean nothing. */
export function cleanCell(column: string, nullWords: readonly string[]): string {
  const cell = trimmed(column)
  if (nullWords.length === 0) return cell
  const list = nullWords.map((word) => literal(word.toLowerCase())).join(', ')
  return `CASE WHEN lower(${cell}) IN (${list}) THEN NULL ELSE ${cell} END`
}

export function numberExpression(cell: string, style: NumberStyle): string {
  let text = negativeExpression(cell, style.negatives)
  if (style.currency)
    text = `regexp_replace(${text}, '^(-?)\\s?(S/\\.?|US\\$|[$€£])\\s*', '\\1', 'i')`
  if (style.percent) text = `rtrim(${text}, '% ')`
  if (style.groups === ',') text = `replace(${text}, ',', '')`
  if (style.groups === '.') text = `replace(${text}, '.', '')`
  if (style.groups === 'space') text = `regexp_replace(${text}, E'[ \\'’\u00a0\u202f]', '', 'g')`
  if (style.mark === ',') text = `replace(${text}, ',', '.')`
  if (style.integer) return `TRY_CAST(${text} AS BIGINT)`
  if (style.decimal) {
    return `TRY_CAST(${text} AS DECIMAL(${style.decimal.digits}, ${style.decimal.scale}))`
  }
  return `TRY_CAST(${text} AS DOUBLE)`
}

export function booleanExpression(cell: string, yes: string[], no: string[]): string {
  const list = (words: string[]): string => words.map(literal).join(', ')
  return `CASE WHEN lower(${cell}) IN (${list(yes)}) THEN true
    WHEN lower(${cell}) IN (${list(no)}) THEN false END`
}

export function timeExpression(cell: string): string {
  const clean = halfDay(cell)
  return `coalesce(TRY_CAST(replace(${clean}, ',', '.') AS TIME),
    TRY_CAST('0' || ${clean} AS TIME), TRY_CAST(${clean} || ':00' AS TIME),
    TRY_CAST('0' || ${clean} || ':00' AS TIME),
    try_strptime(${clean}, ['%I:%M:%S %p', '%I:%M %p'])::TIME)`
}

/** "a. m." and "p.m." as strptime knows them. */
function halfDay(cell: string): string {
  return `regexp_replace(regexp_replace(${cell}, ' ?a\\.? ?m\\.?$', ' AM', 'i'), ' ?p\\.? ?m\\.?$', ' PM', 'i')`
}

export type Order = 'dmy' | 'mdy'

/** A timestamp in UTC from cells written in any of the shapes; null where none fits. */
export function dateExpression(cell: string, dates: DateShape[], order: Order): string {
  const kinds = new Set(dates.map((date) => date.order))
  const tries: string[] = []
  const iso: string[] = []
  if (kinds.has('ymd')) {
    iso.push(`regexp_replace(${cell}, '^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})', '\\1-\\2-\\3')`)
  }
  if (kinds.has('day-or-month')) {
    const order3 = order === 'dmy' ? '\\3-\\2-\\1' : '\\3-\\1-\\2'
    const numeric = '^(\\d{1,2})[-/.](\\d{1,2})[-/.]'
    iso.push(
      `CASE WHEN regexp_matches(${cell}, '${numeric}\\d{4}') THEN regexp_replace(${cell}, '${numeric}(\\d{4})', '${order3}') END`,
    )
    if (dates.some((date) => date.shortYear)) tries.push(shortYears(cell, order))
  }
  if (kinds.has('named-dmy')) iso.push(namedMonth(cell, false))
  if (kinds.has('named-mdy')) iso.push(namedMonth(cell, true))
  const half = dates.some((date) => date.half)
  for (const text of iso) {
    const comma = `replace(${text}, ',', '.')`
    tries.push(`TRY_CAST(regexp_replace(${comma}, '(\\d)\\.? +(\\d)', '\\1 \\2') AS TIMESTAMP)`)
    if (dates.some((date) => date.time)) {
      // DuckDB wants two digits for the hour, and seconds.
      const hour = `regexp_replace(${text}, '[T ,]+(\\d):', ' 0\\1:')`
      const seconds = `regexp_replace(${hour}, ' (\\d\\d:\\d\\d)$', ' \\1:00')`
      tries.push(`TRY_CAST(${seconds} AS TIMESTAMP)`)
    }
    if (half) {
      tries.push(`try_strptime(${halfDay(text)}, ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'])`)
    }
  }
  return tries.length === 1 ? tries[0]! : `coalesce(${tries.join(', ')})`
}

function shortYears(cell: string, order: Order): string {
  const parts = order === 'dmy' ? '%d/%m/%y' : '%m/%d/%y'
  const text = `regexp_replace(${cell}, '^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{2})( |$)', '\\1/\\2/\\3\\4')`
  const formats = [parts, `${parts} %H:%M:%S`, `${parts} %H:%M`].map(literal).join(', ')
  return `try_strptime(${text}, [${formats}])`
}

/** "5 de enero de 2021", "05-ene-2021", "January 5, 2021" as ISO. */
function namedMonth(cell: string, first: boolean): string {
  const month = `regexp_extract(lower(${cell}), '[a-záéíóú]{3,}')`
  const cases = MONTHS.map((names, index) => {
    const list = names.map(literal).join(', ')
    return `WHEN ${month} IN (${list}) THEN '${String(index + 1).padStart(2, '0')}'`
  }).join(' ')
  const day = first
    ? `regexp_extract(${cell}, '[a-zA-Z.]+ (\\d{1,2})', 1)`
    : `regexp_extract(${cell}, '^(\\d{1,2})', 1)`
  const tail = first
    ? `regexp_extract(${cell}, '\\d{1,2},? (\\d{4})(.*)$', ['y', 't'])`
    : `regexp_extract(${cell}, '[A-Za-záéíóú.]+(?:[-/. ]+| del? )(\\d{4}|\\d{2})(\\D.*)?$', ['y', 't'])`
  const year = `CASE WHEN length(${tail}['y']) = 2 THEN (CASE WHEN ${tail}['y'] < '70' THEN '20' ELSE '19' END) || ${tail}['y'] ELSE ${tail}['y'] END`
  return `(${year} || '-' || (CASE ${cases} END) || '-' || ${day} || ${tail}['t'])`
}

/** Whole numbers such as 20260113. */
export function compactDateExpression(cell: string): string {
  return `try_strptime(${cell}, '%Y%m%d')`
}
