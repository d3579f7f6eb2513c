// Keeps the published datasets ready for `package_search`, and notices when the shelf changes.
import type { Dataset, Shelf } from '#datasets'
import type { Clock } from '#platform'
import { packageRecord } from './records.ts'
import type { CkanRecord } from './records.ts'
import { documentOf } from './solr/document.ts'
import type { SearchDocument } from './solr/document.ts'
import { WordIndex } from './solr/word-index.ts'

const page = 500

/** Names of organisations, themes and licences change without touching a dataset. */
const fullReloadAfter = 5 * 60_000

/** Search documents of all published datasets; asked anew at each search, reloaded by what changed. */
export class Catalogue {
  readonly #shelf: Shelf
  readonly #clock: Clock
  #documents = new Map<string, SearchDocument>()
  /** Made anew after a change, when somebody searches. */
  #index: WordIndex | null = null
  #newest = 0
  #loaded = -Infinity
  #refreshing: Promise<void> | null = null

  constructor(shelf: Shelf, clock: Clock) {
    this.#shelf = shelf
    this.#clock = clock
  }

  async documents(): Promise<SearchDocument[]> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null))
    await this.#refreshing
    return [...this.#documents.values()]
  }

  /** The documents, last changed first, with an index of their words. */
  async index(): Promise<WordIndex> {
    const documents = await this.documents()
    this.#index ??= new WordIndex(
      documents.sort((a, b) => b.modified - a.modified || (a.id < b.id ? -1 : 1)),
    )
    return this.#index
  }

  async #refresh(): Promise<void> {
    const now = this.#clock.now().getTime()
    if (now - this.#loaded > fullReloadAfter) return this.#reload(now)
    const modifiedSince = new Date(this.#newest)
    const [{ total }, changed] = await Promise.all([
      this.#shelf.datasets({ limit: 1, offset: 0 }),
      this.#shelf.datasets({ limit: page, offset: 0, modifiedSince }),
    ])
    if (changed.total > changed.datasets.length) return this.#reload(now)
    this.#take(this.#documents, changed.datasets)
    if (this.#documents.size !== total) await this.#reload(now)
  }

  async #reload(now: number): Promise<void> {
    const documents = new Map<string, SearchDocument>()
    this.#newest = 0
    for (let offset = 0; ; offset += page) {
      const { total, datasets } = await this.#shelf.datasets({ limit: page, offset })
      this.#take(documents, datasets)
      if (datasets.length === 0 || offset + datasets.length >= total) break
    }
    this.#documents = documents
    this.#index = null
    this.#loaded = now
  }

  #take(documents: Map<string, SearchDocument>, datasets: Dataset[]): void {
    for (const dataset of datasets) {
      const modified = dataset.modified.getTime()
      if (documents.get(dataset.id)?.modified !== modified) {
        this.#index = null
        documents.set(dataset.id, documentOf(dataset, packageRecord(dataset, '')))
      }
      this.#newest = Math.max(this.#newest, modified)
    }
  }
}

/** The record with the addresses a reader at `origin` can follow. */
export function atOrigin(record: CkanRecord, origin: string): CkanRecord {
  const organization = record['organization'] as CkanRecord
  return {
    ...record,
    url: absolute(record['url'], origin),
    organization: { ...organization, image_url: absolute(organization['image_url'], origin) },
    resources: (record['resources'] as CkanRecord[]).map((resource) => ({
      ...resource,
      url: absolute(resource['url'], origin),
    })),
  }
}

function absolute(address: unknown, origin: string): unknown {
  return typeof address === 'string' && address.startsWith('/') ? `${origin}${address}` : address
}
