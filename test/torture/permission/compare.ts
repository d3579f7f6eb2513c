// Compares the program with the oracle: decisions one by one, lists, counts, rows, and changes in sequence.
import { sql } from 'kysely'
import type { Actor, RecordFacts } from '#people'
import { decide } from '../../../src/people/decide.ts'
import { PeopleError } from '../../../src/people/errors.ts'
import {
  countRecords,
  findRecord,
  listRecords,
  withAccess,
} from '../../../src/people/find-record.ts'
import { inViewOf } from '../../../src/people/in-view-of.ts'
import { interestsOf } from '../../../src/people/store-parties.ts'
import { selectRecord } from '../../../src/people/store-records.ts'
import { asProgram } from '../../../src/people/store-view.ts'
import type { City, Principal } from './city.ts'
import {
  type Moment,
  type OraclePrincipal,
  type OracleRecord,
  allowedIn,
  isListed,
  mayDo,
} from './oracle.ts'

export const verbs = [
  'read',
  'list',
  'export',
  'update',
  'route',
  'draft',
  'sign',
  'approve',
  'seal',
  'raise-level',
  'lower-level',
  'name-credential',
]
const proofs = [null, 5, 200, 300, 900]

export interface Compared {
  checks: number
  differences: string[]
}

/** What was asked, and what the program answered. */
interface Asked {
  who: OraclePrincipal
  verb: string
  record: OracleRecord
  proof: number | null
  permit: boolean
}

export interface Answers {
  now: number
  proposer: string
  asked: Asked[]
}

/** Every record as the database has it, with all rows of access. */
async function allFacts(city: City): Promise<Map<string, RecordFacts>> {
  const { on, tables } = city
  const now = on.clock.now()
  return on.database.transaction((trx) =>
    asProgram(trx, now, async () => {
      const facts = new Map<string, RecordFacts>()
      for (const { id } of tables.records) {
        const row = await selectRecord(trx, 'case', id)
        if (row !== null) facts.set(id, await withAccess(trx, row, now))
      }
      return facts
    }),
  )
}

/** decide() for each principal, verb, record and age of proof. */
export async function askAll(city: City, asking: readonly string[] = verbs): Promise<Answers> {
  const { on, principals, tables } = city
  const facts = await allFacts(city)
  const now = on.clock.now()
  const proposer = principals.find(({ oracle }) => oracle.name === 'boss')?.oracle.person ?? ''
  const asked: Asked[] = []
  for (const { oracle: who, actor: signedIn } of principals) {
    const interests =
      who.person === null ? [] : await interestsOf(on.database.kysely, who.person, now)
    for (const proof of proofs) {
      const actor = signedIn(proof)
      for (const record of tables.records) {
        const known = facts.get(record.id)
        if (known === undefined) throw new Error(`record ${record.id} is not in the database`)
        for (const verb of asking) {
          const context = { now, interests, transitions: allowedIn, proposer }
          const { permit } = decide(actor, verb, known, context)
          asked.push({ who, verb, record, proof, permit })
        }
      }
    }
  }
  return { now: now.getTime(), proposer, asked }
}

/** Where the oracle says otherwise; `without` leaves one of its rules out. */
export function judge(city: City, answers: Answers, without?: Moment['without']): Compared {
  const differences: string[] = []
  for (const { who, verb, record, proof, permit } of answers.asked) {
    const moment = {
      now: answers.now,
      proof,
      proposer: answers.proposer,
      ...(without && { without }),
    }
    if (mayDo(city.tables, who, verb, record, moment) !== permit) {
      differences.push(
        `${who.name} ${verb} level ${record.level} ${record.state} proof ${proof}: program says ${permit}`,
      )
    }
  }
  return { checks: answers.asked.length, differences }
}

/** Lists, counts and bare rows of each principal against what the oracle lists. */
export async function compareLists(city: City): Promise<Compared> {
  const { on, principals, tables } = city
  const now = on.clock.now().getTime()
  const differences: string[] = []
  let checks = 0
  for (const principal of principals) {
    const { oracle: who } = principal
    const seen = tables.records.filter((record) =>
      isListed(tables, who, record, { now, proof: 5, proposer: '' }),
    )
    const known = new Set(seen.map(({ id }) => id))
    const listed = mayList(who, now) ? known : new Set<string>()
    const found = await asListed(city, principal.actor(5))
    for (const [what, ids, expected] of [
      ['list', found.listed, listed],
      ['rows', found.rows, known],
    ] as const) {
      checks += tables.records.length
      const wrong = [...ids, ...expected].filter((id) => !ids.has(id) || !expected.has(id))
      differences.push(...wrong.map((id) => `${who.name} ${what} ${id}`))
    }
    checks += 1
    if (found.count !== listed.size)
      differences.push(`${who.name} counts ${found.count} of ${listed.size}`)
  }
  return { checks, differences }
}

function mayList(who: OraclePrincipal, now: number): boolean {
  if (who.scopes !== null && !who.scopes.includes('list')) return false
  const { post } = who
  if (post === null || post.family === 'administer') return true
  const serving = post.from <= now && (post.until === null || now < post.until)
  return !serving || post.verbs.includes('list')
}

async function asListed(
  { on }: City,
  actor: Actor,
): Promise<{ listed: Set<string>; rows: Set<string>; count: number }> {
  return inViewOf({ database: on.database, clock: on.clock, actor }, async (view) => {
    const listed: string[] = []
    let after = null
    do {
      const page = await listRecords(view, { kind: 'case', limit: 17, after })
      listed.push(...page.records.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    const { rows } = await sql<{ id: string }>`SELECT id FROM people.record`.execute(view.trx)
    const unique = new Set(listed)
    // A record that stands twice in a list is a difference too.
    const count = (await countRecords(view)).count + (listed.length - unique.size) * 1_000_000
    return { listed: unique, rows: new Set(rows.map(({ id }) => id)), count }
  })
}

/** findRecord() through the database, for every `step`-th pair of principal and record. */
export async function compareFinding(city: City, step: number): Promise<Compared> {
  const { on, principals, tables } = city
  const differences: string[] = []
  let pair = 0
  let checks = 0
  for (const { oracle: who, actor } of principals) {
    for (const record of tables.records) {
      if (pair++ % step !== 0) continue
      checks += 1
      const moment = { now: on.clock.now().getTime(), proof: 5, proposer: '' }
      const found = await finds(city, actor(5), record.id)
      if (found !== mayDo(tables, who, 'read', record, moment)) {
        differences.push(`${who.name} finds level ${record.level}: ${found}`)
      }
    }
  }
  return { checks, differences }
}

async function finds({ on }: City, actor: Actor, id: string): Promise<boolean> {
  try {
    const found = await inViewOf({ database: on.database, clock: on.clock, actor }, (view) =>
      findRecord(view, { verb: 'read', kind: 'case', id }),
    )
    return found !== null
  } catch (error) {
    if (error instanceof PeopleError && error.code === 'not-permitted') return false
    throw error
  }
}

export type { Principal }
