// Puts the city on the network: assets, pages, interfaces, health; and ends it gently.
import { fileURLToPath } from 'node:url'
import {
  apiPage,
  apiRoutes,
  ckanRoutes,
  dcatRoutes,
  feedRoutes,
  portalRoutes,
  portalStyles,
} from '#open-data'
import type { Faces } from '#open-data'
import { createPageContext, errorPage, galleryRoutes, pageAssets } from '#pages'
import type { CityIdentity, PageContext } from '#pages'
import {
  buildAssets,
  createServer,
  databaseCheck,
  failedJobs,
  folderChecks,
  healthRoutes,
  metricsRoutes,
  openapi,
  watch,
} from '#platform'
import type { Assets, Lang, RouteRequest, Server } from '#platform'
import { answerTextByIndex } from '@rimaq/tables'
import { explain } from './explain.ts'
import { backupFigures, followsCheck, keepBackups } from './keep-backups.ts'
import type { City } from './main.ts'
import { sweepDaily } from './sweep-files.ts'

export interface Serving {
  /** Address on this machine. */
  url: string
  server: Server
  close(): Promise<void>
}

const browser = (name: string): string =>
  fileURLToPath(new URL(`../browser/${name}`, import.meta.url))

/** Listens; the pack's starting content and waiting index files follow in the background. */
export async function serve(city: City): Promise<Serving> {
  const { settings, log, clock, locale, metrics } = city
  const assets = await buildAssets({
    scripts: [browser('theme.ts'), browser('enhance.ts'), browser('explorer.ts')],
    files: [
      ...pageAssets(),
      { name: 'portal.css', path: portalStyles },
      { name: 'explorer.css', path: browser('explorer.css') },
    ],
  })
  const contextOf = pageContexts(city, assets)
  const server = createServer({
    log,
    locale,
    metrics,
    clock,
    ...(settings.publicUrl ? { url: settings.publicUrl } : {}),
    ...(settings.proxies.length > 0 ? { trustProxy: settings.proxies } : {}),
    explain: explain(city),
    errorPage: (problem, request) =>
      errorPage(contextOf(request), {
        status: problem.status,
        title: problem.title,
        message: problem.detail,
        id: problem.id,
      }),
  })
  registerRoutes(server, city, assets, contextOf)
  await city.shelf.listen()
  const { url } = await server.listen({ port: settings.port, host: settings.host })
  city.tables.warm()
  await city.jobs.work()
  const filling = city.shelf
    .as({ kind: 'operator' })
    .importPack(city.pack)
    .then((report) => log.info(report, 'pack ready'))
    .catch((error: unknown) => log.error({ err: error }, 'the pack could not be imported'))
  const endSweeping = sweepDaily(city)
  const endBackups = keepBackups(city)
  return {
    url,
    server,
    async close() {
      await server.close()
      await endSweeping()
      await endBackups()
      await filling
    },
  }
}

function registerRoutes(
  server: Server,
  city: City,
  assets: Assets,
  contextOf: (request: PageRequest) => PageContext,
): void {
  const { shelf, tables, clock, files, identity, settings } = city
  const portal = { shelf, tables, clock, context: contextOf, queryTime: settings.queryTime }
  const faces: Faces = {
    shelf,
    tables,
    files,
    clock,
    site: {
      title: { es: `Datos abiertos de ${identity.name}`, en: `Open data of ${identity.name}` },
      description: { es: identity.slogan },
      publisher: { name: identity.institution, url: null, email: identity.contact.email },
    },
    rowsAsText: answerTextByIndex,
    describeApi: (origin) =>
      openapi(server.routes(), {
        title: `Rimaq · ${identity.name}`,
        version: city.version,
        server: origin,
      }),
    apiPage: apiPage(portal, () => server.routes()),
  }
  server.register(assets.routes())
  server.register(portalRoutes(portal))
  server.register(apiRoutes(faces))
  server.register(ckanRoutes(faces))
  server.register(dcatRoutes(faces))
  server.register(feedRoutes(faces))
  server.register(galleryRoutes({ context: contextOf }))
  server.register(
    healthRoutes(
      [databaseCheck(city.database), ...folderChecks(settings.data), followsCheck(city)],
      (name, error) => city.log.error({ err: error, check: name }, 'health check failed'),
    ),
  )
  watch(city.metrics, [
    {
      name: 'children',
      help: 'Table children by state.',
      label: 'state',
      read: () => tables.state(),
    },
    {
      name: 'sandbox',
      help: 'Children that read untrusted files.',
      label: 'state',
      read() {
        const { running, killed } = city.sandbox.state()
        return { running, killed }
      },
    },
    {
      name: 'failed_jobs',
      help: 'Jobs that failed at their last attempt, by name.',
      label: 'job',
      read: async () => countBy(await failedJobs(city.database), ({ name }) => name),
    },
  ])
  watch(city.metrics, [
    {
      name: 'backup',
      help: 'How far the backup follows: segments waiting, seconds behind, seconds failing.',
      label: 'figure',
      read: () => backupFigures(city),
    },
  ])
  const token = settings.metricsToken
  server.register(metricsRoutes(city.metrics, token ? { token } : {}))
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

type PageRequest = Pick<RouteRequest, 'lang' | 'url' | 'origin'> & { lang: Lang }

function pageContexts(city: City, assets: Assets): (request: PageRequest) => PageContext {
  const { identity, locale, clock } = city
  const shown: CityIdentity = {
    name: identity.name,
    institution: identity.institution,
    slogan: identity.slogan,
    logo: null,
    contact: identity.contact,
  }
  return (request) =>
    createPageContext({
      lang: request.lang,
      url: request.url,
      origin: request.origin,
      locale,
      clock,
      assets: (name) => assets.asset(name),
      city: shown,
    })
}
