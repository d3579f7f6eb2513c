// Addresses on which the offices that keep Vive's tables work: rows, files, numbers to verify.
import Type from 'typebox'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { openChecks } from '#visit'
import {
  type Desk,
  cityNow,
  deskPath,
  goTo,
  kindIn,
  mayKeep,
  officialIn,
  sentenceOf,
} from './desk.ts'
import { type Edited, editRow, findRow, fingerprint, withoutRow } from './edit-row.ts'
import { formPage } from './form-page.ts'
import { importFile, importPage } from './import-page.ts'
import { type Kind, kindNames, kindNamed } from './kinds.ts'
import { deskHome, listPage } from './list-page.ts'
import { numbersPage, verifyNumber } from './numbers-page.ts'
import { openRows, saveTable } from './save-table.ts'

const words = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const params = Type.Object({ kind: Type.Union(kindNames.map((each) => Type.Literal(each))) })
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
      ...{ ...get, url: `${deskPath}/:kind` },
      schema: {
        params,
        query: Type.Object({ q: words(200), hecho: words(20), version: words(10) }),
      },
      handle: (request) => list(desk, request),
    },
    {
      ...{ ...get, url: `${deskPath}/:kind/fila` },
      schema: { params, query: Type.Object({ clave: words(200) }) },
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
      ...{ ...get, url: `${deskPath}/:kind/importar`, schema: { params } },
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
    if (kind && (await mayKeep(desk, actor, kind))) kinds.push(kind)
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
  return listPage(desk.context(request), {
    ...{ kind, words: q.trim(), done: what === undefined ? null : { what, version } },
    open: await openRows(desk, kind),
    content: await desk.content(),
  })
}

async function showForm(desk: Desk, request: RouteRequest): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const key = (request.query['clave'] as string | undefined) ?? null
  const open = await openRows(desk, kind)
  const row = key === null ? undefined : findRow(open, kind, key)
  if (key !== null && row === undefined) throw new Refusal('not-found')
  const fresh = { consultado: cityNow(desk).slice(0, 10), estado: 'confirmado' }
  return formPage(desk.context(request), {
    ...{ kind, key, values: row ?? fresh, seen: fingerprint(row), problems: [] },
    content: await desk.content(),
  })
}

/** Saves or withdraws, and leads to the table; or shows the form again with what is wrong. */
async function takeForm(
  desk: Desk,
  request: RouteRequest,
  done: 'saved' | 'withdrawn',
): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const context = desk.context(request)
  const form = request.body as Record<string, unknown>
  const said = (name: string): string => (typeof form[name] === 'string' ? form[name] : '')
  const [key, seen] = [said('clave') || null, said('visto')]
  const content = await desk.content()
  const now = cityNow(desk)
  const again = (failed: Pick<Parameters<typeof formPage>[1], 'problems' | 'stopped'>): Answer =>
    formPage(context, { kind, key, values: form, seen, content, ...failed })
  const change = (open: Parameters<typeof editRow>[0]): Edited =>
    done === 'withdrawn'
      ? withoutRow(open, kind, { key: key ?? '', seen }, now)
      : editRow(open, kind, { form, key, seen }, { content, options: desk.options, now })
  try {
    const note = context.t(`visit-desk.note.${done}`, { key: key ?? said(kind.title) })
    const saved = await saveTable(desk, officialIn(request), { kind, note }, change)
    if (!('problems' in saved)) {
      const { version } = saved
      return goTo(context, `${deskPath}/${kind.name}`, { hecho: done, version })
    }
    return again({ problems: saved.problems })
  } catch (error) {
    if (error instanceof Refusal) throw error
    return again({ problems: [], stopped: sentenceOf(context, error) })
  }
}
