// The addresses of the gallery.
import type { Lang, RouteDefinition, RouteRequest } from '#platform'
import { errorPage } from '../error-page.ts'
import type { PageContext } from '../page.ts'
import { componentPage, galleryPage, wholeGalleryPage } from './gallery-page.ts'
import { suggestions } from './suggestions.ts'

export interface GalleryOptions {
  /** Makes the context of a request, as for every other page of the city. */
  context(request: { lang: Lang; url: string; origin: string }): PageContext
}

export function galleryRoutes(options: GalleryOptions): RouteDefinition[] {
  const context = (request: RouteRequest): PageContext => options.context(request)
  return [
    {
      method: 'GET',
      url: '/gallery',
      verb: 'read',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      openQuery: true,
      handle: (request) => ({ body: galleryPage(context(request)) }),
    },
    {
      method: 'GET',
      url: '/gallery/:component',
      verb: 'read',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      openQuery: true,
      handle: (request) => {
        const name = request.params['component'] ?? ''
        const page =
          name === 'all'
            ? wholeGalleryPage(context(request))
            : componentPage(context(request), name)
        if (page !== null) return { body: page }
        return { status: 404, body: errorPage(context(request), { status: 404 }) }
      },
    },
    {
      method: 'GET',
      url: '/gallery/suggest',
      verb: 'search',
      loads: 'nothing',
      kind: 'file',
      summary: 'Sample suggestions for the search box of the gallery.',
      schema: {},
      openQuery: true,
      handle: (request) => ({
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(suggestions(String(request.query['q'] ?? ''))),
      }),
    },
  ]
}
