// Measures what permission costs: decide() alone, and pages of lists beside the same query without it.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Actor, RecordFacts } from '#people'
import { decide } from '../../src/people/decide.ts'
import { countRecords, findRecord, listRecords } from '../../src/people/find-record.ts'
import { inViewOf } from '../../src/people/in-view-of.ts'
import { institutionOf, principalsOf } from '../../src/people/record.ts'
import { pageOfRecords } from '../../src/people/store-records.ts'
import { setView } from '../../src/people/store-view.ts'
import type { BenchOptions } from '../../scripts/bench.ts'
import { withClient } from '../../src/platform/database/store-server.ts'
import type { Schema } from '#platform'
import { createPool } from '../../src/platform/database/connection.ts'
import { type TestPeople, testPeople } from '../../test/support/test-people.ts'
import { Kysely, PostgresDialect } from 'kysely'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure, summary } from '../shared/timing.ts'

const offices = 40

export async function run({ scale }: BenchOptions): Promise<void> {
  const records = Math.round(1_000_000 * scale)
  // The test database lets the process end while it waits; a measurement must not.
  const awake = setInterval(() => {}, 60_000)
  const on = await testPeople()
  try {
    const city = await fill(on, records)
    console.log(`${records} records filled in`)
    const decisions = decisionsPerSecond(city.clerk, city)
    const lists = await measureLists(on, city)
    const text = page({ records, access: city.access, decisions, lists })
    console.log(text)
    writeResult('bench-permission.md', text, scale === 1)
  } finally {
    await on.close()
    clearInterval(awake)
  }
}

interface Filled {
  clerk: Actor
  adviser: Actor
  resident: Actor
  institution: string
  office: string
  one: string
  access: number
}

async function fill(on: TestPeople, records: number): Promise<Filled> {
  const institution = await on.institution('Municipalidad de prueba')
  const ids: string[] = []
  for (let count = 0; count < offices; count++) ids.push(await on.office(institution, `o${count}`))
  const office = ids[7] ?? ''
  const role = await on.role(institution, 'trabaja', ['read', 'list', 'update'])
  const consults = await on.role(institution, 'consulta', ['read', 'list', 'consult'])
  const clerk = await on.official(office, role)
  const adviser = await on.official(office, consults)
  const party = randomUUID()
  await on.database.transaction(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    await setView(trx, { principals: ['program'], institution: null, now: on.clock.now() })
    await sql`INSERT INTO people.record (id, kind, institution_id, level, basis, review_by,
        custody_office_id, state, opened_at)
      SELECT gen_random_uuid(), 'case', ${institution}, level, 'Base legal', '2027-01-01',
        (${ids}::uuid[])[1 + n % ${offices}], 'open', timestamptz '2026-01-01' + n * interval '1 second'
      FROM (SELECT n, CASE n % 10 WHEN 0 THEN 2 ELSE 1 END AS level FROM generate_series(1, ${records}) n) x`.execute(
      trx,
    )
    await sql`INSERT INTO people.record_access
        (record_id, institution_id, principal, reason, ceiling, opened_at)
      SELECT id, institution_id, 'office:' || custody_office_id, 'custody', 2, opened_at FROM people.record
      UNION ALL
      SELECT id, institution_id, 'staff:' || institution_id, 'institution', 1, opened_at
      FROM people.record`.execute(trx)
    await sql`INSERT INTO people.record_access
        (record_id, institution_id, principal, reason, ceiling, opened_at)
      SELECT id, institution_id, ${`party:${party}`}, 'party', 2, opened_at
      FROM people.record ORDER BY id LIMIT 8`.execute(trx)
  })
  await withClient(on.database.ownerUrl, async (client) => {
    await client.query('ANALYZE people.record')
    await client.query('ANALYZE people.record_access')
  })
  const signedIn = await on.signIn(clerk.person, clerk.holding)
  const own = await inViewOf({ database: on.database, clock: on.clock, actor: signedIn }, (view) =>
    listRecords(view, { limit: 1 }),
  )
  const resident: Actor = {
    kind: 'person',
    person: adviser.person,
    session: 'session' as never,
    holding: null,
    parties: [party as never],
    provenAt: null,
  }
  return {
    clerk: signedIn,
    adviser: await on.signIn(adviser.person, adviser.holding),
    resident,
    institution,
    office,
    one: own.records[0]?.id ?? '',
    access: 2 * records + 8,
  }
}

