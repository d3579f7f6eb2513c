// The addresses of the city's own house: the mayor's page, its sheets, their forms, and their values as files.
import { randomUUID } from 'node:crypto'
import Type from 'typebox'
import { actorOf } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { ObservatoryError } from '../errors.ts'
import { csvOf } from '../files/figure-file.ts'
import type { Holdings } from '../observatory.ts'
import { valuesTable } from './indicator-file.ts'
import { type House, sheetFrom } from './house.ts'
import { houseFigureRoutes } from './house-figure-routes.ts'
import { housePage } from './house-page.ts'
import { housePath, sheetPath } from './paths.ts'
import { type Kind, kindNames } from './kinds.ts'
import { mayWrite } from './permit.ts'
import type { Printing } from './print-report.ts'
import { reportOf } from './report.ts'
import { formOf } from './sheet.ts'
import { sheetFormPage } from './sheet-form-page.ts'
import { sheetPage } from './sheet-page.ts'

export interface HouseFace {
  house: House
  printing: Printing
  holdings(): Promise<Holdings | null>
  context(request: RouteRequest): PageContext
}

const kind = Type.Union(kindNames.map((each) => Type.Literal(each)))
const id = Type.String({ pattern: '^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$', maxLength: 80 })
const anything = Type.Record(Type.String(), Type.Unknown())
const read = { method: 'GET', verb: 'read', loads: 'nothing', openQuery: true } as const
const write = { verb: 'publish', loads: 'shelf', kind: 'page', openQuery: true } as const

export function houseRoutes(face: HouseFace): RouteDefinition[] {
  const one = { params: Type.Object({ kind, id }) }
  const fresh = { params: Type.Object({ kind }) }
  return [
    {
      ...{ ...read, url: housePath, kind: 'page' },
      schema: {},
      handle: (request) => home(face, request),
    },
    {
      ...{ ...read, url: `${housePath}.json`, kind: 'file', cors: true },
      summary:
        'Every sheet of the city’s house, and the values of its indicators with all revisions.',
      schema: {},
      handle: async () => json(await face.house.view()),
    },
    {
      ...{ ...read, url: `${housePath}/report.pdf`, kind: 'page', schema: {} },
      // A seal is a signature: nobody makes the city sign without end.
      limits: { perMinute: 12 },
      handle: (request) => printed(face, request),
    },
    ...houseFigureRoutes(face),
    {
      ...{ ...read, url: `${housePath}/indicators.csv`, kind: 'file', cors: true },
      summary: 'All values of all indicators, one row each.',
      schema: {},
      handle: async () => ({
        type: 'text/csv; charset=utf-8; header=present',
        body: csvOf(valuesTable((await face.house.view()).indicators)),
        cache: 'no-cache',
      }),
    },
    {
      ...{ ...write, method: 'GET', url: `${housePath}/:kind/new`, schema: fresh },
      handle: (request) => showForm(face, request),
    },
    {
      ...{ ...write, method: 'POST', url: `${housePath}/:kind/new` },
      schema: { ...fresh, body: anything },
      handle: (request) => takeForm(face, request),
    },
    {
      ...{ ...read, url: `${housePath}/:kind/:id`, kind: 'page', schema: one },
      handle: (request) => showSheet(face, request),
    },
    {
      ...{ ...write, method: 'GET', url: `${housePath}/:kind/:id/edit`, schema: one },
      handle: (request) => showForm(face, request),
    },
    {
      ...{ ...write, method: 'POST', url: `${housePath}/:kind/:id/edit` },
      schema: { ...one, body: anything },
      handle: (request) => takeForm(face, request),
    },
    {
      ...{ ...write, method: 'POST', url: `${housePath}/indicator/:id/measure` },
      schema: { params: Type.Object({ id }), body: anything },
      async handle(request) {
        mustBeWriter(face, request)
        const name = request.params['id'] ?? ''
        await face.house.measure(name)
        return {
          status: 303,
          headers: { location: back(face, request, sheetPath('indicator', name)) },
          body: '',
        }
      },
    },
  ]
}

