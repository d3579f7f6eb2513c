// An instance in a process of its own, ledger and witness only: node witness-process.ts JSON
import { createEgress, createLocale, createLog, openDatabase, systemClock } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import { openWitnessDoor, recordsRoutes } from '#records/pages'
import { createRecords } from '../../src/records/create-records.ts'
import { roomMigrations } from './database.ts'

interface Wish {
  url: string
  ownerUrl: string
  data: string
  port: number
  witnesses: string
  witnessFor: string
  allow: string[]
}

const wish = JSON.parse(process.argv[2] ?? '{}') as Wish
const { url, ownerUrl, data, port, witnesses, witnessFor, allow } = wish
const clock = systemClock()
const log = createLog({ level: 'error' })
const database = await openDatabase({
  url,
  ownerUrl,
  migrations: roomMigrations(['platform', 'records']),
})
const egress = createEgress({ clock, allow })
const common = { database, clock, log, egress, data, timeZone: 'America/Lima', ledgerName: null }
const records = await createRecords({ ...common, witnesses, witnessFor })
const witness = await openWitnessDoor(records.ledger, { data, clock })
const locale = createLocale({
  rooms: [{ room: 'platform', folder: new URL('../../src/platform/', import.meta.url) }],
})
const server = createServer({ log, locale, metrics: createMetrics(), clock, explain: () => null })
const context = (): never => {
  throw new Error('this process has no pages')
}
server.register(recordsRoutes({ records, database, clock, context, witness }))
await server.listen({ port, host: '127.0.0.1' })
records.ledger.sequencer.start()
process.stdout.write('ready\n')
