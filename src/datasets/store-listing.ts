// Reads what the catalogue search needs of every dataset.
import { sql } from 'kysely'
import type { PublicationState, Texts } from './model.ts'
import type { Listed } from './search/search-index.ts'
import type { Db } from './store-read.ts'

interface ListingRow {
  id: string
  slug: string
  state: PublicationState
  title: Texts
  description: Texts
  created: Date
  modified: Date
  organisation: string
  organisation_title: Texts
  themes: { slug: string; title: Texts }[]
  tags: string[]
  licence: string | null
  formats: string[]
  headings: string[]
  meanings: Texts[]
}

const everyLanguage = (texts: Texts): string => Object.values(texts).join(' ')

/** Names of formats as readers know them. */
const formatNames: Record<string, string> = { geojson: 'GeoJSON', parquet: 'Parquet' }

/** `null` reads every dataset. */
export async function readListings(db: Db, ids: string[] | null): Promise<Listed[]> {
  const { rows } = await sql<ListingRow>`
    SELECT d.id, d.slug, d.state, d.title, d.description, d.created, d.modified,
      o.slug AS organisation, o.title AS organisation_title, d.licence_id AS licence,
      ARRAY(SELECT jsonb_build_object('slug', t.slug, 'title', t.title)
        FROM datasets.dataset_theme dt JOIN datasets.theme t ON t.id = dt.theme_id
        WHERE dt.dataset_id = d.id) AS themes,
      ARRAY(SELECT dt.tag FROM datasets.dataset_tag dt WHERE dt.dataset_id = d.id) AS tags,
      ARRAY(SELECT DISTINCT v.format FROM datasets.resource r
        JOIN datasets.version v ON v.id = r.newest_version_id WHERE r.dataset_id = d.id) AS formats,
      ARRAY(SELECT h FROM datasets.resource r JOIN datasets.version v ON v.id = r.newest_version_id,
        unnest(v.headings) h WHERE r.dataset_id = d.id) AS headings,
      ARRAY(SELECT e.description::jsonb FROM datasets.resource r
        JOIN datasets.dictionary e ON e.resource_id = r.id
        WHERE r.dataset_id = d.id AND e.description ->> 'es' <> '') AS meanings
    FROM datasets.dataset d JOIN datasets.organisation o ON o.id = d.organisation_id
    WHERE ${ids}::uuid[] IS NULL OR d.id = ANY (${ids}::uuid[])`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    state: row.state,
    title: row.title.es,
    texts: {
      title: everyLanguage(row.title),
      tags: row.tags.join(' '),
      about: [row.organisation_title, ...row.themes.map(({ title }) => title)]
        .map(everyLanguage)
        .join(' '),
      columns: [...row.headings, ...row.meanings.map(everyLanguage)].join(' '),
      description: everyLanguage(row.description),
    },
    facets: {
      organisation: [row.organisation],
      theme: row.themes.map(({ slug }) => slug),
      tag: row.tags,
      licence: row.licence === null ? [] : [row.licence],
      format: row.formats.map((format) => formatNames[format] ?? format.toUpperCase()),
    },
    created: row.created.getTime(),
    modified: row.modified.getTime(),
  }))
}
