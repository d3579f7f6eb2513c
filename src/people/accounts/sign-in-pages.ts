// The pages at the door: name, then password; or a passkey, a code, another provider.
import { type FormError, type PageContext, button, form, linkButton, textField } from '#pages'
import type { Answer } from '#platform'
import { type Html, html } from '@rimaq/markup'
import { hidden, page } from './page-parts.ts'
import { passkeyForm } from './passkey-form.ts'

export interface DoorOptions {
  next: string
  passkeys: boolean
  /** Name of another provider, or null. */
  outside: string | null
  name?: string
  errors?: FormError[]
  status?: number
  retryAfter?: number
}

/** `/entrar`: passkey first, then the name. */
export function doorPage(context: PageContext, options: DoorOptions): Answer {
  const { t, link, city } = context
  const { next, errors = [] } = options
  return page(
    context,
    {
      title: t('people.sign-in.title'),
      passkeys: options.passkeys,
      body: html`<h1>${t('people.sign-in.title')}</h1>
        <p class="lead">${t('people.sign-in.lead', { institution: city.institution })}</p>
        ${
          options.passkeys
            ? html`${passkeyForm(context, {
                  kind: 'get',
                  action: link('/entrar/llave'),
                  options: '/entrar/llave/opciones',
                  label: t('people.sign-in.with-passkey'),
                  fields: hidden('next', next),
                })}
                <p class="account-or" data-after-passkey hidden>${t('people.sign-in.or')}</p>`
            : null
        }
        ${form(context, {
          action: link('/entrar'),
          errors,
          body: html`${hidden('next', next)}
          ${textField(context, {
            name: 'name',
            label: t('people.sign-in.name'),
            hint: t('people.sign-in.name-hint'),
            autocomplete: 'username',
            width: 'medium',
            value: options.name ?? null,
            error: errors[0]?.message ?? null,
          })}`,
          submit: t('people.sign-in.continue'),
        })}
        <ul class="account-ways">
          ${
            options.outside === null
              ? null
              : html`<li>
                  <a href="${link('/entrar/institucion', { next })}"
                    >${t('people.sign-in.with-outside', { name: options.outside })}</a
                  >
                </li>`
          }
          <li><a href="${link('/entrar/codigo')}">${t('people.sign-in.with-code')}</a></li>
        </ul>`,
    },
    statusOf(options),
  )
}

export interface PasswordOptions {
  name: string
  next: string
  errors?: FormError[]
  status?: number
  retryAfter?: number
}

/** The second question. It is the same for names that do not exist. */
export function passwordPage(context: PageContext, options: PasswordOptions): Answer {
  const { t, link } = context
  const { errors = [] } = options
  return page(
    context,
    {
      title: t('people.password.title'),
      body: html`<h1>${t('people.password.title')}</h1>
        <p class="account-who">
          ${t('people.password.for', { name: options.name })}
          <a href="${link('/entrar', { next: options.next })}"
            >${t('people.password.other-name')}</a
          >
        </p>
        ${form(context, {
          action: link('/entrar/clave'),
          errors,
          body: html`${hidden('next', options.next)}
            <input
              class="visually-hidden"
              type="text"
              name="name"
              value="${options.name}"
              autocomplete="username"
              aria-label="${t('people.sign-in.name')}"
              tabindex="-1"
              readonly
            />
            ${textField(context, {
              name: 'password',
              label: t('people.password.label'),
              type: 'password',
              autocomplete: 'current-password',
              width: 'medium',
              error: errors[0]?.message ?? null,
            })}`,
          submit: t('people.sign-in.title'),
        })}
        <p><a href="${link('/entrar/codigo')}">${t('people.password.forgotten')}</a></p>`,
    },
    statusOf(options),
  )
}

/** A step that ended: what happened and where to begin again. */
export function endPage(
  context: PageContext,
  options: { title: string; message: string; href: string; label: string; status?: number },
): Answer {
  return page(
    context,
    {
      title: options.title,
      body: html`<h1>${options.title}</h1>
        <p class="lead">${options.message}</p>
        <p>${linkButton({ label: options.label, href: context.link(options.href) })}</p>`,
    },
    statusOf(options),
  )
}

/** The button with which a session is ended, for the account page and the head. */
export function signOutForm(context: PageContext, fields?: Html | null): Html {
  return html`<form class="account-inline" action="${context.link('/salir')}" method="post">
    ${fields ?? null}
    ${button({ label: context.t('people.sign-out.button'), kind: 'secondary', small: true })}
  </form>`
}

export function statusOf(options: { status?: number; retryAfter?: number }): Partial<Answer> {
  const headers: Record<string, string> =
    options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) }
  return { ...(options.status === undefined ? {} : { status: options.status }), headers }
}
