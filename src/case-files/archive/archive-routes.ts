// The addresses of index, export and archive.
import Type from 'typebox'
import { html } from '@rimaq/markup'
import type { Calendars } from '@rimaq/workdays'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { Refusal } from '#platform'
import type { Records } from '#records'
import { archiveActRoutes } from './archive-act-routes.ts'
import type { Counter, Own } from '../filing/counter.ts'
import { filingPage, shownNumber } from '../filing/filing-parts.ts'
import { type OpenCase, openCase } from '../tray/open-case.ts'
import { type TrayFace, needOfficial } from '../tray/tray-pages.ts'
import { archivePage } from './archive-frame.ts'
import { packageStream, prepareExport } from './export-case.ts'
import { indexParts } from './index-page.ts'
import { entriesOf, signedIndexesOf } from './store-index.ts'

export interface ArchiveFace extends TrayFace {
  counter: Counter
  calendars: Calendars
  records: Records
  /** Makes a route ask for a fresh proof of presence; without it what needs one is refused. */
  prove?: (route: RouteDefinition) => RouteDefinition
}

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const id = Type.String({ pattern: uuid })
const own = Type.Object({ id, key: Type.String({ pattern: '^[0-9A-Z]{16}$' }) })

export function archiveRoutes(face: ArchiveFace): RouteDefinition[] {
  const opened = (request: RouteRequest): Promise<OpenCase | null> =>
    openCase(face, needOfficial(request), { id: request.params['id'] ?? '' })
  return [
    ...archiveActRoutes(face),
    {
      ...{ method: 'GET', url: '/bandeja/:id/indice', verb: 'read', kind: 'page', loads: opened },
      openQuery: true,
      schema: { params: Type.Object({ id }) },
      handle: (request) => officialIndex(face, request),
    },
    {
      ...{ method: 'GET', url: '/presentacion/:id/:key/indice', verb: 'read', kind: 'page' },
      ...{ loads: 'nothing', answers: 'secret', openQuery: true, limits: { perMinute: 120 } },
      schema: { params: own },
      handle: (request) => ownIndex(face, request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/:id/paquete', verb: 'export', kind: 'file' },
      ...{ loads: 'shelf', openQuery: true },
      summary:
        'A case as a package: a bag (RFC 8493) with its documents, signed index and ENI XML.',
      schema: { params: Type.Object({ id }) },
      handle: (request) => exportAnswer(face, request),
    },
  ]
}

async function officialIndex(face: ArchiveFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { t, link } = context
  const { filed } = request.record as OpenCase
  const { kysely } = face.database
  const shown = {
    entries: await entriesOf(kysely, filed.id),
    signed: await signedIndexesOf(kysely, filed.id),
  }
  const title = t('case-files.archive.index-of', { number: shownNumber(filed) })
  const body = html`<h1>${title}</h1>
    ${indexParts(context, shown, {
      document: (position) => link(`/bandeja/${filed.id}/documentos/${position}`),
      subCase: (other) => link(`/bandeja/${other}`),
    })}`
  const trail = t('case-files.tray.case', { number: shownNumber(filed) })
  return archivePage(context, {
    title,
    body,
    trail: [{ label: trail, href: link(`/bandeja/${filed.id}`) }],
  })
}

/** The filer sees the whole index of the own case (Law 27444, art. 160). */
async function ownIndex(face: ArchiveFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { t, link } = context
  const mine: Own = { id: request.params['id'] ?? '', key: request.params['key'] ?? '' }
  const filed = await face.counter.filed(mine)
  if (filed === null) throw new Refusal('not-found')
  const { kysely } = face.database
  const shown = {
    entries: await entriesOf(kysely, filed.id),
    signed: await signedIndexesOf(kysely, filed.id),
  }
  const title = t('case-files.archive.index-of', { number: shownNumber(filed) })
  const body = html`<h1>${title}</h1>
    ${indexParts(context, shown, { document: () => null, subCase: () => null })}`
  const href = link(`/presentacion/${mine.id}/${mine.key}`)
  const trail = [{ label: t('case-files.receipt.title', { number: shownNumber(filed) }), href }]
  return filingPage(context, { title, body, trail })
}

/** The entry of the journal is committed before the first byte leaves. */
async function exportAnswer(face: ArchiveFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const exported = await prepareExport(face, actor, { id: request.params['id'] ?? '' })
  return {
    type: 'application/zip',
    headers: {
      'content-disposition': `attachment; filename="${exported.name}.zip"`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: packageStream(face, exported),
  }
}
