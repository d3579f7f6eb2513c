// Puts the city on the network: assets, pages, interfaces, health; and ends it gently.
import { fileURLToPath } from 'node:url'
import { caseFilesStyles } from '#case-files'
import { observatoryStyles } from '#observatory'
import {
  apiPage,
  apiRoutes,
  ckanRoutes,
  dcatRoutes,
  feedRoutes,
  portalRoutes,
  publishingApi,
  publishingPages,
  portalStyles,
} from '#open-data'
import type { Faces } from '#open-data'
import { conditionSentence, recordsStyles } from '#records'
import { openWitnessDoor, recordsRoutes } from '#records/pages'
import { errorPage, galleryRoutes, pageAssets } from '#pages'
import type { PageContext } from '#pages'
import { accountRoutes, accountStyles, adminRoutes, sensitive } from '#people/pages'
import { visitStyles, visitWorker } from '#visit'
import { createOnce, failedJobs } from '#platform'
import {
  buildAssets,
  createServer,
  databaseCheck,
  folderChecks,
  healthRoutes,
  metricsRoutes,
  openapi,
  watch,
} from '#platform/http'
import type { Assets, Lang, RouteDefinition, Server } from '#platform'
import { answerRecordsByIndex, answerTextByIndex } from '@rimaq/tables/query'
import { peopleJournal } from './acts-of-people.ts'
import { counted } from './count-usage.ts'
import { explain } from './explain.ts'
import { backupFigures, followsCheck, keepBackups } from './keep-backups.ts'
import type { City } from './main.ts'
import { keepVive } from './open-vive.ts'
import { outsideOf } from './outside-of.ts'
import { type PageRequest, cityLook, pageContexts } from './page-contexts.ts'
import { vive } from './serve-vive.ts'
import { remindDaily } from './remind-daily.ts'
import { serveCaseFiles } from './serve-case-files.ts'
import { serveObservatory } from './serve-observatory.ts'
import { sweepDaily } from './sweep-files.ts'

export interface Serving {
  /** Address on this machine. */
  url: string
  server: Server
  close(): Promise<void>
}

const browser = (name: string): string =>
  fileURLToPath(new URL(`../browser/${name}`, import.meta.url))

/** The part of MapLibre that runs beside the page; bundled whole, since it names its other half by a path. */
const mapWorker = fileURLToPath(import.meta.resolve('maplibre-gl/dist/maplibre-gl-worker.mjs'))

