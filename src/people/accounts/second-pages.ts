// The pages of codes by time: asking for one after the password, and setting an app up.
import { type FormError, type PageContext, details, form, textField } from '#pages'
import type { Answer } from '#platform'
import { html } from '@rimaq/markup'
import { hidden, page } from './page-parts.ts'
import { statusOf } from './sign-in-pages.ts'
import { base32, otpauthAddress } from './totp.ts'
import { crumbs } from './ways-pages.ts'

interface Shown {
  errors?: FormError[]
  status?: number
  retryAfter?: number
}

/** After the password: the code, of the app or of the paper. */
export function secondPage(
  context: PageContext,
  shown: Shown & { second: string; next: string },
): Answer {
  const { t, link } = context
  const { errors = [] } = shown
  return page(
    context,
    {
      title: t('people.second.title'),
      body: html`<h1>${t('people.second.title')}</h1>
        ${form(context, {
          action: link('/entrar/segundo'),
          errors,
          body: html`${hidden('second', shown.second)} ${hidden('next', shown.next)}
          ${codeField(context, errors)}`,
          submit: t('people.sign-in.title'),
        })}
        <p><a href="${link('/entrar')}">${t('people.second.again')}</a></p>`,
    },
    statusOf(shown),
  )
}

/** Six digits, or a printed code; password managers know what to fill in. */
export function codeField(
  context: PageContext,
  errors: readonly FormError[],
  name = 'code',
): ReturnType<typeof textField> {
  const { t } = context
  return textField(context, {
    name,
    label: t('people.second.code'),
    hint: t('people.second.hint'),
    autocomplete: 'one-time-code',
    width: 'medium',
    maxlength: 80,
    error: errors[0]?.message ?? null,
  })
}

/** The secret for the app, and the first code as a proof that it arrived. */
export function newTotpPage(
  context: PageContext,
  shown: Shown & { secret: Uint8Array; city: string; name: string },
): Answer {
  const { t, link } = context
  const { errors = [], secret, city, name } = shown
  const groups = base32(secret).replace(/(.{4})(?=.)/g, '$1 ')
  return page(
    context,
    {
      title: t('people.totp.title'),
      breadcrumbs: crumbs(context, t('people.totp.title')),
      body: html`<h1>${t('people.totp.title')}</h1>
        <p class="lead">${t('people.totp.lead')}</p>
        <p>${t('people.totp.secret')} <code class="account-secret">${groups}</code></p>
        ${details({
          summary: t('people.totp.address'),
          body: html`<p>
            <code class="account-secret">${otpauthAddress({ city, name, secret })}</code>
          </p>`,
        })}
        ${form(context, {
          action: link('/cuenta/segundo/confirmar'),
          errors,
          body: textField(context, {
            name: 'code',
            label: t('people.totp.first'),
            hint: t('people.totp.first-hint'),
            inputmode: 'numeric',
            autocomplete: 'one-time-code',
            width: 'short',
            maxlength: 20,
            error: errors[0]?.message ?? null,
          }),
          submit: t('people.totp.confirm'),
        })}`,
    },
    statusOf(shown),
  )
}
