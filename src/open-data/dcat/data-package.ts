// A dataset as a Data Package, version 2 (datapackage.org), with a table schema per resource.
import type { Column } from '@rimaq/tables'
import type { Dataset, Resource, Version } from '#datasets'

/** Resources are the tables as CSV, so that the schema is true of what is read. */
export function dataPackage(dataset: Dataset, origin: string): Record<string, unknown> {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: dataset.slug,
    id: dataset.id,
    title: dataset.title.es,
    description: dataset.description.es,
    homepage: `${origin}/dataset/${dataset.slug}`,
    version: String(Math.max(0, ...dataset.resources.map(({ version }) => version?.number ?? 0))),
    created: dataset.created.toISOString(),
    ...(dataset.tags.length > 0 ? { keywords: dataset.tags } : {}),
    ...(dataset.licence ? { licenses: [licence(dataset.licence)] } : {}),
    contributors: [
      {
        title: dataset.organisation.title.es,
        ...(dataset.organisation.url ? { path: dataset.organisation.url } : {}),
        roles: ['publisher'],
      },
    ],
    ...(dataset.source
      ? {
          sources: [
            {
              title: dataset.source.title,
              ...(dataset.source.url ? { path: dataset.source.url } : {}),
            },
          ],
        }
      : {}),
    resources: dataset.resources.flatMap((resource) =>
      resource.version ? [tableResource(resource, resource.version, origin)] : [],
    ),
  }
}

function licence(given: NonNullable<Dataset['licence']>): Record<string, string> {
  return { name: given.id, title: given.title.es, ...(given.url ? { path: given.url } : {}) }
}

function tableResource(
  resource: Resource,
  version: Version,
  origin: string,
): Record<string, unknown> {
  const { manifest } = version
  const words = new Map(resource.dictionary.map((entry) => [entry.column, entry]))
  return {
    $schema: 'https://datapackage.org/profiles/2.0/dataresource.json',
    name: resource.name,
    type: 'table',
    title: resource.title.es,
    ...(resource.description.es ? { description: resource.description.es } : {}),
    // The version is named, so that a copied description keeps being true.
    path: `${origin}/api/v1/resources/${resource.id}/export.csv?version=${version.number}&heads=ids`,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    schema: {
      $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
      fields: manifest.columns.map((column) => {
        const entry = words.get(column.id)
        return {
          name: column.id,
          title: entry?.label.es || column.name,
          ...(entry?.description.es ? { description: entry.description.es } : {}),
          ...fieldType(column),
          ...constraints(column, manifest.key),
        }
      }),
      missingValues: [''],
      ...(manifest.key && manifest.key.length > 0 ? { primaryKey: manifest.key } : {}),
    },
  }
}

function fieldType(column: Column): Record<string, unknown> {
  switch (column.type) {
    case 'text':
      return { type: 'string' }
    case 'integer':
    case 'number':
      return { type: column.type }
    case 'boolean':
      return { type: 'boolean', trueValues: ['true'], falseValues: ['false'] }
    case 'date':
      return { type: 'date' }
    case 'time':
      return { type: 'time', format: 'any' }
    case 'timestamp':
      return { type: 'datetime', format: 'any' }
    case 'json':
      return { type: 'any' }
    case 'geometry':
      return { type: 'geojson' }
  }
}

function constraints(column: Column, key: string[] | null): Record<string, unknown> {
  const found = {
    ...(column.stats.nulls === 0 ? { required: true } : {}),
    ...(key?.length === 1 && key[0] === column.id ? { unique: true } : {}),
  }
  return Object.keys(found).length > 0 ? { constraints: found } : {}
}
