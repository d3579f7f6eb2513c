// Random sequences of routing, levels, holdings and publications, compared with the oracle after each step.
import fc from 'fast-check'
import { endHolding } from '../../../src/people/end-holding.ts'
import { nameCredential } from '../../../src/people/name-credential.ts'
import { PeopleError } from '../../../src/people/errors.ts'
import { notePublication, noteWithdrawal } from '../../../src/people/publish-record.ts'
import { raiseLevel } from '../../../src/people/raise-level.ts'
import { levels } from '../../../src/people/record.ts'
import { noteRecord } from '../../../src/people/register-record.ts'
import { routeRecord } from '../../../src/people/route-record.ts'
import { act } from '../../support/test-people.ts'
import { seededRandom } from '../shared/random.ts'
import { type City, generateCity } from './city.ts'
import { type Compared, askAll, compareLists, judge } from './compare.ts'
import type { OracleRecord } from './oracle.ts'

const change = fc.record({
  what: fc.constantFrom('route', 'raise', 'seal', 'publish', 'withdraw', 'name', 'end', 'pass'),
  record: fc.nat(),
  other: fc.nat(),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

/** A small city is changed step by step; the city goes on from sequence to sequence. */
export async function compareSequences(sequences: number, seed: number): Promise<Compared> {
  const city = await generateCity(seededRandom(seed + 1), 12)
  let checks = 0
  const differences: string[] = []
  try {
    const property = fc.asyncProperty(
      fc.array(change, { minLength: 3, maxLength: 6 }),
      async (changes) => {
        for (const each of changes) {
          await apply(city, each)
          const answers = await askAll(city, ['read', 'update', 'route'])
          for (const compared of [judge(city, answers), await compareLists(city)]) {
            checks += compared.checks
            differences.push(...compared.differences.map((line) => `after ${each.what}: ${line}`))
          }
          if (differences.length > 0) return false
        }
        return true
      },
    )
    // The city does not go back to its beginning, so a failure is not made smaller.
    await fc.check(property, { seed, numRuns: sequences, endOnFailure: true })
  } finally {
    await city.close()
  }
  return { checks, differences }
}

/** Changes the database by the verb, and the tables beside it by hand. */
async function apply(city: City, { what, record: at, other }: Change): Promise<void> {
  const { on, tables, offices, people } = city
  const record = tables.records[at % tables.records.length]
  if (record === undefined) return
  const pick = <T>(from: readonly T[]): T | undefined => from[other % from.length]
  on.clock.pass(1000)
  const now = on.clock.now()
  if (what === 'pass') return on.clock.pass(1_200_000)
  if (what === 'route') {
    const office = pick(offices.filter(({ institution }) => institution === record.institution))
    const person = pick(people)
    if (office === undefined || person === undefined) return
    await routeRecord(on.operator, { record: record.id, office: office.id, assigned: [person] })
    record.been.push(record.custody)
    Object.assign(record, { custody: office.id, assigned: [person] })
  }
  if (what === 'raise' && record.level < 3) await raise(city, record)
  if (what === 'seal') {
    const sealed = other % 2 === 0
    await on.database.transaction((trx) => noteRecord(trx, record.id, { sealed }, now))
    record.sealed = sealed
  }
  if (what === 'publish') {
    const publishing = on.database.transaction((trx) =>
      notePublication(trx, record.id, { basis: 'Base legal de prueba', state: record.state }, now),
    )
    const refused = await publishing.then(
      () => false,
      (error: unknown) => isRefusal(error),
    )
    if (refused !== record.level > 1) throw new Error('publishing was permitted or refused wrongly')
    if (!refused) Object.assign(record, { level: 0, published: true })
  }
  if (what === 'withdraw') {
    await on.database.transaction((trx) =>
      noteWithdrawal(trx, record.id, { state: record.state }, now),
    )
    if (record.level === 0) record.level = 1
    record.published = false
  }
  if (what === 'name') {
    const person = pick(people)
    if (person === undefined) return
    const withdraw = record.named.includes(person)
    await nameCredential(on.operator, { record: record.id, person, withdraw })
    record.named = withdraw
      ? record.named.filter((each) => each !== person)
      : [...record.named, person]
  }
  if (what === 'end' && other % 5 === 0) await end(city, other)
}

async function raise({ on }: City, record: OracleRecord): Promise<void> {
  const level = levels[record.level + 1] ?? 'secret'
  const closed = { basis: 'Base legal de prueba', reviewBy: '2027-01-01', authority: 'Alcaldía' }
  await raiseLevel(on.operator, { record: record.id, level, reason: 'Cambio de prueba', ...closed })
  Object.assign(record, { level: record.level + 1, published: false })
}

/** A holding ends; whoever is signed in through it has the same object as before. */
async function end(city: City, other: number): Promise<void> {
  const { on, principals } = city
  const signedIn = principals.filter(({ oracle }) => oracle.post !== null && oracle.person !== null)
  const chosen = signedIn[other % signedIn.length]
  const actor = chosen?.actor(null)
  if (!chosen || actor?.kind !== 'person' || actor.holding === null || chosen.oracle.post === null)
    return
  const { id, institution } = actor.holding
  const ended = await endHolding(on.operator, { institution, holding: id, act }).then(
    () => true,
    (error: unknown) => !isRefusal(error),
  )
  if (!ended) return
  // What was delegated from it ends with it; both are residents like others at their next sign-in.
  const gone = principals.filter((each) => [each.holding, each.grantor].includes(id))
  for (const each of gone) {
    each.oracle.post = null
    await each.again()
    const again = each.actor(null)
    if (again.kind !== 'person' || again.holding !== null)
      throw new Error('a holding outlived its end')
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof PeopleError) return true
  throw error
}