/** Listens; the pack's starting content and waiting index files follow in the background. */
export async function serve(city: City): Promise<Serving> {
  const { settings, log, clock, locale, metrics } = city
  // Loaded late for the sake of commands: where it is missing the start fails, and not the first letter.
  await import('nodemailer')
  const look = cityLook(city)
  const assets = await buildAssets({
    scripts: [
      'theme.ts',
      'enhance.ts',
      'explorer.ts',
      'passkey.ts',
      'receipt.ts',
      'upload.ts',
      'act-draft.ts',
      'tray.ts',
      'answer-form.ts',
      'vive.ts',
      'vive-map.ts',
    ].map(browser),
    workers: [visitWorker, mapWorker],
    files: [
      ...pageAssets(),
      { name: 'portal.css', path: portalStyles },
      { name: 'records.css', path: recordsStyles },
      { name: 'case-files.css', path: caseFilesStyles },
      { name: 'observatory.css', path: observatoryStyles },
      { name: 'accounts.css', path: fileURLToPath(accountStyles) },
      { name: 'explorer.css', path: browser('explorer.css') },
      { name: 'vive.css', path: visitStyles },
      { name: 'vive-map.css', path: browser('vive-map.css') },
      ...(look.logo ? [look.logo] : []),
    ],
    texts: look.styles ? [look.styles] : [],
  })
  const contextOf = pageContexts(city, assets, look)
  const server = createServer({
    log,
    locale,
    metrics,
    clock,
    ...(settings.publicUrl ? { url: settings.publicUrl } : {}),
    ...(settings.proxies.length > 0 ? { trustProxy: settings.proxies } : {}),
    explain: explain(city),
    identify: city.accounts.identify,
    once: createOnce(city),
    errorPage: (problem, request) =>
      errorPage(contextOf(request), {
        status: problem.status,
        title: problem.title,
        message: problem.detail,
        id: problem.id,
      }),
  })
  registerRoutes(server, city, assets, contextOf)
  const { records } = city
  const witness = await openWitnessDoor(records.ledger, {
    data: settings.data,
    clock,
    database: city.database,
  })
  server.register(
    recordsRoutes({ records, database: city.database, clock, context: contextOf, witness }),
  )
  const cases = await serveCaseFiles(city, server, contextOf)
  const profiles = serveObservatory(city, server, contextOf, cases)
  let filled = false
  const visit = vive(city, assets, { context: contextOf, loading: () => !filled })
  server.register(counted(city.usage, visit))
  await city.shelf.listen()
  const { url } = await server.listen({ port: settings.port, host: settings.host })
  await city.tables.warm()
  // Where the database ends just now the start fails: nothing may go on listening without it.
  await city.jobs.work().catch(async (error: unknown) => {
    await server.close()
    throw error
  })
  records.ledger.sequencer.start()
  const operator = { kind: 'operator' } as const
  const filling = city.shelf
    .as(operator)
    .importPack(city.pack)
    .then((report) => log.info(report, 'pack ready'))
    // Its dataset belongs to an organisation that the pack brings.
    .then(() => cases.importPack(operator))
    .then(() => profiles.importPack())
    .catch((error: unknown) => log.error({ err: error }, 'the pack could not be imported'))
    .finally(() => (filled = true))
    .then(() => undefined)
  const endSweeping = sweepDaily(city)
  const endBackups = keepBackups(city)
  const endMail = city.mail?.keep()
  const endReminders = remindDaily(city)
  const endCases = cases.keep()
  const endMeasuring = profiles.keep()
  const endVive = keepVive(city, filling)
  return {
    url,
    server,
    async close() {
      await server.close()
      await endSweeping()
      await endBackups()
      endMail?.()
      endReminders()
      await endCases()
      await endMeasuring()
      endVive()
      await filling
      await records.ledger.sequencer.stop()
      await witness?.close()
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
  const portal = {
    shelf,
    tables,
    clock,
    context: contextOf,
    notices: (lang: Lang) => noticesOf(city, lang),
    queryTime: settings.queryTime,
  }
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
    recordsAsText: answerRecordsByIndex,
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
  server.register(counted(city.usage, apiRoutes(faces)))
  server.register(counted(city.usage, ckanRoutes(faces)))
  server.register(dcatRoutes(faces))
  server.register(feedRoutes(faces))
  const accounts = {
    accounts: city.accounts,
    context: contextOf,
    city: identity.name,
    outside: outsideOf(city),
  }
  server.register(
    adminRoutes({
      database: city.database,
      clock,
      journal: peopleJournal(city.records.journal),
      context: contextOf,
      mail: city.accounts.parts.mail,
      ...(city.mail === null ? {} : { letters: city.mail.counts }),
      prove: (route: RouteDefinition) => sensitive(accounts, route),
    }),
  )
  server.register(accountRoutes(accounts))
  const publishing = {
    shelf,
    tables,
    context: contextOf,
    timeZone: identity.timeZone,
    uploadBytes: settings.uploadBytes,
    prove: (route: RouteDefinition) => sensitive(accounts, route),
  }
  server.register([...publishingApi(publishing), ...publishingPages(publishing)])
  server.register(galleryRoutes({ context: contextOf }))
  server.register(
    healthRoutes(
      [databaseCheck(city.database), ...folderChecks(settings.data), followsCheck(city)],
      (name, error) => city.log.error({ err: error, check: name }, 'health check failed'),
      () => ({ ...ledgerNote(city), ...city.intake.notes(city.locale.for('es')) }),
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

function noticesOf({ records, locale }: City, lang: Lang): { title: string; body: string }[] {
  const t = locale.for(lang)
  const body = conditionSentence(t, lang, records.ledger.sequencer.condition)
  return body === null ? [] : [{ title: t('records.register.stopped'), body }]
}

/** A ledger that does not sign is told, but serving goes on. */
function ledgerNote({ records, locale }: City): Record<string, string> {
  const { condition } = records.ledger.sequencer
  const words = conditionSentence(locale.for('es'), 'es', condition)
  return words === null ? {} : { ledger: words }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}
