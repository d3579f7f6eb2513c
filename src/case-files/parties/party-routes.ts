// The addresses by which a party beside the filer sees a case, is notified, appeals and answers; and by which an official lets it in.
import Type from 'typebox'
import { actorOf } from '#people'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { acknowledge, openNotified } from '../notify/acknowledge.ts'
import { appeal, appealRules } from '../notify/appeal.ts'
import { isWay } from '../notify/consent.ts'
import { documentOf } from '../notify/download.ts'
import { giveConsent, withdrawConsent } from '../notify/give-consent.ts'
import { type PartyAccess, waitsSince } from '../notify/notify-parts.ts'
import { type Sent, appealPage } from '../notify/own-pages.ts'
import { type OwnFace, said, to } from '../notify/own-routes.ts'
import { takeForm } from '../notify/take-file.ts'
import { filingKey, uuid } from '../own/case-ways.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { admitPartyByKey } from './admit-party.ts'
import { admittedPage } from './admitted-page.ts'
import { partyPage, writePage } from './party-page.ts'
import { documentForParty, partyView } from './party-view.ts'
import { writeAsParty } from './write-party.ts'

const prefix = '/parte/:id/:key'
const perMinute = 120
const anything = Type.Record(Type.String(), Type.Unknown())
const ids = { id: uuid, key: filingKey }
const params = Type.Object(ids)
const nothing: Sent = { values: {}, error: null }

const accessOf = (request: RouteRequest): PartyAccess => ({
  ...{ by: 'party', id: request.params['id'] ?? '', key: request.params['key'] ?? '' },
  actor: actorOf(request),
})
const baseOf = ({ params: given }: RouteRequest): string => `/parte/${given['id']}/${given['key']}`

export function partyRoutes(face: OwnFace): RouteDefinition[] {
  return [...ownRoutesOf(face), ...filesOf(face), admission(face)]
}

function page(
  method: 'GET' | 'POST',
  step: string,
  handle: RouteDefinition['handle'],
  more: Partial<RouteDefinition> = {},
): RouteDefinition {
  return {
    ...{ method, url: `${prefix}${step}`, handle, loads: 'nothing', kind: 'page' },
    ...{ verb: method === 'GET' ? 'read' : 'file', openQuery: true, limits: { perMinute } },
    // Where they lead to holds the key.
    ...(method === 'POST' ? { answers: 'secret' } : {}),
    schema: method === 'GET' ? { params } : { params, body: anything },
    ...more,
  }
}

const uploads = {
  ...{ schema: { params }, uploadBody: true },
  limits: { perMinute, bodyBytes: 60_000_000 },
} as const

