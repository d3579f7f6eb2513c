// Reads what a form of the case page sent, and calls the one verb that it names.
import type { Actor } from '#people'
import { type Motive, motives } from '../case/custody.ts'
import { assignCase } from '../case/assign-case.ts'
import { forwardCase } from '../case/forward-case.ts'
import { observeCase, stageFor } from '../case/observe-case.ts'
import {
  type StopReason,
  paralyseCase,
  resumeCase,
  stopCase,
  stopReasons,
  suspendCase,
} from '../case/pause-case.ts'
import { nameParty, removeParty } from '../case/name-party.ts'
import { partyRoles } from '../case/parties.ts'
import { restoreCase, restoreReasons } from '../case/restore-case.ts'
import { registerFee, registerRefund } from '../case/pay-fee.ts'
import { receiveCase } from '../case/receive-case.ts'
import { answerReport, extendReport, requestReport } from '../case/reports.ts'
import { cancelRouting, returnCase } from '../case/return-case.ts'
import { routeCase } from '../case/route-case.ts'
import { warnLate } from '../case/warn-late.ts'
import { CaseFilesError } from '../errors.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { paymentIn } from '../own/fee-part.ts'
import { listOf } from './action-fields.ts'
import type { ActionName } from './action-forms.ts'
import type { OpenCase } from './open-case.ts'
import { isUuid } from './tray.ts'
import type { TrayFace } from './tray-pages.ts'

interface Asked {
  id: string
  seen: number
  sent: Sent
  /** The case as the page showed it, for what its form was made from. */
  opened(): Promise<OpenCase>
}

/** @throws CaseFilesError and PeopleError as the verbs do; case-moved without a last event that was seen */
export async function doAction(
  face: TrayFace,
  actor: Actor,
  action: ActionName,
  asked: Asked,
): Promise<void> {
  await doers[action](face, actor, asked)
}

const said = (sent: Sent, name: string): string => textOf(sent, name) ?? ''
const whyOf = (sent: Sent): string => said(sent, 'motivo-texto')
const numberOf = (sent: Sent, name: string): number => {
  const text = said(sent, name).trim()
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
}

/** The office that was chosen. @throws CaseFilesError no-office */
export function officeIn(sent: Sent): string {
  const office = said(sent, 'oficina')
  if (!isUuid(office)) throw new CaseFilesError('no-office')
  return office
}

export function motiveIn(sent: Sent): Motive {
  return motives.find((each) => each === said(sent, 'motivo')) ?? 'attention'
}

/** The post that was chosen; null for the whole office. @throws CaseFilesError no-post */
export function postIn(sent: Sent): string | null {
  const post = said(sent, 'puesto')
  if (post === '') return null
  if (!isUuid(post)) throw new CaseFilesError('no-post')
  return post
}

type Doer = (face: TrayFace, actor: Actor, asked: Asked) => Promise<unknown>

const doers: Readonly<Record<ActionName, Doer>> = {
  recibir: (face, actor, { id, seen }) => receiveCase(face, actor, { id, seen }),
  'recibir-copia': (face, actor, { id, seen, sent }) =>
    receiveCase(face, actor, { id, seen, n: numberOf(sent, 'n') }),
  devolver: (face, actor, { id, seen, sent }) =>
    returnCase(face, actor, { id, seen, reason: whyOf(sent) }),
  anular: (face, actor, { id, seen }) => cancelRouting(face, actor, { id, seen }),
  derivar: (face, actor, { id, seen, sent }) =>
    routeCase(face, actor, {
      ...{ id, seen, to: officeIn(sent), motive: motiveIn(sent), note: said(sent, 'nota') },
      priority: said(sent, 'prioridad') === 'urgent' ? 'urgent' : 'normal',
      copies: listOf(sent, 'copias').filter(isUuid),
    }),
  asignar: (face, actor, { id, seen, sent }) =>
    assignCase(face, actor, { id, seen, position: postIn(sent), note: said(sent, 'nota') }),
  observar: async (face, actor, { id, seen, sent, opened }) => {
    const shown = await opened()
    const items = observedIn(sent, shown)
    return observeCase(face, actor, { id, seen, stage: stageFor(shown), items })
  },
  suspender: (face, actor, { id, seen, sent }) =>
    suspendCase(face, actor, { id, seen, days: numberOf(sent, 'dias'), why: whyOf(sent) }),
  detener: (face, actor, { id, seen, sent }) => {
    const reason: StopReason = stopReasons.find((each) => each === said(sent, 'causa')) ?? 'law'
    return stopCase(face, actor, { id, seen, reason, why: whyOf(sent) })
  },
  reanudar: (face, actor, { id, seen }) => resumeCase(face, actor, { id, seen }),
  paralizar: (face, actor, { id, seen, sent }) =>
    paralyseCase(face, actor, { id, seen, why: whyOf(sent) }),
  'pedir-informe': (face, actor, { id, seen, sent }) =>
    requestReport(face, actor, { id, seen, office: officeIn(sent), asked: whyOf(sent) }),
  responder: (face, actor, { id, seen, sent }) =>
    answerReport(face, actor, { id, seen, task: said(sent, 'tarea'), report: whyOf(sent) }),
  prorrogar: (face, actor, { id, seen, sent }) =>
    extendReport(face, actor, {
      ...{ id, seen, task: said(sent, 'tarea'), days: numberOf(sent, 'dias') },
    }),
  remitir: (face, actor, { id, seen, sent }) =>
    forwardCase(face, actor, { id, seen, entity: said(sent, 'entidad'), why: whyOf(sent) }),
  pago: (face, actor, { id, seen, sent }) =>
    registerFee(face, actor, { id, seen, payment: paymentIn(sent) }),
  parte: (face, actor, { id, seen, sent }) =>
    nameParty(face, actor, {
      ...{ id, seen, sent, represents: said(sent, 'de') },
      role: partyRoles.find((each) => each === said(sent, 'rol')) ?? 'co-applicant',
    }),
  'quitar-parte': (face, actor, { id, seen, sent }) =>
    removeParty(face, actor, { id, seen, party: said(sent, 'parte'), why: whyOf(sent) }),
  reponer: (face, actor, { id, seen, sent }) =>
    restoreCase(face, actor, {
      ...{ id, seen, act: said(sent, 'resolucion'), why: whyOf(sent) },
      reason: restoreReasons.find((each) => each === said(sent, 'causa')) ?? 'nullity',
    }),
  avisar: (face, actor, { id, seen, sent }) =>
    warnLate({ ...face, post: face.notify }, actor, {
      id,
      seen,
      until: said(sent, 'fecha'),
      why: whyOf(sent),
    }),
  devolucion: (face, actor, { id, seen, sent }) =>
    registerRefund(face, actor, { id, seen, payment: paymentIn(sent) }),
}

/** Boxes that were filled; of a second observation, those of the first that were marked. */
function observedIn(
  sent: Sent,
  { custody, filed }: OpenCase,
): { requirement: string; reason: string }[] {
  const last = custody.observations.at(-1)
  if (last !== undefined) {
    const marked = new Set(listOf(sent, 'sin-subsanar'))
    return last.items.filter((_, at) => marked.has(String(at)))
  }
  const ids = ['', ...filed.content.requirements.map(({ id }) => id)]
  return ids.flatMap((requirement) => {
    const reason = said(sent, `obs-${requirement}`).trim()
    return reason === '' ? [] : [{ requirement, reason }]
  })
}
