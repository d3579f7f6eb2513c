// Writes datasets, resources, organisations and themes the way CKAN's clients expect to read them.
import { createHash } from 'node:crypto'
import { publicFile } from '../public-file.ts'
import type { Dataset, Organisation, Resource, Texts, Theme, Version } from '#datasets'

export type CkanRecord = Record<string, unknown>

/** CKAN's dates: UTC without a zone, microseconds. */
export function ckanDate(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000`
}

/** A stable UUID for things CKAN gives an id and we do not (RFC 9562, version 5, URL namespace). */
export function uuidOf(kind: string, name: string): string {
  const namespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')
  const hash = createHash('sha1').update(namespace).update(`rimaq:${kind}:${name}`).digest()
  hash[6] = (hash[6]! & 0x0f) | 0x50
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.subarray(0, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A dataset as `package_show` gives it. */
export function packageRecord(dataset: Dataset, origin: string): CkanRecord {
  const newest = dataset.resources.map((resource) => resource.version?.number ?? 0)
  return {
    author: dataset.source?.title ?? dataset.organisation.title.es,
    author_email: null,
    creator_user_id: null,
    id: dataset.id,
    isopen: dataset.licence?.open ?? false,
    license_id: dataset.licence?.id ?? null,
    license_title: dataset.licence?.title.es ?? null,
    ...(dataset.licence?.url ? { license_url: dataset.licence.url } : {}),
    maintainer: dataset.contact?.name ?? null,
    maintainer_email: dataset.contact?.email ?? null,
    metadata_created: ckanDate(dataset.created),
    metadata_modified: ckanDate(dataset.modified),
    name: dataset.slug,
    notes: dataset.description.es,
    num_resources: dataset.resources.length,
    num_tags: dataset.tags.length,
    organization: organizationSummary(dataset.organisation, origin),
    owner_org: dataset.organisation.id,
    private: dataset.state !== 'published',
    state:
      dataset.state === 'draft' ? 'draft' : dataset.state === 'withdrawn' ? 'deleted' : 'active',
    title: dataset.title.es,
    ...translated('title', dataset.title),
    ...translated('notes', dataset.description),
    type: 'dataset',
    url: dataset.source?.url ?? `${origin}/dataset/${dataset.slug}`,
    version: newest.length > 0 ? String(Math.max(...newest)) : null,
    extras: extras(dataset),
    groups: dataset.themes.map((theme) => groupSummary(theme)),
    resources: dataset.resources.map((resource) => resourceRecord(dataset, resource, origin)),
    tags: dataset.tags.map(tagRecord),
    relationships_as_subject: [],
    relationships_as_object: [],
  }
}

/** Other languages, under the keys of the `fluent` extension; nothing when there is only Spanish. */
function translated(name: string, texts: Texts): CkanRecord {
  return texts.en || texts.qu ? { [`${name}_translated`]: { ...texts } } : {}
}

/** Facts CKAN has no field for, under the keys DCAT tools for CKAN read. */
function extras(dataset: Dataset): { key: string; value: string }[] {
  const bbox = dataset.spatial?.bbox
  const found: [string, string | null | undefined][] = [
    ['contact_email', dataset.contact?.email],
    ['contact_name', dataset.contact?.name],
    ['frequency', dataset.frequency],
    ['issued', dataset.created.toISOString()],
    ['language', 'es'],
    ['modified', dataset.modified.toISOString()],
    ['publisher_name', dataset.organisation.title.es],
    ['spatial', bbox ? JSON.stringify({ type: 'Polygon', coordinates: [ring(bbox)] }) : null],
    ['spatial_text', dataset.spatial?.label],
    ['temporal_end', dataset.temporal?.to],
    ['temporal_start', dataset.temporal?.from],
  ]
  return found.flatMap(([key, value]) => (value ? [{ key, value }] : []))
}

/** The closed ring of a box, counter-clockwise (RFC 7946, 3.1.6). */
export function ring([west, south, east, north]: [number, number, number, number]): number[][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}

/** A resource as `resource_show` gives it; our own facts stand beside CKAN's. */
export function resourceRecord(dataset: Dataset, resource: Resource, origin: string): CkanRecord {
  const version = resource.version
  const file = version && publicFile(version)
  return {
    cache_last_updated: null,
    cache_url: null,
    created: ckanDate(resource.created),
    datastore_active: version !== null,
    datastore_contains_all_records_of_source_file: version !== null,
    description: resource.description.es,
    format: version ? formatName(version) : '',
    hash: file?.hash ?? '',
    id: resource.id,
    last_modified: version ? ckanDate(version.created) : null,
    metadata_modified: ckanDate(version?.created ?? resource.created),
    mimetype: file ? mediaTypeOf(file.name) : null,
    mimetype_inner: null,
    name: resource.title.es,
    package_id: dataset.id,
    position: resource.position,
    resource_type: null,
    size: file?.bytes ?? null,
    state: 'active',
    url: file
      ? `${origin}/dataset/${dataset.id}/resource/${resource.id}/download/${encodeURIComponent(file.name)}`
      : '',
    url_type: version ? 'upload' : null,
    ...(version ? { as_of: version.asOf, rows: version.rows, version: version.number } : {}),
  }
}

/** CKAN's word for a format: what the file holds, whatever it is packed in. */
export function formatName(version: Version): string {
  const names: Record<string, string> = { geojson: 'GeoJSON', ndjson: 'NDJSON', parquet: 'Parquet' }
  const { format } = publicFile(version)
  return names[format] ?? format.toUpperCase()
}

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  geojson: 'application/geo+json',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  zip: 'application/zip',
  gz: 'application/gzip',
  xz: 'application/x-xz',
}

export function mediaTypeOf(fileName: string): string {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  return mediaTypes[ending] ?? 'application/octet-stream'
}

export function tagRecord(tag: string): CkanRecord {
  return {
    display_name: tag,
    id: uuidOf('tag', tag),
    name: tag,
    state: 'active',
    vocabulary_id: null,
  }
}

function organizationSummary(organisation: Organisation, origin: string): CkanRecord {
  return {
    id: organisation.id,
    name: organisation.slug,
    title: organisation.title.es,
    type: 'organization',
    description: organisation.description.es,
    image_url: organisation.logo ? `${origin}${organisation.logo}` : '',
    created: ckanDate(organisation.created),
    is_organization: true,
    approval_status: 'approved',
    state: 'active',
  }
}

/** An organisation as `organization_show` and `organization_list?all_fields=true` give it. */
export function organizationRecord(
  organisation: Organisation,
  datasets: number,
  origin: string,
): CkanRecord {
  const summary = organizationSummary(organisation, origin)
  return {
    ...summary,
    display_name: organisation.title.es,
    image_display_url: summary['image_url'],
    num_followers: 0,
    package_count: datasets,
  }
}

function groupSummary(theme: Theme): CkanRecord {
  return {
    description: '',
    display_name: theme.title.es,
    id: theme.id,
    image_display_url: '',
    name: theme.slug,
    title: theme.title.es,
  }
}

/** A theme as a CKAN group. */
export function groupRecord(theme: Theme, datasets: number): CkanRecord {
  return {
    ...groupSummary(theme),
    approval_status: 'approved',
    image_url: '',
    is_organization: false,
    num_followers: 0,
    package_count: datasets,
    state: 'active',
    type: 'group',
  }
}
