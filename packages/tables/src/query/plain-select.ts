// Recognises a plain SELECT over one table in the tree DuckDB has parsed; whatever it does not know is null.
import {
  NotPlain,
  bareColumn,
  columnOf,
  exactly,
  expression,
  kindOf,
  list,
  natural,
  need,
  text,
} from './plain-nodes.ts'
import { testsOf } from './plain-where.ts'
import type { PlainTest } from './plain-where.ts'
import type { Tree, TreeValue } from './statement-tree.ts'

export type PlainFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct'

/** `column` is absent for `count(*)`. */
export interface PlainMeasure {
  fn: PlainFunction
  column?: string
}

export type PlainItem = 'star' | ({ name: string } & (PlainMeasure | { column: string }))

/** A place in the list of items (from 0), the name of a column or item, or a measure. */
export type PlainTerm = number | string | PlainMeasure

export interface PlainSelect {
  table: string
  items: PlainItem[]
  distinct: boolean
  where: PlainTest[]
  groups: PlainTerm[]
  order: { by: PlainTerm; descending: boolean; nulls: 'first' | 'last' }[]
  limit: number | null
  offset: number
}

/** How a sandbox of the dialect sorts empty cells, and words DuckDB quotes in the names it makes up. */
export interface PlainRules {
  dialect: 'duckdb' | 'postgres'
  keywords: ReadonlySet<string>
}

/**
 * `tree` is that of one SELECT that `checkStatement` has let pass. Every node and every property of
 * it is one that is known here with its meaning, or the answer is null.
 */
