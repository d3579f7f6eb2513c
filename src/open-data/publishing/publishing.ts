// What the pages and addresses of publishing are given.
import type { Tables } from '@rimaq/tables'
import type { OpenShelf } from '#datasets'
import type { PageContext } from '#pages'
import { Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { actorOf } from '#people'

export interface Publishing {
  shelf: Pick<OpenShelf, 'as'>
  /** Compares what was read with what is published. */
  tables: Pick<Tables, 'diff' | 'rows'>
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
  /** Of the city, for days. */
  timeZone: string
  /** Largest file that is taken in, in bytes. */
  uploadBytes: number
  /** Makes a route ask for a proof of presence first. */
  prove(route: RouteDefinition): RouteDefinition
}

/** The shelf as the asker may use it. */
export function shelfOf(
  { shelf }: Pick<Publishing, 'shelf'>,
  request: RouteRequest,
): ReturnType<OpenShelf['as']> {
  return shelf.as(actorOf(request))
}

/** Milliseconds a page waits for the job that reads a file; a small one is read within that time. */
export const patience = 4_000

/** Bytes of a form around its file. */
const around = 65_536

/**
 * Refuses by what the sender says of the length, before the body is read: a sender that is cut off in
 * the middle hears no reason. @throws Refusal too-large
 */
export function refuseLarge({ uploadBytes }: Publishing, { headers }: RouteRequest): void {
  if (Number(headers['content-length'] ?? 0) > uploadBytes + around) throw new Refusal('too-large')
}
