// Opens what every verb of the command line and the server stand on: the ground, people, the shelf.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import * as records from '#records'
import { DatasetsError, createShelf, readPackIdentity } from '#datasets'
import * as datasets from '#datasets'
import * as people from '#people'
import type { OpenShelf } from '#datasets'
import {
  backups,
  createEgress,
  createFileStore,
  createJobs,
  createLocale,
  createMail,
  createSandbox,
  openDatabase,
  readOrMakeSecretFile,
  systemClock,
} from '#platform'
import type { Clock, Ground, Mail, Settings } from '#platform'
import { accountJournal, peopleJournal } from './acts-of-people.ts'
import { lazyTables } from './lazy-tables.ts'
import { defineReminders } from './remind-daily.ts'
import { tellingJournal } from './tell-reviewers.ts'
import { timestampsBy } from './time-authority.ts'

/** Without the rooms that only a server needs, whose modules take as long to load as a small table. */
export interface OpenGround extends Omit<Ground, 'metrics'> {
  sandbox: ReturnType<typeof createSandbox>
  records: records.Records
  shelf: OpenShelf
  accounts: people.Accounts
  /** Null where no mail server is set. */
  mail: Mail | null
  letters: people.Letters | undefined
  tables: ReturnType<typeof lazyTables>
  identity: datasets.PackIdentity
  /** Folder of the city's starting content. */
  pack: URL
  /** What is backed up, and how far the backup follows; its archive is null without RIMAQ_BACKUP. */
  backup: { source: backups.Source; archive: backups.Archive | null }
  close(): Promise<void>
}

export interface OpenOptions {
  settings: Settings
  log: Logger
  /** Default: that of the machine. */
  clock?: Clock
  /** Sentences are read and checked when they are said, for a command; default: all of them at once. */
  late?: boolean
}

/** Milliseconds each step of closing may take: jobs under way get twenty seconds. */
const closingTime = 25_000

const rooms = [
  { room: 'platform', folder: new URL('./platform/', import.meta.url) },
  { room: 'people', folder: new URL('./people/', import.meta.url) },
  { room: 'pages', folder: new URL('./pages/', import.meta.url) },
  { room: 'records', folder: records.messages },
  { room: 'datasets', folder: datasets.messages },
  { room: 'open-data', folder: new URL('./open-data/', import.meta.url) },
  { room: 'case-files', folder: new URL('./case-files/', import.meta.url) },
  { room: 'observatory', folder: new URL('./observatory/', import.meta.url) },
  { room: 'visit', folder: new URL('./visit/', import.meta.url) },
  { room: 'visit-desk', folder: new URL('./visit-desk/', import.meta.url) },
  { room: 'cli', folder: new URL('./cli/', import.meta.url) },
]

/** Rooms with tables, in the order in which their migrations are applied. */
const withTables = new Set([
  'platform',
  'people',
  'records',
  'datasets',
  'case-files',
  'observatory',
  'visit',
])

/**
 * Opens everything but the network. Where another process already runs on the same data folder, its
 * database is joined. Whatever was opened is closed again when a later step fails.
 */
