// The addresses that change a way into an account: each asks for a fresh proof first.
import type { RouteDefinition } from '#platform'
import { Type } from 'typebox'
import { own } from './account-routes.ts'
import type { Db, SignedIn } from './account.ts'
import { AccountError } from './account-error.ts'
import { printCodes } from './codes.ts'
import { isLeaked } from './common-passwords.ts'
import { deviceOf } from './describe-asker.ts'
import { checkPassword } from './enrol.ts'
import { type AccountPages, goTo, needSignedIn } from './page-parts.ts'
import { askNewPasskey, checkNewPasskey, keepPasskey, removePasskey } from './passkeys.ts'
import { hashPassword } from './password.ts'
import { isProven } from './is-proven.ts'
import { failureOf } from './sign-in-routes.ts'
import { ceremonyAnswer } from './sign-in-routes.ts'
import { sensitive } from './step-up.ts'
import { deletePassword, savePassword, signInNames } from './store-accounts.ts'
import { lockAccount, passkeysOf } from './store-passkeys.ts'
import { codesPage, newPasskeyPage, newPasswordPage } from './ways-pages.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))

export function waysRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts
  const { database, time, journal } = parts

  /** One change, with its line in the journal, in one transaction. */
  function change(
    signedIn: SignedIn,
    what: string,
    work: (trx: Db, now: Date) => Promise<Record<string, string | number> | void>,
  ): Promise<void> {
    return database.transaction(async (trx) => {
      const at = time.now()
      const detail = (await work(trx, at)) ?? {}
      const { account, session } = signedIn
      const { id, person } = account
      const { holding } = session
      await journal.write(trx, {
        what,
        at,
        account: id,
        person,
        session: session.id,
        holding,
        detail,
      })
    })
  }

  const route = (
    url: string,
    body: Parameters<typeof Type.Object>[0],
    handle: RouteDefinition['handle'],
  ): RouteDefinition =>
    sensitive(pages, {
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
    route(
      '/cuenta/llaves/nueva',
      {},
      own(pages, (request) =>
        newPasskeyPage(context(request), {
          name: deviceOf(String(request.headers['user-agent'] ?? '')),
        }),
      ),
    ),
    {
      method: 'POST',
      url: '/cuenta/llaves/opciones',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'json',
      summary: 'Options for one more passkey of the signed-in account.',
      answers: 'secret',
      schema: { body: Type.Object({}), response: ceremonyAnswer },
      limits: { perMinute: 60 },
      async handle(request) {
        const { account, session } = needSignedIn(request)
        const [userName = account.name] = await signInNames(database.kysely, account.id)
        const body = await askNewPasskey(parts, request.origin, {
          purpose: 'add',
          city: pages.city,
          userName,
          name: account.name,
          account,
          session: session.id,
        })
        return { body, cache: 'no-store' }
      },
    },
    {
      method: 'POST',
      url: '/cuenta/llaves',
      verb: 'own-account',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: {
        body: Type.Object({
          name: text(80),
          'proof-ceremony': text(128),
          'proof-answer': text(40_000),
        }),
      },
      handle: own(pages, async (request, signedIn) => {
        const sent = request.body as Record<string, string>
        const here = context(request)
        const name = sent['name'] ?? ''
        try {
          // The new key proves nothing about the account: the proof must have come before it.
          if (!isProven(signedIn.session.provenAt, time.now()))
            throw new AccountError('ceremony-over')
          const fresh = await checkNewPasskey(
            parts,
            {
              ceremony: sent['proof-ceremony'] ?? '',
              answer: sent['proof-answer'] ?? '',
              origin: request.origin,
            },
            'add',
          )
          const { account, session } = signedIn
          if (fresh.ceremony.account !== account.id || fresh.ceremony.session !== session.id) {
            throw new AccountError('ceremony-over')
          }
          await change(signedIn, 'passkey-added', (trx, at) =>
            keepPasskey(trx, account.id, fresh, { name, at }),
          )
          return goTo(here, '/cuenta')
        } catch (error) {
          return newPasskeyPage(here, { name, ...failureOf(here, error, null) })
        }
      }),
    },
    route(
      '/cuenta/llaves/quitar',
      { passkey: Type.String({ maxLength: 1400 }) },
      own(pages, async (request, signedIn) => {
        const { passkey } = request.body as { passkey: string }
        await change(signedIn, 'passkey-removed', (trx) =>
          removePasskey(trx, signedIn.account.id, passkey),
        )
        return goTo(context(request), '/cuenta')
      }),
    ),
    route(
      '/cuenta/clave/cambiar',
      {},
      own(pages, async (request, signedIn) => {
        const [name = ''] = await signInNames(database.kysely, signedIn.account.id)
        return newPasswordPage(context(request), { name })
      }),
    ),
    route(
      '/cuenta/clave',
      { password: text(1000), user: text(254) },
      own(pages, async (request, signedIn) => {
        const { password = '' } = request.body as { password?: string }
        const here = context(request)
        const { id } = signedIn.account
        const names = await signInNames(database.kysely, id)
        try {
          checkPassword(password, names)
          if (parts.leaked && (await isLeaked(password, parts.leaked))) {
            throw new AccountError('password-common')
          }
          const kept = await hashPassword(password)
          await change(signedIn, 'password-set', (trx, at) =>
            savePassword(trx, id, kept, { at, chosen: true }),
          )
          return goTo(here, '/cuenta')
        } catch (error) {
          return newPasswordPage(here, {
            name: names[0] ?? '',
            ...failureOf(here, error, 'password'),
          })
        }
      }),
    ),
    route(
      '/cuenta/clave/quitar',
      {},
      own(pages, async (request, signedIn) => {
        const { id } = signedIn.account
        await change(signedIn, 'password-removed', async (trx) => {
          await lockAccount(trx, id)
          if ((await passkeysOf(trx, id)).length === 0) throw new AccountError('last-way-in')
          await deletePassword(trx, id)
        })
        return goTo(context(request), '/cuenta')
      }),
    ),
    route(
      '/cuenta/codigos',
      {},
      own(pages, async (request, signedIn) => {
        let codes: string[] = []
        await change(signedIn, 'codes-printed', async (trx, now) => {
          codes = await printCodes(trx, signedIn.account.id, now)
        })
        return codesPage(context(request), codes)
      }),
    ),
  ]
}
