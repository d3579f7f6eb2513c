// A tables engine over the district rows in memory, for tests of parameters and shapes.
import { TableError } from '../../../packages/tables/src/model.ts'
import type { Cell, Condition, RowsAnswer, RowsQuery, Tables } from '@rimaq/tables'
import { districtRows, districtsManifest } from './districts.ts'

type Row = Record<string, Cell>

const fold = (value: Cell): string =>
  String(value ?? '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()

function holds(row: Row, condition: Condition): boolean {
  if ('and' in condition) return condition.and.every((one) => holds(row, one))
  if ('or' in condition) return condition.or.some((one) => holds(row, one))
  if ('not' in condition) return !holds(row, condition.not)
  if ('within' in condition) throw new TableError('bad-filter')
  const cell = row[condition.column] ?? null
  if ('is' in condition) return (cell === null) === (condition.is === 'null')
  const { op, value } = condition
  if (op === 'in') return value.includes(cell)
  if (op === 'not-in') return !value.includes(cell)
  if (op === 'contains') return fold(cell).includes(fold(value))
  if (op === 'starts') return fold(cell).startsWith(fold(value))
  if (op === 'eq') return cell === value
  if (op === 'ne') return cell !== value
  if (cell === null || value === null) return false
  return { lt: cell < value, lte: cell <= value, gt: cell > value, gte: cell >= value }[op]
}

function answer(query: RowsQuery): RowsAnswer {
  const manifest = districtsManifest
  let rows = districtRows.map((cells, i): Row => ({
    _id: i + 1,
    ...Object.fromEntries(manifest.columns.map(({ id }, c) => [id, cells[c] ?? null])),
  }))
  const { where, search } = query
  if (where) rows = rows.filter((row) => holds(row, where))
  if (search) {
    const words = search.words.split(' ').map(fold)
    rows = rows.filter((row) => {
      const text = fold((search.columns ?? Object.keys(row)).map((id) => row[id]).join(' '))
      return words.every((word) =>
        text.split(/\s+/).some((one) => (search.prefix ? one.startsWith(word) : one === word)),
      )
    })
  }
  for (const { column, descending } of (query.sort ?? []).toReversed()) {
    const sign = descending ? -1 : 1
    rows.sort((a, b) => (a[column]! < b[column]! ? -sign : a[column]! > b[column]! ? sign : 0))
  }
  const ids = query.columns ?? manifest.columns.map(({ id }) => id)
  let cells = rows.map((row) => ids.map((id) => row[id] ?? null))
  if (query.distinct) cells = [...new Map(cells.map((one) => [JSON.stringify(one), one])).values()]
  const offset = query.offset ?? 0
  const limit = query.limit ?? 100
  return {
    columns: ids.map((id) => ({
      id,
      type: manifest.columns.find((column) => column.id === id)?.type ?? 'integer',
    })),
    rows: cells.slice(offset, offset + limit),
    total: query.count === 'none' ? null : cells.length,
    next: offset + limit < cells.length ? String(offset + limit) : null,
    by: 'scan',
  }
}

export function tablesInMemory(): Tables {
  return {
    rows: async (_table, query) => answer(query),
    aggregate: async () => ({ columns: [], rows: [] }),
    sql: async ({ sql, tables }) => {
      if (Object.keys(tables).length === 0) throw new TableError('sql-unknown-table')
      if (/pg_sleep/.test(sql)) throw new TableError('sql-forbidden', { name: 'pg_sleep' })
      if (!/^select/i.test(sql)) throw new TableError('sql-syntax', { message: 'syntax error' })
      return { columns: [{ name: 'count', type: 'integer' }], rows: [[8]], truncated: false }
    },
    export: async (_table, { query = {}, withId, bom }) => {
      const ids = query.columns ?? districtsManifest.columns.map(({ id }) => id)
      const columns = [...(withId ? ['_id'] : []), ...ids]
      const found = answer({ ...query, columns, limit: query.limit ?? 1e9 })
      const lines = [columns.join(',') + '\r\n', ...found.rows.map((row) => row.join(',') + '\n')]
      return (async function* () {
        yield Buffer.from((bom ? '\uFEFF' : '') + lines.join(''))
      })()
    },
    diff: async () => {
      throw new TableError('unknown-column')
    },
    state: () => ({ children: 0, busy: 0, waiting: 0, killed: 0 }),
    close: async () => {},
  }
}
