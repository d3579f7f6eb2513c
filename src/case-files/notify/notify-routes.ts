// The addresses by which officials notify: the page of a case, sending, delivery on paper, voiding, closing.
import Type from 'typebox'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { pendingOthers } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { closeCase } from './close-case.ts'
import { endNotification, registerDelivery, registerVisit, visitsOf } from './deliver.ts'
import { voidNotification } from './deliver.ts'
import { type Known, knownOf } from './facts.ts'
import { mailRoutes } from './mail-routes.ts'
import { type MailItem, mailboxOf } from './mailbox.ts'
import { waitsSince } from './notify-parts.ts'
import { type Facts, type Missing, type Plan, channels, outcomes } from './notification.ts'
import { notifyAct } from './notify-act.ts'
import { type NotifyView, type SentPlan, notifyPage } from './notify-page.ts'
import { uuid } from '../own/case-ways.ts'
import { type OwnFace, ownRoutes, said, to } from './own-routes.ts'
import { settleCase } from './settle.ts'
import { takeForm } from './take-file.ts'

const anything = Type.Record(Type.String(), Type.Unknown())

/** All addresses of notification, for officials and for citizens. */
export function notifyRoutes(face: OwnFace): RouteDefinition[] {
  return [...officialRoutes(face), ...ownRoutes(face), ...mailRoutes(face)]
}

/** What the page shows, read as the official who asks. @throws CaseFilesError not-found */
async function viewOf({ notify }: OwnFace, request: RouteRequest): Promise<NotifyView> {
  const actor = needOfficial(request)
  const id = request.params['id'] ?? ''
  return actOnCase(notify, actor, { id, verb: 'update' }, async (step) => {
    await settleCase(notify, step)
    const known = await knownOf(notify, step)
    const others: Facts[] = []
    for (const party of pendingOthers(step.events)) {
      others.push((await knownOf(notify, step, party)).facts)
    }
    return {
      ...known,
      filed: step.filed,
      seen: step.events.length,
      visits: new Map(known.notifications.map(({ id: each }) => [each, visitsOf(step, each)])),
      others,
      waits: await waitsSince(notify),
      mailbox: await sentItems(notify, step, known),
      papers: papersIn(step, known),
      closable: step.state.phase === 'firm',
    }
  })
}

