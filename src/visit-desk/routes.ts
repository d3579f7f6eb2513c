// Addresses on which the offices that keep Vive's tables work: rows, files, numbers to verify.
import Type from 'typebox'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { goTo } from '#pages'
import { openChecks } from '#visit'
import { bordersPage, saveBorders } from './borders-page.ts'
import { type Desk, deskPath, kindIn, mayKeep, officialIn } from './desk.ts'
import { importFile, importPage } from './import-page.ts'
import { type Kind, kindNames, kindNamed } from './kinds.ts'
import { deskHome, listPage } from './list-page.ts'
import { numbersPage, verifyNumber } from './numbers-page.ts'
import { directions } from './move-stop.ts'
import { showForm, takeForm } from './row-form.ts'
import { openRows } from './save-table.ts'
import { stopsPage, takeMove } from './stops-page.ts'

const words = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const params = Type.Object({ kind: Type.Union(kindNames.map((each) => Type.Literal(each))) })
const needed = Type.String({ maxLength: 200 })
const anything = Type.Record(Type.String(), Type.Unknown())

/** Whoever may not keep a table gets the answer of an address that does not exist. */
export function deskRoutes(desk: Desk): RouteDefinition[] {
  const page = { verb: 'publish', loads: 'shelf', kind: 'page', openQuery: true } as const
  const get = { ...page, method: 'GET' } as const
  const post = { ...page, method: 'POST' } as const
  return [
    { ...get, url: deskPath, schema: {}, handle: (request) => home(desk, request) },
    {
      ...{ ...get, url: `${deskPath}/numeros`, schema: {} },
      handle: (request) => numbersPage(desk, request),
    },
    {
      ...{ ...post, url: `${deskPath}/numeros` },
      schema: { body: Type.Object({ numero: Type.String({ maxLength: 40 }) }) },
      handle: (request) => verifyNumber(desk, request),
    },
    {
      ...{ ...get, url: `${deskPath}/distritos/limites`, schema: {} },
      handle: (request) => bordersPage(desk, request),
    },
    {
      ...{ ...post, url: `${deskPath}/distritos/limites`, schema: {}, uploadBody: true },
      handle: (request) => saveBorders(desk, request),
    },
    {
      ...{ ...post, url: `${deskPath}/paradas/mover` },
      schema: {
        body: Type.Object({
          ...{ ruta: needed, parada: needed, visto: needed },
          hacia: Type.Union(directions.map((each) => Type.Literal(each))),
        }),
      },
      handle: (request) => takeMove(desk, request),
    },
    {
      ...{ ...get, url: `${deskPath}/:kind` },
      schema: {
        params,
        query: Type.Object({
          q: words(200),
          hecho: words(20),
          version: words(10),
          ruta: words(200),
        }),
      },
      handle: (request) => list(desk, request),
    },
    {
      ...{ ...get, url: `${deskPath}/:kind/fila` },
      schema: { params, query: Type.Object({ clave: words(200), ruta: words(200) }) },
      handle: (request) => showForm(desk, request),
    },
    {
      ...{ ...post, url: `${deskPath}/:kind/fila`, schema: { params, body: anything } },
      handle: (request) => takeForm(desk, request, 'saved'),
    },
    {
      ...{ ...post, url: `${deskPath}/:kind/retirar`, schema: { params, body: anything } },
      handle: (request) => takeForm(desk, request, 'withdrawn'),
    },
    {
      ...{ ...get, url: `${deskPath}/:kind/importar` },
      schema: { params, query: Type.Object({ ruta: words(200) }) },
      handle: (request) => importPage(desk, request),
    },
    {
      ...{ ...post, url: `${deskPath}/:kind/importar`, schema: { params }, uploadBody: true },
      handle: (request) => importFile(desk, request),
    },
  ]
}

async function home(desk: Desk, request: RouteRequest): Promise<Answer> {
  const actor = officialIn(request)
  const kinds: Kind[] = []
  for (const name of kindNames) {
    const kind = kindNamed(name)
    if (kind && kind.within === undefined && (await mayKeep(desk, actor, kind))) kinds.push(kind)
  }
  const keeps = kinds.some(({ name }) => name === 'telefonos')
  const [content, checks, phones] = await Promise.all([
    desk.content(),
    keeps ? openChecks(desk.database) : [],
    desk.phones(),
  ])
  const numbers = keeps ? checks.length : null
  return deskHome(desk.context(request), { kinds, content, numbers, phones })
}

async function list(desk: Desk, request: RouteRequest): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const { q = '', hecho = '', version = '' } = request.query as Record<string, string | undefined>
  const what = ['saved', 'withdrawn', 'imported'].find((each) => each === hecho)
  if (kind.within !== undefined) {
    const walk = (request.query['ruta'] as string | undefined) ?? ''
    if (walk === '') return goTo(desk.context(request), `${deskPath}/${kind.within}`)
    return stopsPage(desk, request, { walk, done: what === undefined ? null : { what, version } })
  }
  return listPage(desk.context(request), {
    ...{ kind, words: q.trim(), done: what === undefined ? null : { what, version } },
    open: await openRows(desk, kind),
    content: await desk.content(),
  })
}
