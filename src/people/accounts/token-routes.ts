// The addresses of tokens: make one (with a fresh proof), take one back.
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { Type } from 'typebox'
import { loadHolding } from '../load-holding.ts'
import { own } from './account-routes.ts'
import type { SignedIn } from './account.ts'
import { type AccountPages, goTo } from './page-parts.ts'
import { failureOf } from './sign-in-routes.ts'
import { sensitive } from './step-up.ts'
import { type SystemHolding, systemHoldingsIn } from './store-tokens.ts'
import { newTokenPage, tokenPage } from './token-pages.ts'
import { type TokenRequest, makeToken, takeBackToken } from './tokens.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))

export function tokenRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts
  const db = parts.database.kysely

  async function ask(
    request: RouteRequest,
    signedIn: SignedIn,
    typed: Partial<TokenRequest> = {},
    error?: unknown,
  ): Promise<Answer> {
    const now = parts.time.now()
    const offices = signedIn.actor.holding?.offices ?? []
    const offered: (SystemHolding & { verbs: string[] })[] = []
    for (const each of await systemHoldingsIn(db, offices, now)) {
      const holding = await loadHolding(db, each.id, now)
      const verbs = [...(holding?.verbs ?? [])].filter((verb) => !verb.startsWith('not '))
      if (verbs.length > 0) offered.push({ ...each, verbs })
    }
    const here = context(request)
    const failed = error === undefined ? {} : failureOf(here, error, null)
    return newTokenPage(here, { signedIn, offered, typed, ...failed })
  }

  return [
    {
      method: 'GET',
      url: '/cuenta/tokens/nuevo',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      handle: own(pages, (request, signedIn) => ask(request, signedIn)),
    },
    sensitive(pages, {
      method: 'POST',
      url: '/cuenta/tokens',
      verb: 'make-token',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: {
        body: Type.Object({
          name: text(80),
          holding: text(40),
          verbs: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 100 })),
          dataset: text(100),
          organisation: text(100),
          days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
        }),
      },
      handle: own(pages, async (request, signedIn) => {
        const sent = request.body as Partial<Record<string, unknown>>
        const typed: TokenRequest = {
          name: String(sent['name'] ?? '').trim() || 'token',
          holding: String(sent['holding'] ?? ''),
          verbs: (sent['verbs'] as string[] | undefined) ?? [],
          dataset: String(sent['dataset'] ?? '').trim() || null,
          organisation: String(sent['organisation'] ?? '').trim() || null,
          days: Number(sent['days'] ?? 90),
        }
        try {
          const token = await makeToken(parts, signedIn, typed)
          return tokenPage(context(request), token, request.origin)
        } catch (error) {
          return ask(request, signedIn, typed, error)
        }
      }),
    }),
    {
      method: 'POST',
      url: '/cuenta/tokens/retirar',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: { body: Type.Object({ token: Type.String({ format: 'uuid', maxLength: 36 }) }) },
      handle: own(pages, async (request, signedIn) => {
        await takeBackToken(parts, signedIn, (request.body as { token: string }).token)
        return goTo(context(request), '/cuenta')
      }),
    },
  ]
}