function ownRoutesOf(face: OwnFace): RouteDefinition[] {
  const { notify } = face
  const back = (request: RouteRequest, query = {}): Answer =>
    to(face.context(request), baseOf(request), query)
  const box = (request: RouteRequest): Answer =>
    to(face.context(request), `${baseOf(request)}#casilla`)
  const showAppeal = async (request: RouteRequest, sent: Sent = nothing): Promise<Answer> => {
    const { filed, mailbox } = await partyView(notify, accessOf(request))
    const until = mailbox.appealUntil
    if (until === null && !mailbox.silent) return back(request)
    return appealPage(face.context(request), { filed, base: baseOf(request), sent, until })
  }
  const showWrite = async (request: RouteRequest, sent: Sent = nothing): Promise<Answer> => {
    const view = await partyView(notify, accessOf(request))
    if (!view.mayWrite) return back(request)
    return writePage(face.context(request), { view, base: baseOf(request), sent })
  }
  /** Nobody stores a file for a case that the key does not open. */
  const sentForm = async (request: RouteRequest): ReturnType<typeof takeForm> => {
    await partyView(notify, accessOf(request))
    const body = request.body as AsyncIterable<Uint8Array>
    return takeForm(notify.files, body, request.headers['content-type'])
  }
  return [
    page('GET', '', async (request) => {
      const view = await partyView(notify, accessOf(request))
      const done = request.query['hecho'] === '1'
      const waits = await waitsSince(notify)
      return partyPage(face.context(request), { view, base: baseOf(request), waits, done })
    }),
    page(
      'POST',
      '/casilla/:notification/abrir',
      async (request) => {
        await acknowledge(notify, accessOf(request), request.params['notification'] ?? '')
        return box(request)
      },
      { schema: { params: Type.Object({ ...ids, notification: uuid }), body: anything } },
    ),
    page('POST', '/consentimiento', async (request) => {
      const { way, email } = request.body as Record<string, unknown>
      if (!isWay(way)) await withdrawConsent(notify, accessOf(request))
      else {
        const { t } = face.context(request)
        await giveConsent(notify, accessOf(request), { way, email: String(email ?? ''), t })
      }
      return box(request)
    }),
    page('GET', '/recurso', (request) => showAppeal(request)),
    page(
      'POST',
      '/recurso',
      async (request) => {
        const { fields, file } = await sentForm(request)
        const rule = appealRules.find((each) => each === fields['rule']) ?? 'APEL'
        try {
          const reasons = fields['reasons'] ?? ''
          await appeal(notify, accessOf(request), { rule, reasons, file })
        } catch (error) {
          return showAppeal(request, said(face.context(request), error, fields))
        }
        return back(request, { hecho: 1 })
      },
      uploads,
    ),
    page('GET', '/escrito', (request) => showWrite(request)),
    page(
      'POST',
      '/escrito',
      async (request) => {
        const { fields, file } = await sentForm(request)
        try {
          await writeAsParty(notify, accessOf(request), { text: fields['text'] ?? '', file })
        } catch (error) {
          return showWrite(request, said(face.context(request), error, fields))
        }
        return back(request, { hecho: 1 })
      },
      uploads,
    ),
  ]
}

function filesOf({ notify }: OwnFace): RouteDefinition[] {
  const position = Type.String({ pattern: '^[1-9]\\d{0,5}$' })
  const file = (
    step: string,
    summary: string,
    more: Pick<RouteDefinition, 'handle' | 'schema'>,
  ): RouteDefinition => ({
    ...{ method: 'GET', url: `${prefix}${step}`, verb: 'read', loads: 'nothing', kind: 'file' },
    ...{ openQuery: true, limits: { perMinute }, summary, ...more },
  })
  return [
    file('/casilla/:notification/documento', 'An act that was notified to a party.', {
      schema: { params: Type.Object({ ...ids, notification: uuid }) },
      handle: async (request) => {
        const wanted = request.params['notification'] ?? ''
        return documentOf(notify, await openNotified(notify, accessOf(request), wanted))
      },
    }),
    file('/documentos/:position', 'A document of a case that a party may see.', {
      schema: { params: Type.Object({ ...ids, position }) },
      handle: async (request) => {
        const wanted = Number(request.params['position'])
        return documentOf(notify, await documentForParty(notify, accessOf(request), wanted))
      },
    }),
  ]
}

/** The key is shown in this answer and never again. */
function admission(face: OwnFace): RouteDefinition {
  const party = Type.String({ pattern: '^p[1-9]\\d{0,8}$' })
  return {
    ...{ method: 'POST', url: '/bandeja/:id/partes/:party/acceso', verb: 'update' },
    ...{ loads: 'nothing', kind: 'page', openQuery: true, answers: 'secret' },
    schema: { params: Type.Object({ id: uuid, party }), body: anything },
    async handle(request) {
      const actor = needOfficial(request)
      const { visto, como } = request.body as Record<string, unknown>
      const id = request.params['id'] ?? ''
      const context = face.context(request)
      const asked = {
        ...{ id, party: request.params['party'] ?? '' },
        seen: typeof visto === 'string' && /^\d{1,9}$/.test(visto) ? Number(visto) : null,
        how: como === 'correo' ? ('mail' as const) : ('hand' as const),
      }
      try {
        const admitted = await admitPartyByKey(face.notify, actor, asked)
        return admittedPage(context, { id, admitted, error: null, url: face.notify.url })
      } catch (error) {
        if (!(error instanceof CaseFilesError) || error.code === 'not-found') throw error
        const told = describeCaseFilesError(context.t, error)
        return admittedPage(context, { id, admitted: null, error: told, url: face.notify.url })
      }
    },
  }
}
