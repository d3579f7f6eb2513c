// The tables of the database as TypeScript sees them; written by scripts/generate-schema.ts, never by hand.
import type { ColumnType, Generated } from 'kysely'

/** A set of tables published together under one title. */
export interface DatasetsDataset {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Title by language. */
  title: ColumnType<unknown, string, string>
  /** Limited Markdown by language: paragraphs, lists, links, emphasis. */
  description: ColumnType<unknown, string | undefined, string>
  /** draft: not yet public; published; withdrawn: no longer public. */
  state: Generated<string>
  /** Who answers for it. */
  organisation_id: string
  /** Terms of reuse; null while not stated. */
  licence_id: string | null
  /** Promised frequency, code of the EU frequency authority table. */
  frequency: Generated<string>
  /** Place covered: label, and bbox as west, south, east, north in degrees. */
  spatial: ColumnType<unknown, string | null | undefined, string | null>
  /** First day covered. */
  temporal_from: string | null
  /** Last day covered. */
  temporal_to: string | null
  /** Whom to ask: name, email, phone. */
  contact: ColumnType<unknown, string | null | undefined, string | null>
  /** Where the facts come from if not the city's own: title and url. */
  source: ColumnType<unknown, string | null | undefined, string | null>
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
  /** Last change of metadata or data. */
  modified: ColumnType<Date, Date | string | undefined, Date | string>
}

/** Free words an office gave a dataset. */
export interface DatasetsDatasetTag {
  /** The dataset. */
  dataset_id: string
  /** The word or words, as shown. */
  tag: string
}

/** Which themes a dataset is about. */
export interface DatasetsDatasetTheme {
  /** The dataset. */
  dataset_id: string
  /** The theme. */
  theme_id: string
  /** Order on the page of the dataset. */
  position: Generated<number>
}

/** What each column means, kept across versions. */
export interface DatasetsDictionary {
  /** The resource. */
  resource_id: string
  /** Physical name of the column, the same in every version. */
  column_id: string
  /** Heading for readers, by language. */
  label: ColumnType<unknown, string, string>
  /** Meaning, by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Unit of measure, if any. */
  unit: string | null
}

/** Index files built from a version; they can be built again from its Parquet. */
export interface DatasetsIndexFile {
  /** The version they answer for. */
  version_id: string
  /** rows: blocks of rows; order: rows sorted by a column; words: full text; text: the whole version as CSV. */
  kind: string
  /** Column of an order, form of a text (csv, dump); empty otherwise. */
  column_id: Generated<string>
  /** SHA-256 of the file. */
  hash: string
  /** Its size. */
  bytes: number
}

/** Terms under which data may be used again. */
export interface DatasetsLicence {
  /** Id in CKAN's list of licences, such as cc-by-4.0. */
  id: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** Where the terms stand. */
  url: string | null
  /** Whether it conforms to the Open Definition. */
  open: boolean
  /** Order in lists of licences. */
  position: Generated<number>
}

/** An office or institution that publishes datasets. */
export interface DatasetsOrganisation {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** What the office does, limited Markdown by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Its own web site, if any. */
  url: string | null
  /** Address of a logo in the pack, if any. */
  logo: string | null
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
}

/** Files of a city pack already taken over; what an office changed later is not overwritten. */
export interface DatasetsPackImport {
  /** Name of the pack, such as lima. */
  pack: string
  /** Path of the file within the pack. */
  file: string
  /** SHA-256 of the file when it was taken over. */
  hash: string
  /** When. */
  imported: ColumnType<Date, Date | string, Date | string>
}

/** How each version passed the privacy gate; append-only. */
export interface DatasetsPrivacyDecision {
  /** The version; one published before the gate has no row. */
  version_id: string
  /** When. */
  decided: ColumnType<Date, Date | string, Date | string>
  /** clear: nothing stopped it; told: published with findings that were only told; treated: made harmless; override: published in spite; off: not asked, for measurements. */
  kind: string
  /** Person who answers for an override. */
  decided_by: string | null
  /** Why that person published in spite of the findings. */
  reason: string | null
  /** What was found, with masked examples only. */
  findings: ColumnType<unknown, string, string>
  /** Whether visitors may have the file as it was sent. */
  original_open: boolean
}

