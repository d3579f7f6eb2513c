// Reads the catalogue and its versions from PostgreSQL.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schema } from '#platform'
import type { Manifest, Recipe } from '@rimaq/tables'
import { isUuid } from './slug.ts'
import type {
  Dataset,
  DictionaryEntry,
  Frequency,
  Licence,
  Organisation,
  PublicationState,
  Texts,
  Theme,
  Version,
} from './model.ts'

/** The database or an open transaction. */
export type Db = Kysely<Schema>

async function all<Row>(db: Db, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db)).rows
}

async function one<Row>(db: Db, query: RawBuilder<Row>): Promise<Row | null> {
  return (await all(db, query))[0] ?? null
}

/** A dataset with its resources, whose versions are still named by id only. */
export interface DatasetRow extends Omit<Dataset, 'resources'> {
  resources: ResourceRow[]
}

export interface ResourceRow {
  id: string
  name: string
  title: Texts
  description: Texts
  position: number
  created: Date
  newest: string | null
  versions: number
  recipe: Recipe
  dictionary: DictionaryEntry[]
}

interface Head {
  id: string
  slug: string
  title: Texts
  description: Texts
  state: PublicationState
  organisation_id: string
  organisation_slug: string
  organisation_title: Texts
  organisation_description: Texts
  organisation_url: string | null
  organisation_logo: string | null
  organisation_created: Date
  licence: Licence | null
  frequency: Frequency
  spatial: Dataset['spatial']
  temporal_from: string | null
  temporal_to: string | null
  contact: Dataset['contact']
  source: Dataset['source']
  created: Date
  modified: Date
  themes: Theme[]
  tags: string[]
}

/** Whole datasets by id, in no particular order. */
export async function readDatasets(db: Db, ids: string[]): Promise<DatasetRow[]> {
  if (ids.length === 0) return []
  const heads = await all(
    db,
    sql<Head>`
      SELECT d.id, d.slug, d.title, d.description, d.state, d.frequency, d.spatial,
        d.temporal_from::text, d.temporal_to::text, d.contact, d.source, d.created, d.modified,
        o.id AS organisation_id, o.slug AS organisation_slug, o.title AS organisation_title,
        o.description AS organisation_description, o.url AS organisation_url,
        o.logo AS organisation_logo, o.created AS organisation_created,
        (SELECT jsonb_build_object('id', l.id, 'title', l.title, 'url', l.url, 'open', l.open)
          FROM datasets.licence l WHERE l.id = d.licence_id) AS licence,
        ARRAY(SELECT jsonb_build_object('id', t.id, 'slug', t.slug, 'title', t.title, 'euTheme', t.eu_theme)
          FROM datasets.dataset_theme dt JOIN datasets.theme t ON t.id = dt.theme_id
          WHERE dt.dataset_id = d.id ORDER BY dt.position, t.slug) AS themes,
        ARRAY(SELECT dt.tag FROM datasets.dataset_tag dt WHERE dt.dataset_id = d.id ORDER BY dt.tag) AS tags
      FROM datasets.dataset d JOIN datasets.organisation o ON o.id = d.organisation_id
      WHERE d.id = ANY (${ids}::uuid[])`,
  )
  const resources = await all(
    db,
    sql<ResourceRow & { dataset_id: string }>`
      SELECT r.dataset_id, r.id, r.name, r.title, r.description, r.position, r.created,
        r.newest_version_id AS newest, r.versions,
        coalesce(re.recipe, '{"steps": []}'::jsonb) AS recipe,
        ARRAY(SELECT jsonb_build_object('column', e.column_id, 'label', e.label,
            'description', e.description, 'unit', e.unit)
          FROM datasets.dictionary e WHERE e.resource_id = r.id ORDER BY e.column_id) AS dictionary
      FROM datasets.resource r LEFT JOIN datasets.recipe re ON re.resource_id = r.id
      WHERE r.dataset_id = ANY (${ids}::uuid[]) ORDER BY r.position, r.id`,
  )
  return heads.map((head) => wholeDataset(head, resources))
}

