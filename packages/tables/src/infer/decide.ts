// Decides the type of a column from the shapes of all its cells.
import type { ColumnType } from '../model.ts'
import { codeName } from './code-names.ts'
import type { DateShape } from './date-shapes.ts'
import { type NumberStyle, decideNumber } from './decide-number.ts'
import type { Shape } from './shapes.ts'
import { type NumberShape, type ShapeKind, shapeKind } from './shape-kinds.ts'
import { type TwoWays, findTwoWays } from './two-ways.ts'
import { booleanWords } from './words.ts'

export type Verdict =
  | { type: 'text'; mixed?: Mixed; twoWays?: TwoWays }
  | { type: 'integer' | 'number'; number: NumberStyle }
  | { type: 'boolean'; yes: string[]; no: string[] }
  | { type: 'date'; dates: DateShape[] }
  | { type: 'time' }

/** A column that is nearly all of one type. */
export interface Mixed {
  almost: ColumnType
  count: number
  rows: number[]
  example: string
  /** A recipe made the column of this type all the same; the others became null. */
  forced?: boolean
}

export interface Decision {
  verdict: Verdict
  /** Words that become null because the rest of the column is typed otherwise. */
  nullWords: { words: string[]; count: number; rows: number[] } | null
  /** Lengths of whole numbers: digits → cells. */
  lengths: Map<number, number>
  /** Cells that a type named by a recipe leaves out. */
  strays?: Mixed
  /** The verdict was text only because the heading names a code. */
  code: boolean
}

interface Sorted {
  kind: ShapeKind
  shape: Shape
}

export function decide(shapes: Shape[], name: string, commaLikely: boolean): Decision {
  const sorted = shapes.map((shape) => ({ shape, kind: shapeKind(shape.shape) }))
  const values = sorted.filter(({ kind }) => kind.kind !== 'null-word')
  const nulls = sorted.filter(({ kind }) => kind.kind === 'null-word')
  const lengths = new Map<number, number>()
  for (const { kind, shape } of values) {
    if (kind.kind !== 'integer' && kind.kind !== 'code') continue
    lengths.set(kind.digits, (lengths.get(kind.digits) ?? 0) + shape.count)
  }
  const code = codeName(name) !== null && values.every(({ kind }) => kind.kind === 'integer')
  const verdict: Verdict = code ? { type: 'text' } : verdictOf(values, nulls, commaLikely)
  const typed = verdict.type !== 'text' && nulls.length > 0
  return { verdict, nullWords: typed ? wordsOf(nulls) : null, lengths, code }
}

function verdictOf(values: Sorted[], nulls: Sorted[], commaLikely: boolean): Verdict {
  const total = count(values)
  if (total === 0) return { type: 'text' }
  const booleans = values.filter(({ kind }) => kind.kind === 'boolean')
  const words = new Set(booleans.map(({ kind }) => (kind.kind === 'boolean' ? kind.word : '')))
  const numbers = values.filter(({ kind }) => kind.kind === 'integer' || kind.kind === 'number')
  const dates = values.filter(({ kind }) => kind.kind === 'date')
  const times = values.filter(({ kind }) => kind.kind === 'time')
  if (booleans.length === values.length) {
    const pair = booleanWords(words)
    return pair ? { type: 'boolean', ...pair } : { type: 'text' }
  }
  if (times.length === values.length) return { type: 'time' }
  if (dates.length === values.length) return { type: 'date', dates: dates.map(asDate) }
  if (numbers.length === values.length) {
    if (numbers.every(isMark)) return { type: 'text' }
    const style = decideNumber(numbers.map(asNumber), commaLikely)
    if (style) return { type: style.integer ? 'integer' : 'number', number: style }
    const found = numbers.map((sorted) => ({ number: asNumber(sorted).shape, shape: sorted.shape }))
    const twoWays = findTwoWays(found)
    if (twoWays && nulls.length > 0) twoWays.nullWords = wordsOf(nulls)
    return { type: 'text', ...(twoWays && { twoWays }) }
  }
  const families: [ColumnType, Sorted[]][] = [
    ['number', numbers],
    ['date', dates],
    ['time', times],
  ]
  for (const [almost, members] of families) {
    if (count(members) < total * 0.9 || values.some(({ kind }) => kind.kind === 'code')) continue
    const others = values.filter((value) => !members.includes(value))
    return { type: 'text', mixed: mixed(almost, others) }
  }
  return { type: 'text' }
}

/** (1), (2) and 3- alone are marks of notes or grades: no number, separator or money is beside them. */
function isMark({ kind }: Sorted): boolean {
  return (
    kind.kind === 'number' &&
    (kind.negative === 'brackets' || kind.negative === 'behind') &&
    kind.style === 'point' &&
    kind.scale === 0 &&
    !kind.currency &&
    !kind.percent
  )
}

function mixed(almost: ColumnType, others: Sorted[]): Mixed {
  const rows = others.map(({ shape }) => shape.row).sort((a, b) => a - b)
  return {
    almost,
    count: count(others),
    rows: rows.slice(0, 10),
    example: others[0]?.shape.example ?? '',
  }
}

function count(list: Sorted[]): number {
  return list.reduce((sum, { shape }) => sum + shape.count, 0)
}

function asDate({ kind }: Sorted): DateShape {
  if (kind.kind !== 'date') throw new TypeError(kind.kind)
  return kind
}

function asNumber({ kind, shape }: Sorted): { shape: NumberShape; count: number } {
  if (kind.kind === 'number') return { shape: kind, count: shape.count }
  const digits = kind.kind === 'integer' ? kind.digits : 0
  const whole: NumberShape = {
    kind: 'number',
    style: 'point',
    mark: '',
    whole: digits - (shape.example.startsWith('-') ? 1 : 0),
    scale: 0,
    exponent: false,
    currency: false,
    percent: false,
    negative: null,
  }
  return { shape: whole, count: shape.count }
}

function wordsOf(nulls: Sorted[]): { words: string[]; count: number; rows: number[] } {
  return {
    words: [...new Set(nulls.map(({ shape }) => shape.example.trim()))],
    count: count(nulls),
    rows: nulls
      .map(({ shape }) => shape.row)
      .sort((a, b) => a - b)
      .slice(0, 10),
  }
}
