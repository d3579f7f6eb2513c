// The real web server over given faces, for tests and judges of the portal's machine interfaces.
import { Registry } from 'prom-client'
import { createLocale, createLog } from '#platform'
import { createServer, openapi } from '#platform/http'
import type { RouteDefinition, Server } from '#platform'
import { apiRoutes } from '../../../src/open-data/api/routes.ts'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { dcatRoutes } from '../../../src/open-data/dcat/routes.ts'
import type { Faces } from '../../../src/open-data/faces.ts'
import { feedRoutes } from '../../../src/open-data/feeds/routes.ts'

const rooms = [{ room: 'platform', folder: new URL('../../../src/platform/', import.meta.url) }]

/** All machine-readable routes; `close()` it. Errors of tables are 400 with their code. */
export function cityServer(given: Omit<Faces, 'describeApi'>, url?: string): Server {
  const server = createServer({
    log: createLog({ level: 'fatal' }),
    locale: createLocale({ rooms }),
    metrics: new Registry(),
    clock: given.clock,
    ...(url ? { url } : {}),
    explain: (error) =>
      error instanceof Error && error.name === 'TableError'
        ? { status: 400, code: 'table', sentence: error.message }
        : null,
  })
  const faces: Faces = {
    ...given,
    describeApi: (origin) =>
      openapi(server.routes(), { title: given.site.title.es, version: '1', server: origin }),
  }
  server.register(faceRoutes(faces))
  return server
}

export function faceRoutes(faces: Faces): RouteDefinition[] {
  return [...ckanRoutes(faces), ...dcatRoutes(faces), ...feedRoutes(faces), ...apiRoutes(faces)]
}
