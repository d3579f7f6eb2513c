// The questions put to the index files, with parameters that differ from call to call.
import type { TableFiles } from '../../packages/tables/src/model.ts'
import type { Condition, RowsQuery } from '../../packages/tables/src/query-model.ts'
import { seeded } from '../shared/timing.ts'

export interface Question {
  label: string
  ask(turn: number): RowsQuery
}

type Compared = 'eq' | 'lt' | 'lte' | 'gt' | 'gte'

function where(column: string, op: Compared, value: string | number): Condition {
  return { column, op, value }
}

export function nameQuestions(table: TableFiles): Question[] {
  const any = seeded(1)
  const { rows } = table.manifest
  const names = ['Mary', 'Lucas', 'Emma', 'John', 'Anna', 'Zoe', 'Noah', 'Olivia', 'Ida', 'Rosa']
  const name = () => names[any(names.length)]!
  return [
    { label: 'page at any offset', ask: () => ({ offset: any(rows) }) },
    { label: 'row by _id', ask: () => ({ where: where('_id', 'eq', 1 + any(rows)) }) },
    { label: 'name =', ask: () => ({ where: where('name', 'eq', name()) }) },
    {
      label: 'sex = (59 %), any offset',
      ask: () => ({ where: where('sex', 'eq', 'F'), offset: any(1e6) }),
    },
    { label: 'amount > (1 %)', ask: () => ({ where: where('amount', 'gt', 1000 + any(3000)) }) },
    {
      label: 'top 100 by amount after a filter by year',
      ask: () => ({
        where: where('year', 'eq', 1880 + any(144)),
        sort: [{ column: 'amount', descending: true }],
      }),
    },
    ...orderQuestions('amount', rows),
    ...orderQuestions('name', rows),
    { label: 'word', ask: () => ({ search: { words: name() } }) },
    {
      label: 'beginning of a word',
      ask: () => ({ search: { words: name().slice(0, 2 + any(2)), prefix: true } }),
    },
    {
      label: 'word and year =',
      ask: () => ({ search: { words: name() }, where: where('year', 'eq', 1880 + any(144)) }),
    },
  ]
}

export function caseQuestions(table: TableFiles): Question[] {
  const any = seeded(2)
  const { rows } = table.manifest
  const office = () => where('office', 'eq', `Oficina ${any(40)}`)
  const day = () => new Date(Date.UTC(2015, 0, 1 + any(3600))).toISOString().slice(0, 10)
  const caseNumber = () => `EXP-${2015 + any(10)}-${String(any(1e7)).padStart(8, '0')}`
  return [
    { label: 'page at any offset', ask: () => ({ offset: any(rows) }) },
    { label: 'row by _id', ask: () => ({ where: where('_id', 'eq', 1 + any(rows)) }) },
    {
      label: 'row by case number',
      ask: () => ({ where: where('case_number', 'eq', caseNumber()) }),
    },
    {
      label: 'office = (2.5 %), any offset',
      ask: () => ({ where: office(), offset: any(rows / 50) }),
    },
    { label: 'one day', ask: () => ({ where: where('day', 'eq', day()) }) },
    {
      label: 'thirty days (0.8 %)',
      ask: () => {
        const from = day()
        const to = new Date(Date.parse(from) + 30 * 864e5).toISOString().slice(0, 10)
        return { where: { and: [where('day', 'gte', from), where('day', 'lt', to)] } }
      },
    },
    {
      label: 'office = and day = ',
      ask: () => ({ where: { and: [office(), where('day', 'eq', day())] } }),
    },
    {
      label: 'office = and procedure =',
      ask: () => ({
        where: { and: [office(), where('procedure', 'eq', `Procedimiento ${any(300)}`)] },
      }),
    },
    {
      label: 'top 100 by amount within an office',
      ask: () => ({ where: office(), sort: [{ column: 'amount', descending: true }] }),
    },
    ...orderQuestions('amount', rows),
    ...orderQuestions('case_number', rows),
    ...orderQuestions('district', rows),
    { label: 'word (2.5 %)', ask: () => ({ search: { words: `oficina ${any(40)}` } }) },
    { label: 'two words', ask: () => ({ search: { words: `${any(1874)} distrito` } }) },
  ]
}

function orderQuestions(column: string, rows: number): Question[] {
  const any = seeded(3)
  const sort = (descending: boolean) => [{ column, descending }]
  return [
    {
      label: `top 100 by ${column}, either way`,
      ask: (turn) => ({ sort: sort(turn % 2 === 0), offset: 100 * Math.floor(turn / 2) }),
    },
    { label: `by ${column}, any offset`, ask: () => ({ sort: sort(false), offset: any(rows) }) },
    {
      label: `by ${column} descending, any offset`,
      ask: () => ({ sort: sort(true), offset: any(rows) }),
    },
  ]
}
