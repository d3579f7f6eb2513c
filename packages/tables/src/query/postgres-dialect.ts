// Rewrites what PostgreSQL's SQL means otherwise than DuckDB's, on the tree DuckDB has parsed.
import type { DuckDBConnection } from '@duckdb/node-api'
import { TableError } from '../model.ts'
import type { Tree, TreeValue } from './statement-tree.ts'
import { parseTree, walk } from './statement-tree.ts'
import { datePieces, numberFormat, strftimeFormat } from './to-char.ts'

/**
 * The statement as DuckDB should run it. Where nothing differs the text stays as written, so that
 * positions in later errors are right. Differences of division and of nulls in an order are
 * settings of the sandbox. Throws `sql-forbidden` for a format without a counterpart.
 */
export async function postgresStatement(
  connection: DuckDBConnection,
  tree: Tree,
  sql: string,
): Promise<string> {
  const source = Buffer.from(sql, 'utf8')
  let changed = false
  walk(tree, (node) => {
    changed = rewrite(node, source) || changed
  })
  if (!changed) return sql
  const json = JSON.stringify(tree)
  const answer = await connection.runAndReadAll('SELECT json_deserialize_sql(CAST($1 AS JSON))', [
    json,
  ])
  return answer.getRows()[0]![0] as string
}

/** Changes a node in place; true when it did. */
function rewrite(node: Tree, source: Buffer): boolean {
  if (node['type'] === 'BASE_TABLE' && String(node['schema_name']).toLowerCase() === 'public') {
    node['schema_name'] = ''
    return true
  }
  if (node['class'] === 'CAST') return rewriteCast(node['cast_type'] as Tree)
  if (node['type'] === 'OPERATOR_NOT') return rewriteNotMatch(node, source)
  const name = String(node['function_name'] ?? '').toLowerCase()
  if (name === '') return false
  const change = Object.hasOwn(functions, name) ? functions[name] : undefined
  return change ? change(node, source) : false
}

/** `numeric` has no limit in PostgreSQL where DuckDB reads DECIMAL(18,3); `float` has 53 bits. */
function rewriteCast(type: Tree): boolean {
  const info = type['type_info'] as Tree | null
  const bare = type['id'] === 'DECIMAL' && info?.['width'] === 18 && info['scale'] === 3
  if (bare || type['id'] === 'FLOAT') {
    type['id'] = 'DOUBLE'
    type['type_info'] = null
    return true
  }
  if (String(info?.['name']).toLowerCase() !== 'jsonb') return false
  info!['name'] = 'json'
  return true
}

/** `a !~ b` arrives as NOT of a full match; PostgreSQL matches anywhere in the text. */
function rewriteNotMatch(node: Tree, source: Buffer): boolean {
  const child = (node['children'] as Tree[])[0]!
  if (child['function_name'] !== 'regexp_full_match' || !writtenAs(node, source, '!~')) return false
  child['function_name'] = 'regexp_matches'
  return true
}

function writtenAs(node: Tree, source: Buffer, word: string): boolean {
  const at = node['query_location']
  return typeof at === 'number' && source.subarray(at, at + word.length).toString() === word
}

type Change = (node: Tree, source: Buffer) => boolean

const renamed =
  (name: string): Change =>
  (node) => {
    node['function_name'] = name
    return true
  }

const matchesAnyCase: Change = (node) => {
  const children = node['children'] as TreeValue[]
  node['function_name'] = 'regexp_matches'
  node['is_operator'] = false
  children.push(constant('i'))
  return true
}

const functions: Record<string, Change> = {
  regexp_full_match: (node, source) =>
    writtenAs(node, source, '~') && renamed('regexp_matches')(node, source),
  '~*': matchesAnyCase,
  '!~*'(node, source) {
    const inner = { ...node }
    matchesAnyCase(inner, source)
    become(node, { class: 'OPERATOR', type: 'OPERATOR_NOT', children: [inner] })
    return true
  },
  btrim: renamed('trim'),
  json_agg: renamed('json_group_array'),
  every: renamed('bool_and'),
  clock_timestamp: renamed('now'),
  statement_timestamp: renamed('now'),
  to_char: toChar,
  to_date: (node) => fromText(node, 'DATE'),
  to_timestamp: (node) =>
    (node['children'] as TreeValue[]).length === 2 && fromText(node, 'TIMESTAMP'),
  to_number(node) {
    const [text] = node['children'] as Tree[]
    const plain = call('replace', [text!, constant(','), constant('')])
    become(node, cast(plain, 'DOUBLE'))
    return true
  },
}

