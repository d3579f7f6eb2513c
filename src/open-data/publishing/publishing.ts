// What the pages and addresses of publishing are given.
import type { OpenShelf } from '#datasets'
import type { PageContext } from '#pages'
import type { RouteDefinition, RouteRequest } from '#platform'
import { actorOf } from '#people'

export interface Publishing {
  shelf: Pick<OpenShelf, 'as'>
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
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
