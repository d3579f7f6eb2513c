// The addresses by which citizens reach their own cases: mailbox, consent, appeal, withdrawal, complaint, all own cases.
import Type from 'typebox'
import { actorOf } from '#people'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import type { Counter } from '../filing/counter.ts'
import { readKey } from '../filing/filing-key.ts'
import { acknowledge, openNotified } from './acknowledge.ts'
import { appeal, appealRules, withdraw } from './appeal.ts'
import { isWay } from './consent.ts'
import { giveConsent, withdrawConsent } from './give-consent.ts'
import { type OwnView, linkFiling, myCases, ownView } from './my-cases.ts'
import { type LinkForm, myCasePage, myCasesPage } from './my-cases-page.ts'
import { type NotifyParts, waitsSince } from './notify-parts.ts'
import { type CaseWay, accountWay, keyWay, needAccount, uuid } from '../own/case-ways.ts'
import { ownCaseRoutes } from '../own/own-case-routes.ts'
import { type RefusedOwn, ownCaseAlert, ownCaseSection } from '../own/own-case-section.ts'
import { readOwnCase } from '../own/read-own-case.ts'
import { complain } from './complain.ts'
import { type Sent, appealPage, complaintPage, withdrawPage } from './own-pages.ts'
import { takeForm } from './take-file.ts'
import { documentOf } from './download.ts'

