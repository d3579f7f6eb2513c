// Recognises the ways Spanish and English files write dates and timestamps.
import { monthNumber } from './words.ts'

export interface DateShape {
  /** Order of day, month, year; `any` cannot be known from the shape (12/05/2020). */
  order: 'ymd' | 'day-or-month' | 'named-dmy' | 'named-mdy'
  /** Between the parts. */
  separator: string
  shortYear: boolean
  time: boolean
  /** am/pm. */
  half: boolean
  zone: boolean
}

const TIME =
  '(?:(?:T|,? +)9{1,2}:99(?::99(?:[.,]9+)?)?(?<half> ?[ap]\\.? ?m\\.?)?(?<zone> ?(?:Z|UTC|[+-]99:?(?:99)?))?)?'
const YEAR_FIRST = new RegExp(`^9999(?<separator>[-/.])9{1,2}\\k<separator>9{1,2}${TIME}$`, 'i')
const NUMERIC = new RegExp(
  `^9{1,2}(?<separator>[-/.])9{1,2}\\k<separator>(?<year>9999|(?<![.]9{1,2})99)${TIME}$`,
  'i',
)
const NAMED = new RegExp(
  `^9{1,2}(?<separator>[-/. ]| de )(?<month>[a-záéíóú]{3,10})\\.?(?:[-/. ]+| del? )(?<year>9999|99)${TIME}$`,
  'i',
)
const NAMED_FIRST = new RegExp(`^(?<month>[a-z]{3,9})\\.? 9{1,2},? (?<year>9999)${TIME}$`, 'i')

/** The shape of a date, or null. `body` has 9 for every digit. */
export function parseDateShape(body: string): DateShape | null {
  const yearFirst = YEAR_FIRST.exec(body)
  if (yearFirst) return shape('ymd', yearFirst, body)
  const numeric = NUMERIC.exec(body)
  if (numeric) return shape('day-or-month', numeric, body)
  const named = NAMED.exec(body)
  if (named && monthNumber(named.groups!['month']!.toLowerCase()) > 0) {
    return shape('named-dmy', named, body)
  }
  const first = NAMED_FIRST.exec(body)
  if (first && monthNumber(first.groups!['month']!.toLowerCase()) > 0) {
    return shape('named-mdy', first, body)
  }
  return null
}

function shape(order: DateShape['order'], match: RegExpExecArray, body: string): DateShape {
  const groups = match.groups ?? {}
  return {
    order,
    separator: groups['separator'] ?? ' ',
    shortYear: groups['year'] === '99',
    time: body.includes(':'),
    half: groups['half'] !== undefined,
    zone: groups['zone'] !== undefined,
  }
}