function officialRoutes(face: OwnFace): RouteDefinition[] {
  const { notify } = face
  const params = Type.Object({ id: uuid })
  const one = Type.Object({ id: uuid, notification: uuid })
  const show = async (request: RouteRequest, sent?: SentPlan): Promise<Answer> =>
    notifyPage(face.context(request), await viewOf(face, request), sent)
  const failed = (request: RouteRequest, error: unknown): Promise<Answer> => {
    const context = face.context(request)
    const told = deliverySentence(context, error) ?? said(context, error, {}).error
    return show(request, { values: {}, missing: [], error: told })
  }
  const done = (request: RouteRequest): Answer =>
    to(face.context(request), `/bandeja/${request.params['id']}/notificar`)
  const which = (request: RouteRequest, fields: Record<string, unknown>) => ({
    id: request.params['id'] ?? '',
    notification: request.params['notification'] ?? '',
    seen: Number(fields['seen'] ?? 0),
  })
  const post = (
    url: string,
    act: (request: RouteRequest, fields: Record<string, string>) => Promise<unknown>,
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    ...{ method: 'POST', url, verb: 'update', loads: 'nothing', kind: 'page', openQuery: true },
    schema: { params: url.includes(':notification') ? one : params, body: anything },
    async handle(request) {
      try {
        await act(request, textsIn(request.body))
      } catch (error) {
        return failed(request, error)
      }
      return done(request)
    },
    ...more,
  })
  const base = '/bandeja/:id/notificaciones/:notification'
  return [
    {
      ...{ method: 'GET', url: '/bandeja/:id/notificar', verb: 'update', loads: 'nothing' },
      ...{ kind: 'page', openQuery: true, schema: { params } },
      handle: (request) => show(request),
    },
    {
      ...post('/bandeja/:id/notificar', async () => {}),
      async handle(request) {
        const fields = textsIn(request.body)
        const { id, seen } = which(request, fields)
        try {
          await notifyAct(notify, needOfficial(request), { id, seen, plan: planIn(fields) })
        } catch (error) {
          if (!(error instanceof CaseFilesError) || error.code !== 'not-notifiable') {
            return failed(request, error)
          }
          const missing = error.cause as readonly Missing[]
          // The fields of another party's form are not those of the filer's.
          if ((fields['party'] ?? '') !== '') {
            const { t } = face.context(request)
            const told = missing.map((code) => t(`case-files.notify.missing.${code}`, { days: 15 }))
            return show(request, { values: {}, missing: [], error: told.join(' ') })
          }
          return show(request, { values: fields, missing, error: null })
        }
        return done(request)
      },
    },
    post(`${base}/visita`, (request, fields) =>
      registerVisit(notify, needOfficial(request), {
        ...which(request, fields),
        ...{ on: fields['on'] ?? '', next: fields['next'] ?? '', note: fields['note'] ?? '' },
      }),
    ),
    post(`${base}/terminar`, (request, fields) =>
      endNotification(notify, needOfficial(request), {
        ...which(request, fields),
        why: fields['why'] === 'cancelled' ? 'cancelled' : 'undelivered',
        reasons: fields['reasons'] ?? '',
      }),
    ),
    post(`${base}/anular`, (request, fields) =>
      voidNotification(notify, needOfficial(request), {
        ...which(request, fields),
        reasons: fields['reasons'] ?? '',
      }),
    ),
    post('/bandeja/:id/notificar/concluir', (request, fields) =>
      closeCase(notify, needOfficial(request), which(request, fields)),
    ),
    post(`${base}/entrega`, async () => {}, {
      schema: { params: one },
      uploadBody: true,
      limits: { bodyBytes: 60_000_000 },
      async handle(request) {
        const actor = needOfficial(request)
        // Nobody stores a file for a case that the actor may not change.
        await viewOf(face, request)
        try {
          const body = request.body as AsyncIterable<Uint8Array>
          const type = request.headers['content-type']
          const { fields, file } = await takeForm(notify.files, body, type)
          const delivery = {
            outcome: outcomes.find((each) => each === fields['outcome']) ?? 'delivered',
            on: fields['on'] ?? '',
            receivedBy: (fields['receivedBy'] ?? '').slice(0, 300),
          }
          await registerDelivery(notify, actor, {
            ...which(request, fields),
            ...{ delivery, evidence: file },
          })
        } catch (error) {
          return failed(request, error)
        }
        return done(request)
      },
    }),
  ]
}

/** What was sent to each party, with the days that run. */
async function sentItems(
  notify: OwnFace['notify'],
  step: CaseStep,
  { notifications }: Known,
): Promise<MailItem[]> {
  const items: MailItem[] = []
  for (const standsFor of new Set(notifications.map(({ party }) => party))) {
    const seat = { id: standsFor, standsFor, party: null }
    items.push(...(await mailboxOf(notify, step, seat)).items)
  }
  return items
}

/** Where the certificate or the paper with which each notification began lies in the case. */
function papersIn({ events, filed }: CaseStep, { notifications }: Known): Map<string, number> {
  return new Map(
    notifications.flatMap(({ id, beganSeq }): [string, number][] => {
      const hash = events.find(({ seq }) => seq === beganSeq)?.content['certificate']
      const file = filed.files.find(({ sha256 }) => sha256 === hash)
      return file === undefined ? [] : [[id, file.position]]
    }),
  )
}

/** What a proof of delivery lacks, one sentence after the other; null for other errors. */
function deliverySentence({ t }: PageContext, error: unknown): string | null {
  if (!(error instanceof CaseFilesError) || error.code !== 'bad-delivery') return null
  const faults = error.cause as readonly string[]
  return faults.map((fault) => t(`case-files.notify.fault.${fault}`)).join(' ')
}

function textsIn(body: unknown): Record<string, string> {
  const sent = Object.entries((body ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    sent.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function planIn(fields: Readonly<Record<string, string>>): Plan {
  const { channel, position, party = '', appeals = '', body = '', term = '', exhausts } = fields
  return {
    ...(/^p\d{1,9}$/.test(party) ? { party } : {}),
    channel: channels.find((each) => each === channel) ?? 'personal',
    position: Number(position ?? 0),
    appeals,
    body,
    termDays: /^\d{1,3}$/.test(term.trim()) ? Number(term) : null,
    exhausts: exhausts === 'yes',
  }
}
