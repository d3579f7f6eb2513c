// The addresses of recoveries by two people: /cuenta/recuperaciones.
import { Refusal } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { Type } from 'typebox'
import { own } from './account-routes.ts'
import type { SignedIn } from './account.ts'
import { type AccountPages, goTo } from './page-parts.ts'
import {
  agreeToRecovery,
  askRecovery,
  finishRecovery,
  recoveryVerb,
  stopRecovery,
} from './recover.ts'
import { recoveriesPage, recoveryCodePage } from './recovery-pages.ts'
import { failureOf } from './sign-in-routes.ts'
import { sensitive } from './step-up.ts'
import { openRecoveries } from './store-recoveries.ts'

const recoveryId = { recovery: Type.String({ format: 'uuid', maxLength: 36 }) }

export function recoveryRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts

  async function show(
    request: RouteRequest,
    signedIn: SignedIn,
    more: { typed?: { name?: string; reason?: string }; error?: unknown } = {},
  ): Promise<Answer> {
    // Absent for those who may not: nobody learns that it is there.
    if (!signedIn.actor.holding?.verbs.has(recoveryVerb)) throw new Refusal('not-found')
    const here = context(request)
    const failed = more.error === undefined ? {} : failureOf(here, more.error, 'name')
    return recoveriesPage(here, {
      me: signedIn.account.id,
      now: parts.time.now(),
      recoveries: await openRecoveries(parts.database.kysely),
      ...(more.typed === undefined ? {} : { typed: more.typed }),
      ...failed,
    })
  }

  const doing = (
    url: string,
    body: Parameters<typeof Type.Object>[0],
    work: (request: RouteRequest, signedIn: SignedIn) => Promise<Answer>,
  ): RouteDefinition =>
    sensitive(pages, {
      method: 'POST',
      url,
      verb: recoveryVerb,
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object(body) },
      handle: own(pages, async (request, signedIn) => {
        try {
          return await work(request, signedIn)
        } catch (error) {
          const typed = request.body as { name?: string; reason?: string }
          return show(request, signedIn, { typed, error })
        }
      }),
    })

  return [
    {
      method: 'GET',
      url: '/cuenta/recuperaciones',
      verb: recoveryVerb,
      loads: 'nothing',
      kind: 'page',
      schema: {},
      handle: own(pages, (request, signedIn) => show(request, signedIn)),
    },
    doing(
      '/cuenta/recuperaciones',
      { name: Type.String({ maxLength: 254 }), reason: Type.String({ maxLength: 500 }) },
      async (request, signedIn) => {
        await askRecovery(parts, signedIn, request.body as { name: string; reason: string })
        return goTo(context(request), '/cuenta/recuperaciones')
      },
    ),
    doing('/cuenta/recuperaciones/acordar', recoveryId, async (request, signedIn) => {
      await agreeToRecovery(parts, signedIn, (request.body as { recovery: string }).recovery)
      return goTo(context(request), '/cuenta/recuperaciones')
    }),
    doing('/cuenta/recuperaciones/codigo', recoveryId, async (request, signedIn) => {
      const { recovery } = request.body as { recovery: string }
      return recoveryCodePage(context(request), await finishRecovery(parts, signedIn, recovery))
    }),
    {
      method: 'POST',
      url: '/cuenta/recuperaciones/detener',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      schema: { body: Type.Object(recoveryId) },
      // Stopping is never held up by a question.
      handle: own(pages, async (request, signedIn) => {
        await stopRecovery(parts, signedIn, (request.body as { recovery: string }).recovery)
        return goTo(context(request), '/cuenta')
      }),
    },
  ]
}