export function plainSelect(tree: Tree, rules: PlainRules): PlainSelect | null {
  try {
    return read(tree, rules)
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

function read(tree: Tree, { dialect, keywords }: PlainRules): PlainSelect {
  const [statement] = list(tree['statements'])
  const { node, named_param_map: parameters } = exactly(statement, ['node', 'named_param_map'])
  need(list(parameters).length === 0)
  const select = exactly(node, [
    ...['type', 'modifiers', 'cte_map', 'select_list', 'from_table', 'where_clause', 'having'],
    ...['group_expressions', 'group_sets', 'aggregate_handling', 'sample', 'qualify'],
  ])
  need(select['type'] === 'SELECT_NODE' && select['aggregate_handling'] === 'STANDARD_HANDLING')
  need(select['having'] === null && select['sample'] === null && select['qualify'] === null)
  need(list(exactly(select['cte_map'], ['map'])['map']).length === 0)
  const groups = list(select['group_expressions'])
  // One set of all groups in their order: neither CUBE nor ROLLUP.
  const set = groups.length > 0 ? [groups.map((_, at) => at)] : []
  need(JSON.stringify(select['group_sets']) === JSON.stringify(set))
  const plain: PlainSelect = {
    table: tableOf(select['from_table']),
    items: list(select['select_list']).map((item) => itemOf(item, keywords)),
    distinct: false,
    where: select['where_clause'] === null ? [] : testsOf(select['where_clause']),
    groups: groups.map(termOf),
    order: [],
    limit: null,
    offset: 0,
  }
  for (const modifier of list(select['modifiers'])) modify(plain, modifier, dialect)
  return plain
}

function tableOf(value: TreeValue | undefined): string {
  const from = exactly(value, [
    ...['type', 'alias', 'sample', 'query_location', 'schema_name', 'table_name'],
    ...['column_name_alias', 'catalog_name', 'at_clause'],
  ])
  need(from['type'] === 'BASE_TABLE' && from['alias'] === '' && from['catalog_name'] === '')
  need(from['sample'] === null && from['at_clause'] === null)
  need(list(from['column_name_alias']).length === 0)
  return text(from['table_name'])
}

function itemOf(value: TreeValue, keywords: ReadonlySet<string>): PlainItem {
  switch (kindOf(value)) {
    case 'STAR':
      return star(value)
    case 'COLUMN_REF': {
      const { column, alias } = columnOf(value)
      return { name: alias || column, column }
    }
    default: {
      const { measure, alias } = measureOf(value)
      if (alias !== '') return { name: alias, ...measure }
      return { name: nameOf(measure, keywords), ...measure }
    }
  }
}

function star(value: TreeValue): 'star' {
  const node = expression(value, 'STAR', [
    ...['relation_name', 'exclude_list', 'replace_list', 'columns', 'expr'],
    ...['qualified_exclude_list', 'rename_list'],
  ])
  need(node['type'] === 'STAR' && node['alias'] === '' && node['relation_name'] === '')
  need(node['columns'] === false && node['expr'] === null)
  for (const key of ['exclude_list', 'replace_list', 'qualified_exclude_list', 'rename_list']) {
    need(list(node[key]).length === 0)
  }
  return 'star'
}

/** The name DuckDB gives a measure without one; words it would quote are left to it. */
function nameOf({ fn, column }: PlainMeasure, keywords: ReadonlySet<string>): string {
  if (column === undefined) return 'count_star()'
  need(/^[a-z_][a-z0-9_]*$/.test(column) && !keywords.has(column))
  return fn === 'distinct' ? `count(DISTINCT ${column})` : `${fn}(${column})`
}

const functions: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max'])

function measureOf(value: TreeValue): { measure: PlainMeasure; alias: string } {
  const node = expression(value, 'FUNCTION', [
    ...['function_name', 'schema', 'children', 'filter', 'order_bys', 'distinct'],
    ...['is_operator', 'export_state', 'catalog'],
  ])
  const alias = node['alias'] as string
  const children = list(node['children'])
  const order = exactly(node['order_bys'], ['type', 'orders'])
  need(node['type'] === 'FUNCTION' && node['schema'] === '' && node['catalog'] === '')
  need(node['filter'] === null && node['is_operator'] === false && node['export_state'] === false)
  need(order['type'] === 'ORDER_MODIFIER' && list(order['orders']).length === 0)
  const name = text(node['function_name'])
  if (name === 'count_star') {
    need(children.length === 0 && node['distinct'] === false)
    return { measure: { fn: 'count' }, alias }
  }
  need(functions.has(name) && children.length === 1)
  const column = bareColumn(children[0])
  if (node['distinct'] === false) return { measure: { fn: name as PlainFunction, column }, alias }
  need(node['distinct'] === true && name === 'count')
  return { measure: { fn: 'distinct', column }, alias }
}

/** What GROUP BY and ORDER BY may name: an item by its place, a column or item, or a measure. */
function termOf(value: TreeValue): PlainTerm {
  if (kindOf(value) === 'COLUMN_REF') return bareColumn(value)
  if (kindOf(value) === 'CONSTANT') return natural(value) - 1
  const { measure, alias } = measureOf(value)
  need(alias === '')
  return measure
}

function modify(plain: PlainSelect, value: TreeValue, dialect: PlainRules['dialect']): void {
  need(typeof value === 'object' && value !== null && !Array.isArray(value))
  switch (value['type']) {
    case 'DISTINCT_MODIFIER': {
      const { distinct_on_targets: on } = exactly(value, ['type', 'distinct_on_targets'])
      need(list(on).length === 0)
      plain.distinct = true
      return
    }
    case 'ORDER_MODIFIER': {
      const { orders } = exactly(value, ['type', 'orders'])
      plain.order = list(orders).map((order) => orderOf(order, dialect))
      return
    }
    default: {
      const { type, limit, offset } = exactly(value, ['type', 'limit', 'offset'])
      need(type === 'LIMIT_MODIFIER')
      if (limit !== null) plain.limit = natural(limit)
      if (offset !== null) plain.offset = natural(offset)
    }
  }
}

function orderOf(value: TreeValue, dialect: PlainRules['dialect']): PlainSelect['order'][number] {
  const node = exactly(value, ['type', 'null_order', 'expression'])
  const types: TreeValue[] = ['ORDER_DEFAULT', 'ASCENDING', 'DESCENDING']
  const orders: TreeValue[] = ['ORDER_DEFAULT', 'NULLS FIRST', 'NULLS LAST']
  need(types.includes(node['type']!) && orders.includes(node['null_order']!))
  const descending = node['type'] === 'DESCENDING'
  const first =
    node['null_order'] === 'ORDER_DEFAULT'
      ? dialect === 'postgres' && descending
      : node['null_order'] === 'NULLS FIRST'
  return { by: termOf(node['expression']!), descending, nulls: first ? 'first' : 'last' }
}
