// The helpers under /api/util that old CKAN pages and plugins call while someone types.
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { Faces } from '../faces.ts'
import { callAction } from './call.ts'
import type { Catalogue } from './catalogue.ts'

const helpers: { path: string; action: string; name?: string; parameter?: string }[] = [
  { path: 'dataset/autocomplete', action: 'package_autocomplete' },
  { path: 'tag/autocomplete', action: 'tag_autocomplete', name: 'Name' },
  { path: 'resource/format_autocomplete', action: 'format_autocomplete', name: 'Format' },
  { path: 'group/autocomplete', action: 'group_autocomplete', parameter: 'q' },
  { path: 'organization/autocomplete', action: 'organization_autocomplete', parameter: 'q' },
  { path: 'user/autocomplete', action: 'user_autocomplete', parameter: 'q' },
]

export function utilityRoutes(faces: Faces & { catalogue: Catalogue }): RouteDefinition[] {
  return ['/api/util', '/api/2/util'].flatMap((base) =>
    helpers.map(({ path, action, name, parameter }): RouteDefinition => ({
      method: 'GET',
      url: `${base}/${path}`,
      verb: 'search',
      loads: 'shelf',
      kind: 'file',
      summary: `Completes what someone types (${action}).`,
      schema: {},
      openQuery: true,
      cors: true,
      async handle(request: RouteRequest): Promise<Answer> {
        const typed = request.query[parameter ?? 'incomplete']
        const query: Record<string, unknown> = { q: typed, limit: request.query['limit'] ?? 10 }
        const found =
          typed === undefined || typed === ''
            ? []
            : await results(action, { ...request, query }, faces)
        // Groups, organisations and users come as a plain list, the others in a result set.
        const body = parameter
          ? found
          : { ResultSet: { Result: name ? found.map((one) => ({ [name]: one })) : found } }
        return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) }
      },
    })),
  )
}

async function results(
  action: string,
  request: RouteRequest,
  faces: Faces & { catalogue: Catalogue },
): Promise<unknown[]> {
  const answer = await callAction(action, request, faces)
  if ((answer.status ?? 200) !== 200) return []
  return (JSON.parse(String(answer.body)) as { result: unknown[] }).result
}
