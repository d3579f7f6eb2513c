// The catalogue as `/data.json`: Project Open Data metadata 1.1, which DCAT-US harvesters read.
import { publicFile } from '../public-file.ts'
import type { Dataset, Frequency } from '#datasets'
import { mediaTypeOf, formatName } from '../ckan/records.ts'
import type { SiteFacts } from '../faces.ts'

/** ISO 8601 repeating intervals, the words of the 1.1 schema. */
const intervals: Record<Frequency, string | null> = {
  CONT: 'R/PT1S',
  HOURLY: 'R/PT1H',
  DAILY: 'R/P1D',
  WEEKLY: 'R/P1W',
  BIWEEKLY: 'R/P2W',
  MONTHLY: 'R/P1M',
  BIMONTHLY: 'R/P2M',
  QUARTERLY: 'R/P3M',
  ANNUAL_2: 'R/P6M',
  ANNUAL: 'R/P1Y',
  BIENNIAL: 'R/P2Y',
  IRREG: 'irregular',
  NEVER: null,
  UNKNOWN: null,
}

export function dataJson(
  datasets: Dataset[],
  site: SiteFacts,
  origin: string,
): Record<string, unknown> {
  return {
    '@context': 'https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld',
    '@id': `${origin}/data.json`,
    '@type': 'dcat:Catalog',
    conformsTo: 'https://project-open-data.cio.gov/v1.1/schema',
    describedBy: 'https://project-open-data.cio.gov/v1.1/schema/catalog.json',
    dataset: datasets.map((dataset) => entry(dataset, site, origin)),
  }
}

function entry(dataset: Dataset, site: SiteFacts, origin: string): Record<string, unknown> {
  const interval = intervals[dataset.frequency]
  const email = dataset.contact?.email ?? site.publisher.email
  const { temporal, spatial, licence } = dataset
  return {
    '@type': 'dcat:Dataset',
    identifier: dataset.id,
    title: dataset.title.es,
    description: dataset.description.es || dataset.title.es,
    keyword: dataset.tags.length > 0 ? dataset.tags : [dataset.organisation.slug],
    modified: dataset.modified.toISOString(),
    issued: dataset.created.toISOString(),
    accessLevel: 'public',
    language: ['es'],
    landingPage: `${origin}/dataset/${dataset.slug}`,
    publisher: { '@type': 'org:Organization', name: dataset.organisation.title.es },
    contactPoint: {
      '@type': 'vcard:Contact',
      fn: dataset.contact?.name ?? dataset.organisation.title.es,
      ...(email ? { hasEmail: `mailto:${email}` } : {}),
    },
    ...(dataset.themes.length > 0 ? { theme: dataset.themes.map(({ title }) => title.es) } : {}),
    ...(licence?.url ? { license: licence.url } : {}),
    ...(interval ? { accrualPeriodicity: interval } : {}),
    ...(spatial ? { spatial: spatial.bbox ? spatial.bbox.join(',') : spatial.label } : {}),
    ...(temporal?.from && temporal.to ? { temporal: `${temporal.from}/${temporal.to}` } : {}),
    distribution: dataset.resources.flatMap((resource) =>
      resource.version
        ? [
            {
              '@type': 'dcat:Distribution',
              title: resource.title.es,
              downloadURL: `${origin}/dataset/${dataset.id}/resource/${resource.id}/download/${encodeURIComponent(publicFile(resource.version).name)}`,
              mediaType: mediaTypeOf(publicFile(resource.version).name),
              format: formatName(resource.version),
            },
          ]
        : [],
    ),
  }
}