/** Functions of PostgreSQL accepted besides the allowed ones of DuckDB. */
export const postgresFunctions: ReadonlySet<string> = new Set(Object.keys(functions))

function toChar(node: Tree): boolean {
  const [value, format] = node['children'] as Tree[]
  const text = constantText(format)
  if (text === null || !value) throw new TableError('sql-forbidden', { name: 'to_char' })
  const number = numberFormat(text)
  if (number) {
    const { decimals, digits, commas } = number
    const width = digits > 1 ? `0${digits + (decimals > 0 ? decimals + 1 : 0)}` : ''
    const pattern = commas ? `{:,.${decimals}f}` : `{:${width}.${decimals}f}`
    become(node, call('format', [constant(pattern), cast(value, 'DOUBLE')]))
    return true
  }
  const pieces = datePieces(text)
  if (!pieces) throw new TableError('sql-forbidden', { name: `to_char ${text.slice(0, 40)}` })
  const whole = strftimeFormat(text)
  if (whole !== null) {
    become(node, call('strftime', [value, constant(whole)]))
    return true
  }
  const parts = pieces.map((piece) => {
    if ('text' in piece) return constant(piece.text)
    if ('quarter' in piece) return cast(call('quarter', [copy(value)]), 'VARCHAR')
    const written = call('strftime', [copy(value), constant(piece.strftime)])
    return piece.letters ? call(piece.letters, [written]) : written
  })
  // `||` and not concat: an empty date stays empty.
  become(
    node,
    parts.reduce((left, right) => call('||', [left, right], true)),
  )
  return true
}

function fromText(node: Tree, type: 'DATE' | 'TIMESTAMP'): boolean {
  const [value, format] = node['children'] as Tree[]
  const text = constantText(format)
  const pattern = text === null ? null : strftimeFormat(text)
  if (pattern === null || !value) {
    throw new TableError('sql-forbidden', { name: String(node['function_name']) })
  }
  become(node, cast(call('strptime', [value, constant(pattern)]), type))
  return true
}

/** Puts another expression in a node's place, under the name the answer's column would have had. */
function become(node: Tree, other: Tree): void {
  const alias = node['alias'] || (node['class'] === 'FUNCTION' ? node['function_name']! : '')
  for (const key of Object.keys(node)) delete node[key]
  Object.assign(node, { query_location: 0 }, other, { alias })
}

/** A copy, since a value may be written several times and each is rewritten on its own. */
function copy(value: Tree): Tree {
  return parseTree(JSON.stringify(value))
}

function constantText(node: Tree | undefined): string | null {
  const value = node?.['class'] === 'CONSTANT' ? (node['value'] as Tree)['value'] : null
  return typeof value === 'string' ? value : null
}

function constant(text: string): Tree {
  return {
    class: 'CONSTANT',
    type: 'VALUE_CONSTANT',
    alias: '',
    query_location: 0,
    value: { type: { id: 'VARCHAR', type_info: null }, is_null: false, value: text },
  }
}

function cast(child: Tree, id: string): Tree {
  return {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias: '',
    query_location: 0,
    child,
    cast_type: { id, type_info: null },
    try_cast: false,
  }
}

function call(name: string, children: Tree[], operator = false): Tree {
  return {
    class: 'FUNCTION',
    type: 'FUNCTION',
    alias: '',
    query_location: 0,
    function_name: name,
    schema: '',
    children,
    filter: null,
    order_bys: { type: 'ORDER_MODIFIER', orders: [] },
    distinct: false,
    is_operator: operator,
    export_state: false,
    catalog: '',
  }
}
