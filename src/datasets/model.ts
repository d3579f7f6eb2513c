// The shelf of published tables: datasets, their resources, and every version of each.
import type { Finding, Manifest, PrivacyReport, Recipe, TableFiles } from '@rimaq/tables'

/** EU frequency vocabulary, the codes DCAT-AP uses. */
export type Frequency =
  | 'CONT'
  | 'HOURLY'
  | 'DAILY'
  | 'WEEKLY'
  | 'BIWEEKLY'
  | 'MONTHLY'
  | 'BIMONTHLY'
  | 'QUARTERLY'
  | 'ANNUAL_2'
  | 'ANNUAL'
  | 'BIENNIAL'
  | 'IRREG'
  | 'NEVER'
  | 'UNKNOWN'

export type PublicationState = 'draft' | 'published' | 'withdrawn'

/** Text in the languages an office wrote it in; Spanish is always there. */
export interface Texts {
  es: string
  en?: string
  qu?: string
}

export interface Organisation {
  id: string
  slug: string
  title: Texts
  description: Texts
  url: string | null
  /** Address of a logo in the pack, if any. */
  logo: string | null
  created: Date
}

export interface Theme {
  id: string
  slug: string
  title: Texts
  /** EU data-theme code such as `TRAN`. */
  euTheme: string | null
}

export interface Licence {
  /** CKAN's id, for instance `odc-by`, `cc-by-4.0`. */
  id: string
  title: Texts
  url: string | null
  open: boolean
}

export interface Dataset {
  /** UUID, never changes. */
  id: string
  slug: string
  title: Texts
  /** Markdown, limited: paragraphs, lists, links, emphasis. */
  description: Texts
  state: PublicationState
  organisation: Organisation
  themes: Theme[]
  tags: string[]
  licence: Licence | null
  frequency: Frequency
  spatial: { label: string; bbox: [number, number, number, number] | null } | null
  temporal: { from: string | null; to: string | null } | null
  contact: { name: string; email: string | null; phone: string | null } | null
  /** Where the facts come from, if not the city's own: title and address. */
  source: { title: string; url: string | null } | null
  created: Date
  /** Last change of metadata or data. */
  modified: Date
  resources: Resource[]
}

export interface Resource {
  /** UUID, never changes. */
  id: string
  name: string
  title: Texts
  description: Texts
  position: number
  created: Date
  /** Newest published version; null while none is. */
  version: Version | null
  versions: number
  recipe: Recipe
  dictionary: DictionaryEntry[]
}

/** What a column means, in words; kept across versions by column id. */
export interface DictionaryEntry {
  column: string
  label: Texts
  description: Texts
  unit: string | null
}

export interface Version {
  id: string
  resourceId: string
  /** 1, 2, 3 … within the resource. */
  number: number
  created: Date
  /** "As of" date of the data, if known (FECHA_CORTE). */
  asOf: string | null
  rows: number
  bytes: number
  /** SHA-256 of the original file, of the Parquet and of the manifest. */
  originalHash: string
  parquetHash: string
  manifestHash: string
  originalName: string
  originalBytes: number
  findings: Finding[]
  manifest: Manifest
  note: string | null
  /** How it passed the privacy gate; null for versions from before there was one. */
  privacy: PrivacyDecision | null
  /** Whether visitors may have the file as the office sent it. */
  originalOpen: boolean
}

export interface PrivacyDecision {
  /**
   * `clear`: nothing stopped it; `told`: published with findings that were only told; `treated`: made
   * harmless; `override`: in spite; `off`: not asked.
   */
  kind: 'clear' | 'told' | 'treated' | 'override' | 'off'
  /** Who answers for an override, and why. */
  by: string | null
  reason: string | null
  decided: Date
}

/** Freshness is computed from the promised frequency, never typed. */
export interface Freshness {
  state: 'on-time' | 'due' | 'late' | 'no-promise'
  /** When the next update is due. */
  due: Date | null
  /** Days late (positive) or left (negative). */
  days: number | null
}

export interface DatasetSearch {
  text?: string
  organisation?: string[]
  theme?: string[]
  tag?: string[]
  licence?: string[]
  format?: string[]
  sort?: 'relevance' | 'modified' | 'title' | 'created'
  limit?: number
  offset?: number
}

export interface DatasetFound {
  total: number
  datasets: Dataset[]
  facets: Record<
    'organisation' | 'theme' | 'tag' | 'licence' | 'format',
    { value: string; label: string; count: number }[]
  >
  /** A better spelling, when nothing was found. */
  didYouMean: string | null
}

/** What `open-data` and other systems read. Published only, unless the actor may see more. */
export interface Shelf {
  search(search: DatasetSearch, lang: 'es' | 'en' | 'qu'): Promise<DatasetFound>
  suggest(
    text: string,
    limit: number,
  ): Promise<{ slug: string; title: string; kind: 'dataset' | 'organisation' | 'theme' }[]>
  /** By slug or id. */
  dataset(slugOrId: string): Promise<Dataset | null>
  datasets(options: {
    limit: number
    offset: number
    modifiedSince?: Date
  }): Promise<{ total: number; datasets: Dataset[] }>
  resource(id: string): Promise<{ dataset: Dataset; resource: Resource } | null>
  versions(resourceId: string): Promise<Version[]>
  version(resourceId: string, number: number): Promise<Version | null>
  /** Files of a version on this machine, ready for `Tables`. */
  files(version: Version): Promise<TableFiles>
  organisations(): Promise<(Organisation & { datasets: number })[]>
  themes(): Promise<(Theme & { datasets: number })[]>
  tags(): Promise<{ tag: string; datasets: number }[]>
  licences(): Promise<Licence[]>
}

export interface PublishRequest {
  /** Local path of the file. */
  path: string
  /** Name shown and used to guess the format. */
  name: string
  dataset: string
  /** Within the dataset; default: the first, or one named after the file. */
  resource?: string
  key?: string[]
  /** `replace` makes a version of this file alone; `append` adds its rows to the newest version. */
  mode?: 'replace' | 'append'
  /** Reads, checks and reports; changes nothing. */
  dryRun?: boolean
  /** Repairs to apply besides the resource's own recipe; `all` applies every proposed one. */
  repairs?: 'all' | 'recipe' | 'none'
  title?: string
  /** Slug of the organisation of a dataset that is made; default: that of the installation. */
  organisation?: string
  note?: string
  /** What to do about data that point to people; default: stop where they do. */
  privacy?: PrivacyChoice
}

export interface PrivacyChoice {
  /** Takes the proposed remedies and keeps them in the recipe. */
  apply?: boolean
  /** Publishes in spite of the findings; the person and the reason are shown with the version. */
  override?: { by: string; reason: string }
  /**
   * `identifiers`: only certain identifiers of people stop; the rest is told. `off` does not look at
   * the rows: for measurements of invented tables. Steps of a recipe still hold.
   */
  gate?: 'off' | 'identifiers'
}

export interface PublishReport {
  dataset: string
  resource: string
  version: number | null
  rows: number
  columns: { id: string; name: string; type: string }[]
  findings: Finding[]
  /** What points to people; null where the gate was not asked. */
  privacy: PrivacyReport | null
  /** A dry run that would be stopped by the privacy gate. */
  stopped: boolean
  /** False when the bytes are those of the newest version already. */
  changed: boolean
}
