// A digital counter on a real database and file store, with an office that receives and the procedures of Lima.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import {
  type Catalogue,
  Counter,
  Receipts,
  type CounterParts,
  Verifier,
  catalogueJob,
  createCatalogue,
  importProcedures,
  openSeal,
} from '#case-files'
import {
  createEgress,
  createFileStore,
  createJobs,
  createLocale,
  createLog,
  createSandbox,
  type FileStore,
  type Jobs,
} from '#platform'
import { createRecords } from '#records'
import type { Records } from '#records'
import { succeedOffice } from '../../src/people/succeed-office.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { type TestPeople, testPeople } from './test-people.ts'

export interface TestCounter {
  people: TestPeople
  records: Records
  files: FileStore
  catalogue: Catalogue
  counter: Counter
  /** With a seal made for this test, no authority of time and no mail. */
  receipts: Receipts
  /** Where files lie while they are verified. */
  temp: string
  /** Trusts nobody. */
  verifier: Verifier
  calendars: Calendars
  jobs: Jobs
  database: TestDatabase
  clock: TestPeople['clock']
  /** Another counter of the same city, with other hours of reception. */
  withHours(reception: NonNullable<CounterParts['reception']>): Counter
  /** Lets one office take over from another. */
  succeed(institution: string, office: string, successor: string): Promise<number>
  /** Of the office that receives; call once. */
  open(): Promise<{ institution: string; office: string }>
  close(): Promise<void>
}

/** The clock stands at Monday, 20 July 2026, ten in the morning in Lima, until it is told to pass. */
export async function testCounter(): Promise<TestCounter> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-counter-'))
  const database = await testDatabase(['people', 'records', 'datasets', 'case-files'])
  const people = await testPeople({ database, now: new Date('2026-07-20T15:00:00Z') })
  const { clock } = people
  const log = createLog({ level: 'silent' })
  const files = createFileStore({ folder: join(folder, 'files') })
  const records = await createRecords({
    ...{ database, clock, log, egress: createEgress({ clock }), data: folder },
    ...{ timeZone: 'America/Lima', ledgerName: null, witnesses: null, witnessFor: null },
  })
  const jobs = createJobs(database, log, clock)
  jobs.define(catalogueJob, async () => {})
  const catalogue = createCatalogue({ database, clock, jobs, journal: records.journal })
  const pack = new URL('../../packs/lima/procedures.json', import.meta.url)
  await importProcedures(catalogue, { kind: 'operator' }, pack)
  const place = { nation: 'PE', region: '15', province: '1501' }
  const calendars = new Calendars(peruCalendar(), place)
  const parts = { database, files, clock, records, calendars, office: 'mesa-de-partes' }
  const counter = new Counter(parts)
  const seal = await openSeal({
    ...{ data: folder, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps: null,
  })
  const locale = createLocale({
    rooms: [{ room: 'case-files', folder: new URL('../../src/case-files/', import.meta.url) }],
    timeZone: 'America/Lima',
  })
  const receipts = new Receipts({
    ...{ database, files, clock, records, calendars, seal, locale, log, mail: null },
    ...{ url: 'https://tramites.example', institution: 'Municipalidad de Prueba' },
  })
  const verifier = new Verifier({
    ...{ database, files, clock, sandbox: createSandbox(log), anchors: [] },
    temp: join(folder, 'temp'),
  })
  return {
    ...{ people, records, files, catalogue, counter, receipts, verifier, calendars, jobs },
    temp: join(folder, 'temp'),
    ...{ database, clock },
    withHours: (reception) => new Counter({ ...parts, reception }),
    succeed: (institution, office, successor) =>
      succeedOffice(people.operator, { institution, office, successor, act: 'Ordenanza 9' }),
    async open() {
      const institution = await people.institution('Municipalidad de Prueba')
      const office = await people.office(institution, 'mesa-de-partes')
      return { institution, office }
    },
    async close() {
      await jobs.stop()
      await records.close()
      await people.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
