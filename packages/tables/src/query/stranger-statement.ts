// Checks a stranger's SQL as DuckDB itself has parsed it: one SELECT, known tables, allowed functions.
import { TableError } from '../model.ts'
import { allowedFunctions, allowedTableFunctions } from './allowed-functions.ts'
import { postgresFunctions } from './postgres-dialect.ts'
import type { Tree, TreeValue } from './statement-tree.ts'
import { parseTree, walk } from './statement-tree.ts'

interface Asked {
  sql: string
  dialect: 'duckdb' | 'postgres'
  tables: { name: string }[]
}

/** Node types a statement may consist of; whatever DuckDB adds later is refused until looked at. */
const allowedQueries = new Set([
  'SELECT_NODE',
  'SET_OPERATION_NODE',
  'RECURSIVE_CTE_NODE',
  'CTE_NODE',
])
const allowedSources = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'TABLE_FUNCTION',
  'EMPTY',
  'EMPTY_FROM',
  'EXPRESSION_LIST',
  'PIVOT',
])
const forbiddenSources = new Set(['SHOW_REF', 'CTE', 'COLUMN_DATA', 'DELIM_GET', 'BOUND_TABLE_REF'])
const refusedExpressions = new Set([
  'PARAMETER',
  'BOUND_EXPRESSION',
  'BOUND_REF',
  'BOUND_PARAMETER',
])
const ownSchemas: Record<Asked['dialect'], Set<string>> = {
  duckdb: new Set(['', 'main']),
  postgres: new Set(['', 'main', 'public', 'pg_catalog']),
}

/**
 * Reads the JSON text of `json_serialize_sql(sql)` and returns its tree. Throws `sql-syntax` with
 * a 1-based `position`, `sql-forbidden` with the `name` of what is refused, `sql-unknown-table`.
 */
export function checkStatement(text: string, asked: Asked): Tree {
  const tree = readTree(text)
  if (tree['error'] === true) throw syntaxError(tree, asked.sql)
  const statements = tree['statements'] as TreeValue[]
  if (statements.length !== 1) throw new TableError('sql-forbidden', { name: ';' })
  const statement = statements[0] as Tree
  const known = new Set(asked.tables.map((table) => table.name.toLowerCase()))
  for (const name of commonTables(statement)) known.add(name)
  walk(statement, (node) => checkNode(node, asked.dialect, known))
  return tree
}

/** A number such as 1e400 comes as `Infinity`, which is no JSON and no number anyone meant. */
function readTree(text: string): Tree {
  try {
    return parseTree(text)
  } catch (cause) {
    throw new TableError('sql-syntax', { message: 'number out of range', position: 1 }, { cause })
  }
}

function syntaxError(tree: Tree, sql: string): TableError {
  if (tree['error_type'] !== 'parser')
    return new TableError('sql-forbidden', { name: firstWord(sql) })
  // The parser counts characters from 0, the binder bytes.
  const position = Number(tree['position'] ?? 0) + 1
  const message = String(tree['error_message']).split('\n')[0]!.slice(0, 300)
  return new TableError('sql-syntax', { message, position })
}

function firstWord(sql: string): string {
  const bare = sql.replace(/^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '')
  return (/^\w+/.exec(bare)?.[0] ?? '').toUpperCase().slice(0, 40)
}

/** Names given by WITH, anywhere: whether one is in scope is DuckDB's to say. */
function commonTables(statement: Tree): string[] {
  const names: string[] = []
  walk(statement, (node) => {
    const map = (node['cte_map'] as Tree | undefined)?.['map']
    if (!Array.isArray(map)) return
    for (const entry of map) names.push(String((entry as Tree)['key']).toLowerCase())
  })
  return names
}

function checkNode(node: Tree, dialect: Asked['dialect'], known: Set<string>): void {
  const type = typeof node['type'] === 'string' ? node['type'] : ''
  const schemas = ownSchemas[dialect]
  if ('class' in node && refusedExpressions.has(String(node['class']))) {
    throw new TableError('sql-forbidden', { name: '$' })
  }
  if ((type.endsWith('_NODE') && !allowedQueries.has(type)) || forbiddenSources.has(type)) {
    throw new TableError('sql-forbidden', { name: type.replace(/_(NODE|REF)$/, '') })
  }
  if (isSource(node) && !allowedSources.has(type))
    throw new TableError('sql-forbidden', { name: type })
  if (type === 'BASE_TABLE') {
    const name = String(node['table_name'])
    const schema = String(node['schema_name'] ?? '').toLowerCase()
    const foreign = String(node['catalog_name'] ?? '') !== '' || !schemas.has(schema)
    if (foreign || !known.has(name.toLowerCase())) {
      const whole = [node['catalog_name'], node['schema_name'], name].filter(Boolean).join('.')
      throw new TableError('sql-unknown-table', { name: whole.slice(0, 200) })
    }
  }
  if (type === 'TABLE_FUNCTION') {
    const name = String((node['function'] as Tree | null)?.['function_name'] ?? '')
    if (!allowedTableFunctions.has(name.toLowerCase()))
      throw new TableError('sql-forbidden', { name })
    return
  }
  if (typeof node['function_name'] === 'string') checkFunction(node, dialect, schemas)
}

/** References to tables are the nodes that may carry a sample and an alias for their columns. */
function isSource(node: Tree): boolean {
  return !('class' in node) && 'sample' in node && 'alias' in node
}

function checkFunction(node: Tree, dialect: Asked['dialect'], schemas: Set<string>): void {
  const name = String(node['function_name'])
  const lower = name.toLowerCase()
  const schema = String(node['schema'] ?? '').toLowerCase()
  const allowed =
    allowedFunctions.has(lower) ||
    allowedTableFunctions.has(lower) ||
    (dialect === 'postgres' && postgresFunctions.has(lower))
  const foreign = String(node['catalog'] ?? '') !== '' || !schemas.has(schema)
  if (foreign || !allowed) throw new TableError('sql-forbidden', { name: name.slice(0, 100) })
}
