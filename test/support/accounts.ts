// A server with accounts over a real database and a clock one can set, for tests of the room of people.
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { createLocale, createOnce } from '#platform'
import { createServer } from '#platform/http'
import type { Clock, RouteDefinition, Schema, Server } from '#platform'
import { createPageContext } from '#pages'
import { type TestDatabase, testDatabase } from './database.ts'
import { city } from './pages.ts'
import { explain } from '../../src/explain.ts'
import type { AccountEvent } from '../../src/people/accounts/account.ts'
import {
  type Accounts,
  actorOf,
  openAccounts,
  shownOf,
} from '../../src/people/accounts/open-accounts.ts'
import type { OutsideProvider } from '../../src/people/accounts/outside.ts'
import type { FirstAdministrator } from '../../src/people/first-administrator.ts'
import type { AccountPages } from '../../src/people/accounts/page-parts.ts'
import type { Letters } from '../../src/people/notices/give-notice.ts'
import { accountRoutes } from '../../src/people/accounts/routes.ts'
import { sensitive } from '../../src/people/accounts/step-up.ts'

const folder = (room: string): URL => new URL(`../../src/${room}/`, import.meta.url)
const rooms = ['platform', 'pages', 'people', 'datasets'].map((room) => ({
  room,
  folder: folder(room),
}))
const locale = createLocale({ rooms })

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  /** Value of a session's cookie in the answer, or null. */
  cookie: string | null
}

export interface TestAccounts {
  database: TestDatabase
  accounts: Accounts
  server: Server
  events: AccountEvent[]
  lines: string[]
  /** Moves the machine's clock, and the steady one with it when time goes forward. */
  pass(milliseconds: number): void
  /** Sets the machine's clock alone. */
  setClock(at: Date): void
  now(): Date
  /** GET as a browser would. */
  get(path: string, cookie?: string | null, headers?: Record<string, string>): Promise<Answered>
  /** A form of our own page. */
  post(
    path: string,
    form: Record<string, string | string[]>,
    cookie?: string | null,
    more?: { headers?: Record<string, string>; ip?: string },
  ): Promise<Answered>
  /** Opens the accounts again over the same database, as a restart does. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const origin = 'http://localhost:8080'
const site = { host: 'localhost:8080', accept: 'text/html', 'user-agent': 'Firefox/140.0 (Linux)' }

/** Records what a sensitive route was sent, and what it did. */
export const doings: { value: string; session: string }[] = []

export async function openTestAccounts(
  options: {
    outside?: (accounts: Accounts) => OutsideProvider
    /** Further routes behind the same sign-in. */
    routes?: (
      pages: AccountPages,
      ground: { database: TestDatabase; clock: Clock },
    ) => RouteDefinition[]
    mail?: Letters
    twoFactors?: boolean
    first?: (ground: { database: TestDatabase; clock: Clock }) => FirstAdministrator
  } = {},
): Promise<TestAccounts> {
  const database = await testDatabase(['people'])
  let wall = Date.parse('2026-11-28T12:00:00Z')
  let steady = 0
  const clock = { now: () => new Date(wall) }
  const events: AccountEvent[] = []
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const journal = {
    async write(_trx: unknown, event: AccountEvent): Promise<void> {
      events.push(event)
    },
  }
  const open = (): Promise<Accounts> =>
    openAccounts({
      ...{ database, clock, log, journal, elapsed: () => steady },
      secret: 'test',
      twoFactors: options.twoFactors ?? false,
      mail: options.mail,
      first: options.first?.({ database, clock }),
    })
  let accounts = await open()
  const server = createServer({
    log,
    locale,
    metrics: new Registry(),
    clock,
    explain: explain({ locale }),
    identify: (shown) => accounts.identify(shown),
    once: createOnce({ database, clock }),
  })
  const context: Parameters<typeof accountRoutes>[0]['context'] = (request) => {
    const person = shownOf(request.actor)
    const shown = person && {
      name: person.name,
      post: person.holding?.position ?? null,
      more: person.more,
      notices: person.notices,
    }
    const { lang, url, origin: from } = request
    return createPageContext({
      ...{ lang, url, origin: from, ...(shown ? { person: shown } : {}) },
      ...{ locale, clock, assets: (name: string) => `/assets/${name}`, city },
    })
  }
  const here = {
    get accounts() {
      return accounts
    },
    context,
    city: 'Lima',
    outside: options.outside?.(accounts) ?? null,
  }
  server.register(accountRoutes(here))
  server.register([whoRoute, sensitive(here, doRoute)])
  if (options.routes) server.register(options.routes(here, { database, clock }))

  async function ask(
    method: string,
    path: string,
    cookie: string | null | undefined,
    more: { body?: string; headers?: Record<string, string>; ip?: string },
  ): Promise<Answered> {
    const cookies: Record<string, string> = cookie ? { cookie: `rimaq=${cookie}` } : {}
    const answer = await server.inject({
      method,
      url: path,
      headers: { ...site, ...cookies, ...more.headers },
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(more.ip === undefined ? {} : { ip: more.ip }),
    })
    const set = /\brimaq=([\w-]*)/.exec(answer.headers['set-cookie'] ?? '')?.[1]
    return {
      status: answer.status,
      headers: answer.headers,
      text: answer.text,
      cookie: set ?? null,
    }
  }

  return {
    database,
    get accounts() {
      return accounts
    },
    server,
    events,
    lines,
    pass(milliseconds) {
      wall += milliseconds
      steady += milliseconds
    },
    setClock: (at) => void (wall = at.getTime()),
    now: () => new Date(wall),
    get: (path, cookie, headers = {}) => ask('GET', path, cookie, { headers }),
    post(path, form, cookie, more = {}) {
      const pairs = Object.entries(form).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, each]),
      )
      const body = new URLSearchParams(pairs).toString()
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const headers = { ...type, 'sec-fetch-site': 'same-origin', ...more.headers }
      return ask('POST', path, cookie, { ...more, body, headers })
    },
    async restart() {
      await accounts.close()
      steady = 0
      accounts = await open()
    },
    async close() {
      await server.close()
      await database.close()
    },
  }
}

