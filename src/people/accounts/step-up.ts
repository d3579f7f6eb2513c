// Makes a route sensitive: it runs only for a person who proved to be there in the last five minutes.
import { Refusal, sessionCookie, setCookie } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { type FormError, type PageContext, form, notice, textField } from '#pages'
import { type Html, html } from '@rimaq/markup'
import { type TObject, type TSchema, Type } from 'typebox'
import type { SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { type AccountPages, askerOf, goTo, hidden, page } from './page-parts.ts'
import { canUsePasskeys } from './passkeys.ts'
import { passkeyForm } from './passkey-form.ts'
import { isProven } from './is-proven.ts'
import { type Proof, prove } from './prove.ts'
import { hasSecondFactor } from './second-factor.ts'
import { codeField } from './second-pages.ts'
import { type Opened, signedInOf } from './sessions.ts'
import { statusOf } from './sign-in-pages.ts'
import { failureOf } from './sign-in-routes.ts'
import { passkeysOf } from './store-passkeys.ts'

const proofFields = {
  'proof-ceremony': Type.Optional(Type.String({ maxLength: 128 })),
  'proof-answer': Type.Optional(Type.String({ maxLength: 20_000 })),
  'proof-password': Type.Optional(Type.String({ maxLength: 1000 })),
  'proof-code': Type.Optional(Type.String({ maxLength: 80 })),
  acting: Type.Optional(Type.String({ maxLength: 40 })),
}

/**
 * The same route behind a question. Who is not signed in goes to the door. Without a fresh proof the
 * answer is a page that asks again and carries what was typed; its form leads to the same address.
 * With a proof the session is renewed and the route runs at once. A form opened under another holding
 * than the session's (`acting`) is not done.
 */
export function sensitive(pages: AccountPages, route: RouteDefinition): RouteDefinition {
  const own = (route.schema.body as TObject | undefined)?.properties ?? {}
  const body = Type.Object({ ...(own as Record<string, TSchema>), ...proofFields })
  return {
    ...route,
    schema: { ...route.schema, body },
    async handle(request) {
      const signedIn = signedInOf(request.actor)
      const here = pages.context(request)
      if (signedIn === null) return goTo(here, `/entrar?next=${encodeURIComponent('/cuenta')}`)
      const { proof, acting, rest } = split(request.body as Record<string, unknown>)
      if (acting !== null && acting !== (signedIn.session.holding ?? '-')) {
        return otherHoldingPage(here)
      }
      const asked = { ...request, body: rest }
      const ask = (more: { errors?: FormError[]; status?: number; retryAfter?: number }) =>
        askAgain(pages, asked, signedIn, { acting, ...more })
      const now = pages.accounts.parts.time.now()
      if (isProven(signedIn.session.provenAt, now)) return route.handle(asked)
      if (proof === null) return ask({})
      let opened: Opened
      try {
        opened = await prove(pages.accounts.parts, signedIn, proof, askerOf(request))
      } catch (error) {
        return ask(failureOf(here, error, null))
      }
      return goOn(opened.secret, asked)
    },
  }

  /** Runs the route in the renewed session; its cookie reaches the browser even when the route refuses. */
  async function goOn(secret: string, asked: RouteRequest): Promise<Answer> {
    const cookie = { 'set-cookie': setCookie(sessionCookie, secret, asked.origin) }
    // As the server would: pages of the renewed session name its person.
    const identified = await pages.accounts.identify({
      ...{ cookie: secret, token: null, lenient: false, ip: asked.ip },
      ...{ origin: asked.origin, userAgent: String(asked.headers['user-agent'] ?? '') },
    })
    try {
      const answer = await route.handle({ ...asked, actor: identified?.actor })
      return { ...answer, headers: { ...cookie, ...answer.headers } }
    } catch (error) {
      if (error instanceof AccountError) {
        const sentence = `people.error.${error.code}`
        throw new Refusal('conflict', { sentence, headers: cookie, cause: error })
      }
      if (!(error instanceof Refusal)) throw error
      const { code, sentence, values, faults, retryAfter } = error
      throw new Refusal(code, {
        ...(sentence === undefined ? {} : { sentence }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
        values,
        faults,
        headers: cookie,
        cause: error,
      })
    }
  }
}

function split(body: Record<string, unknown>): {
  proof: Proof | null
  acting: string | null
  rest: Record<string, unknown>
} {
  const {
    'proof-ceremony': ceremony,
    'proof-answer': answer,
    'proof-password': password,
    'proof-code': code = '',
    acting = null,
    ...rest
  } = body as Record<string, string | undefined>
  const proof: Proof | null = answer
    ? { ceremony: ceremony ?? '', answer }
    : password
      ? { password, code }
      : null
  return { proof, acting, rest }
}

/** 403: nothing was done yet. The form on it does what was asked for and proves presence in one step. */
async function askAgain(
  pages: AccountPages,
  request: RouteRequest,
  signedIn: SignedIn,
  shown: {
    acting: string | null
    errors?: FormError[]
    status?: number
    retryAfter?: number
  },
): Promise<Answer> {
  const context = pages.context(request)
  const { t } = context
  const own = await passkeysOf(pages.accounts.parts.database.kysely, signedIn.account.id)
  const fields = [
    ...typed(request.body as Record<string, unknown>),
    hidden('acting', shown.acting),
    hidden('idempotency-key', request.onceKey ?? null),
  ]
  const { errors = [] } = shown
  const byPasskey = own.length > 0
  const byCode = await hasSecondFactor(pages.accounts.parts.database.kysely, signedIn.account.id)
  return page(
    context,
    {
      title: t('people.prove.title'),
      passkeys: byPasskey,
      body: html`<h1>${t('people.prove.title')}</h1>
        <p class="lead">${t('people.prove.lead')}</p>
        ${
          byPasskey
            ? html`${errors.map(({ message }) => notice(context, { kind: 'error', title: message, live: true }))}
              ${
                canUsePasskeys(request.origin)
                  ? passkeyForm(context, {
                      kind: 'get',
                      action: request.url,
                      options: '/cuenta/confirmar/opciones',
                      label: t('people.prove.with-passkey'),
                      fields,
                    })
                  : html`<p class="account-note">${t('people.passkey.absent')}</p>`
              }`
            : form(context, {
                action: request.url,
                errors,
                body: html`${fields}
                ${textField(context, {
                  name: 'proof-password',
                  label: t('people.password.label'),
                  type: 'password',
                  autocomplete: 'current-password',
                  width: 'medium',
                  error: errors[0]?.message ?? null,
                })}
                ${byCode ? codeField(context, errors, 'proof-code') : null}`,
                submit: t('people.sign-in.continue'),
              })
        }
        <p><a href="${context.link('/cuenta')}">${t('people.prove.leave')}</a></p>`,
    },
    statusOf({ ...shown, status: shown.status ?? 403 }),
  )
}

/** What was typed, as hidden fields; lists as many fields of one name. */
function typed(body: Record<string, unknown>): (Html | null)[] {
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) =>
      each === undefined || each === null ? null : hidden(name, String(each)),
    ),
  )
}

function otherHoldingPage(context: PageContext): Answer {
  const { t } = context
  return page(
    context,
    {
      title: t('people.error.other-holding'),
      body: html`<h1>${t('people.error.other-holding')}</h1>
        <p class="lead">${t('people.holding.other-tab')}</p>
        <p><a href="${context.link('/cuenta/cargo')}">${t('people.holding.title')}</a></p>`,
    },
    { status: 409 },
  )
}
