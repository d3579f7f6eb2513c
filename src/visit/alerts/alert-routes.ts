// Addresses at which programs read the alerts: a feed, and one message each.
import Type from 'typebox'
import { Refusal, type RouteDefinition } from '#platform'
import type { VisitFace } from '../routes.ts'
import { viewOf } from '../view-of.ts'
import { alertFeed, capMessage } from './alert-feed.ts'

const read = {
  method: 'GET',
  verb: 'read',
  loads: 'shelf',
  openQuery: true,
  kind: 'file',
  cors: true,
  limits: { perMinute: 120 },
} as const

export function alertRoutes(face: VisitFace): RouteDefinition[] {
  return [
    {
      ...{ ...read, url: '/vive/avisos.atom', schema: {} },
      summary: 'The alerts that hold now or soon, as Atom; `distrito` narrows them down.',
      async handle(request) {
        const content = await face.content()
        const { searchParams } = new URL(request.url, request.origin)
        const body = alertFeed(viewOf(face, request, content), content, searchParams)
        return { type: 'application/atom+xml; charset=utf-8', body, cache: 'no-cache' }
      },
    },
    {
      ...{ ...read, url: '/vive/avisos/:id.cap' },
      summary: 'An alert that holds now or soon, as CAP 1.2.',
      schema: { params: Type.Object({ id: Type.String({ maxLength: 200 }) }) },
      async handle(request) {
        const content = await face.content()
        const view = viewOf(face, request, content)
        const body = capMessage(view, content, request.params['id'] ?? '')
        if (body === null) throw new Refusal('not-found')
        return { type: 'application/cap+xml; charset=utf-8', body, cache: 'no-cache' }
      },
    },
  ]
}