export async function openGround(options: OpenOptions): Promise<OpenGround> {
  const { settings, log } = options
  const closing: { what: string; end: () => Promise<void> }[] = []
  const close = async (): Promise<void> => {
    for (const { what, end } of closing.splice(0).reverse()) {
      // A step that waits for a database that was killed must not keep the process for ever.
      const late = wait(closingTime, 'late', { ref: false })
      await Promise.race([end(), late]).then(
        (ended) =>
          ended === 'late' && log.error({ what }, 'closing took too long and goes on without it'),
        (error: unknown) => log.error({ err: error, what }, 'closing failed'),
      )
    }
  }
  try {
    const pack = new URL(`../packs/${settings.pack}/`, import.meta.url)
    const identity = await packIdentity(pack, settings.pack)
    const clock = options.clock ?? systemClock()
    const locale = createLocale({ rooms, timeZone: identity.timeZone, late: options.late ?? false })
    const { source, close: leave } = backups.sourceOf(settings)
    let archive: backups.Archive | null = null
    // After the database: its end produces a last piece of the journal.
    const endBackup = async (): Promise<void> => {
      await archive?.close()
      await leave()
    }
    closing.push({ what: 'backup', end: endBackup })
    const database = await openDatabase({
      settings,
      log,
      migrations: rooms
        .filter(({ room }) => withTables.has(room))
        .map(({ room, folder }) => ({ room, folder: new URL('./migrations/', folder) })),
      closeOnSignals: false,
    })
    closing.push({ what: 'database', end: () => database.close() })
    const { folder: to, key: secret } = settings.backup
    if (to !== null) archive = backups.startArchive({ to, secret, source, log })
    const files = createFileStore(settings)
    const egress = createEgress({ clock, allow: settings.ownNetwork })
    const sandbox = createSandbox(log)
    const jobs = createJobs(database, log, clock)
    closing.push({ what: 'jobs', end: () => jobs.stop() })
    const kept = await records.createRecords({
      database,
      clock,
      log,
      egress,
      data: settings.data,
      timeZone: identity.timeZone,
      ledgerName: settings.ledgerName ?? ledgerNameOf(settings),
      witnesses: settings.witnesses,
      witnessFor: settings.witnessFor,
      timestamps: timestampsBy(settings.tsaUrl, egress),
    })
    closing.push({ what: 'records', end: () => kept.close() })
    const mail =
      settings.mail === null
        ? null
        : createMail({ database, jobs, clock, log, place: settings.mail })
    closing.push({ what: 'mail', end: async () => mail?.close() })
    const letters =
      mail === null ? undefined : people.createLetters({ mail, locale, url: settings.url })
    defineReminders({ jobs, database, clock, log, mail: letters })
    const { passwordRange: url } = settings
    const leaked = {
      file: await people.openLeaked(people.leakedPath(settings.data)),
      service: url === null ? null : { url, egress },
    }
    const accounts = await people.openAccounts({
      ...{ database, clock, log, journal: accountJournal(kept.journal) },
      secret: await readOrMakeSecretFile(join(settings.data, 'secrets'), 'accounts'),
      twoFactors: settings.officials === 'two-factors',
      leaked,
      mail: letters,
      first: people.firstAdministrator({
        ...{ database, clock, journal: peopleJournal(kept.journal) },
        institution: identity.institution,
      }),
    })
    closing.push({ what: 'accounts', end: () => accounts.close() })
    const tables = lazyTables({
      children: settings.children,
      memory: settings.childMemory,
      time: settings.queryTime,
      temp: join(settings.data, 'temp'),
    })
    closing.push({ what: 'tables', end: () => tables.close() })
    const shelf = createShelf({
      database,
      files,
      jobs,
      sandbox,
      clock,
      journal: tellingJournal(kept.journal, { clock, mail: letters }),
      keeping: {
        isHeld: records.isHeldHere,
        eraseContents: (trx, erasure) => records.eraseContentsOf(trx, clock, erasure),
      },
      data: settings.data,
      defaultOrganisation: identity.defaultOrganisation,
    })
    closing.push({ what: 'shelf', end: () => shelf.close() })
    return {
      ...{ settings, log, clock, database, files, jobs, locale, sandbox, egress, accounts },
      ...{ mail, letters, records: kept, shelf, tables, identity, pack, close },
      backup: { source, archive },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The public address as the name of the ledger, where there is one. */
function ledgerNameOf({ publicUrl }: Settings): string | null {
  return publicUrl === null ? null : `${new URL(publicUrl).host.replace(':', '-')}/ledger`
}

async function packIdentity(pack: URL, name: string): Promise<datasets.PackIdentity> {
  try {
    return await readPackIdentity(pack)
  } catch (error) {
    if (error instanceof DatasetsError) throw error
    throw new DatasetsError('bad-pack', { file: `packs/${name}/pack.json` }, { cause: error })
  }
}
