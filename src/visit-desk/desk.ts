// What the pages of Vive's offices are given, and whom they let in.
import type { OpenShelf } from '#datasets'
import { type Actor, PeopleError, actorOf } from '#people'
import { type PageContext, layout } from '#pages'
import { type Answer, type Clock, type Database, Refusal, type RouteRequest } from '#platform'
import { type ContentOptions, type ReadContent, cityTime, placeOfTable } from '#visit'
import { type Html, html } from '@rimaq/markup'
import type { Tables } from '@rimaq/tables'
import { formatMinute } from '@rimaq/walks'
import { type Kind, kindNamed } from './kinds.ts'

export interface Desk {
  shelf: Pick<OpenShelf, 'as' | 'dataset' | 'files'>
  tables: Pick<Tables, 'rows'>
  content: ReadContent
  options: ContentOptions
  database: Database
  clock: Clock
  context(request: RouteRequest): PageContext
  /** Days after which a number to call has to be verified again. */
  verifyDays: number
  /** Whether phones are told of alerts, and how many are. */
  phones(): Promise<number | null>
  /** Called after a table was published. */
  published(): Promise<void>
}

export const deskPath = '/oficina/vive'

type Official = Extract<Actor, { kind: 'person' }>

/** An official in a post; for all others the pages do not exist. @throws Refusal not-found */
export function officialIn(request: RouteRequest): Official {
  const actor = actorOf(request)
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  return actor
}

/** Asked of `decide()` by the shelf, for the office that answers for the table. */
export async function mayKeep({ shelf }: Desk, actor: Actor, kind: Kind): Promise<boolean> {
  try {
    await shelf.as(actor).mustHandIn({ dataset: placeOfTable(kind.table).dataset, verb: 'publish' })
    return true
  } catch (error) {
    if (error instanceof PeopleError) return false
    throw error
  }
}

/** @throws Refusal not-found for who may not keep this table */
export async function kindIn(
  desk: Desk,
  request: RouteRequest,
  name: string = request.params['kind'] ?? '',
): Promise<Kind> {
  const actor = officialIn(request)
  const kind = kindNamed(name)
  if (!kind || !(await mayKeep(desk, actor, kind))) throw new Refusal('not-found')
  return kind
}

/** As 2026-11-28T10:00:00 on the city's clock. */
export function cityNow({ clock, options }: Desk): string {
  const { date, minute } = cityTime(clock.now(), options.timeZone)
  return `${date}T${formatMinute(minute)}:00`
}

export function today(desk: Desk): string {
  return cityNow(desk).slice(0, 10)
}

export interface DeskPage {
  title: string
  body: Html
  trail?: { label: string; href?: string }[]
}

/** A whole page that no cache keeps. */
export function deskPage(
  context: PageContext,
  parts: DeskPage,
  more: Partial<Answer> = {},
): Answer {
  const { title, body, trail = [] } = parts
  const home = { label: context.t('visit-desk.title'), href: context.link(deskPath) }
  return {
    type: 'text/html; charset=utf-8',
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, section: 'visit' },
      breadcrumbs: [...(title === home.label ? [] : [home]), ...trail, { label: title }],
    }),
    ...more,
  }
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}
