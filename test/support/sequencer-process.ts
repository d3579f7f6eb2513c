// A process of its own that sequences until it is killed: node sequencer-process.ts URL OWNER_URL DATA
import { createEgress, createLog, openDatabase, systemClock } from '#platform'
import { roomMigrations } from './database.ts'
import { createRecords } from '../../src/records/create-records.ts'

const [url = '', ownerUrl = '', data = ''] = process.argv.slice(2)
const clock = systemClock()
const records = await createRecords({
  database: await openDatabase({
    url,
    ownerUrl,
    migrations: roomMigrations(['platform', 'records']),
  }),
  clock,
  log: createLog({ level: 'error' }),
  egress: createEgress({ clock }),
  data,
  timeZone: 'America/Lima',
  ledgerName: null,
  witnesses: null,
  witnessFor: null,
})
records.ledger.sequencer.start()
process.stdout.write('ready\n')
// The sequencer's pauses do not keep a process alive.
setInterval(() => {}, 1_000)
