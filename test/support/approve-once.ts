// A process of its own that approves one submission: node approve-once.ts URL OWNER_URL FOLDER ID PERSON HOLDING NOW
import { createFileStore, createJobs, createLog, createSandbox, openDatabase } from '#platform'
import { createShelf } from '#datasets'
import { type HoldingId, type PersonId, type SessionId, loadHolding } from '#people'
import { createJournal } from '#records'
import { join } from 'node:path'
import { roomMigrations, roomsWithTables } from './database.ts'
import { keepingOf } from './test-shelf.ts'

const [url = '', ownerUrl = '', folder = '', id = '', person = '', holding = '', at = ''] =
  process.argv.slice(2)
const log = createLog({ level: 'fatal' })
const now = new Date(at)
const clock = { now: () => now }
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
const chief = shelf.as({
  kind: 'person',
  person: person as PersonId,
  session: 'session' as SessionId,
  holding: await loadHolding(database.kysely, holding as HoldingId, now),
  parties: [],
  provenAt: now,
})
const report = await chief.approveSubmission(id, {
  progress: ({ phase }) => process.stdout.write(`${phase}\n`),
})
process.stdout.write(`done ${report.version}\n`)
await jobs.stop()
await database.close()
