// Checks what an office writes about a dataset before it is stored.
import { DatasetsError } from './errors.ts'
import { promises } from './freshness.ts'
import type { Dataset, Frequency, PublicationState, Texts } from './model.ts'
import { isSlug } from './slug.ts'
import type { Db } from './store-read.ts'
import {
  type DatasetValues,
  hasLicence,
  organisationId,
  setTags,
  setThemes,
} from './store-write.ts'

/** What may be said about a dataset; absent means unchanged. */
export interface DatasetInput {
  title?: Texts
  description?: Texts
  /** Slug. */
  organisation?: string
  /** Slugs, in order of weight. */
  themes?: string[]
  tags?: string[]
  /** CKAN's id of the licence. */
  licence?: string | null
  frequency?: Frequency
  spatial?: Dataset['spatial']
  temporal?: Dataset['temporal']
  contact?: Dataset['contact']
  source?: Dataset['source']
}

/** From which state to which a dataset may go. */
export const transitions: Record<PublicationState, readonly PublicationState[]> = {
  draft: ['published', 'withdrawn'],
  published: ['withdrawn'],
  withdrawn: ['draft', 'published'],
}

function refuse(field: string, value: string): never {
  throw new DatasetsError('bad-value', { field, value: value.slice(0, 100) })
}

export function checkSlug(slug: string): void {
  if (!isSlug(slug)) throw new DatasetsError('bad-slug', { slug: slug.slice(0, 100) })
}

function checkAddress(field: string, url: string | null): void {
  if (url !== null && !/^https?:\/\/[^\s"<>]+$/.test(url)) refuse(field, url)
}

/** `YYYY-MM-DD` of a day that the calendar has. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) && text >= '0001'
}

/** Throws `bad-value` naming the field. */
export function checkInput(input: DatasetInput): void {
  if (input.title !== undefined && !/^.{1,500}$/su.test(input.title.es.trim())) {
    refuse('title', input.title.es)
  }
  if (input.frequency !== undefined && !Object.hasOwn(promises, input.frequency)) {
    refuse('frequency', input.frequency)
  }
  for (const tag of input.tags ?? [])
    if (!/^\S(.{0,98}\S)?$/su.test(tag.trim())) refuse('tags', tag)
  const { temporal, spatial, contact, source } = input
  for (const day of [temporal?.from, temporal?.to]) {
    if (typeof day === 'string' && !isDay(day)) refuse('temporal', day)
  }
  if (temporal?.from && temporal.to && temporal.from > temporal.to)
    refuse('temporal', temporal.from)
  if (spatial?.bbox && !isBox(spatial.bbox)) refuse('spatial', String(spatial.bbox))
  if (contact?.email && !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(contact.email)) {
    refuse('contact', contact.email)
  }
  checkAddress('source', source?.url ?? null)
}

function isBox([west, south, east, north]: [number, number, number, number]): boolean {
  return (
    west >= -180 && east <= 180 && south >= -90 && north <= 90 && west <= east && south <= north
  )
}

/** The columns of the input, with organisation and licence looked up. Throws when they do not exist. */
export async function valuesOf(db: Db, input: DatasetInput): Promise<DatasetValues> {
  const { organisation, licence, themes: _, tags: __, ...values } = input
  if (typeof licence === 'string' && !(await hasLicence(db, licence))) {
    throw new DatasetsError('unknown-licence', { licence })
  }
  const id = organisation === undefined ? undefined : await organisationId(db, organisation)
  if (id === null)
    throw new DatasetsError('unknown-organisation', { organisation: organisation ?? '' })
  return {
    ...values,
    ...(licence === undefined ? {} : { licenceId: licence }),
    ...(id === undefined ? {} : { organisationId: id }),
  }
}

/** Replaces tags and themes where the input names them. */
export async function setLists(db: Db, id: string, input: DatasetInput): Promise<void> {
  if (input.tags !== undefined)
    await setTags(
      db,
      id,
      input.tags.map((tag) => tag.trim()),
    )
  if (input.themes === undefined) return
  const [unknown] = await setThemes(db, id, input.themes)
  if (unknown !== undefined) throw new DatasetsError('unknown-theme', { theme: unknown })
}
