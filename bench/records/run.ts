// Measures the case files: filings with their receipts, trays and search at a million cases.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import { createCatalogue, importProcedures, catalogueJob } from '#case-files'
import { createEgress, createJobs, createLog, openDatabase } from '#platform'
import { createRecords } from '#records'
import type { BenchOptions } from '../../scripts/bench.ts'
import { roomMigrations } from '../../test/support/database.ts'
import { testPeople } from '../../test/support/test-people.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure } from '../shared/timing.ts'
import { fill } from './fill.ts'
import { type FilingsResult, measureFilings } from './filings.ts'
import { type Asked, askAll } from './questions.ts'

export async function run({ scale, only }: BenchOptions): Promise<void> {
  const filings = 'filings'.includes(only) ? await measureFilings(scale) : []
  for (const result of filings) console.log(result)
  const cases = Math.max(2_000, Math.round(1_000_000 * scale))
  const asked = 'questions'.includes(only) ? await measureQuestions(cases) : null
  const text = page({ filings, asked, cases })
  console.log(text)
  writeResult('bench-records.md', text, scale === 1 && only === '')
}

/** On a database with the settings of an installation; the questions wait for no disk. */
async function measureQuestions(
  cases: number,
): Promise<{ results: Asked[]; memory: number; bytes: number }> {
  // Connections let a process end that waits for them alone; a measurement must not.
  const awake = setInterval(() => {}, 60_000)
  const data = mkdtempSync(join(tmpdir(), 'rimaq-bench-'))
  const rooms = roomMigrations(['platform', 'people', 'records', 'datasets', 'case-files'])
  const opened = await openDatabase({
    ...{ dataDir: data, migrations: rooms, closeOnSignals: false, statementTime: 0 },
  })
  const ownerUrl = opened.url.replace('rimaq_program@', 'rimaq@')
  const superUrl = opened.url.replace('rimaq_program@', 'postgres@')
  const database = { ...opened, ownerUrl }
  // The newest filing of the load lies a little before.
  const now = new Date(Date.parse('2020-01-01T12:00:00Z') + cases * 180_000)
  const people = await testPeople({ database, now: new Date('2019-12-01T12:00:00Z') })
  const { clock } = people
  const log = createLog({ level: 'error' })
  const records = await createRecords({
    ...{ database, clock, log, egress: createEgress({ clock }), data, timeZone: 'America/Lima' },
    ...{ ledgerName: 'bench.example/ledger', witnesses: null, witnessFor: null },
  })
  const jobs = createJobs(database, log, clock)
  try {
    jobs.define(catalogueJob, async () => {})
    const catalogue = createCatalogue({ database, clock, jobs, journal: records.journal })
    const pack = new URL('../../packs/lima/procedures.json', import.meta.url)
    await importProcedures(catalogue, { kind: 'operator' }, pack)
    const institution = await people.institution('Municipalidad de prueba')
    const ids: string[] = []
    for (let at = 0; at < 40; at++) ids.push(await people.office(institution, `o${at}`))
    const role = await people.role(institution, 'trabaja', ['read', 'list', 'search', 'update'])
    const official = await people.official(ids[7] ?? '', role)
    const positions = ids.map(() => official.position)
    const filled = await fill(people, { cases, superUrl, ids, institution, positions })
    clock.set(now)
    const clerk = await people.signIn(official.person, official.holding)
    const calendars = new Calendars(peruCalendar(), {
      nation: 'PE',
      region: '15',
      province: '1501',
    })
    const parts = { database, clock, records }
    const results = await askAll(people, { filled, clerk, superUrl, parts, calendars })
    return { results, memory: process.memoryUsage().rss, bytes: await sizeOf(superUrl) }
  } finally {
    await jobs.stop()
    await records.close()
    await database.close()
    clearInterval(awake)
    rmSync(data, { recursive: true, force: true })
  }
}

async function sizeOf(url: string): Promise<number> {
  const { withClient } = await import('../../src/platform/database/store-server.ts')
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ size: string }>(
      'SELECT pg_database_size(current_database())::text AS size',
    )
    return Number(rows[0]?.size ?? 0)
  })
}

function page(found: {
  filings: FilingsResult[]
  asked: Awaited<ReturnType<typeof measureQuestions>> | null
  cases: number
}): string {
  const { filings, asked, cases } = found
  const count = (value: number): string => Math.round(value).toLocaleString('en')
  const receipt = ({ receipt: made }: FilingsResult): string =>
    made === null ? 'none in 60 s' : `${figure(made.p50)} / ${figure(made.p95)}`
  return `# Case files: filings, trays, search

${circumstances('npm run bench -- records')}

## Filings
Clients on the same machine go from the form to the page with the number: form, a file of 1 MB (random bytes, hashed, on the disk before it is acknowledged), filing (number, case, first event, journal in one transaction that waits for the disk), page. The receipt signed with the entity's seal is made after the answer; its column says how long the last twenty took until the signed PDF could be fetched, from the end of the load on. Milliseconds.

${markdownTable(
  [
    'clients',
    'filings',
    'filings/s',
    'p50',
    'p95',
    'signed receipt p50 / p95',
    'CPU s per filing',
    'memory MB',
  ],
  filings.map((one) => [
    String(one.clients),
    count(one.filings),
    figure(one.perSecond),
    figure(one.p50),
    figure(one.p95),
    receipt(one),
    figure(one.cpu),
    count(one.memory / 1e6),
  ]),
)}

## Trays and search
**Generated load**: ${count(cases)} cases of 40 offices (three of ten open), ${count(cases * 20)} events, ${count(cases)} pages of 80 made-up words, written straight into the tables with triggers off; no counter took them in. The official belongs to one office and sees one case of forty. "Floor" is the same statement by a superuser, without policies, transaction and program; for a tray it is the page alone, without the counts beside it. ${asked === null ? '' : `The database has ${count(asked.bytes / 1e6)} MB; the program used ${count(asked.memory / 1e6)} MB.`} Milliseconds; processor time per question.

${markdownTable(
  ['question', 'p50', 'p95', 'floor p50', 'floor p95', 'program CPU', 'database CPU'],
  (asked?.results ?? []).map(({ what, p50, p95, floor, program, database }) => [
    what,
    figure(p50),
    figure(p95),
    figure(floor?.p50),
    figure(floor?.p95),
    figure(program),
    figure(database),
  ]),
)}
`
}
