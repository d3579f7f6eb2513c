// What contradicts a questionnaire, and how shares are counted and rounded.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { createLocale } from '#platform'
import { computeAggregate, wilson } from './aggregate.ts'
import { type Answer, type Submission, checkSubmission } from './answer.ts'
import { listOf, longListOf, possessive, shareText, withArticle } from './grammar.ts'
import { readPack } from './read-pack.ts'
import { type Survey, askedIn } from './survey.ts'

const locale = createLocale({
  rooms: [{ room: 'observatory', folder: new URL('./', import.meta.url) }],
})
let survey: Survey

before(async () => {
  ;({ survey } = await readPack(new URL('../../packs/observatory/', import.meta.url)))
})

const chose = (...options: string[]): Answer => ({
  state: 'answered',
  choices: options.map((option) => ({ option })),
})

function sheet(city: string, edition: number, answers: Record<string, Answer>): Submission {
  const source = { kind: 'form' as const, url: 'https://example.pe/', extent: '', basis: '' }
  return { city, edition, version: 1, generation: 2021, source, answers }
}

const problems = (edition: number, answers: Record<string, Answer>): string[] =>
  checkSubmission(survey, sheet('x', edition, answers)).map(({ code, question, option }) =>
    [code, question, option].filter(Boolean).join(' '),
  )

test('an edition asks its own options only', () => {
  const funded = (year: number): string[] | undefined =>
    askedIn(survey, 'funded', year)?.options.map(({ id }) => id)
  assert.deepEqual(funded(2018), ['launching', 'ideas', 'digital', 'physical', 'services'])
  assert.deepEqual(funded(2020), ['ideas', 'digital', 'physical', 'services', 'training'])
  assert.equal(askedIn(survey, 'funded', 2019), undefined)
  assert.equal(askedIn(survey, 'data', 2020)?.options.length, 20)
})

test('contradictions are named by question and option', () => {
  const yes = chose('yes')
  assert.deepEqual(problems(2020, { funding: yes, funded: chose('training') }), [])
  assert.deepEqual(problems(2018, { funding: yes, funded: chose('training') }), [
    'option-not-asked funded training',
  ])
  assert.deepEqual(problems(2020, { areas: chose('zoo') }), ['unknown-option areas zoo'])
  assert.deepEqual(problems(2020, { areas: chose('health', 'health') }), ['twice areas health'])
  assert.deepEqual(problems(2020, { strategy: chose('yes', 'no') }), ['more-than-one strategy'])
  assert.deepEqual(problems(2020, { funding: chose('no'), sources: chose('municipal') }), [
    'contradicts-base sources',
  ])
  assert.deepEqual(problems(2020, { funding: yes, sources: { state: 'skipped-by-rule' } }), [
    'contradicts-base sources',
  ])
  assert.deepEqual(problems(2020, { zoo: chose('a') }), ['unknown-question zoo'])
  assert.deepEqual(problems(2020, { areas: { state: 'answered' } }), ['state-and-value areas'])
  assert.deepEqual(
    problems(2020, { areas: { state: 'declined', choices: [{ option: 'health' }] } }),
    ['state-and-value areas'],
  )
  assert.deepEqual(
    problems(2020, {
      roles: chose('data', 'manager'),
      rolesCount: { state: 'answered', value: 1 },
    }),
    ['fewer-than-listed rolesCount'],
  )
  assert.deepEqual(problems(2020, { rolesCount: { state: 'answered', value: 1.5 } }), [
    'bad-count rolesCount',
  ])
  const data = { state: 'answered' as const, sufficient: ['health'], insufficient: ['health'] }
  assert.deepEqual(problems(2020, { data }), ['twice data health'])
})

test('a share counts each city once, those who were asked, and no words of their own', () => {
  const sheets = [
    ...Array.from({ length: 12 }, (_, at) =>
      sheet(`c${at}`, 2018, { strategy: chose(at < 3 ? 'yes' : 'no') }),
    ),
    sheet('c0', 2020, { strategy: chose('no') }),
    sheet('c12', 2020, { strategy: { state: 'declined' } }),
    sheet('c13', 2020, { strategy: { state: 'none-of-these' } }),
  ]
  const pooled = computeAggregate(survey, sheets, {
    ...{ question: 'strategy', option: 'yes', scope: 'pooled' },
  })
  const { places, asked, answered, chosen, from } = pooled
  assert.deepEqual([places, asked, answered, chosen], [14, 14, 13, 2])
  assert.deepEqual(from, { 2018: 11, 2020: 2 })
  assert.equal(Math.round(pooled.percent ?? 0), 15)
  const few = computeAggregate(survey, sheets, { question: 'strategy', option: 'yes', scope: 2020 })
  assert.deepEqual([few.suppressed, few.percent, few.low], ['too-few', null, null])
  const absent = computeAggregate(survey, sheets, {
    ...{ question: 'funded', option: 'training', scope: 2018 },
  })
  assert.equal(absent.suppressed, 'nobody-asked')
  const cohort = { name: 'two', holds: (city: string) => city === 'c0' || city === 'c1' }
  const narrow = computeAggregate(survey, sheets, {
    ...{ question: 'strategy', option: 'yes', scope: 'pooled', cohort, minimum: 2 },
  })
  assert.deepEqual([narrow.cohort, narrow.chosen, narrow.answered], ['two', 1, 2])
})

test('who was skipped by a rule is no part of the base', () => {
  const sheets = [
    sheet('a', 2020, { funding: chose('yes'), funded: chose('training') }),
    sheet('b', 2020, { funding: chose('no'), funded: { state: 'skipped-by-rule' } }),
    sheet('c', 2020, {
      funding: chose('yes'),
      funded: { state: 'answered', choices: [{ other: 'x' }] },
    }),
  ]
  const figure = computeAggregate(survey, sheets, {
    ...{ question: 'funded', option: 'training', scope: 2020, minimum: 1 },
  })
  assert.deepEqual([figure.places, figure.asked, figure.answered, figure.chosen], [3, 2, 2, 1])
})

test('the interval is that of Wilson: 10 of 100 gives 5.5 to 17.4 %', () => {
  const [low, high] = wilson(10, 100)
  assert.deepEqual([low.toFixed(1), high.toFixed(1)], ['5.5', '17.4'])
  assert.equal(wilson(0, 20)[0], 0)
})

test('shares are rounded half up, and never to nothing or to all', () => {
  const t = locale.for('en')
  const shares = [0, 0.4, 0.5, 12.5, 49.49, 99.4, 99.6, 100].map((each) => shareText(t, each))
  const expected = ['0%', 'fewer than 1%', '1%', '13%', '49%', '99%', 'more than 99%', '100%']
  assert.deepEqual(shares, expected)
})

test('possessives, articles and lists', () => {
  assert.deepEqual(['Lima', 'Buenos Aires', 'Athens'].map(possessive), [
    ...['Lima’s', 'Buenos Aires’', 'Athens’'],
  ])
  assert.equal(withArticle('Office Chief'), 'an Office Chief')
  assert.equal(listOf('en', ['a', 'b', 'c']), 'a, b, and c')
  assert.equal(listOf('es', ['salud', 'educación', 'inclusión']), 'salud, educación e inclusión')
  assert.equal(longListOf('en', ['a, x', 'b', 'c']), 'a, x; b; and c')
  assert.equal(longListOf('es', ['a']), 'a')
})
