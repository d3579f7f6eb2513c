// A process of its own that works on the jobs of one shelf until it is killed: node read-once.ts URL OWNER_URL FOLDER NOW
import { join } from 'node:path'
import { createFileStore, createJobs, createLog, createSandbox, openDatabase } from '#platform'
import { createShelf } from '#datasets'
import { createJournal } from '#records'
import { roomMigrations, roomsWithTables } from './database.ts'
import { keepingOf } from './test-shelf.ts'

const [url = '', ownerUrl = '', folder = '', at = ''] = process.argv.slice(2)
const log = createLog({ level: 'fatal' })
const now = new Date(at)
const clock = { now: () => now }
const database = await openDatabase({
  url,
  ownerUrl,
  migrations: roomMigrations(roomsWithTables()),
})
const jobs = createJobs(database, log, clock)
createShelf({
  database,
  files: createFileStore({ folder: join(folder, 'files') }),
  jobs,
  sandbox: createSandbox(log),
  clock,
  journal: createJournal(clock),
  keeping: keepingOf(clock),
  data: folder,
  defaultOrganisation: 'municipalidad',
})
await jobs.work()
process.stdout.write('working\n')
