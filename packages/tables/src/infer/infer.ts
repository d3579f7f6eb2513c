// Gives every column its type from all its rows, and the SQL that makes the typed values.
import { type Duck, literal } from '../build/duck.ts'
import { type Part, inParts, isShort } from '../build/narrow.ts'
import type { ColumnType, RepairStep } from '../model.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'
import type { DeclaredType } from '../read/staged.ts'
import { codeName, headingWords, saysDate } from './code-names.ts'
import { typedDates } from './date-columns.ts'
import { type Decision, type Mixed, decide } from './decide.ts'
import { typeOfDeclared } from './declared-type.ts'
import {
  booleanExpression,
  cleanCell,
  compactDateExpression,
  numberExpression,
  timeExpression,
} from './expressions.ts'
import { type Sampled, type Shape, columnShapes, isBlank, sampled, trimmed } from './shapes.ts'
import { shapeKind } from './shape-kinds.ts'
import type { TwoWays } from './two-ways.ts'

/** What is known of a column before it is written. */
export interface Inferred {
  type: ColumnType
  decimal?: { digits: number; scale: number }
  format?: string
  /** SQL over the staging table. */
  sql: string
  nullWords: Decision['nullWords']
  mixed?: Mixed
  /** Text because its numbers contradict each other. */
  twoWays?: TwoWays
  dates?: {
    ambiguous: boolean
    conflict: boolean
    mixedForms: boolean
    rows: number[]
    count: number
  }
  /** The file declares nanoseconds, which are cut to microseconds. */
  nanoseconds?: boolean
  /** The shapes of all cells prove that each becomes a value. */
  proven?: boolean
  /** Cells that become a value, where that is known without asking `sql`. */
  filled?: number
  /** Digits → cells, where the column holds whole numbers. */
  lengths: Map<number, number>
  /** Text only because its heading names a code. */
  code: boolean
}

export interface InferOptions {
  duck: Duck
  rows: number
  columns: {
    name: string
    declared?: DeclaredType | undefined
    recipe?: Extract<RepairStep, { do: 'set-type' }> | undefined
    nullWords?: string[]
  }[]
  /** The file parts cells by semicolons, as programs do where the comma is the decimal mark. */
  commaLikely: boolean
}

const SAMPLE = 2000

export async function inferColumns(options: InferOptions): Promise<Inferred[]> {
  const { duck, columns } = options
  const result: Inferred[] = []
  const names = columns.map((_, index) => stagingColumn(index))
  await inParts(duck, { table: STAGING, columns: names }, async (part) => {
    result.push(...(await inferPart(options, part)))
  })
  return result
}

async function inferPart(options: InferOptions, { table, from, to }: Part): Promise<Inferred[]> {
  const { duck, rows } = options
  const columns = options.columns.slice(from, to)
  const step = Math.max(1, Math.floor(rows / SAMPLE))
  const sample = await duck.rows(
    `SELECT ${columns.map(({ declared }, at) => sampleCell(from + at, declared)).join(', ')}
     FROM ${table} WHERE rowid % ${step} = 0 LIMIT ${SAMPLE}`,
  )
  const given = columns.map((column, at): Given => {
    const cells = sample.map((row) => row[at]).filter((cell) => typeof cell === 'string')
    return { table, index: from + at, column, sample: sampled(cells) }
  })
  const shapes = isShort(rows) ? await askTogether(duck, given) : null
  const result = new Map<number, Inferred>()
  for (const each of given) {
    const known = shapes ? shapes.get(each.index) : undefined
    result.set(each.index, await inferColumn(options, each, known))
  }
  await verify(duck, table, result)
  await settleBlanks(duck, table, result)
  await locateNullWords(duck, table, result)
  return [...result.values()]
}

function sampleCell(index: number, declared: DeclaredType | undefined): string {
  return declared === undefined ? `left(${stagingColumn(index)}, 80)` : 'NULL'
}

const NOTHING = { nullWords: null, lengths: new Map<number, number>(), code: false }

interface Given {
  /** Where its cells are, under the name of its place. */
  table: string
  index: number
  column: InferOptions['columns'][number]
  sample: Sampled
}

/** The shapes of all columns that need them, by index. */
async function askTogether(
  duck: Duck,
  given: readonly Given[],
): Promise<Map<number, Shape[] | null>> {
  const open = given.filter(needsShapes)
  if (open.length === 0) return new Map()
  const columns = open.map(({ index, sample }) => ({ name: stagingColumn(index), sample }))
  const found = await columnShapes(duck, open[0]!.table, columns)
  return new Map(open.map(({ index }, at) => [index, found[at] ?? null]))
}

function needsShapes({ column, sample }: Given): boolean {
  if (column.declared !== undefined || column.recipe?.type === 'text') return false
  return column.recipe !== undefined || !looksLikeText(sample)
}

