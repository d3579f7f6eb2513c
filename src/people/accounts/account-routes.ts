// The addresses of one's own account under /cuenta.
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { Type } from 'typebox'
import type { HoldingId, SessionId } from '../actor.ts'
import type { SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { accountPage } from './account-page.ts'
import { type AccountPages, errorsOf, goTo, needSignedIn, ownPath, welcome } from './page-parts.ts'
import { askPasskey, canUsePasskeys } from './passkeys.ts'
import { mayAct } from './may-act.ts'
import { hasSecondFactor } from './second-factor.ts'
import { endOwnSessions, renewSession, signedInOf } from './sessions.ts'
import { ceremonyAnswer } from './sign-in-routes.ts'
import { passwordOf, signInNames } from './store-accounts.ts'
import { printedCodes } from './store-codes.ts'
import { passkeysOf } from './store-passkeys.ts'
import { openRecoveriesOf } from './store-recoveries.ts'
import { sessionsOf } from './store-sessions.ts'
import { tokensOf } from './store-tokens.ts'
import { holdingPage } from './ways-pages.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))

/** A route for signed-in people only; others go to the door and come back. */
export function own(
  pages: AccountPages,
  work: (request: RouteRequest, signedIn: SignedIn) => Promise<Answer> | Answer,
): RouteDefinition['handle'] {
  return (request) => {
    const signedIn = signedInOf(request.actor)
    if (signedIn !== null) return work(request, signedIn)
    const back = request.method === 'GET' ? request.url : '/cuenta'
    return goTo(pages.context(request), `/entrar?next=${encodeURIComponent(back)}`)
  }
}

export function accountRoutesOf(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts
  const db = parts.database.kysely

  async function showAccount(request: RouteRequest, signedIn: SignedIn): Promise<Answer> {
    const { id } = signedIn.account
    const now = parts.time.now()
    const { bienvenida, codigo } = request.query
    return accountPage(context(request), {
      signedIn,
      names: await signInNames(db, id),
      holdings: signedIn.choices,
      sessions: await sessionsOf(db, id, now),
      passkeys: await passkeysOf(db, id),
      password: (await passwordOf(db, id)) !== null,
      second: await hasSecondFactor(db, id),
      acts: await mayAct(parts, db, { account: id, way: signedIn.session.way }),
      codes: await printedCodes(db, id),
      tokens: await tokensOf(db, id, now),
      recoveries: await openRecoveriesOf(db, id),
      arrived: codigo === '1' ? 'code' : bienvenida === '1' ? 'welcome' : null,
      canUsePasskeys: canUsePasskeys(request.origin),
    })
  }

  async function showHoldings(
    request: RouteRequest,
    signedIn: SignedIn,
    more: { next: string; error?: unknown },
  ): Promise<Answer> {
    const here = context(request)
    const holdings = signedIn.choices
    const failed =
      more.error === undefined ? {} : { errors: errorsOf(here, more.error, 'holding'), status: 422 }
    return holdingPage(here, { signedIn, holdings, next: more.next, ...failed })
  }

  return [
    {
      method: 'GET',
      url: '/cuenta',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      openQuery: true,
      handle: own(pages, showAccount),
    },
    {
      method: 'POST',
      url: '/cuenta/confirmar/opciones',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'json',
      summary: 'Options for proving presence with a passkey of the signed-in account.',
      answers: 'secret',
      schema: { body: Type.Object({}), response: ceremonyAnswer },
      limits: { perMinute: 60 },
      async handle(request) {
        const { account, session } = needSignedIn(request)
        const whose = { account: account.id, session: session.id }
        return { body: await askPasskey(parts, request.origin, whose), cache: 'no-store' }
      },
    },
    {
      method: 'POST',
      url: '/cuenta/sesiones/cerrar',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: { body: Type.Object({ session: Type.String({ format: 'uuid', maxLength: 36 }) }) },
      handle: own(pages, async (request, signedIn) => {
        const { session } = request.body as { session: SessionId }
        await parts.database.transaction((trx) =>
          endOwnSessions(parts, trx, signedIn, { one: session }),
        )
        return goTo(context(request), '/cuenta')
      }),
    },
    {
      method: 'GET',
      url: '/cuenta/cargo',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: { query: Type.Object({ next: text(2000) }) },
      handle: own(pages, (request, signedIn) =>
        showHoldings(request, signedIn, {
          next: ownPath(request.query.next as string | undefined),
        }),
      ),
    },
    {
      method: 'POST',
      url: '/cuenta/cargo',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object({ holding: text(40), next: text(2000) }) },
      handle: own(pages, async (request, signedIn) => {
        const { holding = '', next } = request.body as { holding?: string; next?: string }
        const to = ownPath(next)
        const wanted = holding === 'none' ? null : (holding as HoldingId)
        try {
          const choices = signedIn.choices
          if (wanted !== null && !choices.some(({ id }) => id === wanted)) {
            throw new AccountError('not-yours')
          }
          const opened = await parts.database.transaction((trx) =>
            renewSession(parts, trx, signedIn, { holding: wanted, what: 'holding-chosen' }),
          )
          return welcome(context(request), request, opened, to)
        } catch (error) {
          return showHoldings(request, signedIn, { next: to, error })
        }
      }),
    },
  ]
}
