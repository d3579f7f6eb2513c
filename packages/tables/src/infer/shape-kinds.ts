// Says what the cells of one shape can be: a whole number, a decimal, a date, a word …
import { parseDateShape, type DateShape } from './date-shapes.ts'
import { type Negative, readNegative } from './negatives.ts'
import { NULL_WORDS, isBooleanWord } from './words.ts'

export type ShapeKind =
  | { kind: 'null-word'; word: string }
  | { kind: 'integer'; digits: number }
  /** Digits that begin with a zero, or too many for a number. */
  | { kind: 'code'; digits: number }
  | NumberShape
  | ({ kind: 'date' } & DateShape)
  | { kind: 'time' }
  | { kind: 'boolean'; word: string }
  | { kind: 'text' }

/** A number written with separators. */
export interface NumberShape {
  kind: 'number'
  /**
   * What the separators must be: `point` and `comma` are decimal marks, `point-groups` and
   * `comma-groups` thousands; `1.234` alone could be either.
   */
  style:
    | 'point'
    | 'comma'
    | 'point-groups'
    | 'comma-groups'
    | 'space-groups'
    | 'either-point'
    | 'either-comma'
  /** Separator of thousands where the style is `space-groups` with a decimal mark. */
  mark: '' | '.' | ','
  whole: number
  scale: number
  exponent: boolean
  currency: boolean
  percent: boolean
  /** How it says that it is below zero, where not by a hyphen in front. */
  negative: Negative | null
}

const MONEY = /^(S\/\.?|US\$|[$€£])\s*/i

export function shapeKind(shape: string): ShapeKind {
  if (shape.startsWith('#')) return { kind: 'integer', digits: Number(shape.slice(1)) }
  const colon = shape.indexOf(':')
  const prefix = shape.slice(0, colon)
  const body = shape.slice(colon + 1)
  const lower = body.toLowerCase()
  if (NULL_WORDS.has(lower)) return { kind: 'null-word', word: lower }
  if (isBooleanWord(lower)) return { kind: 'boolean', word: lower }
  if (/^9+$/.test(body)) {
    const code = prefix === 'Z' || body.length > 18
    return { kind: code ? 'code' : 'integer', digits: body.length }
  }
  if (!body.includes('9')) return { kind: 'text' }
  const date = parseDateShape(body)
  if (date) return { kind: 'date', ...date }
  if (/^9{1,2}:99(:99([.,]9+)?)?( ?[ap]\.? ?m\.?)?$/i.test(body)) return { kind: 'time' }
  if (prefix === 'Z') return { kind: 'text' }
  return numberShape(body, prefix === 'D') ?? { kind: 'text' }
}

function numberShape(written: string, zero: boolean): NumberShape | null {
  const marked = readNegative(written)
  const body = marked?.text ?? written
  const negative = marked?.negative ?? null
  const currency = MONEY.test(body) || /^-\s?(S\/\.?|US\$|[$€£])/i.test(body)
  const percent = body.endsWith('%')
  const amount = body.replace(/^-\s?(?=S\/|US\$|[$€£])/i, '')
  let text = amount.replace(MONEY, '').replace(/\s*%$/, '')
  // One sign: --5 and -S/ -5 are no numbers.
  if (amount !== body && /^[+-]/.test(text)) return null
  text = text.replace(/^[+-]/, '')
  const exponent = /e[+-]?9+$/i.test(text)
  if (exponent) {
    const plain = /^(9*)([.,]?)(9*)e[+-]?9+$/i.exec(text)
    if (!plain || (plain[1] === '' && plain[3] === '')) return null
    const style = plain[2] === ',' ? 'comma' : 'point'
    return {
      ...base(plain[1]!.length, plain[3]!.length),
      style,
      exponent,
      currency,
      percent,
      negative,
    }
  }
  const rest = { exponent, currency, percent, negative }
  if (/^9+$/.test(text)) return { ...base(text.length, 0), style: 'point', ...rest }
  const single = /^(9*)([.,])(9*)$/.exec(text)
  if (single) {
    const [, whole = '', mark, fraction = ''] = single
    if (whole === '' && fraction === '') return null
    const point = mark === '.'
    const sizes = base(whole.length, fraction.length)
    const either = fraction.length === 3 && whole.length >= 1 && whole.length <= 3 && !zero
    if (either) return { ...sizes, style: point ? 'either-point' : 'either-comma', ...rest }
    return { ...sizes, style: point ? 'point' : 'comma', ...rest }
  }
  const groups = /^(9{1,3}(?:([.,' \u00a0\u202f’])999)(?:\2(?:999))*)(?:([.,])(9*))?$/.exec(text)
  if (!groups || zero) return null
  const [, whole = '', separator, mark = '', fraction = ''] = groups
  if (mark === separator) return null
  const digits = whole.replace(/[^9]/g, '').length
  const style =
    separator === '.' ? 'point-groups' : separator === ',' ? 'comma-groups' : 'space-groups'
  return { ...base(digits, fraction.length), style, mark: mark as '' | '.' | ',', ...rest }
}

function base(
  whole: number,
  scale: number,
): Pick<NumberShape, 'kind' | 'whole' | 'scale' | 'mark'> {
  return { kind: 'number', whole, scale, mark: '' }
}