/** Calls per second of processor time, on a record with six rows of access. */
function decisionsPerSecond(actor: Actor, { institution, office }: Filled): Record<string, number> {
  const row = (principal: string, reason: RecordFacts['access'][number]['reason']) =>
    ({ principal, reason, ceiling: 'restricted', until: null }) as const
  const record: RecordFacts = {
    kind: 'case',
    id: randomUUID() as never,
    institution: institution as never,
    level: 'restricted',
    basis: 'Ley',
    reviewBy: '2027-01-01',
    custody: office as never,
    procedure: '',
    state: 'open',
    drafter: null,
    sealed: false,
    published: false,
    opened: new Date(),
    access: [
      row(`party:${randomUUID()}`, 'party'),
      row(`audit:${institution}`, 'audit'),
      row(`person:${randomUUID()}`, 'assigned'),
      row(`office:${randomUUID()}`, 'path'),
      row(`office:${randomUUID()}`, 'path'),
      row(`office:${office}`, 'custody'),
    ],
    parties: [randomUUID()],
  }
  const context = { now: new Date('2026-03-02T15:00:00Z'), interests: [randomUUID()] }
  const measure = (asking: Actor, verb: string): number => {
    const calls = 300_000
    let permitted = 0
    for (let warm = 0; warm < 50_000; warm++) decide(asking, verb, record, context)
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call++) {
      if (decide(asking, verb, record, context).permit) permitted += 1
    }
    const { user, system } = process.cpuUsage(before)
    if (permitted !== 0 && permitted !== calls) throw new Error('the answer changed')
    return calls / ((user + system) / 1e6)
  }
  return {
    'official, permitted': measure(actor, 'update'),
    'official, verb not granted': measure(actor, 'seal'),
    'anyone, not visible': measure({ kind: 'visitor' }, 'read'),
  }
}

interface Listed {
  what: string
  p50: number
  p99: number
  program: number
  database: number
  bare: { p50: number; database: number } | null
}

async function measureLists(on: TestPeople, city: Filled): Promise<Listed[]> {
  const cases: { what: string; actor: Actor; deep: boolean }[] = [
    { what: 'first page, official of one office', actor: city.clerk, deep: false },
    { what: 'page 200, official of one office', actor: city.clerk, deep: true },
    { what: 'first page, adviser who may consult all', actor: city.adviser, deep: false },
    { what: 'a resident’s 8 cases', actor: city.resident, deep: false },
  ]
  const superUrl = on.database.url.replace('rimaq_program', 'postgres')
  const pool = createPool({ url: superUrl, connections: 1, statementTime: 0, allowExit: true })
  const bare = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const results: Listed[] = []
  for (const { what, actor, deep } of cases) {
    const after = deep ? await placeAt(on, actor, Math.min(10_000, 200 * 50)) : null
    const limit = 50
    const filtered = await measure(on, () =>
      inViewOf({ database: on.database, clock: on.clock, actor }, (view) =>
        listRecords(view, { limit, after }),
      ),
    )
    const unfiltered = await measure(on, () =>
      bare.transaction().execute(async (trx) => {
        const now = on.clock.now()
        const principals = principalsOf(actor, now)
        await setView(trx, { principals, institution: institutionOf(actor), now })
        return pageOfRecords(trx, { limit, after })
      }),
    )
    results.push({ what, ...filtered, bare: unfiltered })
  }
  const counted = await measure(on, () =>
    inViewOf({ database: on.database, clock: on.clock, actor: city.clerk }, (view) =>
      countRecords(view),
    ),
  )
  results.push({ what: 'count up to 1,000, official of one office', ...counted, bare: null })
  const found = await measure(on, () =>
    inViewOf({ database: on.database, clock: on.clock, actor: city.clerk }, (view) =>
      findRecord(view, { verb: 'read', kind: 'case', id: city.one }),
    ),
  )
  results.push({ what: 'one record by id, with decide()', ...found, bare: null })
  // Two answers that must not be told apart by their time: of another's record, and of none.
  const nobody: Actor = { kind: 'visitor' }
  const asking = (id: () => string) => () =>
    inViewOf({ database: on.database, clock: on.clock, actor: nobody }, (view) =>
      findRecord(view, { verb: 'read', kind: 'case', id: id() }),
    )
  const invisible = await measure(
    on,
    asking(() => city.one),
  )
  results.push({ what: 'one record by id, invisible', ...invisible, bare: null })
  const absent = await measure(on, asking(randomUUID))
  results.push({ what: 'one record by id, absent', ...absent, bare: null })
  await bare.destroy()
  return results
}

