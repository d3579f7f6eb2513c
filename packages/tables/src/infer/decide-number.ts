// Decides for a whole column what its points and commas mean, and which number type holds it.
import { type Negative, negativeFormat } from './negatives.ts'
import type { NumberShape } from './shape-kinds.ts'

export interface NumberStyle {
  integer: boolean
  /** Exact decimals, when all digits fit in 18. */
  decimal: { digits: number; scale: number } | null
  /** Thousands separator to take out: `.`, `,`, `space` or none. */
  groups: '' | '.' | ',' | 'space'
  /** Decimal mark. */
  mark: '.' | ','
  currency: boolean
  percent: boolean
  /** Ways of writing what is below zero, beside a hyphen in front. */
  negatives: Negative[]
  /** How the file writes it, for people; absent for plain numbers. */
  format?: string
}

interface Counted {
  shape: NumberShape
  count: number
}

/** Null when the cells contradict each other (1.234,5 beside 1,234.5). */
export function decideNumber(cells: Counted[], commaLikely: boolean): NumberStyle | null {
  const has = (style: NumberShape['style']): boolean =>
    cells.some(({ shape }) => shape.style === style && (shape.scale > 0 || shape.style !== 'point'))
  const marks = new Set(cells.map(({ shape }) => shape.mark).filter((mark) => mark !== ''))
  let mark: '.' | ',' | '' = ''
  let groups: NumberStyle['groups'] = ''
  const set = (newMark: '.' | ',' | '', newGroups: NumberStyle['groups']): boolean => {
    if (newMark !== '' && mark !== '' && mark !== newMark) return false
    if (newGroups !== '' && groups !== '' && groups !== newGroups) return false
    if (newMark !== '') mark = newMark
    if (newGroups !== '') groups = newGroups
    return mark === '' || mark !== groups
  }
  const sure = [
    !has('point') || set('.', ''),
    !has('comma') || set(',', ''),
    !has('comma-groups') || set('.', ','),
    !has('point-groups') || set(',', '.'),
    !has('space-groups') || set('', 'space'),
    ...[...marks].map((found) => set(found, '')),
  ]
  if (sure.includes(false)) return null
  if (has('either-comma') && !settleEither(',', cells, commaLikely, () => [mark, groups], set))
    return null
  if (has('either-point') && !settleEither('.', cells, commaLikely, () => [mark, groups], set))
    return null
  return style(cells, mark === '' ? '.' : mark, groups)
}

type Set = (mark: '.' | ',' | '', groups: NumberStyle['groups']) => boolean

/** Cells such as `13,619`: thousands or a decimal mark, by all the other cells of the column. */
function settleEither(
  sign: '.' | ',',
  cells: Counted[],
  commaLikely: boolean,
  now: () => [string, string],
  set: Set,
): boolean {
  const [mark, groups] = now()
  const other = sign === ',' ? '.' : ','
  if (mark === sign) return true
  if (groups === sign || mark === other) return set(other, sign)
  if (sign === '.') return set('.', '')
  // Whole numbers of four or more digits without a separator: then the comma is a decimal mark.
  const long = cells.some(
    ({ shape }) => shape.style === 'point' && shape.scale === 0 && shape.whole > 3,
  )
  const plain = cells.some(({ shape }) => shape.style === 'point' && shape.scale === 0)
  const decimal = long || (commaLikely && !plain)
  return decimal ? set(',', '') : set('.', ',')
}

function style(cells: Counted[], mark: '.' | ',', groups: NumberStyle['groups']): NumberStyle {
  let whole = 1
  let scale = 0
  let exponent = false
  for (const { shape } of cells) {
    const either = shape.style === 'either-comma' ? ',' : shape.style === 'either-point' ? '.' : ''
    const grouped = either !== '' && either === groups
    whole = Math.max(whole, shape.whole + (grouped ? shape.scale : 0))
    scale = Math.max(scale, grouped ? 0 : shape.scale)
    exponent ||= shape.exponent
  }
  const currency = cells.some(({ shape }) => shape.currency)
  const percent = cells.some(({ shape }) => shape.percent)
  const integer = scale === 0 && !exponent && whole <= 18
  const digits = whole + scale
  const exact = !integer && !exponent && digits <= 18
  const negatives = negativesOf(cells)
  const positive = formatOf(mark, groups, scale, currency, percent, negatives.length > 0)
  const format = negatives.length > 0 ? negativeFormat(positive, negatives) : positive
  return {
    integer,
    decimal: exact ? { digits, scale } : null,
    groups,
    mark,
    currency,
    percent,
    negatives,
    ...(format !== '' && { format }),
  }
}

export function negativesOf(cells: readonly Counted[]): Negative[] {
  const found = new Set(cells.map(({ shape }) => shape.negative))
  return [...found].filter((negative) => negative !== null)
}

function formatOf(
  mark: string,
  groups: NumberStyle['groups'],
  scale: number,
  currency: boolean,
  percent: boolean,
  always: boolean,
): string {
  if (!always && groups === '' && (mark === '.' || scale === 0) && !currency && !percent) return ''
  const separator = groups === 'space' ? ' ' : groups
  const fraction = scale > 0 ? `${mark}${'56'.slice(0, Math.min(scale, 2))}` : ''
  return `${currency ? 'S/ ' : ''}1${separator}234${fraction}${percent ? '%' : ''}`
}
