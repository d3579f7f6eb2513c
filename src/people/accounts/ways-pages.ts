// Pages that change a way in: a new passkey, a new password, codes to print, the choice of a holding.
import {
  type FormError,
  type PageContext,
  form,
  linkButton,
  notice,
  radios,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { html } from '@rimaq/markup'
import type { HoldingSummary } from '../load-holding.ts'
import type { SignedIn } from './account.ts'
import { newPasswordField } from './code-pages.ts'
import { hidden, page } from './page-parts.ts'
import { passkeyForm } from './passkey-form.ts'
import { statusOf } from './sign-in-pages.ts'

interface Shown {
  errors?: FormError[]
  status?: number
  retryAfter?: number
}

export function newPasskeyPage(context: PageContext, shown: Shown & { name: string }): Answer {
  const { t, link } = context
  const { errors = [] } = shown
  return page(
    context,
    {
      title: t('people.passkeys.add'),
      passkeys: true,
      breadcrumbs: crumbs(context, t('people.passkeys.add')),
      body: html`<h1>${t('people.passkeys.add')}</h1>
        <p class="lead">${t('people.passkeys.add-lead')}</p>
        ${errors.map(({ message }) => notice(context, { kind: 'error', title: message, live: true }))}
        ${passkeyForm(context, {
          kind: 'create',
          action: link('/cuenta/llaves'),
          options: '/cuenta/llaves/opciones',
          label: t('people.way.make-passkey'),
          fields: textField(context, {
            name: 'name',
            label: t('people.passkeys.name'),
            hint: t('people.passkeys.name-hint'),
            value: shown.name,
            maxlength: 80,
            width: 'medium',
          }),
        })}`,
    },
    statusOf(shown),
  )
}

export function newPasswordPage(context: PageContext, shown: Shown & { name: string }): Answer {
  const { t, link } = context
  const { errors = [] } = shown
  return page(
    context,
    {
      title: t('people.password.set'),
      breadcrumbs: crumbs(context, t('people.password.set')),
      body: html`<h1>${t('people.password.set')}</h1>
        ${form(context, {
          action: link('/cuenta/clave'),
          errors,
          body: html`<input
              class="visually-hidden"
              type="text"
              name="user"
              value="${shown.name}"
              autocomplete="username"
              aria-label="${t('people.sign-in.name')}"
              tabindex="-1"
              readonly
            />
            ${newPasswordField(context, errors)}`,
          submit: t('people.password.save'),
        })}`,
    },
    statusOf(shown),
  )
}

/** Shown once; nobody, not the installation either, can show them again. */
export function codesPage(context: PageContext, codes: readonly string[]): Answer {
  const { t, link } = context
  return page(context, {
    title: t('people.codes.title'),
    breadcrumbs: crumbs(context, t('people.codes.title')),
    body: html`<h1>${t('people.codes.title')}</h1>
      <p class="lead">${t('people.codes.print')}</p>
      <ol class="account-codes">
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ol>
      <p>${linkButton({ label: t('people.codes.kept'), href: link('/cuenta') })}</p>`,
  })
}

/** One holding at a time: powers never add up. */
export function holdingPage(
  context: PageContext,
  view: { signedIn: SignedIn; holdings: HoldingSummary[]; next: string } & Shown,
): Answer {
  const { t, link, locale, lang } = context
  const { holdings, errors = [] } = view
  const hint = (holding: HoldingSummary): string => {
    const kind = t(`people.holding.kind.${holding.kind}`)
    if (holding.until === null) return kind
    const until = t('people.holding.until', { when: locale.date(lang, holding.until) })
    return `${kind} · ${until}`
  }
  return page(
    context,
    {
      title: t('people.holding.title'),
      body: html`<h1>${t('people.holding.title')}</h1>
        <p class="lead">${t('people.holding.lead')}</p>
        ${form(context, {
          action: link('/cuenta/cargo'),
          errors,
          body: html`${hidden('next', view.next)}
          ${radios(context, {
            name: 'holding',
            label: t('people.holding.label'),
            values: [view.signedIn.session.holding ?? ''],
            options: [
              ...holdings.map((holding) => ({
                value: holding.id,
                label: `${holding.position}, ${holding.office}`,
                hint: hint(holding),
              })),
              {
                value: 'none',
                label: t('people.holding.as-resident'),
                hint: t('people.holding.as-resident-hint'),
              },
            ],
            error: errors[0]?.message ?? null,
          })}`,
          submit: t('people.sign-in.continue'),
        })}`,
    },
    statusOf(view),
  )
}

export function crumbs(context: PageContext, here: string): { label: string; href?: string }[] {
  return [
    { label: context.t('people.account.title'), href: context.link('/cuenta') },
    { label: here },
  ]
}
