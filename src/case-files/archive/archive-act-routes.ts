// What is done on the pages of the archive: each form leads to one verb and back to its page.
import Type from 'typebox'
import { type Actor, PeopleError, describePeopleError, inViewOf } from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import type { CaseParts } from '../case/act-on-case.ts'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { eventsOf, readCases } from '../filing/store-filings.ts'
import { openCase } from '../tray/open-case.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { archiveCase, receiveTransfer, reopenCase, sendToArchive } from './archive-case.ts'
import { type CaseInArchive, archiveCasePage } from './archive-case-page.ts'
import { archiveTrays } from './archive-page.ts'
import type { ArchiveFace } from './archive-routes.ts'
import { archiveView } from './archive-views.ts'
import { destroyCase } from './destroy-case.ts'
import { accumulate, addPaper, lend, separate, takeBack } from './link-cases.ts'
import { caseByNumber } from './store-export.ts'
import { entriesOf } from './store-index.ts'
import { linksOf, loansOf, officesOf } from './store-links.ts'
import { retentionOf } from './store-retention.ts'
import { dayIn } from '../civil-day.ts'

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const params = Type.Object({ id: Type.String({ pattern: uuid }) })
const anything = Type.Record(Type.String(), Type.Unknown())

type Fields = Record<string, string>
type Person = Actor & { kind: 'person' }

