// What the pages of sign-in share: context, answers, hidden fields, errors in words.
import { Refusal, isOwnPath, setCookie, sessionCookie } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import { layout } from '#pages'
import type { FormError, PageContext, PageParts } from '#pages'
import { type Html, html } from '@rimaq/markup'
import type { Asker, SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import type { Accounts } from './open-accounts.ts'
import type { OutsideProvider } from './outside.ts'
import { type Opened, signedInOf } from './sessions.ts'

export interface AccountPages {
  accounts: Accounts
  context(request: RouteRequest): PageContext
  /** The city's name, under which passkeys are listed. */
  city: string
  /** Sign-in over another provider; null where none is set up. */
  outside: OutsideProvider | null
}

export function askerOf(request: RouteRequest): Asker {
  const userAgent = String(request.headers['user-agent'] ?? '').slice(0, 300)
  return { ip: request.ip, userAgent, origin: request.origin }
}

/** A page nobody keeps, with the room's styles and, where asked, the script of passkeys. */
export function page(
  context: PageContext,
  parts: PageParts & { passkeys?: boolean },
  more: Partial<Answer> = {},
): Answer {
  const { passkeys, ...rest } = parts
  const body = layout(context, {
    ...rest,
    noindex: true,
    styles: ['accounts.css'],
    ...(passkeys === true ? { scripts: ['passkey'] } : {}),
    body: html`<div class="account">${parts.body}</div>`,
  })
  return { body, type: 'text/html; charset=utf-8', cache: 'no-store', ...more }
}

/** 303 to a path of ours, in the reader's language; with the cookie of a session just opened. */
export function goTo(
  context: PageContext,
  path: string,
  opened?: { secret: string; origin: string },
): Answer {
  const headers: Record<string, string> = { location: context.link(path) }
  if (opened) headers['set-cookie'] = setCookie(sessionCookie, opened.secret, opened.origin)
  return { status: 303, headers, body: null, cache: 'no-store' }
}

/** Where a person who just came in goes: to the choice of a holding, or where they wanted to. */
export function welcome(
  context: PageContext,
  request: RouteRequest,
  opened: Opened,
  next: string | undefined,
): Answer {
  const wanted = ownPath(next)
  const path = opened.choose ? `/cuenta/cargo?next=${encodeURIComponent(wanted)}` : wanted
  return goTo(context, path, { secret: opened.secret, origin: request.origin })
}

/** A path of ours to go on to; anything else leads to the account. */
export function ownPath(next: string | undefined): string {
  return next !== undefined && next.length <= 2000 && isOwnPath(next) && !next.startsWith('/entrar')
    ? next
    : '/cuenta'
}

/** The signed-in person, or the way to the door. */
export function needSignedIn(request: RouteRequest): SignedIn {
  const signedIn = signedInOf(request.actor)
  if (signedIn === null) throw new Refusal('not-signed-in')
  return signedIn
}

export function hidden(name: string, value: string | null | undefined): Html | null {
  return value === null || value === undefined
    ? null
    : html`<input type="hidden" name="${name}" value="${value}" />`
}

/** Says with the form through which holding it was opened: another tab may have changed it. */
export function actingField(signedIn: SignedIn): Html | null {
  return hidden('acting', signedIn.session.holding ?? '-')
}

/** The sentence of an error of this room, at a field or at the form as a whole. */
export function errorsOf(context: PageContext, error: unknown, field: string | null): FormError[] {
  if (!(error instanceof AccountError)) throw error
  return [{ field, message: context.t(`people.error.${error.code}`) }]
}

/** Sign-in over plain HTTP shows the cookie to everybody on the way: only on this machine. */
export function refuseOpenWire(origin: string): void {
  const { protocol, hostname } = new URL(origin)
  const here = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  if (protocol !== 'https:' && !here) {
    throw new Refusal('not-allowed', { sentence: 'people.sign-in.needs-https' })
  }
}
