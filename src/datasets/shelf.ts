// Answers what is on the shelf to an actor: search, datasets, versions and their files.
import { type Actor, decideOnShelf } from '#people'
import type { Clock, Database } from '#platform'
import type { Catalogue } from './catalogue.ts'
import type { Dataset, DatasetFound, PublicationState, Shelf, Texts } from './model.ts'
import { draftsSeen, seesDraft } from './note-dataset.ts'
import { type SearchIndex, type Visible, facetNames, titleBegins } from './search/search-index.ts'
import { wordsOf } from './search/words.ts'
import { isUuid } from './slug.ts'
import {
  datasetOfResource,
  idOfDataset,
  pageOfDatasets,
  readLicences,
  readOrganisations,
  readTags,
  readThemes,
  versionId,
  versionIds,
} from './store-read.ts'

/** Made once: a collator costs more than the sorting it does. */
const inOrder = new Intl.Collator('es')

/** No dataset has it. */
const nobody = '00000000-0000-0000-0000-000000000000'

const states: PublicationState[] = ['draft', 'published', 'withdrawn']

export interface ShelfReaderOptions {
  database: Database
  catalogue: Catalogue
  actor: Actor
  clock: Clock
}

/** The shelf as one actor sees it. What the actor may not see is answered as absent. */
export function shelfFor({ database, catalogue, actor, clock }: ShelfReaderOptions): Shelf {
  const db = database.kysely
  const sees = (verb: string) => (state: PublicationState) =>
    decideOnShelf(actor, verb, { kind: 'dataset', state }).permit
  const searchable = sees('search')
  const readable = sees('read')
  const seesWithheld = decideOnShelf(actor, 'read-withheld', { kind: 'version' }).permit

  async function dataset(slugOrId: string): Promise<Dataset | null> {
    // PostgreSQL has no texts with a NUL: nothing can have such a name.
    const id = slugOrId.includes('\0') ? null : await idOfDataset(db, slugOrId)
    return byId(id ?? nobody)
  }

  /** What is not there asks the same of the database as what may not be seen: the time tells nothing. */
  async function byId(id: string): Promise<Dataset | null> {
    const [found] = id === nobody ? [] : await catalogue.datasets([id])
    if (found !== undefined && readable(found.state)) return found
    const draft = await seesDraft({ database, clock, actor }, id)
    return found !== undefined && draft ? found : null
  }

  async function resource(id: string): ReturnType<Shelf['resource']> {
    if (!isUuid(id)) return null
    const hint = catalogue.ownerOf(id)
    const known = hint === undefined ? null : await resourceIn(hint, id)
    if (known !== null) return known
    const owner = await datasetOfResource(db, id)
    // Looked at already, in vain.
    if (hint !== undefined && owner === hint) return null
    return resourceIn(owner ?? nobody, id)
  }

  async function resourceIn(datasetId: string, id: string): ReturnType<Shelf['resource']> {
    const found = await byId(datasetId)
    const own = found?.resources.find((each) => each.id === id)
    return found === null || own === undefined ? null : { dataset: found, resource: own }
  }

  async function search(...[asked, lang]: Parameters<Shelf['search']>): Promise<DatasetFound> {
    const index = await catalogue.index()
    const hits = index.search(asked, await visibleIn(index))
    const names = await labels(lang)
    const facets = Object.fromEntries(
      facetNames.map((facet) => [
        facet,
        [...hits.facets[facet]]
          .map(([value, count]) => ({
            value,
            label: names.get(`${facet} ${value}`) ?? value,
            count,
          }))
          .toSorted((a, b) => b.count - a.count || inOrder.compare(a.label, b.label)),
      ]),
    ) as DatasetFound['facets']
    const datasets = await catalogue.datasets(hits.ids)
    return { total: hits.total, datasets, facets, didYouMean: hits.corrected }
  }

  /** What is published, and what the actor's office has not published yet. */
  async function visibleIn(index: SearchIndex): Promise<Visible> {
    const also = await draftsSeen({ database, clock, actor }, index.unpublished())
    return { state: searchable, also }
  }

  async function labels(lang: 'es' | 'en' | 'qu'): Promise<Map<string, string>> {
    const { organisations, themes, licences } = await catalogue.names()
    const inLang = (texts: Texts): string => texts[lang] ?? texts.es
    return new Map([
      ...organisations.map((each) => [`organisation ${each.slug}`, inLang(each.title)] as const),
      ...themes.map((each) => [`theme ${each.slug}`, inLang(each.title)] as const),
      ...licences.map((each) => [`licence ${each.id}`, inLang(each.title)] as const),
    ])
  }

  async function suggest(text: string, limit: number): ReturnType<Shelf['suggest']> {
    const asked = wordsOf(text)
    if (asked.length === 0) return []
    const index = await catalogue.index()
    const begins = (each: { title: Texts }): boolean => titleBegins(wordsOf(each.title.es), asked)
    const names = await catalogue.names()
    const named = [
      ...names.themes
        .filter(begins)
        .map(({ slug, title }) => ({ slug, title: title.es, kind: 'theme' as const })),
      ...names.organisations
        .filter(begins)
        .map(({ slug, title }) => ({ slug, title: title.es, kind: 'organisation' as const })),
    ].slice(0, Math.ceil(limit / 2))
    const datasets = index
      .beginning(text, limit - named.length, await visibleIn(index))
      .map((each) => ({ ...each, kind: 'dataset' as const }))
    return [...named, ...datasets]
  }

  return {
    search,
    suggest,
    dataset,
    resource,
    async datasets({ limit, offset, modifiedSince }) {
      const page = {
        states: states.filter(sees('list')),
        limit,
        offset,
        since: modifiedSince ?? null,
      }
      const { total, ids } = await pageOfDatasets(db, page)
      return { total, datasets: await catalogue.datasets(ids) }
    },
    async versions(resourceId) {
      if ((await resource(resourceId)) === null) return []
      return catalogue.versions(await versionIds(db, resourceId, seesWithheld))
    },
    async version(resourceId, number) {
      if (!isVersionNumber(number) || (await resource(resourceId)) === null) return null
      const id = await versionId(db, resourceId, number, seesWithheld)
      return id === null ? null : ((await catalogue.versions([id]))[0] ?? null)
    },
    files: (version) => catalogue.files(version),
    organisations: () => readOrganisations(db, states.filter(sees('list'))),
    themes: () => readThemes(db, states.filter(sees('list'))),
    tags: () => readTags(db, states.filter(sees('list'))),
    licences: () => readLicences(db),
  }
}

/** As the database counts them: `integer`, from 1. */
function isVersionNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number < 2 ** 31
}
