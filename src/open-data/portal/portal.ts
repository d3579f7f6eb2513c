// What the portal's pages are given, and how they find the dataset and table an address names.
import { Refusal } from '#platform'
import type { Answer, Clock, Lang, RouteRequest } from '#platform'
import { actorOf } from '#people'
import type { Dataset, OpenShelf, Resource, Shelf, Texts, Version } from '#datasets'
import { layout } from '#pages'
import type { PageContext, PageParts } from '#pages'
import type { Tables } from '@rimaq/tables'

export interface Portal {
  /** As visitors see it; `as` for officials, who see what their office has not published. */
  shelf: Shelf & Partial<Pick<OpenShelf, 'as'>>
  tables: Tables
  clock: Clock
  /** Makes the context of a page for one request. */
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
  /** What the reader of the status page should know about the installation; none is the good state. */
  notices(lang: Lang): { title: string; body: string }[]
  /** Milliseconds after which a public SQL question is stopped. */
  queryTime: number
}

/** A table as an address names it: `resource` by name or id, `version` by number. */
export interface FoundTable {
  dataset: Dataset
  resource: Resource
  version: Version
  /** True when the address names a version that is not the newest. */
  pinned: boolean
}

/** The same for an official: what their office has not published yet is found too. */
export function portalFor(portal: Portal, request: RouteRequest): Portal {
  const actor = actorOf(request)
  const official = actor.kind === 'person' && actor.holding !== null
  const shelf = official ? portal.shelf.as?.(actor) : undefined
  return shelf === undefined ? portal : { ...portal, shelf }
}

/** The text in the reader's language, else in Spanish. */
export function inWords(texts: Texts, lang: Lang): string {
  return texts[lang] ?? texts.es
}

/** An answer with a whole page; `etag` lets browsers keep it until the data change. */
export function page(context: PageContext, parts: PageParts, more: Partial<Answer> = {}): Answer {
  const styles = ['portal.css', ...(parts.styles ?? [])]
  return { body: layout(context, { ...parts, styles }), type: 'text/html; charset=utf-8', ...more }
}

/** Throws `not-found` in words when no such dataset is published. */
export async function findDataset(portal: Portal, slug: string): Promise<Dataset> {
  const dataset = await portal.shelf.dataset(slug)
  if (!dataset) throw new Refusal('not-found', { sentence: 'open-data.missing.dataset' })
  return dataset
}

/** The dataset's table that `wanted` names, by default the first; `not-found` without data. */
export async function findTable(
  portal: Portal,
  dataset: Dataset,
  wanted: { resource?: string | undefined; version?: number | undefined },
): Promise<FoundTable> {
  const resource = wanted.resource
    ? dataset.resources.find(({ id, name }) => id === wanted.resource || name === wanted.resource)
    : (dataset.resources.find(({ version }) => version !== null) ?? dataset.resources[0])
  const newest = resource?.version
  if (!resource || !newest) {
    throw new Refusal('not-found', { sentence: 'open-data.missing.data' })
  }
  if (wanted.version === undefined || wanted.version === newest.number) {
    return { dataset, resource, version: newest, pinned: false }
  }
  const version = await portal.shelf.version(resource.id, wanted.version)
  if (!version) throw new Refusal('not-found', { sentence: 'open-data.missing.data' })
  return { dataset, resource, version, pinned: true }
}

/** Path of a dataset's page or of one of its parts. */
export function datasetPath(dataset: Pick<Dataset, 'slug'>, part = ''): string {
  return `/dataset/${dataset.slug}${part === '' ? '' : `/${part}`}`
}

/** Parameters that name a table in an address; left out where they are the default. */
export function tableParameters(found: FoundTable): Record<string, string | number | undefined> {
  const only = found.dataset.resources.length === 1
  return {
    resource: only ? undefined : found.resource.name,
    version: found.pinned ? found.version.number : undefined,
  }
}

/** Where a part of a dataset stands: catalogue, dataset (with the table looked at), the part. */
export function trailTo(
  context: PageContext,
  dataset: Dataset,
  title: string,
  parameters: Record<string, string | number | undefined> = {},
): NonNullable<PageParts['breadcrumbs']> {
  const { t, lang, link } = context
  return [
    { label: t('open-data.search.title'), href: link('/dataset') },
    { label: inWords(dataset.title, lang), href: link(datasetPath(dataset), parameters) },
    { label: title },
  ]
}
