// What can be done with a case now by whoever looks at it: only that is offered, each as a plain form.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  checkboxes,
  details,
  form,
  selectField,
  textArea,
  textField,
} from '#pages'
import { type Actor, decide, grants } from '#people'
import { type Custody, isUnderWay, lastMovement, underWay } from '../case/custody.ts'
import { feesOf } from '../case/fees.ts'
import { kindsWithoutClock } from '../case/kinds.ts'
import { partiesOf } from '../case/parties.ts'
import { stageFor } from '../case/observe-case.ts'
import { lastDayToReturn } from '../case/return-case.ts'
import { stopReasons } from '../case/pause-case.ts'
import { worksIn } from '../case/receive-case.ts'
import { requirementsFor, wordsOf } from '../catalogue/procedure.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { partyFields, removeFields, restoreFields } from './party-fields.ts'
import { hasFee, paymentFields } from '../own/fee-part.ts'
import { officeField, routingFields, whyField } from './action-fields.ts'
import { onceField } from './once-field.ts'
import type { OpenCase, TrayParts } from './open-case.ts'

/** The last words of the addresses: `/bandeja/{id}/hacer/{action}`. */
export const actions = [
  ...([
    'recibir',
    'recibir-copia',
    'devolver',
    'anular',
    'derivar',
    'asignar',
    'observar',
  ] as const),
  ...(['suspender', 'detener', 'reanudar', 'paralizar', 'pedir-informe', 'responder'] as const),
  ...(['prorrogar', 'remitir', 'pago', 'devolucion'] as const),
  ...(['parte', 'quitar-parte', 'reponer'] as const),
] as const
export type ActionName = (typeof actions)[number]

interface Given {
  context: PageContext
  opened: OpenCase
  actor: Actor
  parts: Pick<TrayParts, 'calendars'>
  /** The form that was sent and refused. */
  refused: { action: ActionName; sent: Sent } | null
}

interface Offered {
  action: ActionName
  /** Shown at once instead of behind its name. */
  first?: boolean
  body: Html | null
}

/** Nothing where nothing can be done. */
export function actionForms(given: Given): Html | null {
  const { context, opened, refused } = given
  const { t, link } = context
  const offered = offers(given)
  if (offered.length === 0) return null
  const seen = opened.events.at(-1)?.seq ?? 0
  return html`<section aria-labelledby="acciones" class="case-actions">
    <h2 id="acciones">${t('case-files.act.title')}</h2>
    ${offered.map(({ action, first, body }) => {
      const shown = form(context, {
        action: link(`/bandeja/${opened.filed.id}/hacer/${action}`),
        submit: t(`case-files.act.do.${action}`),
        kind: first === true ? 'primary' : 'secondary',
        body: html`${onceField()}<input type="hidden" name="visto" value="${seen}" />${body}`,
      })
      return first === true && body === null
        ? shown
        : details({
            summary: t(`case-files.act.${action}`),
            body: shown,
            open: refused?.action === action,
          })
    })}
  </section>`
}

function offers(given: Given): Offered[] {
  const { opened, actor, context } = given
  const { record, custody, state, filed } = opened
  const { phase } = state
  const may = (verb: string): boolean => decide(actor, verb, record, context).permit
  const lies = underWay(custody) === null
  const works = ['open', 'suspended', 'paralysed', 'decided', 'notifying', 'notified', 'appealed']
  const busy = works.includes(phase) || phase === 'approved'
  const list: Offered[] = []
  const add = (action: ActionName, body: Html | null, first = false): void =>
    void list.push({ action, body, first })

  if (!lies && may('route')) add('recibir', null, true)
  for (const copy of custody.movements.filter((each) => each.copy && isUnderWay(each))) {
    if (worksIn(actor, copy.to)) add('recibir-copia', copyBody(copy.n))
  }
  const moved = lastMovement(custody)
  if (moved !== null && moved.to === custody.office && may('route') && busy) {
    if (state.today <= lastDayToReturn(given.parts, moved)) add('devolver', why(given, 'devolver'))
  }
  const sent = underWay(custody)
  const holding = actor.kind === 'person' ? actor.holding : null
  if (sent !== null && worksIn(actor, sent.from) && holding !== null) {
    if (grants(holding, 'route', filed.code)) add('anular', null)
  }
  for (const task of custody.tasks.filter(({ answered }) => answered === null)) {
    if (!worksIn(actor, task.office) || holding === null) continue
    if (grants(holding, 'draft', filed.code)) add('responder', answerBody(given, task))
  }
  if (lies && busy && may('route')) add('derivar', routeBody(given))
  if (lies && busy && (may('assign') || may('update')))
    add('asignar', assignBody(given, may('assign')))
  if (lies && phase === 'open') addOpen(given, { may, add })
  if ((phase === 'suspended' || phase === 'paralysed') && may('update')) add('reanudar', null)
  const open = custody.tasks.filter(({ answered }) => answered === null)
  if (open.length > 0 && may('update')) add('prorrogar', extendBody(given, open))
  if (may('update')) addFees(given, add)
  addAside(given, { may, add })
  return list
}

