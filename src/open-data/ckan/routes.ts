// Addresses of the CKAN Action API: versions, actions, and the old autocomplete helpers.
import { Type } from 'typebox'
import type { RouteDefinition, RouteRequest } from '#platform'
import type { Faces } from '../faces.ts'
import { asEnvelope, callAction } from './call.ts'
import { Catalogue } from './catalogue.ts'
import { fileRoutes } from './datastore/routes.ts'
import { utilityRoutes } from './utilities.ts'

const oneMegabyte = 1_000_000

export function ckanRoutes(faces: Faces): RouteDefinition[] {
  const catalogue = new Catalogue(faces.shelf, faces.clock)
  const action = (request: RouteRequest): ReturnType<typeof callAction> =>
    callAction(request.params['name'] ?? '', request, { ...faces, catalogue })

  const versions = ['1', '2', '3'].map((version): RouteDefinition => ({
    method: 'GET',
    url: `/api/${version}`,
    verb: 'read',
    loads: 'shelf',
    kind: 'file',
    summary: `That version ${version} of CKAN’s API is spoken.`,
    schema: {},
    openQuery: true,
    cors: true,
    handle: () => ({ type: 'application/json; charset=utf-8', body: `{"version":${version}}` }),
  }))
  const addresses = ['/api/action/:name', '/api/3/action/:name']
  const actions = addresses.flatMap((url) =>
    (['GET', 'POST'] as const).map((method): RouteDefinition => ({
      method,
      url,
      verb: 'query',
      loads: 'shelf',
      kind: 'file',
      summary: `CKAN Action API (${method}).`,
      schema: method === 'POST' ? { body: Type.Unknown() } : {},
      openQuery: true,
      cors: true,
      problem: asEnvelope,
      limits: { bodyBytes: oneMegabyte },
      handle: action,
    })),
  )
  return [...versions, ...actions, ...utilityRoutes({ ...faces, catalogue }), ...fileRoutes(faces)]
}