export function archiveActRoutes(face: ArchiveFace): RouteDefinition[] {
  const parts: CaseParts & Pick<ArchiveFace, 'files'> = face
  const prove = face.prove ?? ((route: RouteDefinition) => route)
  const trays = async (request: RouteRequest, error: string | null = null): Promise<Answer> => {
    const view = await archiveView(face, official(request))
    return archiveTrays(face.context(request), view, { done: doneIn(request), error })
  }
  const one = async (request: RouteRequest, error: string | null = null): Promise<Answer> =>
    archiveCasePage(face.context(request), await shownCase(face, request), {
      ...{ done: doneIn(request), error },
    })
  const post = (
    url: string,
    done: string,
    work: (actor: Person, fields: Fields, request: RouteRequest) => Promise<unknown>,
    again: (request: RouteRequest, error: string) => Promise<Answer>,
  ): RouteDefinition => ({
    ...{ method: 'POST', url, verb: 'seal', loads: 'nothing', kind: 'page', openQuery: true },
    schema: { body: anything, ...(url.includes(':id') ? { params } : {}) },
    async handle(request) {
      const { link } = face.context(request)
      try {
        await work(official(request), textsIn(request.body), request)
      } catch (error) {
        return again(request, sentenceOf(face, request, error))
      }
      const back = url.includes(':id') ? `/bandeja/${request.params['id']}/archivo` : '/archivo'
      const location = link(back, { hecho: done })
      return { status: 303, headers: { location }, body: null, cache: 'no-store' }
    },
  })
  const onCase = (
    what: string,
    work: (actor: Person, id: string, fields: Fields) => Promise<unknown>,
  ): RouteDefinition =>
    post(
      `/bandeja/:id/archivo/${what}`,
      what,
      (actor, fields, request) => work(actor, request.params['id'] ?? '', fields),
      one,
    )
  return [
    {
      ...{ method: 'GET', url: '/archivo', verb: 'list', loads: 'shelf', kind: 'page' },
      ...{ openQuery: true, schema: {} },
      handle: (request) => trays(request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/:id/archivo', verb: 'read', kind: 'page' },
      ...{ loads: 'shelf', openQuery: true, schema: { params } },
      handle: (request) => one(request),
    },
    post(
      '/archivo/archivar',
      'archivar',
      async (actor, _, { body }) => {
        for (const id of chosen(body)) await archiveCase(parts, actor, { id })
      },
      trays,
    ),
    post(
      '/archivo/remitir',
      'remitir',
      (actor, _, { body }) => sendToArchive(parts, actor, chosen(body)),
      trays,
    ),
    post(
      '/archivo/recibir',
      'recibir',
      (actor, { transfer = '' }) => receiveTransfer(parts, actor, { transfer: idOf(transfer) }),
      trays,
    ),
    onCase('archivar', (actor, id, fields) => archiveCase(parts, actor, { id, ...seenIn(fields) })),
    onCase('reabrir', (actor, id, { act = '', why = '' }) =>
      reopenCase(parts, actor, { id, act, why }),
    ),
    onCase('acumular', async (actor, id, { number = '', act = '', ...fields }) => {
      const other = await caseOf(face, number)
      return accumulate(parts, actor, { id, other, act, ...seenIn(fields) })
    }),
    onCase('separar', (actor, id, { other = '', act = '', ...fields }) =>
      separate(parts, actor, { id, other: idOf(other), act, ...seenIn(fields) }),
    ),
    onCase('papel', (actor, id, { paper = '', folios = '' }) =>
      addPaper(parts, actor, { id, paper, folios: Number(folios) }),
    ),
    onCase('prestar', (actor, id, { paper = '', office = '', holder = '', due = '' }) =>
      lend(parts, actor, { id, paper, office, holder, dueOn: due }),
    ),
    onCase('devolver', (actor, id, { paper = '' }) => takeBack(parts, actor, { id, paper })),
    prove(
      onCase('eliminar', (actor, id, { authority = '' }) =>
        destroyCase(parts, actor, { id, authority }),
      ),
    ),
  ]
}

function official(request: RouteRequest): Person {
  const actor = needOfficial(request)
  if (actor.kind !== 'person') throw new Refusal('not-found')
  return actor
}

const doneWords = ['archivar', 'remitir', 'recibir', 'reabrir', 'acumular', 'separar'] as const
const moreWords = ['papel', 'prestar', 'devolver', 'eliminar'] as const

function doneIn({ query }: RouteRequest): string | null {
  return [...doneWords, ...moreWords].find((word) => word === query['hecho']) ?? null
}

function textsIn(body: unknown): Fields {
  const pairs = Object.entries((body ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/** Cases whose boxes were ticked: one comes as a text, several as a list. @throws Refusal not-found; CaseFilesError nothing-chosen */
function chosen(body: unknown): string[] {
  const value = (body as Record<string, unknown>)['case'] ?? []
  const list = (Array.isArray(value) ? value : [value]).map((each) => idOf(String(each)))
  if (list.length > 200) throw new Refusal('not-found')
  if (list.length === 0) throw new CaseFilesError('nothing-chosen')
  return list
}

/** @throws CaseFilesError not-found for what has not the form of an id */
function idOf(text: string): string {
  if (new RegExp(uuid).test(text)) return text
  throw new CaseFilesError('not-found')
}

const seenIn = ({ seen }: Fields): { seen?: number } =>
  seen !== undefined && /^\d{1,9}$/.test(seen) ? { seen: Number(seen) } : {}

async function caseOf({ database }: ArchiveFace, number: string): Promise<string> {
  const [, year, serial] = /^\s*(\d{4})\s*-\s*(\d{1,9})\s*$/.exec(number) ?? []
  if (year === undefined || serial === undefined) throw new CaseFilesError('not-found')
  const wanted = { year: Number(year), number: Number(serial) }
  const [id, ...others] = await caseByNumber(database.kysely, wanted)
  if (id === undefined || others.length > 0) throw new CaseFilesError('not-found')
  return id
}

/** What the page says of a refusal; the rest is the server's to tell. */
function sentenceOf(face: ArchiveFace, request: RouteRequest, error: unknown): string {
  const { t } = face.context(request)
  if (error instanceof CaseFilesError) return describeCaseFilesError(t, error)
  if (error instanceof PeopleError) return describePeopleError(t, error)
  throw error
}

/** Reading it is written down, as every opening of a case. @throws Refusal not-found */
async function shownCase(face: ArchiveFace, request: RouteRequest): Promise<CaseInArchive> {
  const actor = official(request)
  const id = request.params['id'] ?? ''
  if ((await openCase(face, actor, { id })) === null) throw new Refusal('not-found')
  return inViewOf({ ...face, actor }, async ({ trx, now }) => {
    const [filed] = await readCases(trx, [id])
    if (filed === undefined) throw new Refusal('not-found')
    const entries = await entriesOf(trx, id)
    return {
      filed,
      seq: (await eventsOf(trx, id)).length,
      retention: await retentionOf(trx, id),
      links: await linksOf(trx, id),
      loans: await loansOf(trx, id),
      papers: entries.flatMap(({ paper }) => paper ?? []),
      offices: await officesOf(trx, filed.institution),
      may: (verb) => actor.holding?.verbs.has(verb) === true,
      today: dayIn(now, face.calendars.book.zone),
    }
  })
}
