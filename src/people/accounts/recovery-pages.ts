// The page on which those who administer people recover accounts, two of them together.
import {
  type FormError,
  type PageContext,
  button,
  codeBlock,
  form,
  linkButton,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { html } from '@rimaq/markup'
import type { AccountId } from './account.ts'
import { hidden, page } from './page-parts.ts'
import { statusOf } from './sign-in-pages.ts'
import type { Recovery } from './store-recoveries.ts'
import { crumbs } from './ways-pages.ts'

export function recoveriesPage(
  context: PageContext,
  view: {
    me: AccountId
    now: Date
    recoveries: Recovery[]
    typed?: { name?: string; reason?: string }
    errors?: FormError[]
    status?: number
  },
): Answer {
  const { t, link, locale, lang } = context
  const title = t('people.recovery.title')
  const step = (recovery: Recovery) => {
    const own = recovery.askedBy === view.me || recovery.agreedBy === view.me
    if (recovery.ready === null) {
      return recovery.askedBy === view.me
        ? t('people.recovery.needs-other')
        : doing('acordar', recovery.id, t('people.recovery.agree'))
    }
    if (view.now < recovery.ready) {
      return t('people.recovery.waits', { when: locale.dateTime(lang, recovery.ready) })
    }
    return own
      ? doing('codigo', recovery.id, t('people.recovery.give'))
      : t('people.recovery.others')
  }
  const doing = (
    what: string,
    id: string,
    label: string,
    kind: 'secondary' | 'quiet' = 'secondary',
  ) =>
    html`<form action="${link(`/cuenta/recuperaciones/${what}`)}" method="post">
      ${hidden('recovery', id)} ${button({ label, kind, small: true })}
    </form>`
  return page(
    context,
    {
      title,
      breadcrumbs: crumbs(context, title),
      body: html`<h1>${title}</h1>
        <p class="lead">${t('people.recovery.lead')}</p>
        <ul class="account-list">
          ${view.recoveries.map(
            (recovery) =>
              html`<li>
                <div>
                  <strong>${recovery.accountName}</strong>
                  <p class="account-fact">
                    ${t('people.recovery.asked', {
                      who: recovery.askedByName,
                      when: locale.dateTime(lang, recovery.asked),
                    })}
                  </p>
                  <p>${recovery.reason}</p>
                </div>
                <div class="account-steps">
                  ${step(recovery)}
                  ${doing('detener', recovery.id, t('people.recovery.stop'), 'quiet')}
                </div>
              </li>`,
          )}
        </ul>
        ${view.recoveries.length === 0 ? html`<p>${t('people.recovery.none')}</p>` : null}
        <h2>${t('people.recovery.new')}</h2>
        ${form(context, {
          action: link('/cuenta/recuperaciones'),
          errors: view.errors ?? [],
          body: html`${textField(context, {
            name: 'name',
            label: t('people.sign-in.name'),
            width: 'medium',
            value: view.typed?.name ?? null,
          })}
          ${textArea(context, {
            name: 'reason',
            label: t('people.recovery.reason'),
            hint: t('people.recovery.reason-hint'),
            maxlength: 500,
            rows: 3,
            value: view.typed?.reason ?? null,
          })}`,
          submit: t('people.recovery.ask'),
        })}`,
    },
    statusOf(view),
  )
}

/** The code, once, to be handed over in person. */
export function recoveryCodePage(
  context: PageContext,
  given: { code: string } | { mailed: true },
): Answer {
  const { t, link } = context
  const title = t('people.recovery.code')
  return page(context, {
    title,
    breadcrumbs: crumbs(context, title),
    body: html`<h1>${title}</h1>
      ${
        'code' in given
          ? html`<p class="lead">${t('people.recovery.code-lead')}</p>
              ${codeBlock(context, { label: t('people.code.label'), code: given.code })}`
          : html`<p class="lead">${t('people.recovery.mailed')}</p>`
      }
      <p>${linkButton({ label: t('people.account.title'), href: link('/cuenta') })}</p>`,
  })
}
