// The addresses of one-time codes: /entrar/codigo and what follows it.
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { Type } from 'typebox'
import { isRuc } from '../check-digits.ts'
import { AccountError } from './account-error.ts'
import {
  type Question,
  type Said,
  codePage,
  questionPage,
  questions,
  wayPage,
} from './code-pages.ts'
import type { Newcomer } from './codes.ts'
import { enrol, lookAtCode, signInWithPrintedCode } from './enrol.ts'
import { type AccountPages, askerOf, refuseOpenWire, welcome } from './page-parts.ts'
import { askNewPasskey, canUsePasskeys, checkNewPasskey } from './passkeys.ts'
import { deviceOf } from './describe-asker.ts'
import { ceremonyAnswer, failureOf } from './sign-in-routes.ts'
import { readSignInName } from './sign-in-name.ts'
import { accountById, signInNames } from './store-accounts.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))
const saidSchema = {
  code: text(80),
  dni: text(20),
  given: text(200),
  family: text(200),
  email: text(254),
  ruc: text(20),
}

export function codeRoutes(pages: AccountPages): RouteDefinition[] {
  const { accounts, context } = pages
  const { parts } = accounts

  /** How an account is named to authenticators and password managers. */
  async function namesOf(
    request: RouteRequest,
    said: Said,
  ): Promise<{ user: string; name: string; account: Awaited<ReturnType<typeof accountById>> }> {
    const found = await lookAtCode(parts, said.code, askerOf(request))
    if (found.account === null) {
      const newcomer = newcomerOf(said)
      return {
        user: newcomer.email ?? newcomer.dni,
        name: `${newcomer.givenNames} ${newcomer.familyNames}`,
        account: null,
      }
    }
    const db = parts.database.kysely
    const account = await accountById(db, found.account)
    const [user = ''] = await signInNames(db, found.account)
    return { user, name: account?.name ?? user, account }
  }

  async function finish(
    request: RouteRequest,
    said: Said,
    way: (said: Said) => Promise<Parameters<typeof enrol>[1]['way']>,
  ): Promise<Answer> {
    const here = context(request)
    try {
      const newcomer = said.dni === undefined ? null : newcomerOf(said)
      const chosen = await way(said)
      const opened = await enrol(
        parts,
        { code: said.code, newcomer, way: chosen },
        askerOf(request),
      )
      return welcome(here, request, opened, '/cuenta?bienvenida=1')
    } catch (error) {
      const failure = failureOf(here, error, null)
      const code = error instanceof AccountError ? error.code : ''
      if (code === 'wrong-code' || failure.status === 429) return codePage(here, failure)
      const passkeys = canUsePasskeys(request.origin)
      const field = code.startsWith('password') ? 'password' : null
      const errors = failure.errors.map(({ message }) => ({ field, message }))
      return wayPage(here, said, {
        ...failure,
        errors,
        passkeys,
        name: said.email ?? said.dni ?? '',
      })
    }
  }

  return [
    {
      method: 'GET',
      url: '/entrar/codigo',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      schema: {},
      handle(request) {
        refuseOpenWire(request.origin)
        return codePage(context(request))
      },
    },
    {
      method: 'POST',
      url: '/entrar/codigo',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object(saidSchema) },
      limits: { perMinute: 60 },
      async handle(request) {
        refuseOpenWire(request.origin)
        const here = context(request)
        const said = { code: '', ...(request.body as Partial<Said>) }
        try {
          const found = await lookAtCode(parts, said.code, askerOf(request))
          if (found.kind === 'printed') {
            const opened = await signInWithPrintedCode(parts, found.code, askerOf(request))
            return welcome(here, request, opened, '/cuenta?codigo=1')
          }
          if (found.kind === 'first') {
            const open = nextQuestion(said, await parts.first?.needsRuc())
            if (open !== null) {
              const { question, error } = open
              if (error === null) return questionPage(here, said, question)
              const message = here.t(`people.first.${question}-error`)
              const errors = [{ field: question, message }]
              const value = said[question] ?? ''
              const { [question]: _, ...rest } = said
              return questionPage(here, rest, question, { errors, status: 422, value })
            }
          }
          const { user } = await namesOf(request, said)
          return wayPage(here, said, { passkeys: canUsePasskeys(request.origin), name: user })
        } catch (error) {
          return codePage(here, { ...failureOf(here, error, 'code'), code: said.code })
        }
      },
    },
    {
      method: 'POST',
      url: '/entrar/codigo/opciones',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'json',
      summary: 'Options for making the passkey of an account that a one-time code opens.',
      answers: 'secret',
      schema: { body: Type.Object(saidSchema), response: ceremonyAnswer },
      limits: { perMinute: 60 },
      async handle(request) {
        const said = { code: '', ...(request.body as Partial<Said>) }
        const { user, name, account } = await namesOf(request, said)
        const body = await askNewPasskey(parts, request.origin, {
          purpose: 'enrol',
          city: pages.city,
          userName: user,
          name,
          account,
          session: null,
        })
        return { body, cache: 'no-store' }
      },
    },
    {
      method: 'POST',
      url: '/entrar/codigo/llave',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: {
        body: Type.Object({
          ...saidSchema,
          'proof-ceremony': text(128),
          'proof-answer': text(40_000),
        }),
      },
      limits: { perMinute: 60 },
      handle(request) {
        const {
          'proof-ceremony': ceremony = '',
          'proof-answer': answer = '',
          ...said
        } = request.body as Record<string, string>
        return finish(request, { code: '', ...said }, async () => {
          const { origin } = request
          const passkey = await checkNewPasskey(parts, { ceremony, answer, origin }, 'enrol')
          return { passkey, name: deviceOf(String(request.headers['user-agent'] ?? '')) }
        })
      },
    },
    {
      method: 'POST',
      url: '/entrar/codigo/clave',
      verb: 'sign-in',
      loads: 'nothing',
      kind: 'page',
      answers: 'secret',
      schema: { body: Type.Object({ ...saidSchema, user: text(254), password: text(1000) }) },
      limits: { perMinute: 60 },
      handle(request) {
        const { password = '', user: _user, ...said } = request.body as Record<string, string>
        return finish(request, { code: '', ...said }, async () => ({ password }))
      },
    },
  ]
}

/** The first question without a good answer; null when all have one. */
function nextQuestion(
  said: Said,
  needsRuc = false,
): { question: Question; error: true | null } | null {
  for (const question of questions) {
    if (question === 'ruc' && !needsRuc) continue
    const answer = said[question]?.trim()
    if (answer === undefined) return { question, error: null }
    const dni = question === 'dni' && readSignInName(answer)?.kind !== 'dni'
    const email = question === 'email' && answer !== '' && readSignInName(answer)?.kind !== 'email'
    const ruc = question === 'ruc' && !isRuc(answer)
    const empty = question !== 'email' && answer === ''
    if (dni || email || ruc || empty) return { question, error: true }
  }
  return null
}

/** @throws AccountError `bad-name` */
function newcomerOf(said: Said): Newcomer {
  if (nextQuestion(said) !== null) throw new AccountError('bad-name')
  const email = said.email?.trim() ? (readSignInName(said.email)?.name ?? null) : null
  return {
    dni: readSignInName(said.dni ?? '')?.name ?? '',
    givenNames: said.given?.trim() ?? '',
    familyNames: said.family?.trim() ?? '',
    email,
    ruc: said.ruc?.trim() ?? null,
  }
}
