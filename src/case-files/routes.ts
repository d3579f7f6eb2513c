// The addresses of the catalogue of procedures.
import Type from 'typebox'
import type { RouteDefinition } from '#platform'
import { type ArchiveFace, archiveRoutes } from './archive/archive-routes.ts'
import { type CatalogueFace, cataloguePage, procedurePage } from './catalogue/catalogue-pages.ts'
import { type FilingFace, filingRoutes } from './filing/filing-routes.ts'
import { notifyRoutes } from './notify/notify-routes.ts'
import { deadlinePage } from './deadlines/deadline-page.ts'
import { controlRoutes } from './control/control-routes.ts'
import { partyRoutes } from './parties/party-routes.ts'
import { paperRoutes } from './intake/paper/paper-routes.ts'
import { receiptRoutes } from './seal/receipt-routes.ts'
import { tusRoutes } from './intake/tus-routes.ts'
import { searchRoutes } from './search/search-routes.ts'
import { trayRoutes } from './tray/tray-routes.ts'
import type { TrayFace } from './tray/tray-pages.ts'
import { actsRoutes } from './acts/acts-routes.ts'
import { type SigningFace, signingRoutes } from './acts/signing-routes.ts'
import { templateRoutes } from './acts/template-routes.ts'
import { type VerifyFace, verifyRoutes } from './verify/verify-routes.ts'
import { asCsv, asJson } from './catalogue/exchange.ts'

const code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })
const read = { method: 'GET', verb: 'read', loads: 'nothing' } as const

export function caseFilesRoutes(
  face: CatalogueFace & FilingFace & TrayFace & Partial<SigningFace> & VerifyFace & ArchiveFace,
): RouteDefinition[] {
  return [
    ...filingRoutes(face),
    ...tusRoutes(face),
    ...paperRoutes(face),
    ...trayRoutes(face),
    ...archiveRoutes(face),
    ...(writes(face) ? [...actsRoutes(face), ...signingRoutes(face), ...templateRoutes(face)] : []),
    ...searchRoutes(face),
    ...notifyRoutes(face),
    ...partyRoutes(face),
    ...receiptRoutes(face),
    ...verifyRoutes(face),
    ...controlRoutes(face),
    {
      ...{ ...read, url: '/tramites', kind: 'page', openQuery: true },
      schema: { query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) }) },
      handle: (request) => cataloguePage(face, request),
    },
    {
      ...{ ...read, url: '/tramites/:code', kind: 'page', openQuery: true },
      schema: { params: Type.Object({ code }) },
      handle: (request) => procedurePage(face, request),
    },
    {
      ...{ ...read, url: '/tramites/:code/versiones/:number', kind: 'page', openQuery: true },
      schema: {
        params: Type.Object({ code, number: Type.String({ pattern: '^[1-9]\\d{0,8}$' }) }),
      },
      handle: (request) => procedurePage(face, request),
    },
    {
      ...{ ...read, url: '/plazos', kind: 'page', openQuery: true },
      schema: {
        query: Type.Object({
          desde: Type.Optional(Type.String({ maxLength: 20 })),
          dias: Type.Optional(Type.String({ maxLength: 10 })),
        }),
      },
      handle: (request) => deadlinePage(face, request),
    },
    {
      ...{ ...read, url: '/tramites.json', kind: 'file', cors: true, openQuery: true },
      summary: 'The procedures in force, whole, as `rimaq procedures import` reads them.',
      schema: {},
      handle: async () => ({
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(asJson(await face.catalogue.inForce()), null, 1),
        cache: 'no-cache',
      }),
    },
    {
      ...{ ...read, url: '/tramites.csv', kind: 'file', cors: true, openQuery: true },
      summary: 'The procedures in force, one line each.',
      schema: {},
      handle: async () => ({
        type: 'text/csv; charset=utf-8',
        body: asCsv(await face.catalogue.inForce()),
        cache: 'no-cache',
      }),
    },
  ]
}

/** A city that only receives writes no acts. */
function writes<Face extends Partial<SigningFace>>(face: Face): face is Face & SigningFace {
  return face.acts !== undefined && face.firmaPeru !== undefined && face.prove !== undefined
}
