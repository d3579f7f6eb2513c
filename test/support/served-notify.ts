// The pages of case files over what notifying needs, on loopback, with people who are signed in by name.
import { fileURLToPath } from 'node:url'
import type { Actor, PersonId } from '#people'
import { caseFilesStyles } from '#case-files'
import { createPageContext, pageAssets } from '#pages'
import { createLog } from '#platform'
import { buildAssets, createMetrics, createServer } from '#platform/http'
import type { RouteRequest, Server } from '#platform'
import { explain } from '../../src/explain.ts'
import { filingRoutes } from '../../src/case-files/filing/filing-routes.ts'
import { notifyRoutes } from '../../src/case-files/notify/notify-routes.ts'
import { partyRoutes } from '../../src/case-files/parties/party-routes.ts'
import { trayRoutes } from '../../src/case-files/tray/tray-routes.ts'
import { registerParty } from '../../src/people/register-party.ts'
import { represent } from '../../src/people/represent.ts'
import type { TestNotify } from './notify.ts'
import { city } from './pages.ts'

export interface ServedNotify {
  origin: string
  /** Signed in under this name: the cookie is `rimaq=<name>`. */
  people: Map<string, Actor>
  get(path: string, who?: string): Promise<Shown>
  post(path: string, form: Record<string, string> | URLSearchParams, who?: string): Promise<Shown>
  /** A form with a file; null sends the field empty, as a browser does. */
  upload(
    path: string,
    form: Record<string, string>,
    file: Upload | null,
    who?: string,
  ): Promise<Shown>
  close(): Promise<void>
}

export interface Upload {
  name: string
  text: string
}

export interface Shown {
  status: number
  /** The visible words, in one line. */
  words: string
  text: string
  location: string
}

export async function serveNotify(here: TestNotify): Promise<ServedNotify> {
  const { on, parts } = here
  const { catalogue, counter, calendars, files, records, receipts } = on
  const { database, clock } = parts
  const people = new Map<string, Actor>()
  const assets = await buildAssets({
    scripts: ['theme.ts', 'enhance.ts', 'upload.ts', 'tray.ts'].map((name) =>
      fileURLToPath(new URL(`../../browser/${name}`, import.meta.url)),
    ),
    files: [...pageAssets(), { name: 'case-files.css', path: caseFilesStyles }],
  })
  const server: Server = createServer({
    ...{
      log: createLog({ level: 'silent' }),
      locale: parts.locale,
      metrics: createMetrics(),
      clock,
    },
    explain: explain({ locale: parts.locale }),
    identify: async ({ cookie }) => {
      const actor = people.get(cookie ?? '')
      return actor === undefined ? null : { actor, key: cookie ?? '' }
    },
  })
  const face = {
    ...{ catalogue, counter, calendars, clock, files, database, records },
    ...{ receipts, notify: parts },
    context: ({ lang, url, origin: from }: Pick<RouteRequest, 'lang' | 'url' | 'origin'>) =>
      createPageContext({
        ...{ lang, url, origin: from, locale: parts.locale, clock, city },
        assets: (name) => assets.asset(name),
      }),
  }
  server.register([...filingRoutes(face), ...trayRoutes(face), ...notifyRoutes(face)])
  server.register(partyRoutes(face))
  server.register(assets.routes())
  const { url: origin } = await server.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (path: string, who: string | undefined, init: RequestInit): Promise<Shown> => {
    const cookie: Record<string, string> = who === undefined ? {} : { cookie: `rimaq=${who}` }
    const answer = await fetch(origin + path, {
      ...{ ...init, redirect: 'manual' },
      headers: { origin, ...cookie, accept: 'text/html' },
    })
    const text = await answer.text()
    const words = text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    return { status: answer.status, text, words, location: answer.headers.get('location') ?? '' }
  }
  return {
    ...{ origin, people },
    get: (path, who) => ask(path, who, {}),
    post: (path, form, who) => ask(path, who, { method: 'POST', body: new URLSearchParams(form) }),
    upload(path, form, file, who) {
      const body = new FormData()
      for (const [name, value] of Object.entries(form)) body.set(name, value)
      body.set('file', new Blob(file === null ? [] : [file.text]), file?.name ?? '')
      return ask(path, who, { method: 'POST', body })
    },
    close: () => server.close(),
  }
}

/** A person who is a resident with this DNI, and the resident's party. */
export async function resident(
  { on: { people }, institution }: TestNotify,
  documentNumber: string,
): Promise<{ person: PersonId; party: string }> {
  const person = await people.person()
  const party = await registerParty(people.operator, {
    ...{ institution, kind: 'resident', name: 'Persona De Prueba', documentType: 'DNI' },
    ...{ documentNumber, identity: { person, how: 'in-person' } },
  })
  return { person, party }
}

/** Another person, who speaks for the party in one procedure. */
export async function agentOf(
  { on: { people }, institution }: TestNotify,
  { party, scope }: { party: string; scope: string },
): Promise<PersonId> {
  const person = await people.person()
  const until = new Date('2027-12-31T00:00:00Z')
  await represent(people.operator, {
    ...{ institution, party, person, scope, until, act: 'Poder 1-2026' },
  })
  people.clock.pass(1_000)
  return person
}
