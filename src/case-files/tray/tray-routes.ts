// The addresses of the official's tray.
import Type from 'typebox'
import type { RouteDefinition, RouteRequest } from '#platform'
import { type OpenCase, openCase } from './open-case.ts'
import { type TrayFace, casePage, documentAnswer, needOfficial, trayPage } from './tray-pages.ts'

const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const position = Type.String({ pattern: '^[1-9]\\d{0,3}$' })

/** Whoever may not see a case gets the answer of an address that does not exist. */
export function trayRoutes(face: TrayFace): RouteDefinition[] {
  const opened = (request: RouteRequest): Promise<OpenCase | null> => {
    const { position: asked } = request.params
    return openCase(face, needOfficial(request), {
      id: request.params['id'] ?? '',
      document: asked === undefined ? null : Number(asked),
    })
  }
  return [
    {
      ...{ method: 'GET', url: '/bandeja', verb: 'list', loads: 'shelf', kind: 'page' },
      openQuery: true,
      schema: {},
      handle: (request) => trayPage(face, request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/:id', verb: 'read', kind: 'page', loads: opened },
      openQuery: true,
      schema: { params: Type.Object({ id }) },
      handle: (request) => casePage(face, request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/:id/documentos/:position', verb: 'read', kind: 'file' },
      loads: opened,
      openQuery: true,
      summary: 'A document of a case, for officials who may see it.',
      schema: { params: Type.Object({ id, position }) },
      handle: (request) => documentAnswer(face, request),
    },
  ]
}
