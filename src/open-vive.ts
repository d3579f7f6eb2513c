// Opens what Vive stands on beside its pages: its content, its two jobs, and the key that signs to phones.
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { OpenShelf, PackIdentity } from '#datasets'
import type { Letters } from '#people'
import type { Clock, Database, Egress, Jobs, Settings } from '#platform'
import {
  type ContentOptions,
  type ReadContent,
  checkNumbersJob,
  contentOf,
  defineCheckNumbers,
  defineSendAlerts,
  packKey,
  sendAlertsJob,
} from '#visit'
import { deskPath } from '#visit-desk'
import type { Tables } from '@rimaq/tables'
import type { City } from './main.ts'

export interface OpenVive {
  content: ReadContent
  options: ContentOptions
  /** Made at the first message, kept in the data folder. */
  pushKey(): KeyObject
  /** Asks that phones are told of what holds now. */
  tell(): Promise<void>
}

/** Call before `jobs.work()`. */
export function openVive(parts: {
  settings: Settings
  identity: PackIdentity
  shelf: OpenShelf
  tables: Pick<Tables, 'rows'>
  database: Database
  clock: Clock
  egress: Egress
  jobs: Jobs
  mail: Letters | undefined
}): OpenVive {
  const { settings, identity, shelf, tables, database, clock, egress, jobs, mail } = parts
  const { timeZone, territory, contact } = identity
  const { verifyDays, pushHosts: hosts, publicUrl } = settings
  const options = { timeZone, bbox: territory.bbox, verifyDays }
  const content = contentOf({ shelf, tables }, options)
  let key: KeyObject | null = null
  const pushKey = (): KeyObject =>
    (key ??= packKey(join(settings.data, 'secrets', 'vive-push.pem')))
  const common = { jobs, database, clock, content, timeZone }
  defineCheckNumbers({
    ...{ ...common, days: verifyDays, path: `${deskPath}/numeros`, mail },
    office: async (dataset) => (await shelf.dataset(dataset))?.organisation.slug ?? null,
  })
  const mailto = contact.email === null ? null : `mailto:${contact.email}`
  const https = publicUrl?.startsWith('https:') === true ? publicUrl : null
  defineSendAlerts({ ...common, egress, hosts, key: pushKey, contact: mailto ?? https })
  return {
    ...{ content, options, pushKey },
    async tell() {
      if (hosts.length > 0) await jobs.send(sendAlertsJob, {}, { once: sendAlertsJob })
    },
  }
}

const minute = 60_000
const day = 24 * 60 * minute

/**
 * Asks for the numbers when the starting content is there and once a day, and each minute for alerts
 * that begin; answers how to stop.
 */
export function keepVive(
  { vive, jobs, log }: Pick<City, 'vive' | 'jobs' | 'log'>,
  filled: Promise<void>,
): () => void {
  const ask = (work: () => Promise<void>) => (): void =>
    void work().catch((error: unknown) =>
      log.error({ err: error }, 'work of Vive could not be asked for'),
    )
  const numbers = ask(() => jobs.send(checkNumbersJob, {}, { once: checkNumbersJob }))
  let ended = false
  void filled.then(() => ended || numbers())
  const timers = [setInterval(numbers, day), setInterval(ask(vive.tell), minute)]
  for (const timer of timers) timer.unref()
  return () => {
    ended = true
    timers.forEach((timer) => clearInterval(timer))
  }
}
