// Holds recently read datasets and the search index, and drops what another process changed.
import type { Database, FileStore } from '#platform'
import type { Manifest, TableFiles } from '@rimaq/tables'
import type { Dataset, Licence, Organisation, Theme, Version } from './model.ts'
import { Recent } from './recent.ts'
import { SearchIndex } from './search/search-index.ts'
import { readListings } from './store-listing.ts'
import {
  indexFiles,
  readDatasets,
  readLicences,
  readOrganisations,
  readThemes,
  readVersions,
} from './store-read.ts'

/** What a NOTIFY on `rimaq_datasets` carries. */
export interface Change {
  dataset?: string
  /** A version whose index files are built. */
  version?: string
  /** Versions became closed to visitors, whole or as they were sent. */
  closed?: true
  /** Organisations, themes or licences were added. */
  names?: true
}

export interface CatalogueOptions {
  database: Database
  files: FileStore
  /** Datasets and versions kept in memory at most (default 1,000 and 500). */
  keep?: { datasets: number; versions: number }
}

interface Names {
  organisations: Organisation[]
  themes: Theme[]
  licences: Licence[]
}

/**
 * Milliseconds after which the file store is asked again for files in use: with S3 it keeps local
 * copies of what is asked for, and drops what is not.
 */
const lookAgain = 60_000

const pathsOf = ({ parquet, indexes }: TableFiles): unknown => [parquet, indexes]

export class Catalogue {
  readonly #database: Database
  readonly #files: FileStore
  readonly #datasets: Recent<Dataset>
  readonly #versions: Recent<Version>
  readonly #owners = new Recent<string>(10_000)
  readonly #tables: Recent<{ files: TableFiles; looked: number }>
  /** Counts the changes heard, so that a read begun before one is not kept after it. */
  #changes = 0
  #index: Promise<SearchIndex> | null = null
  #names: Promise<Names> | null = null
  #stop: Promise<() => Promise<void>> | null = null

  constructor(options: CatalogueOptions) {
    this.#database = options.database
    this.#files = options.files
    const keep = options.keep ?? { datasets: 1_000, versions: 500 }
    this.#datasets = new Recent(keep.datasets)
    this.#versions = new Recent(keep.versions)
    this.#tables = new Recent(keep.versions)
  }

