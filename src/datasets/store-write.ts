// Writes the catalogue and its versions to PostgreSQL.
import { sql } from 'kysely'
import type { Manifest, Recipe } from '@rimaq/tables'
import type {
  Dataset,
  DictionaryEntry,
  Frequency,
  Licence,
  PublicationState,
  Texts,
} from './model.ts'
import type { Db } from './store-read.ts'

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

export interface OrganisationInput {
  slug: string
  title: Texts
  description?: Texts
  url?: string | null
  logo?: string | null
}

/** Does nothing when the slug is there already; what an office changed is not overwritten. */
export async function insertOrganisation(db: Db, input: OrganisationInput): Promise<void> {
  await sql`INSERT INTO datasets.organisation (slug, title, description, url, logo)
    VALUES (${input.slug}, ${json(input.title)}, ${json(input.description ?? { es: '' })},
      ${input.url ?? null}, ${input.logo ?? null})
    ON CONFLICT (slug) DO NOTHING`.execute(db)
}

export interface ThemeInput {
  slug: string
  title: Texts
  euTheme: string | null
}

export async function insertTheme(db: Db, input: ThemeInput, position: number): Promise<void> {
  await sql`INSERT INTO datasets.theme (slug, title, eu_theme, position)
    VALUES (${input.slug}, ${json(input.title)}, ${input.euTheme}, ${position})
    ON CONFLICT (slug) DO NOTHING`.execute(db)
}

export async function insertLicence(db: Db, input: Licence, position: number): Promise<void> {
  await sql`INSERT INTO datasets.licence (id, title, url, open, position)
    VALUES (${input.id}, ${json(input.title)}, ${input.url}, ${input.open}, ${position})
    ON CONFLICT (id) DO NOTHING`.execute(db)
}

export async function organisationId(db: Db, slug: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM datasets.organisation WHERE slug = ${slug}`.execute(db)
  return rows[0]?.id ?? null
}

export async function hasLicence(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM datasets.licence WHERE id = ${id}`.execute(db)
  return rows.length > 0
}

/** Values of a dataset's own columns; absent ones stay as they are. */
export interface DatasetValues {
  title?: Texts
  description?: Texts
  state?: PublicationState
  organisationId?: string
  licenceId?: string | null
  frequency?: Frequency
  spatial?: Dataset['spatial']
  temporal?: Dataset['temporal']
  contact?: Dataset['contact']
  source?: Dataset['source']
}

