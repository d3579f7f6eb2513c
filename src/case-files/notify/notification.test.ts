// The rules of a notification, for any plan and any case: nothing incomplete goes out, no way is taken that the law does not open.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Phase } from '@rimaq/workdays'
import { consentIn } from './consent.ts'
import {
  type Facts,
  type Plan,
  channels,
  chooseChannel,
  deliveryFaults,
  electronic,
  missingIn,
  outcomes,
  wayBarred,
} from './notification.ts'

const phases: Phase[] = ['open', 'decided', 'notifying', 'notified', 'appealed', 'approved', 'firm']
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  phase: fc.constantFrom(...phases),
  party: fc.constantFrom('', 'p2'),
  awaited: fc.boolean(),
  blocked: fc.subarray(['Vecina De Prueba']),
  acts: fc.subarray([1, 2, 3]),
  addressee: fc.record({
    ...{ name: fc.constant('Persona De Prueba'), document: fc.constant('DNI') },
    ...{ number: fc.constant('40000001'), email: fc.constantFrom(null, 'rosa@example.pe') },
    address: fc.constantFrom(null, 'Jirón de la Prueba 123'),
  }),
  consent: fc.option(
    fc.record({
      channel: fc.constantFrom('mailbox' as const, 'email' as const),
      ...{ email: fc.constant('rosa@example.pe'), version: fc.constant('1') },
      seq: fc.constant(1),
    }),
  ),
  mail: fc.boolean(),
  underWay: fc.boolean(),
  undelivered: fc.boolean(),
})
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  channel: fc.constantFrom(...channels),
  position: fc.integer({ min: 0, max: 4 }),
  appeals: fc.constantFrom('', '  ', 'Reconsideración y apelación'),
  body: fc.constantFrom('', 'Gerencia'),
  termDays: fc.constantFrom(null, 0, 10, 15, 90),
  exhausts: fc.boolean(),
})

describe('whatever is planned', () => {
  test('goes out only when decided, whole, and by a way that is open', () => {
    fc.assert(
      fc.property(anyPlan, anyFacts, (plan, facts) => {
        if (missingIn(plan, facts).length > 0) return
        if (facts.party !== '') assert.ok(facts.awaited)
        else assert.deepEqual([facts.phase, facts.blocked], ['decided', []])
        assert.equal(facts.underWay, false)
        assert.ok(facts.acts.includes(plan.position))
        assert.ok(plan.appeals.trim() !== '' && plan.body.trim() !== '')
        assert.ok(plan.termDays !== null && (plan.exhausts || plan.termDays === 15))
        if (electronic.has(plan.channel)) {
          assert.ok(facts.mail && facts.consent?.channel === plan.channel)
        } else if (plan.channel === 'publication') {
          assert.ok(facts.addressee.address === null || facts.undelivered)
        } else assert.notEqual(facts.addressee.address, null)
      }),
      { numRuns: 2000 },
    )
  })

  test('the way that is proposed is open, electronic where it was agreed to, and never none', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const chosen = chooseChannel(facts)
        // Where nothing else is possible there is the gazette.
        assert.ok(chosen !== null)
        assert.deepEqual(wayBarred(chosen, facts), [])
        if (facts.consent !== null && facts.mail) assert.equal(chosen, facts.consent.channel)
        if (facts.undelivered) assert.notEqual(chosen, 'personal')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('whatever is said of a delivery', () => {
  const day = fc.constantFrom('2026-10-01', '2026-10-05', '2026-10-09', '2026-13-40', '')
  const known = fc.record({
    channel: fc.constantFrom('personal' as const, 'letter' as const, 'publication' as const),
    visits: fc.subarray(['2026-10-01', '2026-10-05']),
    today: fc.constant('2026-10-06'),
    evidence: fc.boolean(),
  })
  const delivery = fc.record({
    ...{ outcome: fc.constantFrom(...outcomes), on: day },
    receivedBy: fc.constantFrom('', 'El titular'),
  })

  test('it counts only with evidence, on a day that has come, and under a door only after a visit', () => {
    fc.assert(
      fc.property(delivery, known, (told, facts) => {
        if (deliveryFaults(told, facts).length > 0) return
        assert.ok(facts.evidence && told.on <= facts.today && told.on.length === 10)
        assert.equal(told.outcome === 'published', facts.channel === 'publication')
        if (told.outcome === 'under-door') assert.ok(facts.visits.some((each) => each < told.on))
        if (told.outcome === 'delivered') assert.notEqual(told.receivedBy, '')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('consent', () => {
  const event = fc.constantFrom('consented', 'consent-withdrawn', 'document-added')
  test('is the last one given and not withdrawn since, whatever happened in between', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(event, { maxLength: 12 }), (atFiling, kinds) => {
        const said = { channel: 'mailbox', email: 'rosa@example.pe', version: '1', text: '' }
        const events = [
          { seq: 1, kind: 'filed', content: { filer: atFiling ? { consent: said } : {} } },
          ...kinds.map((kind, at) => ({
            ...{ seq: at + 2, kind },
            content: kind === 'consented' ? { consent: said } : {},
          })),
        ]
        const last = events.findLast(
          ({ seq, kind }) => kind.startsWith('consent') || (seq === 1 && atFiling),
        )
        const expected = last === undefined || last.kind === 'consent-withdrawn' ? null : last.seq
        assert.equal(consentIn(events)?.seq ?? null, expected)
      }),
      { numRuns: 500 },
    )
  })
})