  /** Begins to hear of changes by other processes. Without it nothing is kept between calls. */
  async listen(): Promise<void> {
    this.#stop ??= this.#database.listen(
      'rimaq_datasets',
      (payload) => void this.changed(JSON.parse(payload) as Change).catch(() => this.forget()),
      () => this.forget(),
    )
    await this.#stop
  }

  async close(): Promise<void> {
    const stop = await this.#stop
    this.#stop = null
    await stop?.()
  }

  /** Drops everything kept; the next question reads the database. */
  forget(): void {
    this.#changes += 1
    this.#datasets.clear()
    this.#versions.clear()
    this.#tables.clear()
    this.#index = null
    this.#names = null
  }

  /** Reads a dataset anew at the next question. */
  drop(id: string): void {
    this.#changes += 1
    this.#datasets.delete(id)
  }

  async changed(change: Change): Promise<void> {
    this.#changes += 1
    if (change.closed === true) this.#versions.clear()
    if (change.names === true) this.#names = null
    if (change.version !== undefined) this.#tables.delete(change.version)
    if (change.dataset === undefined) return
    this.#datasets.delete(change.dataset)
    const index = await this.#index
    if (index === null) return
    const [listed] = await readListings(this.#database.kysely, [change.dataset])
    if (listed === undefined) index.remove(change.dataset)
    else index.put(listed)
  }

  /** The search index, read from the database at the first question. */
  async index(): Promise<SearchIndex> {
    this.#index ??= this.#readIndex().catch((error: unknown) => {
      this.#index = null
      throw error
    })
    return this.#index
  }

  async #readIndex(): Promise<SearchIndex> {
    const index = new SearchIndex()
    for (const listed of await readListings(this.#database.kysely, null)) index.put(listed)
    return index
  }

  /** Organisations, themes and licences, for their titles. */
  async names(): Promise<Names> {
    if (this.#stop === null) this.#names = null
    this.#names ??= this.#readNames().catch((error: unknown) => {
      this.#names = null
      throw error
    })
    return this.#names
  }

  async #readNames(): Promise<Names> {
    const db = this.#database.kysely
    const [organisations, themes, licences] = await Promise.all([
      readOrganisations(db, []),
      readThemes(db, []),
      readLicences(db),
    ])
    return { organisations, themes, licences }
  }

  /** Datasets in the order of their ids; those that are not there are left out. */
  async datasets(ids: string[]): Promise<Dataset[]> {
    const before = this.#changes
    const found = new Map<string, Dataset>()
    for (const id of ids) {
      const kept = this.#stop === null ? undefined : this.#datasets.get(id)
      if (kept !== undefined) found.set(id, kept)
    }
    const missing = ids.filter((id) => !found.has(id))
    for (const row of await readDatasets(this.#database.kysely, missing)) {
      const newest = row.resources.flatMap((resource) => resource.newest ?? [])
      const versions = new Map((await this.versions(newest)).map((each) => [each.id, each]))
      const dataset: Dataset = {
        ...row,
        resources: row.resources.map(({ newest: id, ...resource }) => ({
          ...resource,
          version: id === null ? null : (versions.get(id) ?? null),
        })),
      }
      found.set(row.id, dataset)
      for (const { id } of dataset.resources) this.#owners.set(id, row.id)
      if (this.#changes === before) this.#datasets.set(row.id, dataset)
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  /** The dataset a resource was last seen in: a hint that its reader checks. */
  ownerOf(resource: string): string | undefined {
    return this.#owners.get(resource)
  }

  /** Versions never change, but who may have them and their originals does. */
  async versions(ids: string[]): Promise<Version[]> {
    const before = this.#changes
    const found = new Map<string, Version>()
    for (const id of ids) {
      const kept = this.#stop === null ? undefined : this.#versions.get(id)
      if (kept !== undefined) found.set(id, kept)
    }
    const missing = ids.filter((id) => !found.has(id))
    for (const version of await readVersions(this.#database.kysely, missing)) {
      if (this.#changes === before) this.#versions.set(version.id, version)
      found.set(version.id, version)
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  /** The same object for the same version until its index files change: the engine caches by it. */
  async files(version: Version): Promise<TableFiles> {
    const kept = this.#stop === null ? undefined : this.#tables.get(version.id)
    if (kept !== undefined && performance.now() - kept.looked < lookAgain) return kept.files
    const before = this.#changes
    const read = await this.#readFiles(version.id, version.manifest, version.parquetHash)
    const same =
      kept !== undefined && JSON.stringify(pathsOf(kept.files)) === JSON.stringify(pathsOf(read))
    const files = same ? kept.files : read
    if (this.#changes === before) this.#tables.set(version.id, { files, looked: performance.now() })
    return files
  }

  async #readFiles(id: string, manifest: Manifest, parquetHash: string): Promise<TableFiles> {
    const local = (hash: string): Promise<string> =>
      this.#files.local(hash as Parameters<FileStore['local']>[0])
    const rows = await indexFiles(this.#database.kysely, id)
    const parquet = await local(parquetHash)
    if (rows.length === 0) return { manifest, parquet }
    const indexes: NonNullable<TableFiles['indexes']> = {}
    for (const { kind, column, hash } of rows) {
      const path = await local(hash)
      if (kind === 'order') indexes.orders = { ...indexes.orders, [column]: path }
      else if (kind === 'text') indexes.texts = { ...indexes.texts, [column]: path }
      else indexes[kind] = path
    }
    return { manifest, parquet, indexes }
  }
}
