// Tests the sentences citizens read about a term, letter by letter.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { beforeTheDecree, date, limaCalendars } from '../calendar/test-books.ts'
import { computeDeadline, type ComputeOptions } from '../deadlines/compute.ts'
import { findRule } from '../deadlines/find-rule.ts'
import type { Computation, DeadlineRule } from '../deadlines/model.ts'
import { peruRules } from '../peru/rules.ts'
import { explainCounting, explainDays, explainDeadline } from './explain.ts'
import { phrases } from './phrases.ts'

function compute(
  id: string | DeadlineRule,
  start: string,
  given: Partial<ComputeOptions> & { asOf?: string } = {},
): Computation {
  const rule = typeof id === 'string' ? findRule(peruRules, id, date(start)) : id
  const { asOf = beforeTheDecree, ...rest } = given
  const calendar = limaCalendars.at(date(asOf), rule.purpose)
  return computeDeadline({
    rule,
    calendar,
    start: date(start),
    cause: { kind: 't', id: 't' },
    ...rest,
  })
}

const es = { language: 'es' } as const
const en = { language: 'en' } as const

describe('a sentence about a term', () => {
  test('says how many days, from when, which do not count, and the last one', () => {
    const term = compute('EVAL', '2026-07-20', { amount: 30 })
    assert.equal(
      explainCounting(term, en),
      '30 working days from 21 July; 23, 28 and 29 July and 6 August do not count',
    )
    assert.equal(
      explainDeadline(term, en),
      '30 working days from 21 July; 23, 28 and 29 July and 6 August do not count; it ends on Friday 4 September 2026',
    )
    assert.equal(
      explainDeadline(term, es),
      '30 días hábiles desde el 21 de julio; no cuentan el 23, 28 y 29 de julio ni el 6 de agosto; vence el viernes 4 de setiembre de 2026',
    )
  })

  test('with the decree of May 2026 names 27 July too', () => {
    const term = compute('EVAL', '2026-07-20', { amount: 30, asOf: '2026-05-16' })
    assert.equal(
      explainCounting(term, en),
      '30 working days from 21 July; 23, 27, 28 and 29 July and 6 August do not count',
    )
  })

  test('is short where every working day counts, and in the singular where there is one', () => {
    assert.equal(
      explainDeadline(compute('MERO', '2026-09-28'), es),
      '3 días hábiles desde el 29 de setiembre; vence el jueves 1 de octubre de 2026',
    )
    assert.equal(
      explainDeadline(compute('QUEJA', '2026-10-06'), es),
      '3 días hábiles desde el 7 de octubre; no cuenta el 8 de octubre; vence el lunes 12 de octubre de 2026',
    )
    assert.equal(
      explainCounting(compute('QUEJA-INF', '2026-10-06'), en),
      '1 working day from 7 October',
    )
  })

  test('names years where it passes into another one', () => {
    assert.equal(
      explainCounting(compute('APEL', '2026-12-22'), en),
      '30 working days from 23 December 2026; 25 December 2026 and 1 January 2027 do not count',
    )
  })

  test('counts the days that do not count where there are too many to name', () => {
    const law = findRule(peruRules, 'EVAL-LEY', date('2024-09-30'))
    const term = compute(law, '2024-09-30', { amount: 70, asOf: '2024-11-30' })
    assert.equal(
      explainDeadline(term, es),
      '70 días hábiles desde el 1 de octubre de 2024; no cuentan 5 feriados ni 8 días declarados no laborables; vence el jueves 23 de enero de 2025',
    )
    assert.equal(
      explainCounting(term, en),
      '70 working days from 1 October 2024; 5 holidays and 8 days declared non-working do not count',
    )
  })

  test('says what was suspended, for one case and for everybody', () => {
    const suspensions = [{ from: date('2026-08-04'), to: date('2026-08-17'), why: '136.4' }]
    assert.equal(
      explainDeadline(compute('EVAL', '2026-07-20', { amount: 30, suspensions }), en),
      '30 working days from 21 July; 23, 28 and 29 July do not count; it was suspended from 4 August to 17 August; it ends on Thursday 17 September 2026',
    )
    assert.equal(
      explainCounting(compute('EVAL', '2020-03-02', { amount: 20, asOf: '2020-06-01' }), es),
      '20 días hábiles desde el 3 de marzo; los plazos estuvieron suspendidos del 16 de marzo al 10 de junio (D.U. 026-2020, segunda disposición complementaria final, D.S. 076-2020-PCM, D.S. 087-2020-PCM)',
    )
  })

  test('says what was added, and why the last day moved', () => {
    const distance = { amount: 2, unit: 'working-day', table: 'Cuadro General' } as const
    assert.equal(
      explainDeadline(compute('RECURSO', '2026-11-02', { distance }), es),
      '15 días hábiles desde el 3 de noviembre; se agrega el término de la distancia: 2 días hábiles; vence el miércoles 25 de noviembre de 2026',
    )
    assert.equal(
      explainDeadline(compute('INF', '2026-09-28', { extension: 3 }), en),
      '7 working days from 29 September; with an extension of 3 working days; 8 October does not count; it ends on Tuesday 13 October 2026',
    )
    assert.equal(
      explainDeadline(compute('OBS-SUB', '2019-07-24', { asOf: '2019-07-24' }), en),
      '2 working days from 25 July; 29 and 30 July do not count; the last day would be 26 July (Pan American Games, from noon: no term ends on that day) and moves to the next working day; it ends on Wednesday 31 July 2019',
    )
  })

  test('in months says from when to when, and what happens where there is no such day', () => {
    const months: DeadlineRule = {
      ...findRule(peruRules, 'RECURSO', date('2026-01-31')),
      unit: 'month',
      amount: null,
    }
    assert.equal(
      explainDeadline(compute(months, '2026-01-31', { amount: 1 }), en),
      '1 month from 31 January; February has no day 31, so that it ends on the first working day of the next month; it ends on Monday 2 March 2026',
    )
    assert.equal(
      explainDeadline(compute(months, '2026-01-15', { amount: 1 }), es),
      '1 mes desde el 15 de enero; el último día sería el 15 de febrero (domingo) y pasa al siguiente día hábil; vence el lunes 16 de febrero de 2026',
    )
  })

  test('warns, if asked, that days declared later may move the end', () => {
    const term = compute('EVAL', '2026-07-20', { amount: 30 })
    assert.match(
      explainDeadline(term, { ...en, warn: true }),
      /; this may change if more non-working days are declared \(known are those declared to 31 July 2026\)$/,
    )
    const early = compute('MERO', '2026-03-02')
    assert.doesNotMatch(explainDeadline(early, { ...en, warn: true }), /may change/)
  })

  test('can be told in another language by another set of words', () => {
    const words = {
      ...phrases.es,
      counting: (amount: string, first: string) => `${first}: ${amount}`,
    }
    assert.equal(
      explainCounting(compute('MERO', '2026-09-28'), { language: 'es', words }),
      '29 de setiembre: 3 días hábiles',
    )
  })
})

describe('day by day', () => {
  test('each day that did not count has its reason and its norm', () => {
    const suspensions = [{ from: date('2026-07-30'), to: date('2026-07-31'), why: 'art. 136.4' }]
    const days = explainDays(compute('MERO', '2026-07-22', { suspensions, asOf: '2026-05-16' }), es)
    assert.deepEqual(days, [
      { date: '2026-07-23', why: 'Día de la Fuerza Aérea del Perú (Ley 31822)' },
      { date: '2026-07-25', why: 'sábado' },
      { date: '2026-07-26', why: 'domingo' },
      { date: '2026-07-27', why: 'Día no laborable para el sector público (D.S. 075-2026-PCM)' },
      { date: '2026-07-28', why: 'Fiestas Patrias (D.Leg. 713)' },
      { date: '2026-07-29', why: 'Fiestas Patrias (D.Leg. 713)' },
      { date: '2026-07-30', why: 'suspendido: art. 136.4' },
      { date: '2026-07-31', why: 'suspendido: art. 136.4' },
      { date: '2026-08-01', why: 'sábado' },
      { date: '2026-08-02', why: 'domingo' },
    ])
  })
})
