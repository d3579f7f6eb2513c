// The tables and the questions that every contender is asked, with parameters from a seeded generator.
import { duck, onpeCsv, ssaCsv } from '../shared/data.ts'
import { seeded } from '../shared/timing.ts'
import { join } from 'node:path'

export type Question =
  | { kind: 'page'; offset: number }
  | { kind: 'filter'; column: string; value: string }
  | { kind: 'sort'; column: string; offset: number }
  | { kind: 'words'; words: string }
  | { kind: 'group'; column: string; sum: string; where: Where | null }

/** `>` compares numbers. */
export interface Where {
  column: string
  op: '=' | '>'
  value: string
}

export interface Subject {
  name: string
  about: string
  csv: string
  rows: number
  columns: string[]
  /** Columns that are numbers; all others are text. */
  numbers: string[]
  /** Rows of the pages deep in the table start near here. */
  deep: number
  /** `turn` changes the parameters, the same for every contender. */
  questions: Record<Measure, (turn: number) => Question>
}

export const measures = [
  'first page',
  'filter with count',
  'sort',
  'deep page',
  'full text',
  'group by',
] as const
export type Measure = (typeof measures)[number]

/** 80 % pages anywhere, 15 % filters, 5 % groups after a filter: the load of many readers. */
export function mixed(subject: Subject, turn: number): Question {
  const share = seeded(turn * 7 + 1)(100)
  if (share < 80) return { kind: 'page', offset: seeded(turn * 11 + 2)(subject.rows - 100) }
  const { questions } = subject
  const filter = questions['filter with count'](turn)
  if (share < 95) return filter
  const group = questions['group by'](turn)
  if (group.kind !== 'group' || filter.kind !== 'filter') throw new Error('not a group')
  return { ...group, where: { column: filter.column, op: '=', value: filter.value } }
}

/** Names given to children in the United States, real, 2.1 million rows of four columns. */
export async function namesSubject(temp: string, scale: number): Promise<Subject | null> {
  const whole = ssaCsv(temp)
  if (!whole) return null
  const csv = await shortened(whole, join(temp, 'names.csv'), scale)
  return subjectOf({
    name: 'names',
    about: 'SSA names 1880–2023, real',
    csv,
    numbers: ['amount', 'year'],
    filter: 'name',
    sort: 'amount',
    words: 'name',
    group: { column: 'year', sum: 'amount' },
  })
}

/** Peru's polling tables of 2021 twelve times with new numbers: about 216 MB, 38 columns. */
export async function actasSubject(temp: string, scale: number): Promise<Subject | null> {
  const one = onpeCsv(temp)
  if (!one) return null
  const csv = join(temp, 'actas.csv')
  const copies = Math.max(1, Math.round(12 * scale))
  await duck(
    `COPY (SELECT k * 86488 + rowid::BIGINT AS rowid, lpad((k * 90000 + mesa::BIGINT)::VARCHAR, 7, '0') AS mesa, ` +
      `t.* EXCLUDE (rowid, mesa) FROM range(${copies}) AS c(k), ` +
      `read_csv('${one}', all_varchar = true) AS t ORDER BY 1) TO '${csv}' (HEADER)`,
  )
  const described = await duck(
    `DESCRIBE SELECT * FROM read_csv('${csv}', sample_size = -1, nullstr = ['NA', ''])`,
  )
  return subjectOf({
    name: 'actas',
    about: `ONPE polling tables 2021, ${copies} copies with new numbers`,
    csv,
    numbers: described.filter(([, type]) => type === 'BIGINT').map(([name]) => name!),
    filter: 'v1_DISTRITO',
    sort: 'v1_emitidos',
    words: 'v1_TDIRE_LOCAL',
    group: { column: 'v1_DEPARTAMENTO', sum: 'v1_validos' },
  })
}

async function shortened(csv: string, to: string, scale: number): Promise<string> {
  if (scale === 1) return csv
  await duck(
    `COPY (FROM read_csv('${csv}') USING SAMPLE ${scale * 100}% (bernoulli, 7)) TO '${to}'`,
  )
  return to
}

interface Recipe {
  name: string
  about: string
  csv: string
  numbers: string[]
  filter: string
  sort: string
  words: string
  group: { column: string; sum: string }
}

async function subjectOf(recipe: Recipe): Promise<Subject> {
  const { name, about, csv, numbers, group } = recipe
  const source = `read_csv('${csv}', all_varchar = true)`
  const columns = (await duck(`DESCRIBE SELECT * FROM ${source}`)).map(([column]) => column!)
  const rows = Number((await duck(`SELECT count(*) FROM ${source}`))[0]![0])
  const values = await sampled(source, recipe.filter, '.+')
  const words = (await sampled(source, recipe.words, '.*[A-Za-z]{4,}.*')).map(
    (text) => /[A-Za-z]{4,}/.exec(text)![0],
  )
  const deep = Math.floor(rows * 0.94)
  const questions: Subject['questions'] = {
    'first page': () => ({ kind: 'page', offset: 0 }),
    'filter with count': (turn) => ({
      kind: 'filter',
      column: recipe.filter,
      value: values[turn % values.length]!,
    }),
    sort: (turn) => ({ kind: 'sort', column: recipe.sort, offset: 100 * (turn % 20) }),
    'deep page': (turn) => ({ kind: 'page', offset: deep + ((37 * turn) % (rows - deep - 100)) }),
    'full text': (turn) => ({ kind: 'words', words: words[turn % words.length]! }),
    // Nearly all rows, and never the same question twice: an answer kept from before is no answer.
    'group by': (turn) => ({
      kind: 'group',
      ...group,
      where: { column: recipe.sort, op: '>', value: String(turn) },
    }),
  }
  return { name, about, csv, rows, columns, numbers, deep, questions }
}

/** Two thousand different values, in an order that looks random and is the same in every run. */
async function sampled(source: string, column: string, pattern: string): Promise<string[]> {
  const rows = await duck(
    `SELECT DISTINCT "${column}" AS v FROM ${source} ` +
      `WHERE regexp_full_match("${column}", '${pattern}') ORDER BY hash(v) LIMIT 2000`,
  )
  return rows.map(([value]) => value!)
}
