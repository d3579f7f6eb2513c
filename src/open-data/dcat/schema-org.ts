// A dataset as schema.org describes it, for the head of its page (search engines read it there).
import type { Dataset } from '#datasets'
import { exportTypes } from '../ckan/datastore/download.ts'

/** The object for `<script type="application/ld+json">`. */
export function schemaOrg(dataset: Dataset, origin: string): Record<string, unknown> {
  const { spatial, temporal, licence, organisation, contact } = dataset
  const box = spatial?.bbox
  return {
    '@context': 'https://schema.org/',
    '@type': 'Dataset',
    '@id': `${origin}/dataset/${dataset.id}`,
    identifier: dataset.id,
    name: dataset.title.es,
    description: dataset.description.es || dataset.title.es,
    url: `${origin}/dataset/${dataset.slug}`,
    inLanguage: 'es',
    isAccessibleForFree: true,
    keywords: dataset.tags,
    dateCreated: dataset.created.toISOString(),
    dateModified: dataset.modified.toISOString(),
    ...(licence?.url ? { license: licence.url } : {}),
    publisher: {
      '@type': 'GovernmentOrganization',
      name: organisation.title.es,
      ...(organisation.url ? { url: organisation.url } : {}),
      ...(contact?.email
        ? { contactPoint: { '@type': 'ContactPoint', name: contact.name, email: contact.email } }
        : {}),
    },
    ...(spatial
      ? {
          spatialCoverage: {
            '@type': 'Place',
            name: spatial.label,
            // schema.org writes a box as south west north east.
            ...(box
              ? { geo: { '@type': 'GeoShape', box: `${box[1]} ${box[0]} ${box[3]} ${box[2]}` } }
              : {}),
          },
        }
      : {}),
    ...(temporal?.from || temporal?.to
      ? { temporalCoverage: `${temporal.from ?? '..'}/${temporal.to ?? '..'}` }
      : {}),
    includedInDataCatalog: { '@type': 'DataCatalog', url: `${origin}/` },
    distribution: dataset.resources.flatMap(({ id, name, title, version }) =>
      (version ? (['csv', 'json', 'xlsx', 'parquet'] as const) : []).map((format) => ({
        '@type': 'DataDownload',
        name: `${title.es} (${format.toUpperCase()})`,
        encodingFormat: exportTypes[format].split(';')[0],
        contentUrl: `${origin}/dataset/${dataset.id}/resource/${id}/download/${name}.${format}?format=${format}`,
      })),
    ),
    variableMeasured: dataset.resources.flatMap(({ version, dictionary }) =>
      (version?.manifest.columns ?? []).map((column) => {
        const entry = dictionary.find((one) => one.column === column.id)
        return {
          '@type': 'PropertyValue',
          name: entry?.label.es || column.name,
          ...(entry?.description.es ? { description: entry.description.es } : {}),
          ...(entry?.unit ? { unitText: entry.unit } : {}),
        }
      }),
    ),
  }
}