async function placeAt(
  on: TestPeople,
  actor: Actor,
  depth: number,
): Promise<{ opened: Date; id: string } | null> {
  return inViewOf({ database: on.database, clock: on.clock, actor }, async (view) => {
    const page = await listRecords(view, { limit: depth })
    const last = page.records.at(-1)
    return last === undefined ? null : { opened: last.opened, id: last.id }
  })
}

async function measure(
  on: TestPeople,
  ask: () => Promise<unknown>,
): Promise<{ p50: number; p99: number; program: number; database: number }> {
  for (let warm = 0; warm < 10; warm++) await ask()
  const taken: number[] = []
  const times = 150
  const cpu = process.cpuUsage()
  const before = await databaseTime(on)
  const end = performance.now() + 20_000
  for (let turn = 0; turn < times && (turn < 3 || performance.now() < end); turn++) {
    const start = performance.now()
    await ask()
    taken.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(cpu)
  const database = ((await databaseTime(on)) - before) / taken.length
  const { p50, p99 } = summary(taken)
  return { p50, p99, program: (user + system) / 1000 / taken.length, database }
}

/** Milliseconds of processor that the server processes of this database used (Linux). */
async function databaseTime(on: TestPeople): Promise<number> {
  const { rows } = await sql<{ pid: number }>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database()`.execute(on.database.kysely)
  const ticks = rows.map(({ pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'ascii').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, each) => sum + each, 0) * 10
}

function page(found: {
  records: number
  access: number
  decisions: Record<string, number>
  lists: Listed[]
}): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en')
  return `# What permission costs

${circumstances('npm run bench -- permission')}
- ${count(found.records)} records of ${offices} offices, ${count(found.access)} rows of access, one in ten restricted; the throw-away database of the tests (64 MB of shared memory, nothing made durable)

## decide()
Calls per second of processor time; a restricted record with six rows of access.

${markdownTable(
  ['question', 'calls/s'],
  Object.entries(found.decisions).map(([what, calls]) => [what, count(calls)]),
)}

## Lists
Pages of 50 in a transaction of their own with the view set. "Bare" is the same statement by a superuser, whom no policy holds. Milliseconds; processor time per question in the program and in the database (whose clock ticks every 10 ms; the mean of up to 150 questions).

${markdownTable(
  [
    'question',
    'p50',
    'p99',
    'program CPU',
    'database CPU',
    'bare p50',
    'bare database CPU',
    'ratio of p50',
  ],
  found.lists.map(({ what, p50, p99, program, database, bare }) => [
    what,
    figure(p50),
    figure(p99),
    figure(program),
    figure(database),
    figure(bare?.p50),
    figure(bare?.database),
    bare === null ? '–' : figure(p50 / bare.p50),
  ]),
)}
`
}