/** Repairs an office accepted, applied again at each upload. */
export interface DatasetsRecipe {
  /** The resource whose uploads are repaired. */
  resource_id: string
  /** The steps, in order. */
  recipe: ColumnType<unknown, string, string>
  /** When a step was last added or removed. */
  modified: ColumnType<Date, Date | string, Date | string>
}

/** One table of a dataset, whose content changes by new versions. */
export interface DatasetsResource {
  /** Never changes; clients of the API hold it. */
  id: Generated<string>
  /** The dataset it belongs to. */
  dataset_id: string
  /** Short name, unique within the dataset. */
  name: string
  /** Title by language. */
  title: ColumnType<unknown, string, string>
  /** Limited Markdown by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Order on the page of the dataset. */
  position: number
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
  /** The version readers get; null while there is none. */
  newest_version_id: string | null
  /** How many versions there are. */
  versions: Generated<number>
}

/** A subject that datasets are about, chosen by the city. */
export interface DatasetsTheme {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** Code in the EU data-theme authority table, such as TRAN. */
  eu_theme: string | null
  /** Order in lists of themes. */
  position: Generated<number>
}

/** The content of a resource at one moment; never changed, never removed. */
export interface DatasetsVersion {
  /** Never changes. */
  id: Generated<string>
  /** The resource it is a version of. */
  resource_id: string
  /** 1, 2, 3 … within the resource, without gaps. */
  number: number
  /** When it was published. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Day the data speak of, when the table says so (FECHA_CORTE). */
  as_of: string | null
  /** Rows of the table. */
  rows: number
  /** Format of the file as sent, such as csv; as in the manifest. */
  format: string
  /** Headings of the columns; as in the manifest, for the catalogue search. */
  headings: string[]
  /** SHA-256 of the file as the office sent it. */
  original_hash: string
  /** Its name. */
  original_name: string
  /** Its size. */
  original_bytes: number
  /** SHA-256 of the typed table as Parquet. */
  parquet_hash: string
  /** Its size. */
  parquet_bytes: number
  /** SHA-256 of the manifest as stored: the content address of the version. */
  manifest_hash: string
  /** Columns, statistics, findings and recipe of the version. */
  manifest: ColumnType<unknown, string, string>
  /** True when the file's rows were added to those of the version before. */
  appended: Generated<boolean>
  /** What the office said about this version. */
  note: string | null
}

/** Versions visitors no longer get, because a later one had to be made harmless; append-only. */
export interface DatasetsWithheldVersion {
  /** The version with the values as they were. */
  version_id: string
  /** When. */
  since: ColumnType<Date, Date | string, Date | string>
  /** The later version that was treated. */
  because: string
}

/** Every change of the tables that was applied, once each */
export interface PlatformMigration {
  /** Room of the program the change belongs to */
  room: string
  /** Name of its file, NNNN-verb-first.sql */
  name: string
  /** SHA-256 of its text */
  checksum: string
  /** When it was applied */
  applied_at: ColumnType<Date, Date | string | undefined, Date | string>
}

export interface Schema {
  'datasets.dataset': DatasetsDataset
  'datasets.dataset_tag': DatasetsDatasetTag
  'datasets.dataset_theme': DatasetsDatasetTheme
  'datasets.dictionary': DatasetsDictionary
  'datasets.index_file': DatasetsIndexFile
  'datasets.licence': DatasetsLicence
  'datasets.organisation': DatasetsOrganisation
  'datasets.pack_import': DatasetsPackImport
  'datasets.privacy_decision': DatasetsPrivacyDecision
  'datasets.recipe': DatasetsRecipe
  'datasets.resource': DatasetsResource
  'datasets.theme': DatasetsTheme
  'datasets.version': DatasetsVersion
  'datasets.withheld_version': DatasetsWithheldVersion
  'platform.migration': PlatformMigration
}
