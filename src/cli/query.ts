// `rimaq query`: answers a question about a published table, by conditions or by SQL.
import type { Cell, ColumnType, RowsQuery, TableFiles } from '@rimaq/tables'
import { findVersion } from './find-version.ts'
import { openShop } from './open-shop.ts'
import { columnId, readConditions, readSort } from './read-conditions.ts'
import { rowsText } from './show-table.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

interface Answer {
  columns: { name: string; type: ColumnType }[]
  rows: Cell[][]
  total: number | null
  truncated: boolean
}

/** Rows shown on a terminal when no limit is given. */
const few = 20

async function run(call: VerbCall): Promise<number> {
  const [name = ''] = call.operands
  const limit = call.number('limit', 1) ?? (call.json ? 100 : few)
  const sql = call.text('sql')
  if (sql !== undefined) {
    const clash = ['where', 'search', 'columns', 'sort', 'offset'].find((each) => call.has(each))
    if (clash !== undefined) throw new UsageError('clash', { a: '--sql', b: `--${clash}` })
  }
  const shop = await openShop(call)
  try {
    const found = await findVersion(shop.shelf, name, {
      resource: call.text('resource'),
      number: call.number('version', 1),
    })
    const table = await shop.shelf.files(found.version)
    const names = ['datos', found.dataset.slug, found.resource.name, found.resource.id]
    const tables = Object.fromEntries(names.map((each): [string, TableFiles] => [each, table]))
    const engine = shop.tables
    const answer =
      sql === undefined
        ? await rows(call, table, limit, (query) => engine.rows(table, query))
        : { ...(await engine.sql({ sql, tables, limit })), total: null }
    if (call.json) call.out.write(`${JSON.stringify(answer)}\n`)
    else call.out.write(words(call, answer))
    return answer.rows.length === 0 ? exit.no : exit.fine
  } finally {
    await shop.close()
  }
}

async function rows(
  call: VerbCall,
  { manifest }: TableFiles,
  limit: number,
  ask: (query: RowsQuery) => Promise<{
    rows: Cell[][]
    columns: { id: string; type: ColumnType }[]
    total: number | null
  }>,
): Promise<Answer> {
  const { columns } = manifest
  const where = readConditions(columns, call.texts('where'))
  const search = call.text('search')
  const offset = call.number('offset', 0)
  const answer = await ask({
    limit,
    sort: readSort(columns, call.list('sort') ?? []),
    ...(offset === undefined ? {} : { offset }),
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search: { words: search } }),
    ...(call.has('columns')
      ? { columns: (call.list('columns') ?? []).map((word) => columnId(columns, word)) }
      : {}),
  })
  const heads = answer.columns.map(({ id, type }) => ({ name: id, type }))
  const truncated = answer.total !== null && (offset ?? 0) + answer.rows.length < answer.total
  return { columns: heads, rows: answer.rows, total: answer.total, truncated }
}

function words(call: VerbCall, answer: Answer): string {
  const { t } = call
  if (answer.rows.length === 0) return `${t('cli.query.none')}\n`
  const text = rowsText({
    heads: answer.columns.map(({ name }) => name),
    rows: answer.rows,
    right: answer.columns.map(({ type }) => type === 'integer' || type === 'number'),
    width: call.width,
  })
  const shown = answer.rows.length
  const end = answer.truncated
    ? answer.total === null
      ? t('cli.query.more', { shown })
      : t('cli.query.some', { shown, total: answer.total })
    : t('cli.query.all', { shown })
  return `${text}\n\n${end}\n`
}

export const query: Verb = {
  name: 'query',
  operands: ['table'],
  options: {
    sql: { type: 'string', value: 'SQL' },
    where: { type: 'string', short: 'w', value: 'COLUMN=VALUE', multiple: true },
    search: { type: 'string', short: 's', value: 'WORDS' },
    columns: { type: 'string', short: 'c', value: 'A,B' },
    sort: { type: 'string', value: 'A,-B' },
    limit: { type: 'string', short: 'n', value: 'N' },
    offset: { type: 'string', value: 'N' },
    resource: { type: 'string', short: 'r', value: 'NAME' },
    version: { type: 'string', value: 'N' },
  },
  run,
}
