// The addresses at the door: /entrar and /salir.
import { Refusal, clearCookie, sessionCookie } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { FormError, PageContext } from '#pages'
import { html } from '@rimaq/markup'
import { Type } from 'typebox'
import { AccountError } from './account-error.ts'
import {
  type AccountPages,
  askerOf,
  errorsOf,
  goTo,
  ownPath,
  page,
  refuseOpenWire,
  welcome,
} from './page-parts.ts'
import { askPasskey, canUsePasskeys, signInWithPasskey } from './passkeys.ts'
import { secondPage } from './second-pages.ts'
import { endOwnSessions, signedInOf } from './sessions.ts'
import { doorPage, endPage, passwordPage, signOutForm } from './sign-in-pages.ts'
import { signInWithPassword } from './sign-in-with-password.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))
const next = text(2000)

export const ceremonyAnswer = Type.Object({
  ceremony: Type.String(),
  options: Type.Any({ description: 'Options of WebAuthn Level 3 as JSON.' }),
})

interface Failure {
  errors: FormError[]
  status: number
  retryAfter?: number
}

/** What a page says of an error; anything unexpected is thrown on. */
export function failureOf(context: PageContext, error: unknown, field: string | null): Failure {
  if (error instanceof Refusal && error.code === 'too-many-requests') {
    const seconds = error.retryAfter ?? 1
    const message = context.t('people.sign-in.wait', { seconds })
    return { errors: [{ field, message }], status: 429, retryAfter: seconds }
  }
  return { errors: errorsOf(context, error, field), status: 422 }
}

export function signInRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const door = (
    request: RouteRequest,
    more: { next: string; name?: string; errors?: FormError[]; status?: number },
  ): Answer =>
    doorPage(context(request), {
      passkeys: canUsePasskeys(request.origin),
      outside: pages.outside?.name ?? null,
      ...more,
    })

  return [
    {
      method: 'GET',
      url: '/entrar',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      schema: { query: Type.Object({ next }) },
      handle(request) {
        refuseOpenWire(request.origin)
        const wanted = ownPath(request.query.next as string | undefined)
        if (signedInOf(request.actor) !== null) return goTo(context(request), wanted)
        return door(request, { next: wanted })
      },
    },
    {
      method: 'POST',
      url: '/entrar',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      schema: { body: Type.Object({ name: text(254), next }) },
      handle(request) {
        refuseOpenWire(request.origin)
        const { name = '', next: wanted } = request.body as { name?: string; next?: string }
        const to = ownPath(wanted)
        if (name.trim() !== '')
          return passwordPage(context(request), { name: name.trim(), next: to })
        const message = context(request).t('people.sign-in.name-missing')
        return door(request, { next: to, errors: [{ field: 'name', message }], status: 422 })
      },
    },
    {
      method: 'POST',
      url: '/entrar/clave',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object({ name: text(254), password: text(1000), next }) },
      limits: { perMinute: 60 },
      async handle(request) {
        refuseOpenWire(request.origin)
        const { name = '', password = '', ...sent } = request.body as Record<string, string>
        const to = ownPath(sent.next)
        const here = context(request)
        try {
          const opened = await signInWithPassword(
            accounts.parts,
            { name, password },
            askerOf(request),
          )
          if ('second' in opened) return secondPage(here, { second: opened.second, next: to })
          return welcome(here, request, opened, to)
        } catch (error) {
          return passwordPage(here, { name, next: to, ...failureOf(here, error, 'password') })
        }
      },
    },
    {
      method: 'POST',
      url: '/entrar/llave/opciones',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'json',
      summary: 'Options for signing in with a passkey of this site.',
      answers: 'secret',
      schema: { body: Type.Object({ next }), response: ceremonyAnswer },
      limits: { perMinute: 60 },
      async handle(request) {
        return { body: await askPasskey(accounts.parts, request.origin, null), cache: 'no-store' }
      },
    },
    {
      method: 'POST',
      url: '/entrar/llave',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: {
        body: Type.Object({ 'proof-ceremony': text(128), 'proof-answer': text(20_000), next }),
      },
      limits: { perMinute: 60 },
      async handle(request) {
        const sent = request.body as Record<string, string>
        const to = ownPath(sent.next)
        const here = context(request)
        try {
          const opened = await signInWithPasskey(
            accounts.parts,
            { ceremony: sent['proof-ceremony'] ?? '', answer: sent['proof-answer'] ?? '' },
            askerOf(request),
          )
          return welcome(here, request, opened, to)
        } catch (error) {
          if (!(error instanceof AccountError)) throw error
          return door(request, { next: to, ...failureOf(here, error, null) })
        }
      },
    },
    {
      method: 'POST',
      url: '/salir',
      verb: 'sign-out',
      loads: 'nothing',
      kind: 'page',
      schema: { body: Type.Object({ all: text(1) }) },
      async handle(request) {
        const signedIn = signedInOf(request.actor)
        const everywhere = (request.body as { all?: string }).all === '1'
        if (signedIn !== null) {
          const which = everywhere ? { allBut: null } : { one: signedIn.actor.session }
          await accounts.parts.database.transaction((trx) =>
            endOwnSessions(accounts.parts, trx, signedIn, which),
          )
        }
        const answer = goTo(context(request), '/salir')
        const headers = {
          ...answer.headers,
          'set-cookie': clearCookie(sessionCookie, request.origin),
          // What this site left in the browser goes too (W3C Clear Site Data).
          'clear-site-data': '"cache", "storage"',
        }
        return { ...answer, headers }
      },
    },
    {
      method: 'GET',
      url: '/salir',
      verb: 'sign-out',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      handle: (request) => signedOutPage(context(request), signedInOf(request.actor) !== null),
    },
  ]
}

function signedOutPage(context: PageContext, still: boolean): Answer {
  const { t, link } = context
  if (still) {
    const title = t('people.sign-out.button')
    const body = html`<h1>${title}</h1>
      <p class="lead">${t('people.sign-out.still')}</p>
      ${signOutForm(context)}`
    return page(context, { title, body })
  }
  return endPage(context, {
    title: t('people.sign-out.done'),
    message: t('people.sign-out.note'),
    href: link('/entrar'),
    label: t('people.sign-out.again'),
  })
}
