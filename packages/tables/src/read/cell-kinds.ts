// Says what a single cell looks like (number, date, code, words …): evidence for a dialect.

const NUMBER = /^[+-]?(\d+|\d{1,3}([.,' ]\d{3})+|\d*)([.,]\d+)?(e[+-]?\d+)?\s?%?$/i
const DATE =
  /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})|\d{1,2}[- ]?[a-z]{3,10}\.?[- ,]+\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4})([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.? ?m\.?)?(Z| ?[+-]\d{2}:?\d{2})?)?$/i
const TIME = /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.? ?m\.?)?$/i
const LINK = /^(https?:\/\/|www\.)\S+$/i
const MAIL = /^[^\s@,;|]+@[^\s@,;|]+\.[a-z]{2,}$/i
const MONEY = /^(S\/\.?|US\$|[$€£]) ?-?[\d.,]+$/i
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u
const CODE = /^[\p{L}\p{N}][\p{L}\p{N}._\-/#]*$/u
const NOTHING = /^(n\.?\/?a\.?|null|none|nan|s\/d|-+|sin valor|sin dato|\\n)$/i

export type CellKind =
  | 'empty'
  | 'number'
  | 'date'
  | 'time'
  | 'link'
  | 'mail'
  | 'money'
  | 'nothing'
  | 'word'
  | 'code'
  | 'words'
  | 'prose'
  | 'odd'

const SEEN = new Map<string, CellKind>()

/** Remembers the short cells it has seen: a sample is looked at once for each supposed dialect. */
export function cellKind(cell: string): CellKind {
  if (cell.length > 40) return kindOf(cell)
  const known = SEEN.get(cell)
  if (known !== undefined) return known
  const kind = kindOf(cell)
  if (SEEN.size > 20_000) SEEN.clear()
  SEEN.set(cell, kind)
  return kind
}

function kindOf(cell: string): CellKind {
  const text = cell.trim()
  if (text === '') return 'empty'
  if (NOTHING.test(text)) return 'nothing'
  if (/\d/.test(text)) {
    if (NUMBER.test(text)) return 'number'
    if (DATE.test(text)) return 'date'
    if (TIME.test(text)) return 'time'
    if (MONEY.test(text)) return 'money'
  }
  if (LINK.test(text)) return 'link'
  if (MAIL.test(text)) return 'mail'
  if (WORD.test(text)) return 'word'
  if (CODE.test(text)) return 'code'
  if (/^[\p{L}\p{N}][\p{L}\p{N}\p{M} .'’()/&-]*$/u.test(text)) return 'words'
  if (/\p{L}/u.test(text)) return 'prose'
  return 'odd'
}

/** How sure a cell of this kind is to be a whole cell: 1 a number or date, 0 debris. */
export const KIND_WEIGHT: Record<CellKind, number> = {
  empty: 0.6,
  number: 1,
  date: 1,
  time: 1,
  link: 1,
  mail: 1,
  money: 1,
  nothing: 1,
  word: 0.9,
  code: 0.85,
  words: 0.8,
  prose: 0.5,
  odd: 0.1,
}
