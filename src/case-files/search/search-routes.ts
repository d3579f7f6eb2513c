// The address of full-text search: `/bandeja/buscar?q=`, for officials.
import Type from 'typebox'
import { type RouteDefinition, Refusal, type RouteRequest } from '#platform'
import { unreadNow } from '../intake/read/store-readings.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { type SearchFace, searchPage } from './search-page.ts'
import { searchCases } from './search-cases.ts'
import type { Place } from './store-search.ts'

const perPage = 20

export function searchRoutes(face: SearchFace): RouteDefinition[] {
  return [
    {
      ...{ method: 'GET', url: '/bandeja/buscar', verb: 'search', loads: 'shelf', kind: 'page' },
      openQuery: true,
      limits: { perMinute: 120 },
      schema: { query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 300 })) }) },
      async handle(request) {
        const actor = needOfficial(request)
        const text = String(request.query['q'] ?? '').trim()
        const after = placeOf(request)
        const found =
          text === '' ? null : await searchCases(face, actor, { text, limit: perPage, after })
        const unread = await unreadNow(face.database.kysely)
        return searchPage(face.context(request), { text, found, first: after === null, unread })
      },
    },
  ]
}

/** Where the page begins, from the address. @throws Refusal not-found for one that nobody gave */
function placeOf({ query }: RouteRequest): Place | null {
  const { desde, despues } = query
  if (desde === undefined && despues === undefined) return null
  const filedAt = new Date(String(desde))
  const id = String(despues)
  if (Number.isNaN(filedAt.getTime()) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new Refusal('not-found')
  }
  return { filedAt, id }
}
