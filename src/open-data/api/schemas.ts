// What each call of the API takes, for its checks and its description.
import { Type } from 'typebox'
import type { TObject, TSchema } from 'typebox'

const text = (description: string): TSchema => Type.Optional(Type.String({ description }))
const whole = (description: string, range: { minimum: number; maximum?: number }): TSchema =>
  Type.Optional(Type.Integer({ description, maximum: Number.MAX_SAFE_INTEGER, ...range }))
const yes = (description: string): TSchema => Type.Optional(Type.Boolean({ description }))
const oneOf = (values: string[], description: string): TSchema =>
  Type.Optional(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
  )

const version = whole('Number of a version; its answer never changes. Default: the newest.', {
  minimum: 1,
})
const limit = (maximum: number): TSchema => whole('Rows at most.', { minimum: 1, maximum })
const offset = whole('Rows left out before the first.', { minimum: 0 })

const filters = {
  version,
  where: text(
    'A condition as JSON: {"column":"anio","op":"gte","value":2020}, {"and":[…]}, {"or":[…]}, {"not":…}, {"column":"x","is":"null"}, {"within":[west,south,east,north]}.',
  ),
  q: text('Words that must all occur in the row, without regard to case or accents.'),
}

const chosen = {
  ...filters,
  columns: text('Ids of columns, separated by commas, in the order wanted.'),
  sort: text('Ids of columns, separated by commas; a minus in front sorts down.'),
  distinct: yes('Leaves out repeated rows.'),
}

export const rowsQuery: TObject = Type.Object({
  ...chosen,
  limit: limit(32_000),
  offset,
  after: text('`next` of an earlier answer: the rows after it. Not together with offset.'),
  count: oneOf(['exact', 'none'], 'Whether to count all rows that match. Default exact.'),
  format: oneOf(['lists', 'objects'], 'Rows as lists (default) or as objects.'),
})

export const exportQuery: TObject = Type.Object({
  ...chosen,
  limit: whole('Rows at most; without it, all.', { minimum: 0 }),
  offset,
  heads: oneOf(['names', 'ids'], 'Headings as the office wrote them (default) or ids of columns.'),
  bom: yes('A UTF-8 byte order mark, for Excel.'),
  id: yes('The number of the row as first column.'),
  delimiter: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1, description: 'CSV: `,` by default.' }),
  ),
})

export const aggregateQuery: TObject = Type.Object({
  ...filters,
  group: text('Columns to group by: `distrito`, `fecha:month`, `monto:100` (bins of 100).'),
  measures: text('count, sum:column, avg:column, min:, max:, median:, distinct:. Default count.'),
  sort: text('Places in the answer, from 0; a minus in front sorts down: `-1`.'),
  limit: limit(32_000),
})

const oneSelect = Type.String({
  minLength: 1,
  maxLength: 100_000,
  description: 'One SELECT over `data`, or over resources by their ids in double quotes.',
})
const asked = {
  sql: oneSelect,
  dialect: oneOf(['duckdb', 'postgres'], 'Default duckdb.'),
  limit: limit(32_000),
}

export const sqlQuery: TObject = Type.Object({ ...asked, version })
export const sqlBody: TObject = Type.Object(asked)

export const diffQuery: TObject = Type.Object({
  from: whole('The older version. Default: the one before `to`.', { minimum: 1 }),
  to: whole('The newer version. Default: the newest.', { minimum: 1 }),
  key: text('Columns rows are matched by, separated by commas. Default: the table’s key.'),
  limit: limit(1000),
  offset,
})

const several = Type.Optional(Type.Array(Type.String()))

export const searchQuery: TObject = Type.Object({
  q: text('Words to search for.'),
  organisation: several,
  theme: several,
  tag: several,
  licence: several,
  format: several,
  sort: oneOf(['relevance', 'modified', 'title', 'created'], 'Default relevance.'),
  limit: limit(100),
  offset,
})

export const answerOf: Record<'rows' | 'anything', TObject> = {
  rows: Type.Object({
    resource: Type.String(),
    version: Type.Integer(),
    columns: Type.Array(
      Type.Object({ id: Type.String(), type: Type.String(), name: Type.Optional(Type.String()) }),
    ),
    rows: Type.Array(Type.Unknown()),
    total: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    next: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    by: Type.Optional(Type.String()),
    truncated: Type.Optional(Type.Boolean()),
  }),
  anything: Type.Object({}, { additionalProperties: true }),
}
