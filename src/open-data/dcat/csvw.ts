// The columns of a resource's CSV as CSV on the Web metadata (W3C Metadata Vocabulary).
import type { Column } from '@rimaq/tables'
import type { Dataset, Resource } from '#datasets'

const datatypes: Record<Column['type'], string> = {
  text: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'dateTime',
  time: 'time',
  json: 'json',
  geometry: 'json',
}

/** Null while the resource has no version. */
export function csvwMetadata(
  dataset: Dataset,
  resource: Resource,
  origin: string,
): Record<string, unknown> | null {
  const version = resource.version
  if (!version) return null
  const { columns, key } = version.manifest
  const words = new Map(resource.dictionary.map((entry) => [entry.column, entry]))
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'es' }],
    url: `${origin}/api/v1/resources/${resource.id}/export.csv?version=${version.number}&heads=ids`,
    'dc:title': resource.title.es,
    'dc:publisher': dataset.organisation.title.es,
    'dc:modified': version.created.toISOString(),
    ...(dataset.licence?.url ? { 'dc:license': { '@id': dataset.licence.url } } : {}),
    dialect: { encoding: 'utf-8', header: true },
    tableSchema: {
      columns: columns.map((column) => {
        const entry = words.get(column.id)
        return {
          name: column.id,
          titles: [column.id],
          'dc:title': entry?.label.es || column.name,
          datatype: datatypes[column.type],
          ...(column.stats.nulls === 0 ? { required: true } : {}),
          ...(entry?.description.es ? { 'dc:description': entry.description.es } : {}),
        }
      }),
      ...(key && key.length > 0 ? { primaryKey: key } : {}),
    },
  }
}
