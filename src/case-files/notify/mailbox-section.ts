// The part of a citizen's page that holds the mailbox: what to open, what it means, appeals, and consent.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  button,
  details,
  form,
  linkButton,
  radios,
  textField,
} from '#pages'
import { noonOf } from '../deadlines/deadline-page.ts'
import { ways } from './consent.ts'
import type { MailItem, Mailbox } from './mailbox.ts'
import { appealsSentence } from './sheet.ts'

/**
 * `base` is the address of the case for its reader: with a key, or under the account. `complains`: it
 * offers to complain about how the case is handled.
 */
export function mailboxSection(
  context: PageContext,
  { mailbox, base, complains = true }: { mailbox: Mailbox; base: string; complains?: boolean },
): Html {
  const { t } = context
  const { items } = mailbox
  return html`<section id="casilla" class="own-notices">
    <h2>${t('case-files.notify.own.title')}</h2>
    ${
      items.length === 0
        ? html`<p>${t('case-files.notify.own.none')}</p>`
        : items.map((item) => itemOf(context, item, base))
    }
    ${whatNext(context, mailbox, { base, complains })} ${consentPart(context, mailbox, base)}
  </section>`
}

function itemOf(context: PageContext, item: MailItem, base: string): Html {
  const { t, lang, locale, link } = context
  const day = (on: string): string => locale.date(lang, noonOf(on as never))
  const { state, channel, name, sha256, effectiveOn, openUntil, effectiveElse } = item
  const kind = state === 'unread' ? 'warn' : state === 'in-effect' ? 'good' : 'plain'
  return html`<article class="notified">
    <h3>${name}</h3>
    <p>
      ${badge({ label: t(`case-files.notify.own.is-${state}`), kind })}
      <span class="quiet"
        >${t(`case-files.notify.way.${channel}`)} · ${locale.dateTime(lang, item.sent)}</span
      >
    </p>
    ${
      state === 'unread'
        ? html`<p>
              ${
                effectiveElse === null || openUntil === null
                  ? t('case-files.notify.own.open-mail', { until: day(openUntil ?? '') })
                  : t('case-files.notify.own.open-box', {
                      ...{ until: day(openUntil), otherwise: day(effectiveElse) },
                    })
              }
            </p>
            <form method="post" action="${link(`${base}/casilla/${item.id}/abrir`)}">
              ${button({ label: t('case-files.notify.own.open') })}
            </form>`
        : null
    }
    ${
      state === 'in-effect' && effectiveOn !== null
        ? html`<p>${t('case-files.notify.own.since', { day: day(effectiveOn) })}</p>
            <p>${appealsSentence(t, item)}.</p>
            <p>
              ${linkButton({
                label: t('case-files.notify.own.download'),
                href: link(`${base}/casilla/${item.id}/documento`),
                kind: 'secondary',
                download: true,
              })}
            </p>
            <p class="quiet">SHA-256 <code class="hash">${sha256}</code></p>
            ${[item.code, item.proofCode].map((code, at) =>
              code === null
                ? null
                : html`<p class="quiet">
                    <a href="${link(`/verificar/${code}`)}"
                      >${t(`case-files.notify.own.verify-${at === 0 ? 'act' : 'proof'}`)}</a
                    >
                    <code>${code}</code>
                  </p>`,
            )}`
        : null
    }
    ${
      state === 'ended' && item.endedWhy !== null
        ? html`<p>${t(`case-files.notify.ended.${item.endedWhy}`)}</p>`
        : null
    }
  </article>`
}

/** Appeal, withdraw, complain: only what is possible now, each with its last day. */
function whatNext(
  context: PageContext,
  mailbox: Mailbox,
  { base, complains }: { base: string; complains: boolean },
): Html {
  const { t, lang, locale, link } = context
  const { appealUntil, silent, mayWithdraw } = mailbox
  return html`${
      appealUntil !== null || silent
        ? html`<p>
            ${
              appealUntil === null
                ? t('case-files.notify.own.silent')
                : t('case-files.notify.own.appeal-until', {
                    day: locale.date(lang, noonOf(appealUntil)),
                  })
            }
          </p>`
        : null
    }
    <div class="button-row">
      ${
        appealUntil !== null || silent
          ? linkButton({
              label: t('case-files.notify.own.appeal'),
              href: link(`${base}/recurso`),
              kind: 'secondary',
            })
          : null
      }
      ${
        complains
          ? linkButton({
              label: t('case-files.notify.own.complain'),
              href: link(`${base}/queja`),
              kind: 'quiet',
            })
          : null
      }
      ${
        mayWithdraw
          ? linkButton({
              label: t('case-files.notify.own.withdraw'),
              href: link(`${base}/desistir`),
              kind: 'quiet',
            })
          : null
      }
    </div>`
}

function consentPart(context: PageContext, mailbox: Mailbox, base: string): Html | null {
  const { t, link } = context
  const { consent, email, mail } = mailbox
  const action = link(`${base}/consentimiento`)
  if (consent !== null) {
    return html`<h3>${t('case-files.notify.own.consent')}</h3>
      <p>${t(`case-files.notify.own.consented-${consent.channel}`, { email: consent.email })}</p>
      <form method="post" action="${action}">
        <input type="hidden" name="way" value="paper" />
        ${button({ label: t('case-files.notify.own.consent-back'), kind: 'secondary' })}
      </form>`
  }
  if (!mail) return null
  return details({
    summary: t('case-files.notify.own.consent-how'),
    body: form(context, {
      action,
      submit: t('case-files.notify.own.consent-give'),
      kind: 'secondary',
      body: html`${radios(context, {
        name: 'way',
        label: t('case-files.notify.own.consent-which'),
        values: ['mailbox'],
        options: ways.map((way) => ({
          value: way,
          label: t(`case-files.notify.own.way-${way}`),
          hint: t(`case-files.notify.consent.${way}`),
        })),
      })}
      ${textField(context, {
        name: 'email',
        type: 'email',
        label: t('case-files.notify.own.email'),
        hint: t('case-files.notify.own.email-hint'),
        value: email,
        autocomplete: 'email',
      })}`,
    }),
  })
}
