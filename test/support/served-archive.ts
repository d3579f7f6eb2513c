// The pages of index and archive on loopback, with officials who are signed in by name.
import { caseFilesStyles } from '#case-files'
import { createPageContext, pageAssets } from '#pages'
import type { Actor } from '#people'
import { createLocale, createLog } from '#platform'
import { buildAssets, createMetrics, createServer } from '#platform/http'
import { archiveRoutes } from '../../src/case-files/archive/archive-routes.ts'
import { explain } from '../../src/explain.ts'
import type { TestArchive } from './archive.ts'
import { city } from './pages.ts'

export interface ServedArchive {
  origin: string
  /** Signed in under this name: the cookie is `rimaq=<name>`. */
  people: Map<string, Actor>
  close(): Promise<void>
}

const rooms = ['platform', 'pages', 'people', 'records', 'case-files'].map((room) => ({
  room,
  folder: new URL(`../../src/${room}/`, import.meta.url),
}))

export async function serveArchive({ on, parts }: TestArchive): Promise<ServedArchive> {
  const people = new Map<string, Actor>()
  const locale = createLocale({ rooms })
  const browser = (name: string): string =>
    new URL(`../../browser/${name}`, import.meta.url).pathname
  const assets = await buildAssets({
    files: [...pageAssets(), { name: 'case-files.css', path: caseFilesStyles }],
    scripts: ['theme.ts', 'enhance.ts'].map(browser),
  })
  const { database, clock, records, calendars, files } = { ...parts, ...on }
  const server = createServer({
    ...{ log: createLog({ level: 'silent' }), locale, metrics: createMetrics(), clock },
    explain: explain({ locale }),
    identify: async ({ cookie }) => {
      const actor = people.get(cookie ?? '')
      return actor === undefined ? null : { actor, key: cookie ?? '' }
    },
  })
  server.register(
    archiveRoutes({
      ...{ database, clock, records, calendars, files, counter: on.counter },
      prove: (route) => route,
      context: ({ lang, url, origin }) =>
        createPageContext({
          ...{ lang, url, origin, locale, clock, city },
          assets: (name) => assets.asset(name),
        }),
    }),
  )
  server.register(assets.routes())
  const { url: origin } = await server.listen({ port: 0, host: '127.0.0.1' })
  return { origin, people, close: () => server.close() }
}