/** The new id, or null when the slug is taken. */
export async function insertDataset(
  db: Db,
  slug: string,
  values: DatasetValues & { title: Texts; organisationId: string },
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO datasets.dataset (slug, title, organisation_id, created, modified)
    VALUES (${slug}, ${json(values.title)}, ${values.organisationId}, ${now}, ${now})
    ON CONFLICT (slug) DO NOTHING RETURNING id`.execute(db)
  const id = rows[0]?.id ?? null
  if (id !== null) await updateDatasetRow(db, id, values, now)
  return id
}

/** Sets the given values and the moment of change. */
export async function updateDatasetRow(
  db: Db,
  id: string,
  values: DatasetValues,
  now: Date,
): Promise<void> {
  const sets = [sql`modified = ${now}`]
  if (values.title !== undefined) sets.push(sql`title = ${json(values.title)}`)
  if (values.description !== undefined) sets.push(sql`description = ${json(values.description)}`)
  if (values.state !== undefined) sets.push(sql`state = ${values.state}`)
  if (values.organisationId !== undefined) {
    sets.push(sql`organisation_id = ${values.organisationId}`)
  }
  if (values.licenceId !== undefined) sets.push(sql`licence_id = ${values.licenceId}`)
  if (values.frequency !== undefined) sets.push(sql`frequency = ${values.frequency}`)
  if (values.spatial !== undefined) sets.push(sql`spatial = ${json(values.spatial)}`)
  if (values.temporal !== undefined) {
    sets.push(sql`temporal_from = ${values.temporal?.from ?? null}`)
    sets.push(sql`temporal_to = ${values.temporal?.to ?? null}`)
  }
  if (values.contact !== undefined) sets.push(sql`contact = ${json(values.contact)}`)
  if (values.source !== undefined) sets.push(sql`source = ${json(values.source)}`)
  await sql`UPDATE datasets.dataset SET ${sql.join(sets)} WHERE id = ${id}`.execute(db)
}

/** Replaces the tags of a dataset. */
export async function setTags(db: Db, id: string, tags: string[]): Promise<void> {
  await sql`DELETE FROM datasets.dataset_tag WHERE dataset_id = ${id}`.execute(db)
  await sql`INSERT INTO datasets.dataset_tag (dataset_id, tag)
    SELECT DISTINCT ${id}::uuid, t FROM unnest(${tags}::text[]) t`.execute(db)
}

/** Replaces the themes of a dataset; answers the slugs that do not exist. */
export async function setThemes(db: Db, id: string, slugs: string[]): Promise<string[]> {
  await sql`DELETE FROM datasets.dataset_theme WHERE dataset_id = ${id}`.execute(db)
  const { rows } = await sql<{ slug: string }>`
    INSERT INTO datasets.dataset_theme (dataset_id, theme_id, position)
    SELECT ${id}::uuid, t.id, min(s.position) FROM unnest(${slugs}::text[]) WITH ORDINALITY s (slug, position)
    JOIN datasets.theme t ON t.slug = s.slug GROUP BY t.id
    RETURNING (SELECT slug FROM datasets.theme WHERE id = theme_id) AS slug`.execute(db)
  const known = new Set(rows.map(({ slug }) => slug))
  return slugs.filter((slug) => !known.has(slug))
}

export interface ResourceInput {
  datasetId: string
  name: string
  title: Texts
  description?: Texts
}

/** Appends a resource to a dataset; null when the name is taken. */
export async function insertResource(
  db: Db,
  input: ResourceInput,
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO datasets.resource (dataset_id, name, title, description, position, created)
    SELECT ${input.datasetId}::uuid, ${input.name}, ${json(input.title)}::jsonb,
      ${json(input.description ?? { es: '' })}::jsonb, count(*), ${now}
    FROM datasets.resource WHERE dataset_id = ${input.datasetId}::uuid
    ON CONFLICT (dataset_id, name) DO NOTHING RETURNING id`.execute(db)
  return rows[0]?.id ?? null
}

/** Locks a resource until the transaction ends and says which version is its newest now. */
export async function lockResource(
  db: Db,
  id: string,
): Promise<{ newest: string | null; versions: number } | null> {
  const { rows } = await sql<{ newest: string | null; versions: number }>`
    SELECT newest_version_id AS newest, versions FROM datasets.resource
    WHERE id = ${id}::uuid FOR UPDATE`.execute(db)
  return rows[0] ?? null
}

export interface VersionInput {
  resourceId: string
  number: number
  created: Date
  asOf: string | null
  original: { hash: string; name: string; bytes: number }
  manifestHash: string
  manifest: Manifest
  appended: boolean
  note: string | null
}

/** Inserts a version and makes it the newest; both or neither, in the caller's transaction. */
export async function insertVersion(db: Db, input: VersionInput): Promise<string> {
  const { manifest, original } = input
  const { rows } = await sql<{ id: string }>`
    INSERT INTO datasets.version (resource_id, number, created, as_of, rows, format, headings,
      original_hash, original_name, original_bytes, parquet_hash, parquet_bytes, manifest_hash,
      manifest, appended, note)
    VALUES (${input.resourceId}, ${input.number}, ${input.created}, ${input.asOf}, ${manifest.rows},
      ${manifest.source.format}, ${manifest.columns.map(({ name }) => name)}::text[],
      ${original.hash}, ${original.name}, ${original.bytes}, ${manifest.parquet.sha256},
      ${manifest.parquet.bytes}, ${input.manifestHash}, ${json(manifest)}, ${input.appended},
      ${input.note})
    RETURNING id`.execute(db)
  const id = rows[0]?.id ?? ''
  await sql`UPDATE datasets.resource SET newest_version_id = ${id}, versions = ${input.number}
    WHERE id = ${input.resourceId}`.execute(db)
  return id
}

