// The forms of a notification on paper: its delivery with the signed receipt, a visit that found nobody, giving it up.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, details, fileField, form, radios, textArea, textField } from '#pages'
import { accepted } from '../filing/file-kinds.ts'
import { type Outcome, outcomes } from './notification.ts'
import type { KeptNotification } from './store-notifications.ts'

export function paperForms(
  context: PageContext,
  shown: {
    one: KeptNotification
    seen: number
    visits: readonly string[]
    action(verb: string): string
  },
): Html {
  const { t, locale, lang } = context
  const { one, visits } = shown
  const personal = one.channel === 'personal'
  return html`${
    visits.length === 0
      ? null
      : html`<p>
          ${t('case-files.notify.visits')}
          ${visits.map((on) => locale.date(lang, new Date(`${on}T17:00:00Z`))).join('; ')}
        </p>`
  }
  ${deliveryForm(context, shown)} ${personal ? visitForm(context, shown) : null}
  ${endForm(context, shown)}`
}

type Shown = Parameters<typeof paperForms>[1]

/** Ids are told apart where two parties are notified on one page. */
const idOf = ({ party }: KeptNotification, name: string): string =>
  party === '' ? name : `${party}-${name}`

function deliveryForm(context: PageContext, { one, seen, visits, action }: Shown): Html {
  const { t } = context
  const possible = outcomes.filter((outcome) => mayEnd(outcome, one, visits))
  return form(context, {
    action: action('entrega'),
    upload: true,
    submit: t('case-files.notify.delivery.send'),
    body: html`<input type="hidden" name="seen" value="${seen}" />
      <h3>${t('case-files.notify.delivery.title')}</h3>
      ${radios(context, {
        name: 'outcome',
        id: idOf(one, 'outcome'),
        label: t('case-files.notify.delivery.outcome'),
        values: [possible[0] ?? ''],
        options: possible.map((value) => ({
          value,
          label: t(`case-files.notify.delivery.${value}`),
        })),
      })}
      ${textField(context, {
        name: 'on',
        id: idOf(one, 'on'),
        type: 'date',
        label: t('case-files.notify.delivery.on'),
        hint: t('case-files.notify.delivery.on-hint'),
        width: 'medium',
      })}
      ${textField(context, {
        name: 'receivedBy',
        id: idOf(one, 'receivedBy'),
        label: t('case-files.notify.delivery.by'),
        hint: t('case-files.notify.delivery.by-hint'),
        required: false,
      })}
      ${fileField(context, {
        name: 'file',
        id: idOf(one, 'file'),
        label: t('case-files.notify.delivery.evidence'),
        hint: t('case-files.notify.delivery.evidence-hint'),
        accept: accepted,
      })}`,
  })
}

/** Under the door only after a first visit (21.5); the gazette only where it is published. */
function mayEnd(outcome: Outcome, one: KeptNotification, visits: readonly string[]): boolean {
  if (one.channel === 'publication') return outcome === 'published'
  if (outcome === 'under-door') return visits.length > 0
  return outcome !== 'published'
}

function visitForm(context: PageContext, { one, seen, action }: Shown): Html {
  const { t } = context
  return details({
    summary: t('case-files.notify.visit.title'),
    body: form(context, {
      action: action('visita'),
      submit: t('case-files.notify.visit.send'),
      kind: 'secondary',
      body: html`<input type="hidden" name="seen" value="${seen}" />
        <p>${t('case-files.notify.visit.text')}</p>
        ${textField(context, {
          ...{ name: 'on', id: idOf(one, 'visit-on'), type: 'date', width: 'medium' },
          label: t('case-files.notify.visit.on'),
        })}
        ${textField(context, {
          ...{ name: 'next', id: idOf(one, 'visit-next'), type: 'date', width: 'medium' },
          label: t('case-files.notify.visit.next'),
        })}
        ${textArea(context, {
          ...{
            name: 'note',
            id: idOf(one, 'visit-note'),
            rows: 3,
            maxlength: 1000,
            required: false,
          },
          label: t('case-files.notify.visit.note'),
        })}`,
    }),
  })
}

function endForm(context: PageContext, { one, seen, action }: Shown): Html {
  const { t } = context
  return details({
    summary: t('case-files.notify.end.title'),
    body: form(context, {
      action: action('terminar'),
      submit: t('case-files.notify.end.send'),
      kind: 'danger',
      body: html`<input type="hidden" name="seen" value="${seen}" /> ${radios(context, {
          ...{ name: 'why', id: idOf(one, 'end-why'), values: ['undelivered'] },
          label: t('case-files.notify.end.why'),
          options: (['undelivered', 'cancelled'] as const).map((value) => ({
            value,
            label: t(`case-files.notify.end.${value}`),
          })),
        })}
        ${textArea(context, {
          ...{ name: 'reasons', id: idOf(one, 'end-reasons'), rows: 3, maxlength: 2000 },
          label: t('case-files.notify.reasons'),
        })}`,
    }),
  })
}