export interface OwnFace {
  notify: NotifyParts
  counter: Counter
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const anything = Type.Record(Type.String(), Type.Unknown())
const perMinute = 120
const perPage = 30

export function ownRoutes(face: OwnFace): RouteDefinition[] {
  return [...[keyWay, accountWay].flatMap((way) => routesOf(face, way)), ...accountRoutes(face)]
}

function page(
  method: 'GET' | 'POST',
  url: string,
  handle: RouteDefinition['handle'],
  more: Partial<RouteDefinition> = {},
): RouteDefinition {
  return {
    ...{ method, url, handle, verb: method === 'GET' ? 'read' : 'file', loads: 'nothing' },
    ...{ kind: 'page', openQuery: true, schema: {}, limits: { perMinute } },
    ...(method === 'POST' ? { answers: 'secret' } : {}),
    ...more,
  }
}

function routesOf(face: OwnFace, way: CaseWay): RouteDefinition[] {
  const params = Type.Object(way.params)
  const one = Type.Object({ ...way.params, notification: uuid })
  const { notify } = face
  const back = (request: RouteRequest): Answer => to(face.context(request), way.base(request))
  const view = (request: RouteRequest): Promise<OwnView> => ownView(notify, way.access(request))
  const idOf = ({ params: given }: RouteRequest): string => given['notification'] ?? ''
  const shownForm = async (
    request: RouteRequest,
    show: typeof withdrawPage,
    sent: Sent = { values: {}, error: null },
  ): Promise<Answer> =>
    show(face.context(request), {
      filed: (await view(request)).filed,
      base: way.base(request),
      sent,
    })
  const showAppeal = async (
    request: RouteRequest,
    sent: Sent = { values: {}, error: null },
  ): Promise<Answer> => {
    const { filed, mailbox } = await view(request)
    if (mailbox.appealUntil === null && !mailbox.silent) return back(request)
    const shown = { filed, base: way.base(request), sent, until: mailbox.appealUntil }
    return appealPage(face.context(request), shown)
  }
  return [
    page(
      'POST',
      `${way.prefix}/casilla/:notification/abrir`,
      async (request) => {
        await acknowledge(notify, way.access(request), idOf(request))
        return to(face.context(request), `${way.base(request)}#casilla`)
      },
      { schema: { params: one, body: anything } },
    ),
    {
      ...page('GET', `${way.prefix}/casilla/:notification/documento`, async (request) =>
        documentOf(notify, await openNotified(notify, way.access(request), idOf(request))),
      ),
      ...{ kind: 'file', summary: 'An act that was notified, for its addressee.' },
      schema: { params: one },
    },
    page(
      'POST',
      `${way.prefix}/consentimiento`,
      async (request) => {
        const { way: chosen, email } = request.body as Record<string, unknown>
        if (isWay(chosen)) {
          const { t } = face.context(request)
          const given = { way: chosen, email: String(email ?? ''), t }
          await giveConsent(notify, way.access(request), given)
        } else await withdrawConsent(notify, way.access(request))
        return to(face.context(request), `${way.base(request)}#casilla`)
      },
      { schema: { params, body: anything } },
    ),
    page('GET', `${way.prefix}/recurso`, (request) => showAppeal(request), { schema: { params } }),
    page(
      'POST',
      `${way.prefix}/recurso`,
      async (request) => {
        const access = way.access(request)
        const body = request.body as AsyncIterable<Uint8Array>
        const { fields, file } = await takeForm(notify.files, body, request.headers['content-type'])
        const rule = appealRules.find((each) => each === fields['rule']) ?? 'APEL'
        try {
          await appeal(notify, access, { rule, reasons: fields['reasons'] ?? '', file })
        } catch (error) {
          return showAppeal(request, said(face.context(request), error, fields))
        }
        return back(request)
      },
      { schema: { params }, uploadBody: true, limits: { perMinute, bodyBytes: 60_000_000 } },
    ),
    page('GET', `${way.prefix}/desistir`, (request) => shownForm(request, withdrawPage), {
      schema: { params },
    }),
    page(
      'POST',
      `${way.prefix}/desistir`,
      async (request) => {
        const reasons = String((request.body as Record<string, unknown>)['reasons'] ?? '')
        try {
          await withdraw(notify, way.access(request), { reasons })
        } catch (error) {
          const sent = said(face.context(request), error, { reasons })
          return shownForm(request, withdrawPage, sent)
        }
        return back(request)
      },
      { schema: { params, body: anything } },
    ),
    page('GET', `${way.prefix}/queja`, (request) => shownForm(request, complaintPage), {
      schema: { params },
    }),
    page(
      'POST',
      `${way.prefix}/queja`,
      async (request) => {
        const reasons = String((request.body as Record<string, unknown>)['reasons'] ?? '')
        const context = face.context(request)
        try {
          const parts = { ...notify, counter: face.counter }
          const { id, key } = await complain(parts, way.access(request), { reasons })
          return to(context, `/presentacion/${id}/${key}`, { presentado: 1 })
        } catch (error) {
          return shownForm(request, complaintPage, said(context, error, { reasons }))
        }
      },
      { schema: { params, body: anything } },
    ),
  ]
}

function accountRoutes(face: OwnFace): RouteDefinition[] {
  const { notify } = face
  const list = async (
    request: RouteRequest,
    sent: LinkForm = { number: '', key: '', error: null },
  ): Promise<Answer> => {
    const actor = needAccount(request)
    const { desde, despues } = request.query
    const opened = new Date(String(desde ?? ''))
    const id = String(despues ?? '')
    const known = !Number.isNaN(opened.getTime()) && /^[0-9a-f-]{36}$/.test(id)
    const found = await myCases(notify, actor, {
      limit: perPage,
      after: known ? { opened, id } : null,
    })
    const waits = await waitsSince(notify)
    return myCasesPage(face.context(request), { found, sent, waits })
  }
  return [
    page('GET', '/mis-tramites', async (request) =>
      actorOf(request).kind === 'person'
        ? list(request)
        : to(face.context(request), '/entrar', { next: '/mis-tramites' }),
    ),
    page('GET', '/mis-tramites/:id', (request) => showMine(face, request, null), {
      schema: { params: Type.Object({ id: uuid }) },
    }),
    ...ownCaseRoutes(
      { ...notify, counter: face.counter, context: face.context },
      {
        way: accountWay,
        show: (request, refused) => showMine(face, request, refused),
      },
    ),
    page(
      'POST',
      '/mis-tramites/unir',
      async (request) => {
        const actor = needAccount(request)
        const { number, key } = request.body as Record<string, unknown>
        const typed = { number: String(number ?? ''), key: String(key ?? '') }
        const context = face.context(request)
        const own = await findOwn(face.counter, typed)
        if (own === null) {
          return list(request, { ...typed, error: context.t('case-files.track.none') })
        }
        try {
          await linkFiling(notify, actor, own)
        } catch (error) {
          return list(request, { ...typed, error: said(context, error, {}).error })
        }
        return to(context, `/mis-tramites/${own.id}`)
      },
      { schema: { body: anything }, limits: { perMinute: 30 } },
    ),
  ]
}

/** The own case for its account, with what was refused just now. */
async function showMine(
  face: OwnFace,
  request: RouteRequest,
  refused: RefusedOwn | null,
): Promise<Answer> {
  const { notify } = face
  const access = accountWay.access(request)
  const view = await ownView(notify, access)
  const shown = await readOwnCase(notify, access)
  const context = face.context(request)
  const done = request.query['hecho'] === '1'
  const base = accountWay.base(request)
  const answer = myCasePage(context, {
    ...view,
    alert: ownCaseAlert(context, { shown, done, refused }),
    standing: ownCaseSection(context, { shown, base, refused }),
  })
  return refused === null ? answer : { ...answer, status: 422 }
}

async function findOwn(
  counter: Counter,
  { number, key }: { number: string; key: string },
): Promise<{ id: string; key: string } | null> {
  const [, year, serial] = /^\s*(\d{4})\s*-\s*(\d{1,9})\s*$/.exec(number) ?? []
  const typed = readKey(key)
  if (year === undefined || serial === undefined || typed.length !== 16) return null
  return counter.find({ year: Number(year), number: Number(serial), key: typed })
}

/** What a person can mend is said on the page; everything else is answered as ever. */
export function said(
  { t }: PageContext,
  error: unknown,
  values: Readonly<Record<string, string>>,
): Sent & { error: string } {
  if (!(error instanceof CaseFilesError) || error.code === 'not-found') throw error
  return { values, error: describeCaseFilesError(t, error) }
}

/** 303 to a path of ours. */
export function to(context: PageContext, path: string, parameters = {}): Answer {
  const [address = '', part] = path.split('#')
  const location = `${context.link(address, parameters)}${part === undefined ? '' : `#${part}`}`
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}
