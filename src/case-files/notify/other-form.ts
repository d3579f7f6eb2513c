// The form that notifies another party of a case than whoever filed: by the way it consented to, or on paper, with the appeals told anew.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, form, notice, radios, selectField, textField } from '#pages'
import { type Facts, appealDays, channels, electronic, wayBarred } from './notification.ts'
import type { NotifyView } from './notify-page.ts'

/** Nothing but who it is where a notification is under way already. */
export function otherForm(context: PageContext, view: NotifyView, facts: Facts): Html | null {
  const { t, link } = context
  const { filed, seen, documents } = view
  const { addressee, party } = facts
  if (facts.underWay || documents.length === 0) return null
  const agreed = facts.consent?.channel
  const ways = channels.filter((channel) => !electronic.has(channel) || channel === agreed)
  const open = ways.filter((channel) => wayBarred(channel, facts).length === 0)
  return html`<section class="notified" aria-labelledby="${party}-title">
    <h2 id="${party}-title">${t('case-files.notify.other', { name: addressee.name })}</h2>
    ${
      addressee.address === null && facts.consent === null
        ? notice(context, { kind: 'warning', title: t('case-files.notify.other-no-address') })
        : html`<p>
            ${
              facts.consent === null
                ? html`${t('case-files.filing.address')}: ${addressee.address}`
                : html`${t('case-files.notify.consent-state')}:
                  ${t(`case-files.notify.way.${facts.consent.channel}`)} (${facts.consent.email})`
            }
          </p>`
    }
    ${
      addressee.onBehalfOf === undefined
        ? null
        : html`<p>${t('case-files.filing.for')}: ${addressee.onBehalfOf}</p>`
    }
    ${form(context, {
      action: link(`/bandeja/${filed.id}/notificar`),
      submit: t('case-files.notify.other-send', { name: addressee.name }),
      kind: 'secondary',
      body: html`<input type="hidden" name="seen" value="${seen}" />
        <input type="hidden" name="party" value="${party}" />
        ${selectField(context, {
          ...{ name: 'position', id: `${party}-position`, label: t('case-files.notify.act') },
          value: String(documents[0]?.position ?? ''),
          options: documents.map(({ position, name }) => ({
            value: String(position),
            label: name,
          })),
        })}
        ${radios(context, {
          ...{ name: 'channel', id: `${party}-channel`, label: t('case-files.notify.way') },
          values: [open[0] ?? 'personal'],
          options: ways.map((channel) => {
            const barred = wayBarred(channel, facts)
            const hint = barred.map((code) => t(`case-files.notify.missing.${code}`)).join(' ')
            const label = t(`case-files.notify.way.${channel}`)
            return hint === '' ? { value: channel, label } : { value: channel, label, hint }
          }),
        })}
        ${textField(context, {
          ...{ name: 'appeals', id: `${party}-appeals`, label: t('case-files.notify.appeals') },
          ...{ value: t('case-files.notify.appeals-usual'), maxlength: 500 },
        })}
        ${textField(context, {
          ...{ name: 'body', id: `${party}-body`, label: t('case-files.notify.body') },
          value: filed.content.offices.appeal ?? filed.content.offices.decides,
          maxlength: 300,
        })}
        ${textField(context, {
          ...{ name: 'term', id: `${party}-term`, label: t('case-files.notify.term') },
          ...{ value: String(appealDays), inputmode: 'numeric', width: 'short' },
        })}`,
    })}
  </section>`
}