/** A payment while the case is worked on; the refund where one was ordered. */
function addFees(
  { context, opened, refused }: Given,
  add: (action: ActionName, body: Html | null) => void,
): void {
  const { phase } = opened.state
  const { ordered, refunded } = feesOf(opened.events)
  const fields = (action: ActionName, amount: boolean): Html =>
    paymentFields(context, { sent: sentOf(refused, action), prefix: `${action}-`, amount })
  if (ordered !== null && refunded === null) add('devolucion', fields('devolucion', false))
  const works = phase !== 'not-filed' && phase !== 'closed' && phase !== 'firm'
  if (works && hasFee(opened.filed.content)) add('pago', fields('pago', true))
}

/** Who takes part, while nothing is decided; and the way back once it was. */
function addAside(
  { context, opened, refused }: Given,
  { may, add }: { may(verb: string): boolean; add(action: ActionName, body: Html | null): void },
): void {
  const { state, events } = opened
  if (kindsWithoutClock['party-added'].some((phase) => phase === state.phase) && may('update')) {
    const parties = partiesOf(events)
    add('parte', partyFields(context, { parties, sent: sentOf(refused, 'parte') }))
    if (parties.length > 0) {
      add('quitar-parte', removeFields(context, { parties, sent: sentOf(refused, 'quitar-parte') }))
    }
  }
  const decided = events.some(({ kind }) => ['decided', 'silence-came', 'approved'].includes(kind))
  const restorable = !['open', 'observed', 'suspended', 'paralysed', 'not-filed'].includes(
    state.phase,
  )
  if (decided && restorable && may('change-state')) {
    add('reponer', restoreFields(context, sentOf(refused, 'reponer')))
  }
}

function addOpen(
  given: Given,
  { may, add }: { may(verb: string): boolean; add(action: ActionName, body: Html | null): void },
): void {
  const { context, opened, refused } = given
  const { t } = context
  const stage = stageFor(opened)
  if (may(stage === 'reception' ? 'receive' : 'update')) add('observar', observeBody(given))
  if (may('update')) {
    add('pedir-informe', askBody(given))
    if (opened.filed.content.qualification === 'positive-silence') {
      add('suspender', html`${daysField(given, 'suspender', 30)}${why(given, 'suspender')}`)
    }
    add('paralizar', why(given, 'paralizar'))
  }
  if (may('change-state')) {
    const sent = sentOf(refused, 'detener')
    add(
      'detener',
      html`${selectField(context, {
        ...{ name: 'causa', id: 'detener-causa', label: t('case-files.act.cause') },
        options: stopReasons.map((value) => ({ value, label: t(`case-files.stop.${value}`) })),
        value: textOf(sent, 'causa'),
      })}${why(given, 'detener')}`,
    )
  }
  if (may('route')) {
    const sent = sentOf(refused, 'remitir')
    add(
      'remitir',
      html`${textField(context, {
        ...{ name: 'entidad', id: 'remitir-entidad', label: t('case-files.act.entity') },
        ...{ value: textOf(sent, 'entidad'), maxlength: 200 },
      })}${why(given, 'remitir')}`,
    )
  }
}

const sentOf = (refused: Given['refused'], action: ActionName): Sent =>
  refused?.action === action ? refused.sent : {}

const why = ({ context, refused }: Given, action: ActionName): Html =>
  whyField(context, {
    ...{ sent: sentOf(refused, action), prefix: `${action}-` },
    label: context.t(`case-files.act.why.${action}`),
  })

const copyBody = (n: number): Html => html`<input type="hidden" name="n" value="${n}" />`

function routeBody({ context, opened, refused }: Given): Html {
  const { places, custody } = opened
  return routingFields(context, {
    ...{ offices: places.offices, sent: sentOf(refused, 'derivar'), prefix: 'derivar-' },
    ...{ copies: true, without: custody.office },
  })
}

