// The addresses of sign-in over another provider: the way there and the way back.
import { Refusal, readCookie, setCookie } from '#platform'
import type { RouteDefinition } from '#platform'
import { Type } from 'typebox'
import { returnPath } from './outside.ts'
import { type AccountPages, askerOf, ownPath, refuseOpenWire, welcome } from './page-parts.ts'
import { endPage } from './sign-in-pages.ts'
import { failureOf } from './sign-in-routes.ts'

/** Holds browser and request together; gone with the session that follows. */
const entryCookie = 'rimaq-entry'

/** None where no provider is set up. */
export function outsideRoutes(pages: AccountPages): RouteDefinition[] {
  const { outside, context } = pages
  if (outside === null) return []
  return [
    {
      method: 'GET',
      url: '/entrar/institucion',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      schema: { query: Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) }) },
      limits: { perMinute: 30 },
      leadsTo: () => outside.origins(),
      async handle(request) {
        refuseOpenWire(request.origin)
        const next = ownPath(request.query.next as string | undefined)
        const here = context(request)
        try {
          const { location, binding } = await outside.begin({ origin: request.origin, next })
          const headers = {
            location,
            'set-cookie': setCookie(entryCookie, binding, request.origin),
          }
          return { status: 303, headers, body: null, cache: 'no-store' }
        } catch (error) {
          const { errors } = failureOf(here, error, null)
          return endPage(here, {
            title: here.t('people.outside.title'),
            message: errors[0]?.message ?? '',
            href: '/entrar',
            label: here.t('people.outside.back'),
            status: 502,
          })
        }
      },
    },
    {
      method: 'GET',
      url: returnPath,
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      // The provider adds what it likes; the library checks what counts.
      openQuery: true,
      limits: { perMinute: 60 },
      async handle(request) {
        refuseOpenWire(request.origin)
        const here = context(request)
        const binding = readCookie(request.headers, entryCookie, request.origin)
        try {
          if (binding === null) throw new Refusal('not-allowed')
          const url = new URL(request.url, request.origin)
          const { opened, next } = await outside.finish({ url, binding, asker: askerOf(request) })
          return welcome(here, request, opened, next)
        } catch (error) {
          const refused = error instanceof Refusal
          const message = refused
            ? here.t('people.error.ceremony-over')
            : (failureOf(here, error, null).errors[0]?.message ?? '')
          return endPage(here, {
            title: here.t('people.outside.title'),
            message,
            href: '/entrar',
            label: here.t('people.outside.back'),
            status: 422,
          })
        }
      },
    },
  ]
}
