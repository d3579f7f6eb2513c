// Tests random lives of cases: each event is refused in words or leaves the case in order.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Calendars } from '../calendar/compile.ts'
import { amendBook } from '../calendar/editions.ts'
import { date, lima, peru } from '../calendar/test-books.ts'
import { plusDays } from '../dates/civil-date.ts'
import { explainDeadline } from '../explain/explain.ts'
import { repeatDeadline } from '../deadlines/repeat.ts'
import { describeWorkdaysError, WorkdaysError } from '../workdays-error.ts'
import type { CaseOptions } from './draft.ts'
import { type CaseEvent, type Happening, type Silence, transitions } from './events.ts'
import { caseStateAt, type CaseState } from './state.ts'
import { options } from './test-cases.ts'

/** A decree taken in on 1 June 2024 for days of that summer, so that terms are computed anew. */
const decreed: CaseOptions = {
  ...options,
  calendars: new Calendars(
    amendBook(
      { ...peru, entries: peru.entries.filter(({ published }) => published < '2024-06-01') },
      [
        {
          ...peru.entries.find(({ id }) => id === 'pe-ds-042-2025-pcm')!,
          id: 'summer',
          date: { on: [date('2024-06-10'), date('2024-06-24'), date('2024-07-08')] },
        },
      ],
      { known: date('2024-06-01') },
    ),
    lima,
  ),
}

const anySilence = fc.constantFrom<Silence>('positive', 'negative', 'none')
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(
    { kind: 'corrected' },
    { kind: 'transferred' },
    { kind: 'forwarded' },
    { kind: 'approved' },
    { kind: 'stopped', why: 'x' },
    { kind: 'warned', until: date('2024-09-02') },
    { kind: 'resumed' },
    { kind: 'paralysed' },
    { kind: 'decided' },
    { kind: 'decided', others: ['p'] },
    { kind: 'informed', party: 'p' },
    { kind: 'informed', party: 'q' },
    { kind: 'restored', why: 'nullity' },
    { kind: 'restored', why: 'appeal' },
    { kind: 'mailed' },
    { kind: 'acknowledged' },
    { kind: 'voided' },
    { kind: 'withdrawn' },
    { kind: 'closed' },
    { kind: 'answered', task: 'a' },
    { kind: 'answered', task: 'DERIV' },
    { kind: 'extended', task: 'a', days: 2 },
    { kind: 'requested', task: 'a', rule: 'INF' },
    { kind: 'requested', task: 'b', rule: 'ADM' },
    { kind: 'deposited', consent: true, alert: true },
    { kind: 'notified', channel: 'personal' },
    { kind: 'notified', channel: 'portal' },
    // Twice more: a case is notified only where three events came in their order.
    { kind: 'decided' },
    { kind: 'decided' },
    { kind: 'notified', channel: 'personal' },
    { kind: 'notified', channel: 'personal' },
  ),
  fc.boolean().map((uncorrectedOnly): Happening => ({
    kind: 'observed',
    stage: 'reception',
    uncorrectedOnly,
  })),
  fc.constant<Happening>({ kind: 'observed', stage: 'later' }),
  fc.integer({ min: 1, max: 31 }).map((days): Happening => ({ kind: 'suspended', days, why: 'x' })),
  anySilence.map((silence): Happening => ({ kind: 'appealed', rule: 'APEL', silence })),
  anySilence.map((silence): Happening => ({ kind: 'appealed', rule: 'RECON', silence })),
)

/** Events some days apart; those that are refused are left out, as a counter would. */
const anyCase = fc.tuple(
  anySilence,
  fc.integer({ min: 0, max: 120 }),
  fc.array(fc.tuple(fc.nat(9), anyHappening), { maxLength: 14 }),
)

function live(
  [silence, from, steps]: [Silence, number, [number, Happening][]],
  seen: (state: CaseState, events: CaseEvent[]) => void,
  refused: (code: string) => void = () => {},
): void {
  let day = plusDays(date('2024-03-01'), from)
  const events: CaseEvent[] = [
    { id: 'e0', at: `${day}T10:00:00-05:00`, kind: 'filed', rule: 'EVAL', days: 20, silence },
  ]
  for (const [at, [days, happening]] of steps.entries()) {
    day = plusDays(day, days)
    const next: CaseEvent = { id: `e${at + 1}`, at: `${day}T11:00:00-05:00`, ...happening }
    try {
      seen(caseStateAt([...events, next], next.at, decreed), [...events, next])
      events.push(next)
    } catch (error) {
      assert.ok(error instanceof WorkdaysError, String(error))
      refused(error.code)
      for (const language of ['es', 'en'] as const) {
        const sentence = describeWorkdaysError(error, language)
        assert.doesNotMatch(sentence, /[{}–]|undefined/, `${error.code}: ${sentence}`)
      }
    }
  }
  const late = `${plusDays(day, 200)}T11:00:00-05:00`
  seen(caseStateAt(events, late, decreed), events)
}

