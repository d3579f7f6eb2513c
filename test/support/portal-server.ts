// A server with the portal's public pages over a real shelf, for tests that read pages without a browser.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { join } from 'node:path'
import { portalRoutes } from '#open-data'
import { createPageContext } from '#pages'
import { createLocale, systemClock } from '#platform'
import { createServer } from '#platform/http'
import type { Server } from '#platform'
import { explain } from '../../src/explain.ts'
import { lazyTables } from '../../src/lazy-tables.ts'
import { city } from './pages.ts'
import { testShelf } from './test-shelf.ts'

const rooms = ['platform', 'pages', 'people', 'datasets', 'open-data'].map((room) => ({
  room,
  folder: new URL(`../../src/${room}/`, import.meta.url),
}))

export interface PortalServer {
  /** Publishes the text as `{dataset}.csv`; the same dataset again is its next version. */
  publish(
    dataset: string,
    content: string,
    more?: { title?: string; resource?: string },
  ): Promise<void>
  ask(url: string): ReturnType<Server['inject']>
  close(): Promise<void>
}

/** Reports of the shelf are those of a fresh database: nothing is published yet. */
export async function portalServer(): Promise<PortalServer> {
  const on = await testShelf()
  const locale = createLocale({ rooms })
  const clock = systemClock()
  const tables = lazyTables({ children: 1, temp: join(on.folder, 'questions') })
  const server = createServer({
    log: pino({ level: 'silent' }),
    locale,
    metrics: new Registry(),
    clock,
    explain: explain({ locale }),
  })
  server.register(
    portalRoutes({
      shelf: on.shelf,
      tables,
      clock,
      context: (request) =>
        createPageContext({ ...request, locale, clock, assets: (name) => `/assets/${name}`, city }),
      notices: () => [],
      queryTime: 10_000,
    }),
  )
  return {
    async publish(dataset, content, more = {}) {
      const path = await on.file(`${dataset}.csv`, content)
      await on.shelf.as({ kind: 'operator' }).publishFile({
        ...{ path, name: `${dataset}.csv`, dataset, ...more },
      })
    },
    ask: (url) => server.inject({ method: 'GET', url, headers: { host: 'localhost:8080' } }),
    async close() {
      await server.close()
      await tables.close()
      await on.close()
    },
  }
}