function wholeDataset(head: Head, resources: (ResourceRow & { dataset_id: string })[]): DatasetRow {
  const { temporal_from: from, temporal_to: to } = head
  return {
    id: head.id,
    slug: head.slug,
    title: head.title,
    description: head.description,
    state: head.state,
    organisation: {
      id: head.organisation_id,
      slug: head.organisation_slug,
      title: head.organisation_title,
      description: head.organisation_description,
      url: head.organisation_url,
      logo: head.organisation_logo,
      created: head.organisation_created,
    },
    themes: head.themes,
    tags: head.tags,
    licence: head.licence,
    frequency: head.frequency,
    spatial: head.spatial,
    temporal: from === null && to === null ? null : { from, to },
    contact: head.contact,
    source: head.source,
    created: head.created,
    modified: head.modified,
    resources: resources
      .filter((resource) => resource.dataset_id === head.id)
      .map(({ dataset_id: _, ...resource }) => resource),
  }
}

/** A slug that looks like an id is found by its slug when no dataset has that id. */
export async function idOfDataset(db: Db, slugOrId: string): Promise<string | null> {
  const id = isUuid(slugOrId) ? slugOrId : null
  const row = await one(
    db,
    sql<{ id: string }>`
      SELECT id FROM datasets.dataset WHERE slug = ${slugOrId} OR id = ${id}::uuid
      ORDER BY (id = ${id}::uuid) IS TRUE DESC LIMIT 1`,
  )
  return row?.id ?? null
}

export async function datasetOfResource(db: Db, resourceId: string): Promise<string | null> {
  const row = await one(
    db,
    sql<{
      id: string
    }>`SELECT dataset_id AS id FROM datasets.resource WHERE id = ${resourceId}::uuid`,
  )
  return row?.id ?? null
}

/** A page of ids, last changed first, with how many there are. */
export async function pageOfDatasets(
  db: Db,
  page: { states: string[]; limit: number; offset: number; since: Date | null },
): Promise<{ total: number; ids: string[] }> {
  const where = sql`state = ANY (${page.states}) AND modified >= coalesce(${page.since}::timestamptz, '-infinity')`
  const total = await one(
    db,
    sql<{ n: number }>`SELECT count(*)::float8 AS n FROM datasets.dataset WHERE ${where}`,
  )
  const rows = await all(
    db,
    sql<{ id: string }>`SELECT id FROM datasets.dataset WHERE ${where}
      ORDER BY modified DESC, id LIMIT ${page.limit} OFFSET ${page.offset}`,
  )
  return { total: total?.n ?? 0, ids: rows.map(({ id }) => id) }
}

/** Names of the datasets of some organisations, by title. */
export async function datasetsOfOffices(
  db: Db,
  organisations: readonly string[],
): Promise<{ id: string; slug: string; title: Texts; state: PublicationState }[]> {
  return all(
    db,
    sql<{ id: string; slug: string; title: Texts; state: PublicationState }>`
      SELECT d.id, d.slug, d.title, d.state FROM datasets.dataset d
      JOIN datasets.organisation o ON o.id = d.organisation_id
      WHERE o.slug = ANY (${organisations}) ORDER BY d.title ->> 'es', d.slug`,
  )
}

const versionColumns = sql`
  id, resource_id AS "resourceId", number, created, as_of::text AS "asOf", rows::float8 AS rows,
  parquet_bytes::float8 AS bytes, original_hash AS "originalHash", parquet_hash AS "parquetHash",
  manifest_hash AS "manifestHash", original_name AS "originalName",
  original_bytes::float8 AS "originalBytes", manifest, note,
  (SELECT jsonb_build_object('kind', kind, 'by', decided_by, 'reason', reason, 'decided', decided)
    FROM datasets.privacy_decision d WHERE d.version_id = version.id) AS privacy,
  NOT EXISTS (SELECT FROM datasets.version later
    JOIN datasets.privacy_decision d ON d.version_id = later.id AND NOT d.original_open
    WHERE later.resource_id = version.resource_id AND later.number >= version.number) AS "originalOpen"`

type VersionRow = Omit<Version, 'findings' | 'manifest'> & { manifest: Manifest }

const withFindings = (row: VersionRow): Version => ({
  ...row,
  findings: row.manifest.findings,
  // Inside jsonb a moment is text.
  privacy: row.privacy && { ...row.privacy, decided: new Date(row.privacy.decided) },
})

export async function readVersions(db: Db, ids: string[]): Promise<Version[]> {
  if (ids.length === 0) return []
  const rows = await all(
    db,
    sql<VersionRow>`SELECT ${versionColumns} FROM datasets.version WHERE id = ANY (${ids}::uuid[])`,
  )
  return rows.map(withFindings)
}