/** Whether the newest version came from appending; such a version repeats only as an append. */
export async function wasAppended(db: Db, versionId: string): Promise<boolean> {
  const { rows } = await sql<{ appended: boolean }>`
    SELECT appended FROM datasets.version WHERE id = ${versionId}`.execute(db)
  return rows[0]?.appended ?? false
}

export async function setRecipe(
  db: Db,
  resourceId: string,
  recipe: Recipe,
  now: Date,
): Promise<void> {
  await sql`INSERT INTO datasets.recipe (resource_id, recipe, modified)
    VALUES (${resourceId}, ${json(recipe)}, ${now})
    ON CONFLICT (resource_id) DO UPDATE SET recipe = excluded.recipe, modified = excluded.modified
    WHERE datasets.recipe.recipe <> excluded.recipe`.execute(db)
}

/** Adds entries for columns that have none yet. */
export async function addToDictionary(
  db: Db,
  resourceId: string,
  entries: DictionaryEntry[],
): Promise<void> {
  for (const entry of entries) {
    await sql`INSERT INTO datasets.dictionary (resource_id, column_id, label, description, unit)
      VALUES (${resourceId}, ${entry.column}, ${json(entry.label)}, ${json(entry.description)}, ${entry.unit})
      ON CONFLICT (resource_id, column_id) DO NOTHING`.execute(db)
  }
}

/** Sets entries, also those that are there already. */
export async function setDictionary(
  db: Db,
  resourceId: string,
  entries: DictionaryEntry[],
): Promise<void> {
  for (const entry of entries) {
    await sql`INSERT INTO datasets.dictionary (resource_id, column_id, label, description, unit)
      VALUES (${resourceId}, ${entry.column}, ${json(entry.label)}, ${json(entry.description)}, ${entry.unit})
      ON CONFLICT (resource_id, column_id) DO UPDATE SET label = excluded.label,
        description = excluded.description, unit = excluded.unit`.execute(db)
  }
}

/** Replaces the index files of a version, all at once. */
export async function replaceIndexFiles(
  db: Db,
  versionId: string,
  files: { kind: string; column: string; hash: string; bytes: number }[],
): Promise<void> {
  await sql`DELETE FROM datasets.index_file WHERE version_id = ${versionId}`.execute(db)
  for (const file of files) {
    await sql`INSERT INTO datasets.index_file (version_id, kind, column_id, hash, bytes)
      VALUES (${versionId}, ${file.kind}, ${file.column}, ${file.hash}, ${file.bytes})`.execute(db)
  }
}

/** False when another process imports the same pack; else true until the transaction ends. */
export async function lockImport(db: Db, pack: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtext('rimaq pack'), hashtext(${pack})) AS locked`.execute(
    db,
  )
  return rows[0]?.locked ?? false
}

/** SHA-256 of a pack's file when it was taken over; null if never. */
export async function importedHash(db: Db, pack: string, file: string): Promise<string | null> {
  const { rows } = await sql<{ hash: string }>`
    SELECT hash FROM datasets.pack_import WHERE pack = ${pack} AND file = ${file}`.execute(db)
  return rows[0]?.hash ?? null
}

export async function rememberImport(
  db: Db,
  input: { pack: string; file: string; hash: string; now: Date },
): Promise<void> {
  await sql`INSERT INTO datasets.pack_import (pack, file, hash, imported)
    VALUES (${input.pack}, ${input.file}, ${input.hash}, ${input.now})
    ON CONFLICT (pack, file) DO UPDATE SET hash = excluded.hash, imported = excluded.imported`.execute(
    db,
  )
}

/** Tells every process that something changed; delivered when the transaction commits. */
export async function notify(db: Db, payload: object): Promise<void> {
  await sql`SELECT pg_notify('rimaq_datasets', ${JSON.stringify(payload)})`.execute(db)
}
