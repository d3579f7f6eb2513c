// A database with the settings of an installation, loaded with cases, asked as an official asks.
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import { createCatalogue, importProcedures, catalogueJob } from '#case-files'
import { createEgress, createJobs, createLog, openDatabase } from '#platform'
import { createRecords } from '#records'
import { withClient } from '../../src/platform/database/store-server.ts'
import { residentBytes, treeOf } from '../../test/torture/shared/processes.ts'
import { roomMigrations } from '../../test/support/database.ts'
import { type Official, type TestPeople, testPeople } from '../../test/support/test-people.ts'
import { type Filled, fill, judgeLoad } from './fill.ts'
import type { Place } from './lives.ts'
import { type Asked, askAll } from './questions.ts'

export interface Measured {
  filled: Filled
  /** Cases that were replayed after loading, of which none was different. */
  judged: number
  results: Asked[]
  /** Bytes of memory: the program, and with it the database at most. */
  memory: { program: number; all: number }
  /** Bytes of the tables and indexes that are asked, and of the whole database. */
  sizes: { name: string; table: number; indexes: number }[]
  bytes: number
}

const offices = 40

/** A fixed evening, so that every run has the same days. */
const now = new Date('2026-06-30T23:00:00Z')

/** What is loaded, and who asks; kept beside it. */
interface Loaded {
  filled: Filled
  judged: number
  official: Official
}

/** `keep`: a folder to load into and to keep, or one that was loaded and is asked again. */
export async function measureQuestions(cases: number, keep?: string): Promise<Measured> {
  // Connections let a process end that waits for them alone; a measurement must not.
  const awake = setInterval(() => {}, 60_000)
  const data = keep ?? mkdtempSync(join(tmpdir(), 'rimaq-bench-'))
  const note = `${data}.json`
  if (!existsSync(note)) mustFit(join(data, '..'), cases)
  const rooms = roomMigrations(['platform', 'people', 'records', 'datasets', 'case-files'])
  const opened = await openDatabase({
    ...{ dataDir: data, migrations: rooms, closeOnSignals: false },
  })
  const ownerUrl = opened.url.replace('rimaq_program@', 'rimaq@')
  const superUrl = opened.url.replace('rimaq_program@', 'postgres@')
  const database = { ...opened, ownerUrl }
  const people = await testPeople({ database, now: new Date('2019-12-01T12:00:00Z') })
  const { clock } = people
  const log = createLog({ level: 'error' })
  const records = await createRecords({
    ...{ database, clock, log, egress: createEgress({ clock }), data, timeZone: 'America/Lima' },
    ...{ ledgerName: 'bench.example/ledger', witnesses: null, witnessFor: null },
  })
  const jobs = createJobs(database, log, clock)
  let most = 0
  const watch = setInterval(() => {
    const all = treeOf(process.pid).map(residentBytes)
    most = Math.max(
      most,
      all.reduce((sum, each) => sum + each, 0),
    )
  }, 1_000)
  try {
    const place = { nation: 'PE', region: '15', province: '1501' }
    const calendars = new Calendars(peruCalendar(), place)
    const parts = { database, clock, records }
    const known = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as Loaded) : null
    const loaded = known ?? (await load(people, { ...parts, jobs, calendars, superUrl, cases }))
    if (keep !== undefined) writeFileSync(note, JSON.stringify(loaded))
    clock.set(now)
    const { filled, judged, official } = loaded
    console.log(filled)
    const clerk = await people.signIn(official.person, official.holding)
    most = 0
    const patience = cases >= 1_000_000 ? 15_000 : 1_000
    const results = await askAll(people, { clerk, superUrl, parts, calendars, patience })
    return {
      ...{ filled, judged, results, ...(await sizesOf(superUrl)) },
      memory: { program: process.memoryUsage().rss, all: most },
    }
  } finally {
    clearInterval(watch)
    await jobs.stop()
    await records.close()
    await database.close()
    clearInterval(awake)
    if (keep === undefined) rmSync(data, { recursive: true, force: true })
  }
}

/** Procedures, offices with their officials, and the cases. */
async function load(
  people: TestPeople,
  given: {
    database: TestPeople['database']
    clock: TestPeople['clock']
    records: Awaited<ReturnType<typeof createRecords>>
    jobs: ReturnType<typeof createJobs>
    calendars: Calendars
    superUrl: string
    cases: number
  },
): Promise<Loaded> {
  const { database, clock, records, jobs, calendars, superUrl, cases } = given
  jobs.define(catalogueJob, async () => {})
  const catalogue = createCatalogue({ database, clock, jobs, journal: records.journal })
  const pack = new URL('../../packs/lima/procedures.json', import.meta.url)
  await importProcedures(catalogue, { kind: 'operator' }, pack)
  const { institution, places, official } = await organisation(people)
  const version = (await catalogue.inForce()).find(({ code }) => code === 'carta')
  if (version === undefined) throw new Error('there is no procedure')
  const id = await idOfVersion(people, 'carta')
  const asking = places[7]?.office ?? ''
  clock.set(now)
  const filled = await fill({
    ...{ cases, superUrl, institution, places, asking, calendars, now },
    version: { ...version, id },
  })
  const judged = await judgeLoad({ database, clock, records, calendars }, { superUrl, count: 200 })
  return { filled, judged: judged.cases, official }
}

/** About 24 kB for each case with its events, pages, indexes and the journal of the database. */
function mustFit(folder: string, cases: number): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < cases * 30_000 + 4e9) throw new Error(`${folder} has too little room`)
}

async function organisation(
  people: TestPeople,
): Promise<{ institution: string; places: Place[]; official: Official }> {
  const institution = await people.institution('Municipalidad de prueba')
  const role = await people.role(institution, 'trabaja', ['read', 'list', 'search', 'update'])
  const places: Place[] = []
  const officials: Official[] = []
  for (let at = 0; at < offices; at++) {
    const office = await people.office(institution, `o${at}`)
    const official = await people.official(office, role)
    officials.push(official)
    places.push({ office, position: official.position, holding: official.holding })
  }
  return { institution, places, official: officials[7] as Official }
}

async function idOfVersion({ database }: TestPeople, code: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`SELECT v.id FROM case_files.procedure_version v
    JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE p.code = ${code} AND v.retired IS NULL AND v.published IS NOT NULL`.execute(
    database.kysely,
  )
  return rows[0]?.id ?? ''
}

async function sizesOf(url: string): Promise<Pick<Measured, 'sizes' | 'bytes'>> {
  return withClient(url, async (client) => {
    const { rows: sizes } = await client.query<{ name: string; table: number; indexes: number }>(
      `SELECT c.oid::regclass::text AS name, pg_table_size(c.oid)::float8 AS table,
          pg_indexes_size(c.oid)::float8 AS indexes
        FROM pg_class c WHERE c.relkind = 'r' AND pg_total_relation_size(c.oid) > 20e6
        ORDER BY pg_total_relation_size(c.oid) DESC LIMIT 12`,
    )
    const { rows } = await client.query<{ size: number }>(
      'SELECT pg_database_size(current_database())::float8 AS size',
    )
    return { sizes, bytes: rows[0]?.size ?? 0 }
  })
}
