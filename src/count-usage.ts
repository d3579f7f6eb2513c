// Counts downloads of the portal and routes opened in Vive where they are answered; nothing of the reader is looked at.
import type { Usage } from '#observatory'
import type { Answer, RouteDefinition } from '#platform'

type Done = Parameters<Usage['count']>[0]

const measures: Readonly<Record<string, Done>> = {
  '/dataset/:dataset/resource/:resource/download/:filename': 'descargas',
  '/dataset/:dataset/resource/:resource/download': 'descargas',
  '/datastore/dump/:id': 'descargas',
  '/api/v1/resources/:id/export.:format': 'descargas',
  '/vive/rutas/:id': 'rutas-abiertas',
}

/** The same routes; those that are counted say so when they have answered. */
export function counted(
  usage: Pick<Usage, 'count'>,
  routes: readonly RouteDefinition[],
): RouteDefinition[] {
  return routes.map((route) => {
    const measure = measures[route.url]
    if (measure === undefined || route.method !== 'GET') return route
    return {
      ...route,
      async handle(request): Promise<Answer> {
        const answer = await route.handle(request)
        const whole = answer.status === undefined || answer.status === 200
        // A piece that goes on with a download is none of its own.
        const piece = request.headers['range'] !== undefined
        if (request.method === 'GET' && whole && !piece) usage.count(measure)
        return answer
      },
    }
  })
}

/** The addresses that are counted, for the test that they exist. */
export const countedUrls: readonly string[] = Object.keys(measures)
