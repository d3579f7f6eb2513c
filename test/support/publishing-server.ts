// A server with the addresses of publishing over a real shelf; who asks is named by the request.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Actor } from '#people'
import { publishingApi, publishingPages } from '#open-data'
import { type PageContext, createPageContext } from '#pages'
import { createLocale, createOnce } from '#platform'
import { createServer } from '#platform/http'
import type { Locale, RouteDefinition, RouteRequest, Server } from '#platform'
import { join } from 'node:path'
import { explain } from '../../src/explain.ts'
import { lazyTables } from '../../src/lazy-tables.ts'
import { city } from './pages.ts'
import type { PublishingOffice } from './publishing-office.ts'

const rooms = [
  ...['platform', 'pages', 'people', 'datasets', 'open-data', 'visit', 'visit-desk'],
].map((room) => ({
  room,
  folder: new URL(`../../src/${room}/`, import.meta.url),
}))

export interface Asked {
  as?: Actor
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** A form of our own page. */
  form?: Record<string, string>
  /** A form with a file. */
  upload?: { fields: Record<string, string>; name: string; content: string }
}

export interface PublishingServer {
  server: Server
  ask(url: string, asked?: Asked): ReturnType<Server['inject']>
  close(): Promise<void>
}

const boundary = '----rimaq-test-boundary'

function multipart({ fields, name, content }: NonNullable<Asked['upload']>): string {
  const parts = Object.entries(fields).map(
    ([field, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n`
  return `${parts.join('')}${file}--${boundary}--\r\n`
}

/** Proofs of presence are those of the actor; the page that asks for one is tested with sign-in. */
export function publishingServer(
  on: PublishingOffice,
  options: {
    uploadBytes?: number
    /** Addresses of further rooms over the same shelf. */
    routes?: (ground: {
      locale: Locale
      tables: ReturnType<typeof lazyTables>
      context: (request: RouteRequest) => PageContext
    }) => RouteDefinition[]
  } = {},
): PublishingServer {
  const locale = createLocale({ rooms })
  const { clock } = on.people
  const actors = new Map<string, Actor>()
  const server = createServer({
    log: pino({ level: 'silent' }),
    locale,
    metrics: new Registry(),
    clock,
    explain: explain({ locale }),
    identify: async ({ token }) => {
      const actor = actors.get(token ?? '')
      return actor === undefined ? null : { actor, key: token ?? '' }
    },
    once: createOnce({ database: on.shelf.database, clock }),
  })
  const tables = lazyTables({ children: 1, temp: join(on.shelf.folder, 'questions') })
  const publishing = {
    shelf: on.shelf.shelf,
    tables,
    context: (request: Parameters<Parameters<typeof publishingPages>[0]['context']>[0]) =>
      createPageContext({ ...request, locale, clock, assets: (name) => `/assets/${name}`, city }),
    timeZone: 'America/Lima',
    uploadBytes: options.uploadBytes ?? 1_000_000,
    prove: (route: Parameters<Parameters<typeof publishingPages>[0]['prove']>[0]) => route,
  }
  server.register([...publishingApi(publishing), ...publishingPages(publishing)])
  const { context } = publishing
  if (options.routes) server.register(options.routes({ locale, tables, context }))
  return {
    server,
    ask(url, asked = {}) {
      const headers: Record<string, string> = { host: 'localhost:8080', ...asked.headers }
      if (asked.as) {
        const known = [...actors].find(([, actor]) => actor === asked.as)
        const key = known?.[0] ?? `actor-${actors.size}`
        actors.set(key, asked.as)
        headers['authorization'] = `Bearer ${key}`
      }
      let { method = 'GET', body } = asked
      if (asked.form) {
        method = 'POST'
        headers['content-type'] = 'application/x-www-form-urlencoded'
        body = new URLSearchParams(asked.form).toString()
      }
      if (asked.upload) {
        method = 'POST'
        headers['content-type'] = `multipart/form-data; boundary=${boundary}`
        body = multipart(asked.upload)
      }
      return server.inject({ method, url, headers, ...(body === undefined ? {} : { body }) })
    },
    async close() {
      await server.close()
      await tables.close()
    },
  }
}
