// The pages that follow a one-time code: who you are (for the first account), and how you will come in.
import { type FormError, type PageContext, details, form, textField } from '#pages'
import type { Answer } from '#platform'
import { type Html, html } from '@rimaq/markup'
import { hidden, page } from './page-parts.ts'
import { passkeyForm } from './passkey-form.ts'
import { statusOf } from './sign-in-pages.ts'

/** What a person has said so far; it travels in hidden fields and never in an address. */
export interface Said {
  code: string
  dni?: string
  given?: string
  family?: string
  email?: string
  ruc?: string
}

/** The questions of the first account, in their order; e-mail may be left out, and the RUC is asked for where no institution is written down. */
export const questions = ['dni', 'given', 'family', 'email', 'ruc'] as const
export type Question = (typeof questions)[number]

interface Shown {
  errors?: FormError[]
  status?: number
  retryAfter?: number
}

/** `/entrar/codigo`: the code. */
export function codePage(context: PageContext, shown: Shown & { code?: string } = {}): Answer {
  const { t, link } = context
  const { errors = [] } = shown
  return page(
    context,
    {
      title: t('people.code.title'),
      body: html`<h1>${t('people.code.title')}</h1>
        <p class="lead">${t('people.code.lead')}</p>
        ${form(context, {
          action: link('/entrar/codigo'),
          errors,
          body: textField(context, {
            name: 'code',
            label: t('people.code.label'),
            hint: t('people.code.hint'),
            autocomplete: 'one-time-code',
            value: shown.code ?? null,
            error: errors[0]?.message ?? null,
          }),
          submit: t('people.sign-in.continue'),
        })}`,
    },
    statusOf(shown),
  )
}

/** One question about the person who makes the first account. */
export function questionPage(
  context: PageContext,
  said: Said,
  question: Question,
  shown: Shown & { value?: string } = {},
): Answer {
  const { t, link } = context
  const { errors = [] } = shown
  const title = t(`people.first.${question}`)
  const given = {
    dni: 'off',
    given: 'given-name',
    family: 'family-name',
    email: 'email',
    ruc: 'off',
  } as const
  return page(
    context,
    {
      title,
      body: html`<h1>${title}</h1>
        ${form(context, {
          action: link('/entrar/codigo'),
          errors,
          body: html`${saidFields(said)}
          ${textField(context, {
            name: question,
            label: title,
            hint: t(`people.first.${question}-hint`),
            autocomplete: given[question],
            required: question !== 'email',
            ...(question === 'dni' || question === 'ruc'
              ? { inputmode: 'numeric' as const, width: 'short' as const }
              : {}),
            ...(question === 'email' ? { type: 'email' as const } : {}),
            value: shown.value ?? null,
            error: errors[0]?.message ?? null,
          })}`,
          submit: t('people.sign-in.continue'),
        })}`,
    },
    statusOf(shown),
  )
}

/** The way in: a passkey, or a password for those who have none. */
export function wayPage(
  context: PageContext,
  said: Said,
  shown: Shown & { passkeys: boolean; name: string },
): Answer {
  const { t, link } = context
  const { errors = [], passkeys } = shown
  const password = form(context, {
    action: link('/entrar/codigo/clave'),
    errors,
    body: html`${saidFields(said)}
      <input
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
    submit: t('people.way.use-password'),
  })
  return page(
    context,
    {
      title: t('people.way.title'),
      passkeys,
      body: html`<h1>${t('people.way.title')}</h1>
        ${
          passkeys
            ? html`<p class="lead">${t('people.way.lead')}</p>
                ${passkeyForm(context, {
                  kind: 'create',
                  action: link('/entrar/codigo/llave'),
                  options: '/entrar/codigo/opciones',
                  label: t('people.way.make-passkey'),
                  fields: saidFields(said),
                  send: ['code', ...questions],
                })}
                ${
                  errors.length > 0
                    ? password
                    : details({ summary: t('people.way.password-instead'), body: password })
                }`
            : html`<p class="lead">${t('people.way.no-passkeys')}</p>
                ${password}`
        }`,
    },
    statusOf(shown),
  )
}

export function newPasswordField(context: PageContext, errors: readonly FormError[]): Html {
  const { t } = context
  return textField(context, {
    name: 'password',
    label: t('people.way.password'),
    hint: t('people.way.password-hint'),
    type: 'password',
    autocomplete: 'new-password',
    width: 'medium',
    error: errors.find(({ field }) => field === 'password')?.message ?? null,
  })
}

export function saidFields(said: Said): (Html | null)[] {
  return [
    hidden('code', said.code),
    ...questions.map((question) => hidden(question, said[question] ?? null)),
  ]
}