describe('a case that lives at random', () => {
  test('is in order after every event', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        live(given, ({ phase, terms, silence, next, today, computed }) => {
          for (const { due, share, status, computations, metOn, key } of terms) {
            assert.ok(share >= 0 && share <= 1, key)
            if (due === null) assert.ok(['suspended', 'met', 'cancelled'].includes(status), key)
            if (status === 'running') assert.ok(due !== null && due > today, key)
            if (status === 'met') assert.ok(metOn !== null && (due === null || metOn <= due), key)
            if (due !== null) assert.equal(computations.at(-1)?.due, due, key)
            if (due !== null)
              assert.ok(decreed.calendars.at(today).counts(due) || due < '2024-07-09', key)
          }
          if (silence?.kind === 'positive') assert.ok(['approved', 'closed'].includes(phase), phase)
          if (next) assert.ok(next.on >= today)
          const days = computed.map(({ on }) => on)
          assert.deepEqual(
            days,
            days.toSorted(),
            'computations are kept in the order of their days',
          )
          const stopped = terms.find(({ key }) => key === 'EVAL')
          if (phase === 'observed' || phase === 'paralysed')
            assert.notEqual(stopped?.status, 'running')
        })
      }),
      { numRuns: 400 },
    )
  })

  test('has the same past whatever comes later', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        let before: CaseState | null = null
        live(given, (state, events) => {
          const earlier = before
          if (earlier)
            assert.deepEqual(
              caseStateAt(events, earlier.at, decreed).computed.slice(0, earlier.computed.length),
              earlier.computed,
            )
          before = events.at(-1)?.at === state.at ? state : before
        })
      }),
      { numRuns: 100 },
    )
  })

  test('was computed so that everything can be computed again, and be told', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        live(given, ({ computed }) => {
          for (const { computation } of computed) {
            const { calendars, rules } = decreed
            const stored = JSON.parse(JSON.stringify(computation)) as typeof computation
            assert.deepEqual(
              JSON.parse(JSON.stringify(repeatDeadline(stored, { calendars, rules }))),
              stored,
            )
            for (const language of ['es', 'en'] as const) {
              assert.doesNotMatch(
                explainDeadline(stored, { language, warn: true }),
                /undefined|NaN|[{}]/,
              )
            }
          }
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('random cases', () => {
  test('come through every phase, every status and most refusals, so that the tests above say something', () => {
    const [phases, statuses, refusals] = [new Set<string>(), new Set<string>(), new Set<string>()]
    for (const given of fc.sample(anyCase, { numRuns: 10_000, seed: 27_444 })) {
      live(
        given,
        ({ phase, terms }) => {
          phases.add(phase)
          for (const { status } of terms) statuses.add(status)
        },
        (code) => refusals.add(code),
      )
    }
    const all = Object.keys(transitions).filter((phase) => phase !== 'before')
    assert.deepEqual([...phases].sort(), all.sort())
    assert.equal(statuses.size, 10)
    const expected = [
      ...['event-not-now', 'second-observation', 'suspension-needs-positive-silence'],
      ...['suspension-too-long', 'term-is-over', 'unknown-task'],
      ...['task-repeated', 'nothing-to-appeal', 'nothing-to-restore', 'unknown-party'],
    ]
    assert.deepEqual(
      expected.filter((code) => !refusals.has(code)),
      [],
    )
  })
})

describe('a stored computation', () => {
  test('whose edition or rule is not known any more is refused', () => {
    const { computed } = caseStateAt(
      [
        {
          id: '1',
          at: '2024-03-04T10:00:00-05:00',
          kind: 'filed',
          rule: 'EVAL',
          days: 20,
          silence: 'none',
        },
      ],
      '2024-03-05T10:00:00-05:00',
      decreed,
    )
    const { computation } = computed.at(-1)!
    const { calendars, rules } = decreed
    const code = (wanted: string) => (error: unknown) =>
      error instanceof WorkdaysError && error.code === wanted
    const other = { ...computation, calendar: 'pe@2024-02-10.000000000000' }
    assert.throws(() => repeatDeadline(other, { calendars, rules }), code('unknown-version'))
    assert.throws(() => repeatDeadline(computation, { calendars, rules: [] }), code('unknown-rule'))
  })
})
