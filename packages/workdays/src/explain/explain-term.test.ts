// Tests what the tracking page says of a term, in each of its states.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, filed, state, term } from '../case/test-cases.ts'
import type { CaseEvent } from '../case/events.ts'
import { explainTerm, termSentences } from './explain-term.ts'

function told(
  events: CaseEvent[],
  when: string,
  key: string,
  language: 'es' | 'en' = 'en',
): string {
  return explainTerm(term(state(events, when), key), { language })
}

describe('a term of a case, in a sentence', () => {
  const plain = [filed('2026-07-20')]
  const decided = [...plain, at('2026-09-02', { kind: 'decided' })]
  const late = [filed('2026-07-20', 'none'), at('2026-09-09', { kind: 'decided' })]
  const paused = [...plain, at('2026-08-03', { kind: 'suspended', days: 10, why: 'x' })]
  const name = 'Decision of the procedure'

  test('says what is due when, what was done, and what came of it', () => {
    const cases: [string, string][] = [
      [
        told(plain, '2026-08-14', 'EVAL'),
        `${name}: due on Friday 4 September 2026; 15 of 30 days have begun.`,
      ],
      [
        told(plain, '2026-09-04', 'EVAL'),
        `${name}: due today, Friday 4 September 2026, by the end of the day.`,
      ],
      [
        told(paused, '2026-08-04', 'EVAL'),
        `${name}: suspended for now; if nothing changes it is due on Friday 18 September 2026.`,
      ],
      [
        told([...plain, at('2026-08-03', { kind: 'stopped', why: 'x' })], '2026-08-04', 'EVAL'),
        `${name}: suspended; the date will be known when it is resumed.`,
      ],
      [
        told(decided, '2026-09-03', 'EVAL'),
        `${name}: done on Wednesday 2 September 2026, in time.`,
      ],
      [
        told(late, '2026-09-10', 'EVAL'),
        `${name}: done on Wednesday 9 September 2026, after Friday 4 September 2026, when it was due.`,
      ],
      [
        told([...plain, at('2026-08-03', { kind: 'withdrawn' })], '2026-08-04', 'EVAL'),
        `${name}: no longer runs.`,
      ],
      [
        told(plain, '2026-09-07', 'EVAL'),
        `${name}: was due on Friday 4 September 2026 and is still outstanding.`,
      ],
      [
        told(plain, '2026-09-12', 'SAP'),
        'Positive silence: Friday 11 September 2026 passed without a notification; the request is approved (Ley 27444, art. 188.1).',
      ],
      [
        told([filed('2026-07-20', 'negative')], '2026-09-05', 'SAN'),
        'Negative silence: Friday 4 September 2026 passed without a notification; an appeal is possible, and the office must still decide (Ley 27444, art. 188.3 and 188.4).',
      ],
    ]
    for (const [found, expected] of cases) assert.equal(found, expected)
  })

  test('says the same in Spanish', () => {
    assert.equal(
      told(plain, '2026-08-14', 'EVAL', 'es'),
      'Resolución del procedimiento: vence el viernes 4 de septiembre de 2026; van 15 de 30 días.',
    )
    const observed = [...plain, at('2026-07-27', { kind: 'observed', stage: 'reception' })]
    assert.equal(
      told(observed, '2026-08-01', 'OBS-SUB', 'es'),
      'Subsanación: el plazo venció el viernes 31 de julio de 2026.',
    )
    const box = [
      ...decided,
      at('2026-09-02 12:00', { kind: 'deposited', consent: true, alert: true }),
    ]
    assert.equal(
      told(box, '2026-09-10', 'CASILLA', 'es'),
      'Acuse en la casilla electrónica: venció el miércoles 9 de septiembre de 2026 y surtió efecto.',
    )
  })

  test('has a sentence in both languages for every status', () => {
    assert.deepEqual(Object.keys(termSentences.es).sort(), Object.keys(termSentences.en).sort())
  })

  test('can be told in another language', () => {
    const sentences = { ...termSentences.es, running: '{due}!' }
    const words = term(state(plain, '2026-08-14'), 'EVAL')
    assert.equal(
      explainTerm(words, { language: 'es', sentences }),
      'viernes 4 de septiembre de 2026!',
    )
  })
})
