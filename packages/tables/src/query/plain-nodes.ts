// Reads nodes of DuckDB's tree so strictly that a property nobody knows makes the statement not plain.
import type { Tree, TreeValue } from './statement-tree.ts'

/** Thrown inside and never leaves this file: some node is not one of those known here. */
export class NotPlain extends Error {}

export function need(holds: boolean): asserts holds {
  if (!holds) throw new NotPlain()
}

export function list(value: TreeValue | undefined): TreeValue[] {
  need(Array.isArray(value))
  return value
}

/** An object that has exactly these properties; one more may mean something. */
export function exactly(value: TreeValue | undefined, keys: string[]): Tree {
  need(typeof value === 'object' && value !== null && !Array.isArray(value))
  const found = Object.keys(value)
  need(found.length === keys.length && keys.every((key) => Object.hasOwn(value, key)))
  return value
}

/** An expression of this class with exactly these properties besides those that all have. */
export function expression(value: TreeValue | undefined, kind: string, keys: string[]): Tree {
  const node = exactly(value, ['class', 'type', 'alias', 'query_location', ...keys])
  need(node['class'] === kind && typeof node['alias'] === 'string')
  return node
}

export function kindOf(value: TreeValue | undefined): string {
  need(typeof value === 'object' && value !== null && !Array.isArray(value))
  return String(value['class'])
}

export function text(value: TreeValue | undefined): string {
  need(typeof value === 'string' && value !== '')
  return value
}

export function columnOf(value: TreeValue | undefined): { column: string; alias: string } {
  const node = expression(value, 'COLUMN_REF', ['column_names'])
  const names = list(node['column_names'])
  need(node['type'] === 'COLUMN_REF' && names.length === 1)
  return { column: text(names[0]), alias: node['alias'] as string }
}

export function bareColumn(value: TreeValue | undefined): string {
  const { column, alias } = columnOf(value)
  need(alias === '')
  return column
}

export function constantOf(value: TreeValue | undefined): {
  id: string
  type: Tree
  value: TreeValue
} {
  const node = expression(value, 'CONSTANT', ['value'])
  const held = exactly(node['value'], ['type', 'is_null', 'value'])
  const type = exactly(held['type'], ['id', 'type_info'])
  need(node['type'] === 'VALUE_CONSTANT' && node['alias'] === '' && held['is_null'] === false)
  return { id: text(type['id']), type, value: held['value']! }
}

export function natural(value: TreeValue | undefined): number {
  const { id, value: held } = constantOf(value)
  need(id === 'INTEGER' && typeof held === 'number' && Number.isSafeInteger(held) && held >= 0)
  return held
}
