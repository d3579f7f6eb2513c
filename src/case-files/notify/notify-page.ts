// The official's page of notifying a case: what is under way, what is missing and how to mend it, and the form.
import { type Html, html } from '@rimaq/markup'
import {
  type FormError,
  type PageContext,
  badge,
  checkboxes,
  details,
  form,
  layout,
  notice,
  radios,
  selectField,
  summaryList,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { noonOf } from '../deadlines/deadline-page.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { paperForms } from './delivery-forms.ts'
import type { Known } from './facts.ts'
import { otherForm } from './other-form.ts'
import type { MailItem } from './mailbox.ts'
import {
  type Facts,
  type Missing,
  appealDays,
  channels,
  chooseChannel,
  wayBarred,
} from './notification.ts'
import { waitsNotice } from './my-cases-page.ts'
import type { KeptNotification } from './store-notifications.ts'

export interface NotifyView extends Known {
  filed: CaseFile
  seen: number
  /** Days of visits that found nobody, by notification. */
  visits: ReadonlyMap<string, string[]>
  /** Parties beside the filer who are to be notified of the decision still. */
  others: Facts[]
  /** What was sent, with the days that run. */
  mailbox: MailItem[]
  /** Position of the document each notification began with: certificate, or paper to be handed over. */
  papers: ReadonlyMap<string, number>
  /** Since when the oldest letter waits for a mail server. */
  waits: Date | null
  /** The act is firm and the case can be closed. */
  closable: boolean
}

export interface SentPlan {
  values: Readonly<Record<string, string>>
  missing: readonly Missing[]
  /** Of another form on the page. */
  error: string | null
}

/** `/bandeja/{id}/notificar` */
export function notifyPage(
  context: PageContext,
  view: NotifyView,
  sent: SentPlan = { values: {}, missing: [], error: null },
): Answer {
  const { t, link } = context
  const { filed, facts, notifications, waits } = view
  const title = t('case-files.notify.title')
  const { addressee, consent } = facts
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.tray.case', { number: shownNumber(filed) })}</p>
    ${
      sent.error === null ? null : notice(context, { kind: 'error', title: sent.error, live: true })
    }
    ${waitsNotice(context, waits)}
    ${summaryList([
      {
        label: t('case-files.notify.proof.addressee'),
        value: `${addressee.name}, ${addressee.document} ${addressee.number}`,
      },
      { label: t('case-files.filing.address'), value: addressee.address },
      { label: t('case-files.filing.email'), value: addressee.email },
      { label: t('case-files.filing.for'), value: filed.filer.onBehalfOf },
      {
        label: t('case-files.notify.consent-state'),
        value:
          consent === null
            ? t('case-files.notify.consent-none')
            : `${t(`case-files.notify.way.${consent.channel}`)} (${consent.email})`,
      },
    ])}
    ${notifications.toReversed().map((one) => oneOf(context, view, one))}
    ${
      facts.underWay || !['decided', 'notified', 'firm'].includes(facts.phase)
        ? null
        : facts.phase === 'decided'
          ? planForm(context, view, sent)
          : null
    }
    ${view.others.map((each) => otherForm(context, view, each))}
    ${facts.phase === 'decided' || notifications.length > 0 ? null : notice(context, { kind: 'info', title: t('case-files.notify.missing.not-decided') })}
    ${
      view.closable
        ? form(context, {
            action: link(`/bandeja/${filed.id}/notificar/concluir`),
            submit: t('case-files.notify.close'),
            body: html`<input type="hidden" name="seen" value="${view.seen}" />
              <p>${t('case-files.notify.close-text')}</p>`,
          })
        : null
    }`
  const status = sent.error === null && sent.missing.length === 0 ? {} : { status: 422 }
  return {
    ...{ cache: 'no-store', ...status },
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      breadcrumbs: [
        { label: t('case-files.tray.title'), href: link('/bandeja') },
        { label: shownNumber(filed), href: link(`/bandeja/${filed.id}`) },
        { label: title },
      ],
    }),
  }
}

function oneOf(context: PageContext, view: NotifyView, one: KeptNotification): Html {
  const { t, lang, locale, link } = context
  const { filed, seen } = view
  const visits = view.visits.get(one.id) ?? []
  const day = (on: string): string => locale.date(lang, noonOf(on as never))
  const state =
    one.endedWhy !== null
      ? 'ended'
      : one.effectiveOn !== null
        ? 'in-effect'
        : one.sentSeq === null
          ? 'prepared'
          : 'waiting'
  const kind = { ended: 'plain', 'in-effect': 'good', prepared: 'info', waiting: 'warn' } as const
  const action = (verb: string): string =>
    link(`/bandeja/${filed.id}/notificaciones/${one.id}/${verb}`)
  const sent = one.sentSeq !== null && one.endedSeq === null
  return html`<section class="notified">
    <h2>${t(`case-files.notify.way.${one.channel}`)}: ${one.name}</h2>
    ${one.party === '' ? null : html`<p>${t('case-files.notify.proof.addressee')}: ${one.addressee.name}</p>`}
    <p>
      ${badge({ label: t(`case-files.notify.state.${state}`), kind: kind[state] })}
      ${one.effectiveOn === null ? null : day(one.effectiveOn)}
      ${one.endedWhy === null ? null : t(`case-files.notify.ended.${one.endedWhy}`)}
    </p>
    ${daysOf(context, view, one)}
    ${
      one.letterFault === null
        ? null
        : notice(context, {
            kind: 'error',
            title: t('case-files.notify.letter-refused'),
            body: html`<p>${t('case-files.notify.letter-refused-text')}</p>
              <p><code>${one.letterFault}</code></p>`,
          })
    }
    ${state === 'prepared' ? paperForms(context, { one, seen, visits, action }) : null}
    ${
      sent && one.party === ''
        ? details({
            summary: t('case-files.notify.void'),
            body: form(context, {
              action: action('anular'),
              submit: t('case-files.notify.void-do'),
              kind: 'danger',
              body: html`<input type="hidden" name="seen" value="${seen}" />
                <p>${t('case-files.notify.void-text')}</p>
                ${textArea(context, {
                  ...{ name: 'reasons', id: `reasons-${one.id}`, rows: 3, maxlength: 2000 },
                  label: t('case-files.notify.reasons'),
                })}`,
            }),
          })
        : null
    }
  </section>`
}

/** When it was sent, until when it may be opened, and its first paper. */
function daysOf(context: PageContext, view: NotifyView, one: KeptNotification): Html {
  const { t, lang, locale, link } = context
  const item = view.mailbox.find(({ id }) => id === one.id)
  const paper = view.papers.get(one.id)
  const { openUntil: until = null, effectiveElse: otherwise = null } = item ?? {}
  const day = (on: string): string => locale.date(lang, noonOf(on as never))
  return html`${
    until === null
      ? null
      : html`<p>
          ${
            otherwise === null
              ? t('case-files.notify.until-mail', { until: day(until) })
              : t('case-files.notify.until-box', {
                  ...{ until: day(until), otherwise: day(otherwise) },
                })
          }
        </p>`
  }
  ${
    paper === undefined
      ? null
      : html`<p>
          <a href="${link(`/bandeja/${view.filed.id}/documentos/${paper}`)}"
            >${t(`case-files.notify.paper.${one.sentSeq === null ? 'print' : 'certificate'}`)}</a
          >
        </p>`
  }`
}

function planForm(context: PageContext, view: NotifyView, { values, missing }: SentPlan): Html {
  const { t, link } = context
  const { filed, seen, facts, documents } = view
  const proposed = values['channel'] ?? chooseChannel(facts) ?? 'personal'
  const errors: FormError[] = missing.map((code) => ({
    field: fieldOf[code] ?? null,
    message: t(`case-files.notify.missing.${code}`, {
      ...{ days: appealDays, names: facts.blocked.join(', ') },
    }),
  }))
  const errorOf = (field: string): string | null =>
    errors.find((each) => each.field === field)?.message ?? null
  if (documents.length === 0) {
    return notice(context, { kind: 'warning', title: t('case-files.notify.missing.no-act') })
  }
  return form(context, {
    action: link(`/bandeja/${filed.id}/notificar`),
    errors,
    submit: t('case-files.notify.send'),
    body: html`<input type="hidden" name="seen" value="${seen}" /> ${selectField(context, {
        name: 'position',
        label: t('case-files.notify.act'),
        value: values['position'] ?? String(documents[0]?.position ?? ''),
        error: errorOf('position'),
        options: documents.map(({ position, name }) => ({ value: String(position), label: name })),
      })}
      ${radios(context, {
        name: 'channel',
        label: t('case-files.notify.way'),
        values: [proposed],
        error: errorOf('channel'),
        options: channels.map((channel) => {
          const barred = wayBarred(channel, facts)
          const hint = barred.map((code) => t(`case-files.notify.missing.${code}`)).join(' ')
          const label = t(`case-files.notify.way.${channel}`)
          return hint === '' ? { value: channel, label } : { value: channel, label, hint }
        }),
      })}
      ${textField(context, {
        name: 'appeals',
        label: t('case-files.notify.appeals'),
        hint: t('case-files.notify.appeals-hint'),
        value: values['appeals'] ?? t('case-files.notify.appeals-usual'),
        error: errorOf('appeals'),
        maxlength: 500,
      })}
      ${textField(context, {
        name: 'body',
        label: t('case-files.notify.body'),
        value: values['body'] ?? filed.content.offices.appeal ?? filed.content.offices.decides,
        error: errorOf('body'),
        maxlength: 300,
      })}
      ${textField(context, {
        name: 'term',
        label: t('case-files.notify.term'),
        value: values['term'] ?? String(appealDays),
        error: errorOf('term'),
        inputmode: 'numeric',
        width: 'short',
      })}
      ${checkboxes(context, {
        name: 'exhausts',
        label: t('case-files.notify.route'),
        required: false,
        values: values['exhausts'] === 'yes' ? ['yes'] : [],
        options: [{ value: 'yes', label: t('case-files.notify.exhausts') }],
      })}`,
  })
}

/** At which field the remedy of what is missing lies. */
const fieldOf: Partial<Record<Missing, string>> = {
  'no-act': 'position',
  'no-appeals': 'appeals',
  'no-body': 'body',
  'no-term': 'term',
  'wrong-term': 'term',
  'no-consent': 'channel',
  'no-mail': 'channel',
  'no-address': 'channel',
  'not-last': 'channel',
}