/** Visitors do not get versions that were withheld. */
const shown = (withheld: boolean): RawBuilder<unknown> =>
  withheld
    ? sql`true`
    : sql`NOT EXISTS (SELECT FROM datasets.withheld_version w WHERE w.version_id = version.id)`

/** Versions of a resource, newest first; `withheld` includes those visitors do not get. */
export async function versionIds(db: Db, resourceId: string, withheld: boolean): Promise<string[]> {
  const rows = await all(
    db,
    sql<{
      id: string
    }>`SELECT id FROM datasets.version WHERE resource_id = ${resourceId}::uuid AND ${shown(withheld)} ORDER BY number DESC`,
  )
  return rows.map(({ id }) => id)
}

export async function versionId(
  db: Db,
  resourceId: string,
  number: number,
  withheld: boolean,
): Promise<string | null> {
  const row = await one(
    db,
    sql<{ id: string }>`SELECT id FROM datasets.version
      WHERE resource_id = ${resourceId}::uuid AND number = ${number} AND ${shown(withheld)}`,
  )
  return row?.id ?? null
}

export interface IndexRow {
  kind: 'rows' | 'order' | 'words' | 'text'
  column: string
  hash: string
}

export async function indexFiles(db: Db, versionOf: string): Promise<IndexRow[]> {
  return all(
    db,
    sql<IndexRow>`SELECT kind, column_id AS column, hash FROM datasets.index_file
      WHERE version_id = ${versionOf}::uuid ORDER BY kind, column_id`,
  )
}

export async function readOrganisations(
  db: Db,
  states: string[],
): Promise<(Organisation & { datasets: number })[]> {
  return all(
    db,
    sql<Organisation & { datasets: number }>`
      SELECT o.id, o.slug, o.title, o.description, o.url, o.logo, o.created,
        (SELECT count(*)::int FROM datasets.dataset d
          WHERE d.organisation_id = o.id AND d.state = ANY (${states})) AS datasets
      FROM datasets.organisation o ORDER BY o.slug`,
  )
}

export async function readThemes(
  db: Db,
  states: string[],
): Promise<(Theme & { datasets: number })[]> {
  return all(
    db,
    sql<Theme & { datasets: number }>`
      SELECT t.id, t.slug, t.title, t.eu_theme AS "euTheme",
        (SELECT count(*)::int FROM datasets.dataset_theme dt JOIN datasets.dataset d ON d.id = dt.dataset_id
          WHERE dt.theme_id = t.id AND d.state = ANY (${states})) AS datasets
      FROM datasets.theme t ORDER BY t.position, t.slug`,
  )
}

export async function readTags(
  db: Db,
  states: string[],
): Promise<{ tag: string; datasets: number }[]> {
  return all(
    db,
    sql<{ tag: string; datasets: number }>`
      SELECT dt.tag, count(*)::int AS datasets
      FROM datasets.dataset_tag dt JOIN datasets.dataset d ON d.id = dt.dataset_id
      WHERE d.state = ANY (${states}) GROUP BY dt.tag ORDER BY dt.tag`,
  )
}

export async function readLicences(db: Db): Promise<Licence[]> {
  return all(
    db,
    sql<Licence>`SELECT id, title, url, open FROM datasets.licence ORDER BY position, id`,
  )
}

/** Every column that names a stored file; `isReferenced` asks the same. */
export const fileColumns = [
  { table: 'datasets.version', column: 'original_hash' },
  { table: 'datasets.version', column: 'parquet_hash' },
  { table: 'datasets.version', column: 'manifest_hash' },
  { table: 'datasets.index_file', column: 'hash' },
  { table: 'datasets.submission', column: 'original_hash' },
  { table: 'datasets.submission', column: 'table_hash' },
  { table: 'datasets.submission', column: 'manifest_hash' },
] as const

/** Whether any row names the content, so that a sweep of the file store keeps it. */
export async function isReferenced(db: Db, hash: string): Promise<boolean> {
  const row = await one(
    db,
    sql<{ yes: boolean }>`
      SELECT EXISTS (SELECT FROM datasets.version WHERE original_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.version WHERE parquet_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.version WHERE manifest_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.submission WHERE original_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.submission WHERE table_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.submission WHERE manifest_hash = ${hash})
        OR EXISTS (SELECT FROM datasets.index_file WHERE hash = ${hash}) AS yes`,
  )
  return row?.yes ?? false
}
