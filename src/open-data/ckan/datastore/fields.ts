// The columns of a table in DataStore's terms: PostgreSQL type names, labels, and how to find one.
import type { Column, ColumnType, Manifest } from '@rimaq/tables'
import type { DictionaryEntry } from '#datasets'

export interface DatastoreField {
  id: string
  type: string
  info?: { label: string; notes: string; unit?: string; type_override: string }
}

const int4 = 2_147_483_647

/** The PostgreSQL name of a column's type; whole numbers are `int4` while every value fits. */
export function postgresType(column: Column): string {
  if (column.type === 'integer') {
    const { min, max } = column.stats
    const small = [min, max].every((value) => Math.abs(Number(value ?? 0)) <= int4)
    return small ? 'int4' : 'int8'
  }
  return column.decimal ? 'numeric' : postgresTypes[column.type]
}

export const postgresTypes: Record<ColumnType, string> = {
  text: 'text',
  integer: 'int8',
  number: 'float8',
  boolean: 'bool',
  date: 'date',
  timestamp: 'timestamp',
  time: 'time',
  json: 'json',
  geometry: 'json',
}

export const idField: DatastoreField = { id: '_id', type: 'int' }

export function fieldsOf(manifest: Manifest, dictionary: DictionaryEntry[]): DatastoreField[] {
  const words = new Map(dictionary.map((entry) => [entry.column, entry]))
  return manifest.columns.map((column) => {
    const entry = words.get(column.id)
    return {
      id: column.id,
      type: postgresType(column),
      info: {
        label: entry?.label.es || column.name,
        notes: entry?.description.es ?? '',
        ...(entry?.unit ? { unit: entry.unit } : {}),
        type_override: '',
      },
    }
  })
}

/** Finds a column by id, or by the heading the office wrote; `_id` is a column too. */
export const columnFinder = remembered((manifest: Manifest) => {
  const ids = new Set(['_id', ...manifest.columns.map((column) => column.id)])
  const names = new Map(manifest.columns.map((column) => [column.name, column.id]))
  return (name: string): string | null => (ids.has(name) ? name : (names.get(name) ?? null))
})

/** What values of a column are compared as. */
export const typeFinder = remembered((manifest: Manifest) => {
  const types = new Map(manifest.columns.map((column) => [column.id, column.type]))
  return (id: string): ColumnType => (id === '_id' ? 'integer' : (types.get(id) ?? 'text'))
})

const fieldTexts = remembered(() => new WeakMap<DictionaryEntry[], Map<string, string>>())

/** Each field of a table as JSON text, by column id: written once for a version and its dictionary. */
export function fieldsAsJson(
  manifest: Manifest,
  dictionary: DictionaryEntry[],
): Map<string, string> {
  const known = fieldTexts(manifest)
  const before = known.get(dictionary)
  if (before) return before
  const fields = [idField, ...fieldsOf(manifest, dictionary)]
  const texts = new Map(fields.map((field) => [field.id, JSON.stringify(field)]))
  known.set(dictionary, texts)
  return texts
}

/** What is made from a manifest, which never changes, is made once while it is in memory. */
function remembered<T>(make: (manifest: Manifest) => T): (manifest: Manifest) => T {
  const known = new WeakMap<Manifest, { value: T }>()
  return (manifest) => {
    const found = known.get(manifest) ?? { value: make(manifest) }
    known.set(manifest, found)
    return found.value
  }
}
