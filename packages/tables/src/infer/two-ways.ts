// Looks at a column of numbers written in two contradicting ways, and whether each cell can be read by itself.
import { type NumberStyle, decideNumber, negativesOf } from './decide-number.ts'
import { negativeExpression } from './negatives.ts'
import type { NumberShape } from './shape-kinds.ts'
import type { Shape } from './shapes.ts'

/** Numbers such as `1,234.50` beside `1.234,50`. */
export interface TwoWays {
  /** A cell of most, and one that contradicts them. */
  usual: string
  other: string
  /** Cells that contradict most. */
  count: number
  /** Their shapes without prefix, as `shapeBody` gives them. */
  bodies: string[]
  /** The type, where no cell can be read in more than one way; null where one can. */
  reading: Pick<NumberStyle, 'integer' | 'decimal' | 'negatives' | 'format'> | null
  /** Words for nothing among the numbers. */
  nullWords: { words: string[]; count: number; rows: number[] } | null
}

export interface NumberCells {
  number: NumberShape
  shape: Shape
}

/** Null where the cells do not contradict each other. */
export function findTwoWays(cells: readonly NumberCells[]): TwoWays | null {
  const groups = new Map<string, NumberCells[]>()
  for (const cell of [...cells].sort((a, b) => b.shape.count - a.shape.count)) {
    const { style, mark, scale, whole } = cell.number
    const key = [style, mark, scale > 0, whole > 3].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  const weight = (group: NumberCells[]): number =>
    group.reduce((sum, { shape }) => sum + shape.count, 0)
  const most: NumberCells[] = []
  const others: NumberCells[] = []
  for (const group of [...groups.values()].sort((a, b) => weight(b) - weight(a))) {
    const fits = decideNumber([...most, ...group].map(counted), false) !== null
    ;(fits ? most : others).push(...group)
  }
  if (others.length === 0) return null
  const usual = most.find(({ number }) => signs(number)) ?? most[0]!
  return {
    usual: usual.shape.example.trim(),
    other: others[0]!.shape.example.trim(),
    count: weight(others),
    bodies: others.map(({ shape }) => shape.shape.slice(shape.shape.indexOf(':') + 1)),
    reading: cells.every(({ number }) => isClear(number)) ? readingOf(cells, most, others) : null,
    nullWords: null,
  }
}

function counted({ number, shape }: NumberCells): { shape: NumberShape; count: number } {
  return { shape: number, count: shape.count }
}

function signs({ style, scale }: NumberShape): boolean {
  return style !== 'point' || scale > 0
}

/** `1.234` and `1,234` can be thousands or thousandths; whatever else there is says which. */
function isClear({ style }: NumberShape): boolean {
  return style !== 'either-point' && style !== 'either-comma'
}

function readingOf(
  cells: readonly NumberCells[],
  most: NumberCells[],
  others: NumberCells[],
): TwoWays['reading'] {
  const whole = Math.max(1, ...cells.map(({ number }) => number.whole))
  const scale = Math.max(0, ...cells.map(({ number }) => number.scale))
  const exponent = cells.some(({ number }) => number.exponent)
  const integer = scale === 0 && !exponent && whole <= 18
  const exact = !integer && !exponent && whole + scale <= 18
  const formats = [most, others].map(
    (group) => decideNumber(group.map(counted), false)?.format ?? '1234.56',
  )
  return {
    integer,
    decimal: exact ? { digits: whole + scale, scale } : null,
    negatives: negativesOf(cells.map(counted)),
    format: [...new Set(formats)].join(' | '),
  }
}

/** SQL: the shape of a trimmed cell without its prefix; see `shapeOf`. */
export function shapeBody(cell: string): string {
  return `left(translate(${cell}, '012345678', '999999999'), 64)`
}

/**
 * SQL: a number from a trimmed cell that says by itself which sign is the decimal mark: the last of
 * two, or the only one that no groups of three digits follow.
 */
export function clearNumber(
  cell: string,
  { integer, decimal, negatives }: Pick<NumberStyle, 'integer' | 'decimal' | 'negatives'>,
): string {
  const money = `regexp_replace(${negativeExpression(cell, negatives)}, '^(-?)\\s?(S/\\.?|US\\$|[$€£])\\s*', '\\1', 'i')`
  const text = `regexp_replace(rtrim(${money}, '% '), E'[ \\'’\u00a0\u202f]', '', 'g')`
  const plain = `CASE
    WHEN regexp_full_match(${text}, '[+-]?[0-9]{1,3}([.][0-9]{3}){2,}') THEN replace(${text}, '.', '')
    WHEN regexp_full_match(${text}, '[+-]?[0-9.]*,[0-9]*(e[+-]?[0-9]+)?', 'i') THEN replace(replace(${text}, '.', ''), ',', '.')
    ELSE replace(${text}, ',', '') END`
  if (integer) return `TRY_CAST(${plain} AS BIGINT)`
  if (decimal) return `TRY_CAST(${plain} AS DECIMAL(${decimal.digits}, ${decimal.scale}))`
  return `TRY_CAST(${plain} AS DOUBLE)`
}
