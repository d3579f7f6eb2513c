// Reads the WHERE of a plain SELECT: tests of one column against literals, joined by AND.
import {
  bareColumn,
  constantOf,
  exactly,
  expression,
  kindOf,
  list,
  need,
  text,
} from './plain-nodes.ts'
import type { TreeValue } from './statement-tree.ts'

/** A literal as it was written, before it meets the type of a column. */
export interface Literal {
  kind: 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp'
  value: string | number | boolean
}

export interface PlainTest {
  column: string
  op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'null' | 'not-null'
  values: Literal[]
}

function literalOf(value: TreeValue | undefined): Literal {
  if (kindOf(value) === 'CAST') return castLiteral(value)
  const { id, type, value: held } = constantOf(value)
  if (id === 'VARCHAR') {
    need(typeof held === 'string' && type['type_info'] === null)
    return { kind: 'text', value: held }
  }
  need(typeof held === 'number' && Number.isSafeInteger(held))
  if (id === 'INTEGER' || id === 'BIGINT') {
    need(type['type_info'] === null)
    return { kind: 'integer', value: held }
  }
  const info = exactly(type['type_info'], ['type', 'alias', 'extension_info', 'width', 'scale'])
  const { width, scale } = info
  need(id === 'DECIMAL' && info['type'] === 'DECIMAL_TYPE_INFO' && info['alias'] === '')
  need(info['extension_info'] === null && typeof scale === 'number' && typeof width === 'number')
  // So many digits a double carries exactly.
  need(width <= 15)
  return { kind: 'decimal', value: held / 10 ** scale }
}

const castTypes = { BOOLEAN: 'boolean', DATE: 'date', TIMESTAMP: 'timestamp' } as const

/** `true` and `DATE '2021-04-11'` arrive as casts of a text. */
function castLiteral(value: TreeValue | undefined): Literal {
  const node = expression(value, 'CAST', ['child', 'cast_type', 'try_cast'])
  const type = exactly(node['cast_type'], ['id', 'type_info'])
  const { id, value: held } = constantOf(node['child'])
  need(node['type'] === 'OPERATOR_CAST' && node['alias'] === '' && node['try_cast'] === false)
  need(type['type_info'] === null && id === 'VARCHAR' && typeof held === 'string')
  const target = text(type['id'])
  need(Object.hasOwn(castTypes, target))
  const kind = castTypes[target as keyof typeof castTypes]
  if (kind !== 'boolean') return { kind, value: held }
  need(held === 't' || held === 'f')
  return { kind, value: held === 't' }
}

const comparisons = {
  COMPARE_EQUAL: ['eq', 'eq'],
  COMPARE_LESSTHAN: ['lt', 'gt'],
  COMPARE_LESSTHANOREQUALTO: ['lte', 'gte'],
  COMPARE_GREATERTHAN: ['gt', 'lt'],
  COMPARE_GREATERTHANOREQUALTO: ['gte', 'lte'],
} as const

/** The tests that must all hold. */
export function testsOf(value: TreeValue | undefined): PlainTest[] {
  switch (kindOf(value)) {
    case 'CONJUNCTION': {
      const node = expression(value, 'CONJUNCTION', ['children'])
      need(node['type'] === 'CONJUNCTION_AND' && node['alias'] === '')
      return list(node['children']).flatMap(testsOf)
    }
    case 'COMPARISON': {
      const node = expression(value, 'COMPARISON', ['left', 'right'])
      const type = text(node['type'])
      need(Object.hasOwn(comparisons, type) && node['alias'] === '')
      const [forwards, backwards] = comparisons[type as keyof typeof comparisons]
      const turned = kindOf(node['left']) !== 'COLUMN_REF'
      const [column, literal] = turned
        ? [node['right'], node['left']]
        : [node['left'], node['right']]
      const op = turned ? backwards : forwards
      return [{ column: bareColumn(column), op, values: [literalOf(literal)] }]
    }
    case 'BETWEEN': {
      const node = expression(value, 'BETWEEN', ['input', 'lower', 'upper'])
      need(node['type'] === 'COMPARE_BETWEEN' && node['alias'] === '')
      const column = bareColumn(node['input'])
      return [
        { column, op: 'gte', values: [literalOf(node['lower'])] },
        { column, op: 'lte', values: [literalOf(node['upper'])] },
      ]
    }
    default:
      return [operator(value)]
  }
}

function operator(value: TreeValue | undefined): PlainTest {
  const node = expression(value, 'OPERATOR', ['children'])
  const [first, ...rest] = list(node['children'])
  const column = bareColumn(first)
  need(node['alias'] === '')
  if (node['type'] === 'COMPARE_IN') return { column, op: 'in', values: rest.map(literalOf) }
  need(rest.length === 0)
  need(node['type'] === 'OPERATOR_IS_NULL' || node['type'] === 'OPERATOR_IS_NOT_NULL')
  return { column, op: node['type'] === 'OPERATOR_IS_NULL' ? 'null' : 'not-null', values: [] }
}
