// Names the columns of an answer as PostgreSQL does where the statement gives no name (FigureColname of its parser).
import type { Tree, TreeValue } from './statement-tree.ts'

/** What PostgreSQL calls the types that a cast names its column by. */
const types: Readonly<Record<string, string>> = {
  BIGINT: 'int8',
  BOOLEAN: 'bool',
  DATE: 'date',
  DECIMAL: 'numeric',
  DOUBLE: 'float8',
  FLOAT: 'float4',
  INTEGER: 'int4',
  INTERVAL: 'interval',
  SMALLINT: 'int2',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  VARCHAR: 'text',
}

const UNNAMED = '?column?'

interface Named {
  name: string
  /** Whether a cast keeps it; a name made of a type it does not. */
  strong: boolean
}

/**
 * The names of the columns of the outermost SELECT, in order; null stands for a star, '' for a name
 * that stays, as index files and DuckDB alike give it to the measures of a plain SELECT. The statement
 * itself stays as it is, so that positions in errors are right.
 */
export function columnNames(tree: Tree, sql: string): (string | null)[] {
  const source = Buffer.from(sql, 'utf8')
  const [statement] = tree['statements'] as Tree[]
  let node = statement?.['node'] as Tree | undefined
  // The names of a UNION are those of its first part.
  while (node?.['type'] === 'SET_OPERATION_NODE') node = node['left'] as Tree | undefined
  return ((node?.['select_list'] ?? []) as Tree[]).map((one) =>
    isMeasure(one) ? '' : (nameOf(one, source)?.name ?? null),
  )
}

const measures: ReadonlySet<string> = new Set(['count', 'count_star', 'sum', 'avg', 'min', 'max'])

function isMeasure(node: Tree): boolean {
  const name = node['class'] === 'FUNCTION' && node['alias'] === '' ? node['function_name'] : null
  return typeof name === 'string' && measures.has(name)
}

/** `found` under these names. Where two would meet both keep theirs, for an answer has one of each. */
export function renamed(found: readonly string[], names: readonly (string | null)[]): string[] {
  const star = names.indexOf(null)
  // Columns behind a star are counted from the end; between two stars nobody can say which is which.
  const behind = star < 0 ? 0 : names.length - 1 - names.lastIndexOf(null)
  const given = found.map((name, at) => {
    if (star < 0) return names.length === found.length ? names[at] || name : name
    if (at < star) return names[at] || name
    const fromEnd = found.length - at
    return fromEnd <= behind ? names[names.length - fromEnd] || name : name
  })
  return given.map((name, at) =>
    given.indexOf(name) === given.lastIndexOf(name) ? name : (found[at] ?? name),
  )
}

/** Null for a star, which is many columns. */
function nameOf(node: Tree, source: Buffer): Named | null {
  const alias = node['alias']
  if (typeof alias === 'string' && alias !== '') return { name: alias, strong: true }
  switch (node['class']) {
    case 'STAR':
      return null
    case 'COLUMN_REF':
      return { name: String((node['column_names'] as TreeValue[]).at(-1)), strong: true }
    case 'FUNCTION':
    case 'WINDOW':
      return calledAs(node, source)
    case 'CAST': {
      const child = nameOf(node['child'] as Tree, source)
      if (child?.strong) return child
      const type = types[String((node['cast_type'] as Tree)['id'])]
      return type === undefined ? unnamed : { name: type, strong: false }
    }
    case 'CASE': {
      const otherwise = node['else_expr'] as Tree | null
      const named = otherwise === null ? null : nameOf(otherwise, source)
      return named?.strong ? named : { name: 'case', strong: false }
    }
    case 'SUBQUERY':
      return subqueryName(node, source)
    default:
      if (node['type'] === 'OPERATOR_COALESCE') return { name: 'coalesce', strong: true }
      if (node['type'] === 'ARRAY_CONSTRUCTOR') return { name: 'array', strong: true }
      return unnamed
  }
}

const unnamed: Named = { name: UNNAMED, strong: false }

/** The word before the bracket: `extract` and `percentile_cont` have other names inside DuckDB. */
function calledAs(node: Tree, source: Buffer): Named {
  const at = node['query_location']
  if (node['is_operator'] === true || typeof at !== 'number' || at > source.length) return unnamed
  const word = /^"?(?:[a-z_]\w*"?\."?)?([a-z_]\w*)"?\s*\(/i.exec(
    source.toString('utf8', at, at + 200),
  )
  return word === null ? unnamed : { name: (word[1] ?? '').toLowerCase(), strong: true }
}

function subqueryName(node: Tree, source: Buffer): Named {
  if (node['subquery_type'] === 'EXISTS') return { name: 'exists', strong: true }
  const held = (node['subquery'] as Tree | undefined)?.['node'] as Tree | undefined
  const list = (held?.['select_list'] ?? []) as Tree[]
  if (node['subquery_type'] !== 'SCALAR' || list.length !== 1) return unnamed
  return nameOf(list[0]!, source) ?? unnamed
}
