// The addresses of the official's trays and of one case: what is shown, what is done, what is kept under a name.
import { isCivilDate } from '@rimaq/workdays'
import Type from 'typebox'
import {
  PeopleError,
  describePeopleError,
  findRecord,
  inViewOf,
  officesNow,
  postsNow,
} from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import type { Sent } from '../filing/filing-parts.ts'
import { type ActionName, actions } from './action-forms.ts'
import { bulkPage } from './bulk-page.ts'
import { casePage } from './case-page.ts'
import { doAction } from './do-action.ts'
import { listRefunds } from './list-refunds.ts'
import { listTray, officesOf } from './list-tray.ts'
import { type OpenCase, openCase } from './open-case.ts'
import { refundsPage } from './refunds-page.ts'
import { forgetView, saveView, savedViews } from './saved-views.ts'
import { type TrayShown, trayPage } from './tray-page.ts'
import { type TrayFace as Face, documentAnswer, needOfficial } from './tray-pages.ts'
import { readTrayQuery } from './tray.ts'

type TrayFace = Face & { catalogue: Pick<Catalogue, 'inForce'> }

const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const position = Type.String({ pattern: '^[1-9]\\d{0,3}$' })
const anything = Type.Record(Type.String(), Type.Unknown())
const perPage = 50

/** Whoever may not see a case gets the answer of an address that does not exist. */
export function trayRoutes(face: TrayFace): RouteDefinition[] {
  const opened = (request: RouteRequest): Promise<OpenCase | null> => {
    const { position: asked } = request.params
    return openCase(face, needOfficial(request), {
      id: request.params['id'] ?? '',
      document: asked === undefined ? null : Number(asked),
    })
  }
  const post = (
    url: string,
    verb: string,
    handle: RouteDefinition['handle'],
    params = {},
  ): RouteDefinition => ({
    ...{ method: 'POST', url, verb, handle, loads: 'shelf', kind: 'page', openQuery: true },
    schema: { ...params, body: anything },
  })
  return [
    {
      ...{ method: 'GET', url: '/bandeja', verb: 'list', loads: 'shelf', kind: 'page' },
      openQuery: true,
      schema: {},
      handle: (request) => showTray(face, request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/devoluciones', verb: 'list', loads: 'shelf' },
      ...{ kind: 'page', openQuery: true, schema: {} },
      handle: (request) => showRefunds(face, request),
    },
    post('/bandeja/acciones', 'update', (request) => bulkPage(face, request)),
    post('/bandeja/vistas', 'list', (request) => keepView(face, request)),
    post('/bandeja/vistas/:id/quitar', 'list', (request) => dropView(face, request), {
      params: Type.Object({ id }),
    }),
    {
      ...{ method: 'GET', url: '/bandeja/:id', verb: 'read', kind: 'page', loads: opened },
      openQuery: true,
      schema: { params: Type.Object({ id }) },
      handle: (request) => showCase(face, request),
    },
    post('/bandeja/:id/hacer/:action', 'update', (request) => act(face, request), {
      params: Type.Object({ id, action: Type.Enum([...actions]) }),
    }),
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

async function showTray(
  face: TrayFace,
  request: RouteRequest,
  error: string | null = null,
): Promise<Answer> {
  const actor = needOfficial(request)
  const query = readTrayQuery(request.query)
  const tray = await listTray(face, actor, { query, limit: perPage })
  const { database, clock, catalogue } = face
  const now = clock.now()
  const holding = actor.kind === 'person' ? actor.holding : null
  const offices =
    holding === null ? [] : await officesNow(database.kysely, holding.institution, now)
  const seen = officesOf(actor)
  const context = face.context(request)
  const kept = request.query['guardada'] === '1'
  const shown: TrayShown = {
    ...{ query, tray, offices, error },
    views: await savedViews(database, actor),
    procedures: await catalogue.inForce(),
    own: offices.filter((each) => seen.includes(each.id)),
    posts: await postsNow(database.kysely, seen, now),
    told: kept ? context.t('case-files.tray.kept') : null,
  }
  return trayPage(context, shown)
}

async function showRefunds(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const { estado, oficina, hasta, desde, despues } = request.query
  const text = (value: unknown, form: RegExp): string | null =>
    typeof value === 'string' && form.test(value) ? value : null
  const at = new Date(String(desde ?? ''))
  const last = text(despues, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const query = {
    open: estado !== 'pagadas',
    office: text(oficina, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    until: isCivilDate(String(hasta ?? '')) ? String(hasta) : null,
    after: last === null || Number.isNaN(at.getTime()) ? null : { at, id: last },
  }
  const found = await listRefunds(face, actor, { query, limit: perPage })
  const holding = actor.kind === 'person' ? actor.holding : null
  const { database, clock } = face
  const all =
    holding === null ? [] : await officesNow(database.kysely, holding.institution, clock.now())
  const seen = officesOf(actor)
  const own = all.filter(({ id: each }) => seen.includes(each))
  return refundsPage(face.context(request), { query, found, own })
}

function showCase(face: TrayFace, request: RouteRequest): Answer {
  const done = actions.find((each) => each === request.query['hecho']) ?? null
  return casePage(face.context(request), {
    ...{ opened: request.record as OpenCase, actor: needOfficial(request), parts: face },
    ...{ done, refused: null },
  })
}

/** Done, the page is shown again; what can be mended is said on the page, with what was typed. */
async function act(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const { id: wanted = '', action } = request.params
  const name = action as ActionName
  const sent = request.body as Sent
  const reopened = async (): Promise<OpenCase> => {
    const found = await openCase(face, actor, { id: wanted })
    if (found === null) throw new Refusal('not-found')
    return found
  }
  try {
    const seen = Number(sent['visto'])
    // Without the last event that was seen nothing may be overwritten.
    await doAction(face, actor, name, {
      ...{ id: wanted, seen: Number.isInteger(seen) ? seen : 0, sent, opened: reopened },
    })
  } catch (error) {
    const words =
      error instanceof CaseFilesError
        ? describeCaseFilesError(context.t, error)
        : error instanceof PeopleError
          ? describePeopleError(context.t, error)
          : null
    if (words === null || (error as { code: string }).code === 'not-found') throw error
    const refused = { action: name, sent, error: words }
    return casePage(context, { opened: await reopened(), actor, parts: face, done: null, refused })
  }
  // What an office gave up it may see no more; nothing of the case is shown here.
  const find = { verb: 'read', kind: 'case', id: wanted }
  const still = await inViewOf({ ...face, actor }, (view) => findRecord(view, find))
  const address = still === null ? '/bandeja' : `/bandeja/${wanted}`
  const location = context.link(address, { hecho: name })
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function keepView(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const { nombre, consulta } = request.body as Sent
  const query = String(consulta ?? '')
  const parameters = Object.fromEntries(new URLSearchParams(query))
  try {
    await saveView(face, actor, { name: String(nombre ?? ''), query })
  } catch (error) {
    if (!(error instanceof CaseFilesError)) throw error
    const words = describeCaseFilesError(context.t, error)
    return showTray(face, { ...request, query: parameters }, words)
  }
  const location = context.link('/bandeja', { ...parameters, guardada: '1' })
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function dropView(face: TrayFace, request: RouteRequest): Promise<Answer> {
  await forgetView(face.database, needOfficial(request), request.params['id'] ?? '')
  const location = face.context(request).link('/bandeja')
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}