/** `shapesKnown`: those of the column where they were asked for before. */
async function inferColumn(
  options: InferOptions,
  given: Given,
  shapesKnown: Shape[] | null | undefined,
): Promise<Inferred> {
  const { table, index, column, sample } = given
  const staged = stagingColumn(index)
  const cell = cleanCell(staged, column.nullWords ?? [])
  const text: Inferred = { type: 'text', sql: textCell(staged, column.nullWords ?? []), ...NOTHING }
  if (column.declared !== undefined)
    return {
      ...text,
      ...(await typeOfDeclared(options.duck, { table, staged, declared: column.declared })),
    }
  if (column.recipe?.type === 'text') return { ...text, lengths: new Map() }
  if (!needsShapes(given)) return text
  const all =
    shapesKnown === undefined
      ? (await columnShapes(options.duck, table, [{ name: staged, sample }]))[0]
      : shapesKnown
  if (!all) return text
  const ignored = new Set((column.nullWords ?? []).map((word) => word.toLowerCase()))
  const shapes = all.filter((shape) => !ignored.has(shape.example.trim().toLowerCase()))
  const decision = forceType(
    decide(shapes, column.name, options.commaLikely),
    shapes,
    column,
    options,
  )
  const { nullWords, lengths, code } = decision
  const strays = decision.strays
  const known = { nullWords, lengths, code, ...(strays && { mixed: strays }) }
  const clean = cleanCell(staged, [...(column.nullWords ?? []), ...(nullWords?.words ?? [])])
  const { verdict } = decision
  switch (verdict.type) {
    case 'text':
      return {
        ...text,
        ...known,
        ...(verdict.mixed && { mixed: verdict.mixed }),
        ...(verdict.twoWays && { twoWays: verdict.twoWays }),
      }
    case 'boolean':
      return { type: 'boolean', sql: booleanExpression(clean, verdict.yes, verdict.no), ...known }
    case 'time':
      return { type: 'time', format: 'hh:mm', sql: timeExpression(clean), ...known }
    case 'date':
      return {
        ...(await typedDates(options.duck, table, clean, verdict.dates, column.recipe)),
        ...known,
      }
    case 'integer':
    case 'number': {
      const style = verdict.number
      if (await isCompactDate(options.duck, table, column.name, staged, cell, shapes)) {
        const sql = `${compactDateExpression(clean)}::DATE`
        return { type: 'date', format: 'yyyymmdd', sql, ...known }
      }
      if (
        verdict.type === 'number' &&
        (await isWholeWithPoint(options.duck, table, clean, style.decimal))
      ) {
        const sql = `TRY_CAST(${clean} AS BIGINT)`
        if (codeName(column.name))
          return { ...text, sql: `TRY_CAST(${clean} AS BIGINT)::VARCHAR`, ...known }
        return { type: 'integer', format: '1.0', sql, ...known }
      }
      // Nothing to take out of the cells: the cast itself passes over spaces and words for nothing.
      const bare =
        style.format === undefined &&
        style.mark === '.' &&
        (style.integer || style.decimal !== null)
      const exact = bare && !column.nullWords?.length && !column.recipe
      return {
        type: verdict.type,
        proven: true,
        ...(exact && { filled: countCells(shapes) - (nullWords?.count ?? 0) }),
        ...(style.decimal && verdict.type === 'number' && { decimal: style.decimal }),
        ...(style.format !== undefined && { format: style.format }),
        sql: numberExpression(bare && !column.nullWords?.length ? staged : clean, style),
        ...known,
      }
    }
  }
}

function countCells(shapes: Shape[]): number {
  return shapes.reduce((sum, { count }) => sum + count, 0)
}

/** Where a recipe names a type, the cells that have it decide; the others will be null. */
function forceType(
  decision: Decision,
  shapes: Shape[],
  column: InferOptions['columns'][number],
  options: InferOptions,
): Decision {
  const wanted = column.recipe?.type
  if (wanted === undefined || decision.verdict.type !== 'text') return decision
  const family: Record<string, string[]> = {
    integer: ['integer', 'number'],
    number: ['integer', 'number'],
    date: ['date'],
    timestamp: ['date'],
    time: ['time'],
    boolean: ['boolean'],
  }
  const kinds = family[wanted] ?? []
  const fitting = shapes.filter((shape) => kinds.includes(shapeKind(shape.shape).kind))
  if (fitting.length === 0) return decision
  const others = shapes.filter((shape) => !fitting.includes(shape))
  const forced = decide(fitting, '', options.commaLikely)
  const mixed: Mixed = {
    almost: wanted,
    count: countCells(others),
    rows: others.map((shape) => shape.row).slice(0, 10),
    example: others[0]?.example ?? '',
    forced: true,
  }
  return { ...forced, ...(others.length > 0 && { strays: mixed }) }
}

/** Cells of a text column stay as they are, except those of nothing but blanks. */
function textCell(column: string, nullWords: readonly string[]): string {
  if (nullWords.length > 0) {
    return `CASE WHEN (${cleanCell(column, nullWords)}) IS NOT NULL THEN ${column} END`
  }
  return `CASE WHEN NOT ${isBlank(column)} THEN ${column} END`
}

