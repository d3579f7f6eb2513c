// Gives every column its type from all its rows, and the SQL that makes the typed values.
import type { Duck } from '../build/duck.ts'
import { type Part, inParts, isShort } from '../build/narrow.ts'
import { LONGEST, type CellSource, DISTINCT, sourceOf } from '../columns/known-cells.ts'
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
import { type Sampled, type Shape, columnShapes, sampled, sampledCounts } from './shapes.ts'
import { type InferOptions, type Inferred, NOTHING, textCell } from './inferred.ts'
import { locateNullWords, settleBlanks, verify } from './settle.ts'
import { shapeKind } from './shape-kinds.ts'

const SAMPLE = 2000

export async function inferColumns(options: InferOptions): Promise<Inferred[]> {
  const { duck, columns, cells } = options
  if (cells) return inferPart(options, { table: STAGING, from: 0, to: columns.length })
  const result: Inferred[] = []
  const names = columns.map((_, index) => stagingColumn(index))
  await inParts(duck, { table: STAGING, columns: names }, async (part) => {
    result.push(...(await inferPart(options, part)))
  })
  return result
}

async function inferPart(options: InferOptions, { table, from, to }: Part): Promise<Inferred[]> {
  const { duck, rows, cells } = options
  const columns = options.columns.slice(from, to)
  const source = (index: number): CellSource =>
    cells ? sourceOf(cells, index) : { table, weight: '1', distinct: false }
  const samples = await sampleColumns(options, { table, from, to })
  const given = columns.map((column, at): Given => {
    return { source: source(from + at), index: from + at, column, sample: samples[at]! }
  })
  const shapes = await askTogether(
    duck,
    given.filter((each) => each.source.distinct || isShort(rows)),
  )
  for (const {
    index,
    source: { distinct },
  } of given) {
    const known = distinct ? null : cells?.shapes(index)
    if (known) shapes.set(index, known)
  }
  const result = new Map<number, Inferred>()
  for (const each of given) {
    result.set(each.index, await inferColumn(options, each, shapes.get(each.index)))
  }
  await verify(options, source, result)
  await settleBlanks(options, source, result)
  await locateNullWords(options, source, result)
  return [...result.values()]
}

/** A part of each column's cells: of its rows, or of its dictionary where it has one. */
async function sampleColumns(options: InferOptions, { table, from, to }: Part): Promise<Sampled[]> {
  const { duck, rows, cells } = options
  const columns = options.columns.slice(from, to)
  const open = cells ? [] : [...columns.keys()]
  const step = Math.max(1, Math.floor(rows / SAMPLE))
  const asked =
    open.length === 0
      ? []
      : await duck.rows(
          `SELECT ${open.map((at) => sampleCell(from + at, columns[at]!.declared)).join(', ')}
           FROM ${table} WHERE rowid % ${step} = 0 LIMIT ${SAMPLE}`,
        )
  return columns.map((_, at) => {
    if (cells?.isDistinct(from + at) === true) {
      return sampledCounts(cells.sample(from + at, SAMPLE))
    }
    const found = cells
      ? cells.sampleRows(from + at, step, SAMPLE)
      : asked.map((row) => row[at]).filter((cell) => typeof cell === 'string')
    return sampled(found)
  })
}

function sampleCell(index: number, declared: DeclaredType | undefined): string {
  return declared === undefined ? `left(${stagingColumn(index)}, ${LONGEST})` : 'NULL'
}

interface Given {
  source: CellSource
  index: number
  column: InferOptions['columns'][number]
  sample: Sampled
}

/** The shapes of all columns that need them, by index. */
async function askTogether(
  duck: Duck,
  given: readonly Given[],
): Promise<Map<number, Shape[] | null>> {
  const found = new Map<number, Shape[] | null>()
  const parted = Map.groupBy(given.filter(needsShapes), ({ source }) =>
    source.distinct ? DISTINCT : source.table,
  )
  for (const [table, open] of parted) {
    const columns = open.map(({ index, sample, source }) => ({
      ...{ name: stagingColumn(index), sample },
      ...(source.distinct && { place: index }),
    }))
    const shapes = await columnShapes(duck, table, columns)
    for (const [at, { index }] of open.entries()) found.set(index, shapes[at] ?? null)
  }
  return found
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
  const { source, index, column, sample } = given
  const { table } = source
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
        ...(await typedDates(options.duck, source, clean, verdict.dates, column.recipe)),
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