/** For who may not write, the form does not exist. @throws Refusal not-found */
function mustBeWriter(face: HouseFace, request: RouteRequest): void {
  const { now } = face.context(request)
  if (!mayWrite(actorOf(request), 'publish', now)) throw new Refusal('not-found')
}

function back(face: HouseFace, request: RouteRequest, path: string): string {
  return face.context(request).link(path)
}

async function home(face: HouseFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const [view, holdings] = await Promise.all([face.house.view(), face.holdings()])
  const writes = mayWrite(actorOf(request), 'publish', context.now)
  return page(housePage(context, { view, writes, survey: holdings?.survey ?? null }))
}

/** Leads to the sealed document, where public verification has it. */
async function printed(face: HouseFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const [view, holdings] = await Promise.all([face.house.view(), face.holdings()])
  if (kindNames.every((each) => view.sheets[each].length === 0)) throw new Refusal('not-found')
  const parts = { view, writes: false, survey: holdings?.survey ?? null }
  const code = await face.printing.print(reportOf(context, parts))
  return {
    status: 303,
    headers: { location: `/verificar/${code}/documento` },
    body: null,
    cache: 'no-store',
  }
}

async function showSheet(face: HouseFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { kind: asked, id: name } = named(request)
  const [versions, view, holdings] = await Promise.all([
    face.house.versions(asked, name ?? ''),
    face.house.view(),
    face.holdings(),
  ])
  const [newest] = versions
  if (newest === undefined) throw new ObservatoryError('not-found')
  return page(
    sheetPage(context, {
      sheet: sheetFrom(newest),
      versions,
      indicator:
        asked === 'indicator'
          ? (view.indicators.find(({ sheet }) => sheet.id === name) ?? null)
          : null,
      survey: holdings?.survey ?? null,
      writes: mayWrite(actorOf(request), 'publish', context.now),
    }),
  )
}

async function showForm(face: HouseFace, request: RouteRequest): Promise<Answer> {
  mustBeWriter(face, request)
  const { kind: asked, id: name } = named(request)
  const [newest] = name === null ? [] : await face.house.versions(asked, name)
  if (name !== null && newest === undefined) throw new ObservatoryError('not-found')
  const sheet = newest === undefined ? undefined : sheetFrom(newest)
  const values = {
    ...formOf(asked, sheet?.content ?? {}),
    ...(sheet?.withdrawn ? { withdraw: 'yes' } : {}),
  }
  const survey = (await face.holdings())?.survey ?? null
  const parts = { kind: asked, id: name, values, problems: [], survey, once: randomUUID() }
  return { ...page(sheetFormPage(face.context(request), parts)), cache: 'no-store' }
}

async function takeForm(face: HouseFace, request: RouteRequest): Promise<Answer> {
  mustBeWriter(face, request)
  const { kind: asked, id: name } = named(request)
  const form = request.body as Record<string, unknown>
  const saved = await face.house.as(actorOf(request)).save({
    ...{ kind: asked, form, withdraw: form['withdraw'] === 'yes' },
    ...(name === null ? {} : { id: name }),
  })
  if ('problems' in saved) {
    const survey = (await face.holdings())?.survey ?? null
    const { problems } = saved
    const parts = { kind: asked, id: name, values: form, problems, survey, once: randomUUID() }
    return { ...page(sheetFormPage(face.context(request), parts)), status: 422, cache: 'no-store' }
  }
  return {
    status: 303,
    headers: { location: back(face, request, sheetPath(asked, saved.id)) },
    body: '',
  }
}

function named({ params }: RouteRequest): { kind: Kind; id: string | null } {
  const asked = kindNames.find((each) => each === params['kind'])
  if (asked === undefined) throw new ObservatoryError('not-found')
  return { kind: asked, id: params['id'] ?? null }
}

const page = (body: string): Answer => ({ body, cache: 'no-cache' })

const json = (content: object): Answer => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(content, null, 1),
  cache: 'no-cache',
})
