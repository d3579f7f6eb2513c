// Random rows and random questions for the tests of index files.
import fc from 'fast-check'
import type { Cell } from '../model.ts'
import type { Condition, RowsQuery } from '../query-model.ts'
import { ids } from './test-tables.ts'

const words = [
  'Lima',
  'lima',
  'Ñaña',
  'áéí',
  'Ate',
  'a b',
  "d'Or",
  'İz',
  '',
  '10',
  '9',
  '😀',
  '\uffee',
]

export const row = fc.tuple(
  fc.option(fc.constantFrom(...words)),
  fc.option(fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((list) => list.join(' '))),
  fc.option(fc.integer({ min: -3, max: 3 })),
  fc.option(
    fc.constantFrom('9223372036854775807', '-9007199254740993', '9007199254740992', '5', '-5'),
  ),
  fc.option(fc.integer({ min: -500, max: 500 }).map((cents) => (cents / 100).toFixed(2))),
  fc.option(fc.constantFrom('0.1', '-0.5', '1e300', '3', '2.5e-8')),
  fc.option(fc.constantFrom('2021-04-11', '1999-12-31', '0001-01-01', '9999-12-31', '2021-04-12')),
  fc.option(
    fc.constantFrom('2021-04-11 10:00:00', '2021-04-11 10:00:00.25', '2021-04-11 00:00:00'),
  ),
  fc.option(fc.constantFrom('10:00:00', '10:00:00.5', '23:59:59')),
  fc.option(fc.boolean()),
) as fc.Arbitrary<Cell[]>

const wanted: Record<string, fc.Arbitrary<Cell>> = {
  office: fc.constantFrom<Cell>(...words, 'zz', 10),
  note: fc.constantFrom<Cell>(...words, 'Lima Ate'),
  count: fc.integer({ min: -4, max: 4 }),
  big: fc.constantFrom<Cell>('9223372036854775807', '-9007199254740993', 5, 0),
  amount: fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
  ratio: fc.constantFrom<Cell>(0.1, -0.5, 3, 0),
  day: fc.constantFrom<Cell>('2021-04-11', '2000-01-01'),
  moment: fc.constantFrom<Cell>('2021-04-11T10:00:00', '2021-04-11T10:00:00.250', '2021-04-11'),
  hour: fc.constantFrom<Cell>('10:00:00', '12:00:00'),
  open: fc.boolean(),
  _id: fc.integer({ min: -1, max: 40 }),
}

export const simple: fc.Arbitrary<Condition> = fc.constantFrom(...ids, '_id').chain((column) =>
  fc.oneof(
    fc.constantFrom<Condition>({ column, is: 'null' }, { column, is: 'not-null' }),
    fc
      .tuple(fc.constantFrom('eq', 'lt', 'lte', 'gt', 'gte'), wanted[column]!)
      .map(([op, value]): Condition => ({ column, op, value })),
    fc
      .array(column === '_id' ? wanted[column]! : fc.option(wanted[column]!), { maxLength: 3 })
      .map((value): Condition => ({ column, op: 'in', value })),
  ),
)

export const between: fc.Arbitrary<Condition> = fc.constantFrom(...ids, '_id').chain((column) =>
  fc.tuple(wanted[column]!, wanted[column]!).map(([low, high]) => ({
    and: [
      { column, op: 'gte', value: low },
      { column, op: 'lt', value: high },
    ],
  })),
)

export const question: fc.Arbitrary<RowsQuery> = fc.record(
  {
    where: fc.oneof(
      simple,
      between,
      fc.array(simple, { maxLength: 3 }).map((and) => ({ and })),
    ),
    search: fc.record(
      {
        words: fc.constantFrom(
          'lima',
          'LIMÁ',
          'nana',
          'a',
          'ate lima',
          'at',
          '10 lima',
          'd or',
          '9',
        ),
      },
      { requiredKeys: ['words'] },
    ),
    sort: fc
      .record(
        {
          column: fc.constantFrom(...ids, '_id'),
          descending: fc.boolean(),
          nulls: fc.constantFrom('first' as const, 'last' as const),
        },
        { requiredKeys: ['column'] },
      )
      .chain((sort) => fc.constantFrom([sort], [sort, { column: '_id' }])),
    limit: fc.integer({ min: 0, max: 12 }),
    offset: fc.integer({ min: 0, max: 40 }),
    count: fc.constantFrom('exact' as const, 'none' as const),
    columns: fc.constantFrom(
      ['_id', 'office'],
      ['amount', 'note', '_id'],
      ['big', 'moment', 'ratio'],
    ),
  },
  { requiredKeys: [] },
)
