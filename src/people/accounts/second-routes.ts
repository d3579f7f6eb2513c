// The addresses of the second factor: /entrar/segundo and what sets it up under /cuenta/segundo.
import type { RouteDefinition, RouteRequest } from '#platform'
import { Type } from 'typebox'
import { own } from './account-routes.ts'
import type { Db, SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { type AccountPages, askerOf, goTo, ownPath, refuseOpenWire, welcome } from './page-parts.ts'
import { newTotpPage, secondPage } from './second-pages.ts'
import { SecondStepAgain, finishSecondStep } from './second-factor.ts'
import { endPage } from './sign-in-pages.ts'
import { failureOf } from './sign-in-routes.ts'
import { sensitive } from './step-up.ts'
import { passwordOf, signInNames } from './store-accounts.ts'
import { confirmTotp, deleteTotp, saveTotp, takeStep, totpOf } from './store-totp.ts'
import { newTotpSecret, totpStep } from './totp.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))

export function secondRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts
  const { database, time, journal, box } = parts

  const note = (trx: Db, { account, session }: SignedIn, what: string): Promise<void> =>
    journal.write(trx, {
      what,
      at: time.now(),
      account: account.id,
      person: account.person,
      session: session.id,
      holding: session.holding,
      detail: {},
    })

  async function show(request: RouteRequest, signedIn: SignedIn, more: object = {}) {
    const kept = await totpOf(database.kysely, box, signedIn.account.id)
    if (!kept?.secret || kept.confirmed !== null) return goTo(context(request), '/cuenta')
    const [name = ''] = await signInNames(database.kysely, signedIn.account.id)
    return newTotpPage(context(request), { secret: kept.secret, city: pages.city, name, ...more })
  }

  const route = (
    url: string,
    body: Parameters<typeof Type.Object>[0],
    handle: RouteDefinition['handle'],
  ): RouteDefinition => ({
    method: 'POST',
    url,
    verb: 'own-account',
    loads: 'nothing',
    kind: 'page',
    answers: 'secret',
    schema: { body: Type.Object(body) },
    handle,
  })

  return [
    {
      method: 'POST',
      url: '/entrar/segundo',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object({ second: text(64), code: text(80), next: text(2000) }) },
      limits: { perMinute: 60 },
      async handle(request) {
        refuseOpenWire(request.origin)
        const { second = '', code = '', ...sent } = request.body as Record<string, string>
        const next = ownPath(sent['next'])
        const here = context(request)
        try {
          const opened = await finishSecondStep(parts, { second, code }, askerOf(request))
          return welcome(here, request, opened, next)
        } catch (error) {
          if (error instanceof SecondStepAgain) {
            const failed = failureOf(here, error.cause, 'code')
            return secondPage(here, { second: error.second, next, ...failed })
          }
          if (!(error instanceof AccountError)) throw error
          return endPage(here, {
            title: here.t('people.second.title'),
            message: here.t(`people.error.${error.code}`),
            href: '/entrar',
            label: here.t('people.sign-out.again'),
            status: 422,
          })
        }
      },
    },
    sensitive(
      pages,
      route(
        '/cuenta/segundo',
        {},
        own(pages, async (request, signedIn) => {
          const { id } = signedIn.account
          if ((await passwordOf(database.kysely, id)) === null) {
            return goTo(context(request), '/cuenta')
          }
          await saveTotp(database.kysely, box, id, { secret: newTotpSecret(), at: time.now() })
          return show(request, signedIn)
        }),
      ),
    ),
    route(
      '/cuenta/segundo/confirmar',
      { code: text(20) },
      own(pages, async (request, signedIn) => {
        const { code = '' } = request.body as { code?: string }
        const { id } = signedIn.account
        const now = time.now()
        const done = await database.transaction(async (trx) => {
          const kept = await totpOf(trx, box, id)
          if (!kept?.secret || kept.confirmed !== null) return null
          const step = totpStep(kept.secret, code, { now, last: kept.last })
          if (step === null || !(await takeStep(trx, id, step))) return false
          await confirmTotp(trx, id, now)
          await note(trx, signedIn, 'second-factor-set')
          return true
        })
        if (done !== false) return goTo(context(request), '/cuenta')
        const failed = failureOf(context(request), new AccountError('wrong-second'), 'code')
        return show(request, signedIn, failed)
      }),
    ),
    sensitive(
      pages,
      route(
        '/cuenta/segundo/quitar',
        {},
        own(pages, async (request, signedIn) => {
          await database.transaction(async (trx) => {
            const there = await deleteTotp(trx, signedIn.account.id)
            if (there) await note(trx, signedIn, 'second-factor-removed')
          })
          return goTo(context(request), '/cuenta')
        }),
      ),
    ),
  ]
}
