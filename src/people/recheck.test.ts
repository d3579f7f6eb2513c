// Tests that a job sees nothing its asker may not see any more, in random orders of asking and change.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Official, type TestPeople, act, testPeople } from '../../test/support/test-people.ts'
import type { TokenId } from './actor.ts'
import { endHolding } from './end-holding.ts'
import { raiseLevel } from './raise-level.ts'
import { type ActorReference, recheck, referenceTo } from './recheck.ts'
import { registerRecord } from './register-record.ts'
import { routeRecord } from './route-record.ts'

let on: TestPeople
let institution: string
let office: string
let elsewhere: string
let role: string

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  office = await on.office(institution, 'licencias')
  elsewhere = await on.office(institution, 'archivo')
  role = await on.role(institution, 'trabaja', ['read', 'list'])
})
after(() => on.close())

const changes = ['nothing', 'end', 'raise', 'route', 'revoke', 'lapse'] as const
const step = fc.record({ change: fc.constantFrom(...changes), byToken: fc.boolean() })

test('a queued job is judged by what is so when it runs', async () => {
  let denied = 0
  let permitted = 0
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 5 }),
    async (steps) => {
      const official = await on.official(office, role)
      const id = randomUUID()
      const facts = { id, kind: 'case', institution, custody: office, state: 'open' }
      await on.database.transaction((trx) =>
        registerRecord(trx, { ...facts, level: 'institution' }, on.clock.now()),
      )
      const revoked = new Set<string>()
      const token = randomUUID() as TokenId
      const references = await queued(official, token)
      let [ended, closed] = [false, false]
      for (const { change, byToken } of steps) {
        on.clock.pass(1000)
        if (change === 'end' && !ended) {
          await endHolding(on.operator, { institution, holding: official.holding, act })
          ended = true
        }
        if (change === 'raise' && !closed) {
          const level = {
            level: 'secret' as const,
            basis: 'Ley',
            reviewBy: '2027-01-01',
            authority: 'Alcaldía',
          }
          await raiseLevel(on.operator, { record: id, ...level, reason: 'Investigación en curso' })
          closed = true
        }
        // An office that had it keeps seeing it: routing alone denies nothing.
        if (change === 'route') await routeRecord(on.operator, { record: id, office: elsewhere })
        if (change === 'revoke') revoked.add(token)
        const before = on.entries.length
        const result = await recheck(
          {
            database: on.database,
            clock: on.clock,
            journal: on.operator.journal,
            isTokenValid: async (each) => !revoked.has(each),
          },
          byToken ? references.token : references.person,
          { verb: 'read', kind: 'case', id },
        )
        const expected = !ended && !closed && !(byToken && revoked.size > 0)
        assert.equal(result.permit, expected, JSON.stringify(steps))
        // A denial stands in the journal, a permission does not.
        assert.equal(on.entries.length - before, expected ? 0 : 1)
        if (expected) permitted += 1
        else denied += 1
      }
    },
  )
  await fc.assert(property, { numRuns: 60, seed: 11 })
  assert.ok(denied > 40 && permitted > 40, `${denied} denied, ${permitted} permitted`)
})

async function queued(
  official: Official,
  token: TokenId,
): Promise<{ person: ActorReference; token: ActorReference }> {
  const actor = await on.signIn(official.person, official.holding)
  if (actor.kind !== 'person' || actor.holding === null) throw new Error('nobody signed in')
  const scopes = new Set(['read'])
  return {
    person: referenceTo(actor),
    token: referenceTo({ kind: 'system', token, holding: actor.holding, scopes }),
  }
}
