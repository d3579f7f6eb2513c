// What a page on the server is written with, from the request and the city.
import type { RouteRequest } from '#platform'
import type { Content } from './content/model.ts'
import type { VisitFace } from './routes.ts'
import { type View, createView } from './view.ts'

export function viewOf(face: VisitFace, request: RouteRequest, content: Content): View {
  const tiles = face.tiles()
  const { places, routes, events, contacts } = content
  const lacks = [places, routes, events, contacts].some(({ length }) => length === 0)
  return createView({
    lang: request.lang,
    t: face.locale.for(request.lang),
    url: request.url,
    origin: request.origin,
    asset: (name) => face.asset(name),
    city: face.city,
    instant: face.clock.now(),
    timeZone: face.timeZone,
    loading: lacks && face.loading?.() === true,
    ...(tiles ? { tiles: tiles.path } : {}),
    ...(face.push ? { push: face.push.key } : {}),
  })
}