/** Says who asks, as any room would see it. */
const whoRoute: RouteDefinition = {
  method: 'GET',
  url: '/who',
  verb: 'read',
  loads: 'nothing',
  kind: 'json',
  summary: 'Who asks.',
  schema: { response: Type.Any() },
  handle(request) {
    const actor = actorOf(request)
    const holding = 'holding' in actor ? (actor.holding?.id ?? null) : null
    const scopes = actor.kind === 'system' ? [...actor.scopes] : []
    return { body: { kind: actor.kind, holding, scopes } }
  },
}

const doRoute: RouteDefinition = {
  method: 'POST',
  url: '/do',
  verb: 'sign',
  loads: 'nothing',
  kind: 'page',
  schema: {
    body: Type.Object({ value: Type.String(), tags: Type.Optional(Type.Array(Type.String())) }),
  },
  handle(request) {
    const actor = actorOf(request)
    const { value } = request.body as { value: string }
    doings.push({ value, session: actor.kind === 'person' ? actor.session : '' })
    return { body: `<p>done ${value}</p>` }
  },
}

/** An office with a position whose role has these verbs; the ids of holdings are returned by name. */
export async function makeOrganisation(
  database: Pick<TestDatabase, 'kysely'>,
  at: Date,
  holdings: Record<string, { person: string | null; verbs: string[]; until?: Date }>,
): Promise<Record<string, string>> {
  const db: Kysely<Schema> = database.kysely
  const one = async (query: ReturnType<typeof sql<{ id: string }>>): Promise<string> =>
    (await query.execute(db)).rows[0]?.id ?? ''
  const institution = await one(sql`INSERT INTO people.institution (ruc, name, recorded_at)
    VALUES ('20131380951', 'Municipalidad de prueba', ${at}) RETURNING id`)
  const office =
    await one(sql`INSERT INTO people.office (institution_id, slug, valid_from, act, recorded_at)
    VALUES (${institution}, 'oficina', ${at}, 'Ordenanza 1', ${at}) RETURNING id`)
  await sql`INSERT INTO people.office_name (office_id, name, valid_from, act, recorded_at)
    VALUES (${office}, 'Oficina de prueba', ${at}, 'Ordenanza 1', ${at})`.execute(db)
  const ids: Record<string, string> = {}
  for (const [name, { person, verbs, until }] of Object.entries(holdings)) {
    const family = verbs.includes('manage-people') ? 'administer' : 'work'
    const position = await one(sql`INSERT INTO people.position
        (institution_id, office_id, code, title, family, valid_from, act, recorded_at)
      VALUES (${institution}, ${office}, ${name}, ${`Cargo ${name}`}, ${family}, ${at}, 'Acta 1', ${at})
      RETURNING id`)
    const role =
      await one(sql`INSERT INTO people.role (institution_id, slug, name, family, recorded_at)
      VALUES (${institution}, ${`rol-${name}`}, ${name}, ${family}, ${at}) RETURNING id`)
    for (const verb of verbs) {
      await sql`INSERT INTO people.role_verb (role_id, family, verb)
        VALUES (${role}, ${family}, ${verb})`.execute(db)
    }
    await sql`INSERT INTO people.position_role
        (institution_id, position_id, role_id, family, valid_from, act, recorded_at)
      VALUES (${institution}, ${position}, ${role}, ${family}, ${at}, 'Acta 1', ${at})`.execute(db)
    const [kind, program] = person === null ? ['system', name] : ['titular', null]
    ids[name] = await one(sql`INSERT INTO people.holding
        (institution_id, position_id, person_id, program, kind, valid_from, valid_until, act, recorded_at)
      VALUES (${institution}, ${position}, ${person}, ${program}, ${kind}, ${at}, ${until ?? null},
        'Resolución 1', ${at}) RETURNING id`)
  }
  return ids
}

export const newcomer = {
  dni: '10000001',
  givenNames: 'Rosa',
  familyNames: 'Quispe',
  email: 'rosa@example.pe',
}
export const password = 'siete llamas azules'

/** An account with the password above; answers its person. */
export async function enrolled(
  here: TestAccounts,
  who: Partial<typeof newcomer> = {},
): Promise<string> {
  const full = { ...newcomer, ...who }
  const code = await here.accounts.invite(full)
  const answer = await here.post('/entrar/codigo/clave', { code, password })
  if (answer.status !== 303) throw new Error(answer.text)
  const { rows } = await sql<{ id: string }>`SELECT id FROM people.person
    WHERE document_number = ${full.dni}`.execute(here.database.kysely)
  return rows[0]?.id ?? ''
}

/** The cookie of a new session. */
export async function signedIn(here: TestAccounts, name = newcomer.dni): Promise<string> {
  const answer = await here.post('/entrar/clave', { name, password })
  if (answer.cookie === null) throw new Error(`${answer.status} ${answer.text}`)
  return answer.cookie
}
