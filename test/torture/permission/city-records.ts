// Fills the generated city with records of all levels and states, and opens some in emergencies.
import { randomUUID } from 'node:crypto'
import { approveBreakGlass } from '../../../src/people/approve-break-glass.ts'
import { notePublication } from '../../../src/people/publish-record.ts'
import { levels } from '../../../src/people/record.ts'
import { noteRecord, registerRecord } from '../../../src/people/register-record.ts'
import { requestBreakGlass } from '../../../src/people/request-break-glass.ts'
import type { Random } from '../shared/random.ts'
import type { City, Principal } from './city.ts'
import type { OracleRecord } from './oracle.ts'

/** One record in the database and in the oracle's tables. */
export async function addRecord(city: City, random: Random, parties: string[]): Promise<void> {
  const { on, tables, offices, people } = city
  const custody = random.below(4) === 0 ? random.pick(offices) : random.pick(offices.slice(0, 8))
  const level = random.below(4)
  const some = (from: readonly string[], often: number): string[] =>
    random.below(often) === 0 ? [random.pick(from)] : []
  const record: OracleRecord = {
    id: randomUUID(),
    institution: custody.institution,
    level,
    published: false,
    custody: custody.id,
    been: [],
    assigned: some(people, 3),
    named: level === 3 ? some(people, 2) : some(people, 9),
    parties: some(parties, 2),
    procedure: random.pick(['', 'licencia', 'reclamo']),
    state: random.pick(['open', 'drafted', 'resolved']),
    sealed: random.below(6) === 0,
    drafter: random.below(3) === 0 ? null : random.pick(people),
    opened: [],
  }
  tables.records.push(record)
  const now = on.clock.now()
  await on.database.transaction(async (trx) => {
    const closed =
      level < 2
        ? {}
        : { basis: 'Base legal de prueba', reviewBy: '2027-01-01', authority: 'Alcaldía' }
    const facts = {
      ...record,
      kind: 'case',
      level: levels[level] ?? 'secret',
      credentials: record.named,
      ...closed,
    }
    await registerRecord(trx, facts, now)
    if (record.sealed) await noteRecord(trx, record.id, { sealed: true }, now)
    if (level === 0 && random.below(2) === 0) {
      await notePublication(
        trx,
        record.id,
        { basis: 'Base legal de prueba', state: record.state },
        now,
      )
      record.published = true
    }
  })
}

/** Emergencies: administrators of the first institution open some of its records. */
export async function openSome(city: City, random: Random): Promise<void> {
  const { on, tables, principals, institutions } = city
  const of = (name: string): Principal | undefined =>
    principals.find(
      ({ oracle }) => oracle.name === name && oracle.post?.institution === institutions[0],
    )
  const [first, second] = [of('administrator'), of('other administrator')]
  if (!first || !second) return
  const own = tables.records.filter(({ institution }) => institution === institutions[0])
  for (const record of own.filter(() => random.below(12) === 0)) {
    const input = { record: record.id, reason: 'Emergencia de prueba con dos personas' }
    const request = await requestBreakGlass(on.as(first.actor(0)), input)
    const { until } = await approveBreakGlass(on.as(second.actor(0)), { request })
    record.opened.push({ person: first.oracle.person ?? '', until: until.getTime() })
  }
}
