// A process of its own that publishes one file and tells its phases: node publish-once.ts URL OWNER_URL FOLDER FILE
import {
  createFileStore,
  createJobs,
  createLog,
  createSandbox,
  openDatabase,
  systemClock,
} from '#platform'
import { createShelf } from '#datasets'
import { createJournal } from '#records'
import { basename, join } from 'node:path'
import { roomMigrations, roomsWithTables } from './database.ts'
import { keepingOf } from './test-shelf.ts'

const [url = '', ownerUrl = '', folder = '', path = ''] = process.argv.slice(2)
const log = createLog({ level: 'fatal' })
const clock = systemClock()
const database = await openDatabase({
  url,
  ownerUrl,
  migrations: roomMigrations(roomsWithTables()),
})
const jobs = createJobs(database, log, clock)
const shelf = createShelf({
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
const report = await shelf
  .as({ kind: 'operator' })
  .publishFile(
    { path, name: basename(path), dataset: 'matado' },
    { progress: ({ phase }) => process.stdout.write(`${phase}\n`) },
  )
process.stdout.write(`done ${report.version}\n`)
await jobs.stop()
await database.close()
