// A process of its own that deposits acts one after the other: node notify-once.ts URL OWNER_URL FOLDER CASE:POSITION…
import { join } from 'node:path'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import {
  createFileStore,
  createJobs,
  createLocale,
  createLog,
  createMail,
  openDatabase,
  systemClock,
} from '#platform'
import { createJournal } from '#records'
import { actOnCase } from '../../src/case-files/case/act-on-case.ts'
import { notifyAct } from '../../src/case-files/notify/notify-act.ts'
import type { NotifyParts } from '../../src/case-files/notify/notify-parts.ts'
import { openSeal } from '../../src/case-files/seal/entity-seal.ts'
import { roomMigrations, roomsWithTables } from './database.ts'

const [url = '', ownerUrl = '', folder = '', ...cases] = process.argv.slice(2)
const log = createLog({ level: 'fatal' })
const clock = systemClock()
const database = await openDatabase({
  url,
  ownerUrl,
  migrations: roomMigrations(roomsWithTables()),
})
const jobs = createJobs(database, log, clock)
// Nobody listens there: letters wait.
const place = { host: '127.0.0.1', port: 9, user: null, password: null, tls: 'none' as const }
const parts: NotifyParts = {
  ...{ database, jobs, clock },
  files: createFileStore({ folder: join(folder, 'files') }),
  calendars: new Calendars(peruCalendar(), { nation: 'PE', region: '15', province: '1501' }),
  records: {
    journal: createJournal(clock),
    takeNumber: () => Promise.reject(new Error('no number is taken here')),
  },
  locale: createLocale({
    rooms: [{ room: 'case-files', folder: new URL('../../src/case-files/', import.meta.url) }],
  }),
  mail: createMail({
    database,
    jobs,
    clock,
    log,
    place: { ...place, from: 'avisos@lima.example' },
  }),
  seal: await openSeal({
    ...{ data: folder, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps: null,
  }),
  ...{ url: 'https://lima.example', institution: 'Municipalidad de Prueba' },
}
const operator = { kind: 'operator' } as const
process.stdout.write('ready\n')
for (const each of cases) {
  const [id = '', position = ''] = each.split(':')
  const read = { id, verb: 'read' }
  const seen = await actOnCase(parts, operator, read, async (step) => step.standing.lastSeq)
  await notifyAct(parts, operator, {
    ...{ id, seen },
    plan: {
      ...{ channel: 'mailbox', position: Number(position), exhausts: false },
      ...{ appeals: 'Reconsideración y apelación', body: 'Gerencia', termDays: 15 },
    },
  })
  process.stdout.write(`${id}\n`)
}
await jobs.stop()
await database.close()