/** One cell in five that can only be text decides it: a typed column has none. */
function looksLikeText({ shapes }: Sampled): boolean {
  let text = 0
  let filled = 0
  for (const [shape, count] of shapes) {
    filled += count
    if (shapeKind(shape).kind === 'text') text += count
  }
  return filled > 0 && text > filled * 0.2
}

async function isCompactDate(
  duck: Duck,
  table: string,
  name: string,
  column: string,
  cell: string,
  shapes: Shape[],
): Promise<boolean> {
  const values = shapes.filter((shape) => shapeKind(shape.shape).kind !== 'null-word')
  if (!values.every((shape) => shape.shape === '#8')) return false
  const hint = saysDate(name) || /(^|\s)(periodo|date|dt)(\s|$)/.test(headingWords(name))
  const [bad, distinct, low, high] = await duck.row(
    `SELECT count(*) FILTER (${cell} LIKE '________' AND ${compactDateExpression(cell)} IS NULL)::INTEGER,
      approx_count_distinct(${column})::INTEGER, min(${cell}), max(${cell}) FROM ${table}
      WHERE ${column} SIMILAR TO '\\d{8}'`,
  )
  if (Number(bad) > 0 || Number(low) < 18000101 || Number(high) > 21001231) return false
  return hint || Number(distinct) >= 10
}

/** 2019.0, 2020.0 …: whole numbers written by a program that knows no missing whole number. */
async function isWholeWithPoint(
  duck: Duck,
  table: string,
  cell: string,
  decimal: { digits: number; scale: number } | null,
): Promise<boolean> {
  if (decimal?.scale !== 1) return false
  const [other, missing] = await duck.row(
    `SELECT count(*) FILTER (NOT ends_with(${cell}, '.0'))::INTEGER,
      count(*) FILTER ((${cell}) IS NULL)::INTEGER FROM ${table}`,
  )
  return Number(other) === 0 && Number(missing) > 0
}

/** The first ten rows that hold a word for nothing. */
async function locateNullWords(
  duck: Duck,
  table: string,
  columns: Map<number, Inferred>,
): Promise<void> {
  for (const [index, { nullWords }] of columns) {
    if (!nullWords || nullWords.count === nullWords.rows.length) continue
    const list = nullWords.words.map((word) => literal(word.toLowerCase())).join(', ')
    const rows = await duck.rows(
      `SELECT rowid::INTEGER FROM ${table} WHERE lower(${trimmed(stagingColumn(index))}) IN (${list})
       LIMIT 10`,
    )
    nullWords.rows = rows.map(([rowid]) => Number(rowid)).sort((a, b) => a - b)
  }
}

/** Text columns without cells of mere blanks, which are nearly all, are taken as they are. */
async function settleBlanks(
  duck: Duck,
  table: string,
  columns: Map<number, Inferred>,
): Promise<void> {
  const texts = [...columns].filter(
    ([index, { type, sql }]) => type === 'text' && sql === textCell(stagingColumn(index), []),
  )
  if (texts.length === 0) return
  const counts = await duck.row(
    `SELECT ${texts.map(([index]) => `count(*) FILTER (${isBlank(stagingColumn(index))})::INTEGER`).join(', ')}
     FROM ${table}`,
  )
  for (const [at, [index, column]] of texts.entries()) {
    if (Number(counts[at]) === 0) column.sql = stagingColumn(index)
  }
}

/** Every filled cell must have become a value; a column where one did not stays text. */
async function verify(duck: Duck, table: string, columns: Map<number, Inferred>): Promise<void> {
  const typed = [...columns]
    .map(([index, column]) => ({ column, index }))
    .filter(({ column }) => !['text', 'json', 'geometry'].includes(column.type))
    .filter(({ column }) => column.mixed?.forced !== true && column.proven !== true)
  if (typed.length === 0) return
  const lost = (column: Inferred, index: number): string => {
    const words = column.nullWords?.words ?? []
    return `(${cleanCell(`${stagingColumn(index)}::VARCHAR`, words)}) IS NOT NULL AND (${column.sql}) IS NULL`
  }
  const counts = await duck.row(
    `SELECT ${typed.map(({ column, index }) => `count(*) FILTER (${lost(column, index)})::INTEGER`).join(', ')}
     FROM ${table}`,
  )
  for (const [at, { column, index }] of typed.entries()) {
    const count = Number(counts[at])
    if (count === 0) continue
    const bad = await duck.rows(
      `SELECT rowid::INTEGER, ${stagingColumn(index)}::VARCHAR FROM ${table}
       WHERE ${lost(column, index)} ORDER BY rowid LIMIT 10`,
    )
    columns.set(index, {
      type: 'text',
      sql: textCell(stagingColumn(index), []),
      ...NOTHING,
      mixed: {
        almost: column.type,
        count,
        rows: bad.map(([rowid]) => Number(rowid)),
        example: String(bad[0]?.[1] ?? ''),
      },
    })
  }
}