function assignBody({ context, opened, actor, refused }: Given, all: boolean): Html {
  const { t } = context
  const own = actor.kind === 'person' ? actor.holding?.position : undefined
  const posts = opened.places.posts.filter(
    ({ position, holders }) => holders.length > 0 && (all || position === own),
  )
  const sent = sentOf(refused, 'asignar')
  return html`${selectField(context, {
    ...{ name: 'puesto', id: 'asignar-puesto', label: t('case-files.tray.post'), required: false },
    options: [
      ...(all ? [{ value: '', label: t('case-files.tray.nobody') }] : []),
      ...posts.map(({ position, title, holders }) => ({
        value: position,
        label: `${holders.join(', ')} (${title})`,
      })),
    ],
    value: textOf(sent, 'puesto') ?? own ?? null,
  })}
  ${textField(context, {
    ...{ name: 'nota', id: 'asignar-nota', label: t('case-files.move.note'), required: false },
    value: textOf(sent, 'nota'),
  })}`
}

/** One box for each requirement, empty where there is nothing to say; a second time only what was said. */
function observeBody({ context, opened, refused }: Given): Html {
  const { t, lang, locale } = context
  const { filed, custody, state } = opened
  const sent = sentOf(refused, 'observar')
  const last = custody.observations.at(-1)
  const stage = stageFor(opened)
  const until = state.terms.find(({ key }) => key === 'OBS-REQ')?.due ?? null
  const hint = html`<p class="quiet">
    ${
      stage === 'reception' && until !== null
        ? t('case-files.act.stage.until', { day: locale.date(lang, noonOf(until)) })
        : t(`case-files.act.stage.${stage}`)
    }
  </p>`
  if (last !== undefined) {
    return html`${hint}
    ${checkboxes(context, {
      ...{ name: 'sin-subsanar', id: 'observar-otra-vez', label: t('case-files.act.uncorrected') },
      options: last.items.map(({ reason, requirement }, at) => ({
        value: String(at),
        label: `${requirementName(opened, requirement, lang)}${reason}`,
      })),
    })}`
  }
  const wanted = requirementsFor(filed.content, filed.answers)
  return html`${hint}
  ${wanted.map(({ id, text }) =>
    textArea(context, {
      ...{ name: `obs-${id}`, id: `observar-${id}`, label: wordsOf(text, lang), rows: 2 },
      ...{ required: false, maxlength: 2_000, value: textOf(sent, `obs-${id}`) },
    }),
  )}
  ${textArea(context, {
    ...{ name: 'obs-', id: 'observar-otro', label: t('case-files.act.other'), rows: 2 },
    ...{ required: false, maxlength: 2_000, value: textOf(sent, 'obs-') },
  })}`
}

/** `Planos: `, or nothing for what is no requirement. */
export function requirementName(
  { filed }: Pick<OpenCase, 'filed'>,
  id: string,
  lang: string,
): string {
  const found = filed.content.requirements.find((each) => each.id === id)
  return found === undefined ? '' : `${wordsOf(found.text, lang)}: `
}

function askBody(given: Given): Html {
  const { context, opened, refused } = given
  const offices = {
    ...{ offices: opened.places.offices, sent: sentOf(refused, 'pedir-informe') },
    prefix: 'informe-',
  }
  const label = context.t('case-files.act.from-office')
  return html`${officeField(context, offices, { label, without: opened.custody.office })}
  ${why(given, 'pedir-informe')}`
}

function answerBody(given: Given, { task, asked }: Custody['tasks'][number]): Html {
  return html`<input type="hidden" name="tarea" value="${task}" />
    <blockquote>${asked}</blockquote>
    ${why(given, 'responder')}`
}

function extendBody(given: Given, tasks: Custody['tasks']): Html {
  const { context, opened } = given
  return html`${selectField(context, {
    ...{ name: 'tarea', id: 'prorrogar-tarea', label: context.t('case-files.act.report') },
    options: tasks.map(({ task, office }) => ({
      value: task,
      label: opened.names.offices.get(office) ?? task,
    })),
  })}
  ${daysField(given, 'prorrogar', 3)}`
}

function daysField({ context, refused }: Given, action: ActionName, most: number): Html {
  return textField(context, {
    ...{ name: 'dias', id: `${action}-dias`, label: context.t('case-files.act.days', { most }) },
    ...{ inputmode: 'numeric', width: 'short', value: textOf(sentOf(refused, action), 'dias') },
  })
}
