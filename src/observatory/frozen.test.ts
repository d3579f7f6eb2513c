// Figures of a group and the published counts stand still where they were frozen, whatever is answered later; the city sets how few answers make no percentage.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../test/support/test-observatory.ts'
import { computeAggregate } from './aggregate.ts'
import { figureQuestions, figureOf } from './figures.ts'
import { createObservatory } from './observatory.ts'

let on: TestObservatory

before(async () => {
  on = await testObservatory({ minimum: 8 })
})
after(() => on.close())

const wordsIn = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const text = async (path: string): Promise<string> => {
  const answer = await on.ask(path)
  assert.equal(answer.status, 200, path)
  return answer.text
}

const groups = [
  'region:latin-america',
  'size:over-1000',
  'income:upper-middle',
  'cities:lima,tulsa',
]
const endings = ['csv', 'json', 'svg']

/** Lima funds infrastructure and training too. */
async function answerAnew(): Promise<void> {
  const drafter = official('drafter', ['read', 'draft'])
  const other = official('other', ['read', 'draft', 'publish'])
  const at = '/observatory/answer/2020'
  const form: [string, string][] = [
    ['state-funding', 'answered'],
    ['choice-funding', 'yes'],
    ['state-funded', 'answered'],
    ['choice-funded', 'physical'],
    ['choice-funded', 'training'],
  ]
  assert.equal((await on.ask(`${at}/3`, { as: drafter, form })).status, 303)
  assert.equal((await on.ask(`${at}/submit`, { as: drafter, form: { attest: 'yes' } })).status, 303)
  assert.equal((await on.ask(`${at}/publish`, { as: other, form: {} })).status, 303)
}

test('a figure of a group is frozen as page and as files; later answers change the live ones alone', async () => {
  const state = async (version: string): Promise<string[]> =>
    Promise.all(
      groups.flatMap((cohort) => [
        text(`/observatory/embed/funded?lang=en&cohort=${cohort}${version}`),
        ...endings.map((ending) =>
          text(`/observatory/figures/funded.${ending}?lang=en&cohort=${cohort}${version}`),
        ),
      ]),
    )
  const [live, frozen] = [await state(''), await state('&version=1')]
  assert.match(wordsIn(frozen[0] ?? ''), /Latin America.*Frozen, version 1/)
  assert.deepEqual(
    frozen.filter((_, at) => at % 4 !== 0),
    live.filter((_, at) => at % 4 !== 0),
    'what was just frozen says what is counted now',
  )
  await answerAnew()
  assert.deepEqual(await state('&version=1'), frozen)
  const [now, next] = [await state(''), await state('&version=2')]
  now.forEach((each, at) => assert.notEqual(each, live[at]))
  assert.match(wordsIn(next[0] ?? ''), /Frozen, version 2/)
  assert.deepEqual(
    next.filter((_, at) => at % 4 !== 0),
    now.filter((_, at) => at % 4 !== 0),
  )
  const picture = await on.ask('/observatory/figures/funded.png?cohort=region:europe&version=1')
  assert.equal(picture.headers['content-type'], 'image/png')
  const sheet = await on.ask('/observatory/figures/funded.xlsx?cohort=region:europe&version=1')
  assert.equal(sheet.status, 200)
})

test('what was kept over all cities is what its sheets give when they are counted again', async () => {
  const frozen = (await on.observatory.frozenHoldings(1)) ?? assert.fail()
  const { survey, profiles } = frozen.holdings
  for (const kept of frozen.figures) {
    const { question, option, scope } = kept
    const again = computeAggregate(survey, profiles, { question, option, scope, minimum: 8 })
    assert.deepEqual(again, kept, `${question} ${option}`)
  }
  assert.equal(
    figureQuestions.every((each) => figureOf(frozen.holdings, each, 'en').rows.length),
    true,
  )
  assert.ok(frozen.holdings.groups?.['region:latin-america']?.includes('lima'))
})

test('the published counts stand on other sites, live and frozen, with their files', async () => {
  const page = await text('/observatory/cities/lima?lang=en&edition=2020')
  assert.match(page, /embed\/published-funded\?version=1/)
  const frame = await on.ask('/observatory/embed/published-funded?lang=en&version=1')
  assert.match(wordsIn(frame.text), /79.*Frozen, version 1/)
  assert.match(
    String(frame.headers['content-security-policy']),
    /frame-ancestors \*|^(?!.*frame-ancestors)/,
  )
  assert.match(
    wordsIn(await text('/observatory/embed/published-funded?lang=en')),
    /As the survey’s pages state it/,
  )
  for (const ending of ['csv', 'json', 'svg']) {
    const file = `/observatory/figures/published-funded.${ending}?lang=en`
    assert.equal(await text(`${file}&version=1`), await text(file))
  }
})

test('a version or a group that was never there is not found', async () => {
  for (const query of [
    'version=99',
    'version=x',
    'version=1&cohort=zoo',
    'cohort=cities:atlantis',
  ]) {
    assert.equal((await on.ask(`/observatory/embed/areas?${query}`)).status, 404, query)
    assert.equal((await on.ask(`/observatory/figures/areas.csv?${query}`)).status, 404, query)
  }
  assert.equal((await on.ask('/observatory/embed/published-funded?version=99')).status, 404)
  assert.equal((await on.ask('/observatory/figures/published-funded.csv?version=0')).status, 404)
})

test('the fewest answers for a percentage are the city’s to set; pages say them and follow them', async () => {
  assert.match(wordsIn(await text('/observatory?lang=en')), /With fewer than 8 answers/)
  const compare = await text('/observatory/compare?lang=en&cities=lima&cohort=region:latin-america')
  // Eight of the eleven gave their roles: with ten asked for, it was "7 of 8".
  assert.match(wordsIn(compare), /Below 8 answers there is no percentage/)
  assert.match(wordsIn(compare), /Project manager: 88% \(7 of 8\)/)
  assert.match(wordsIn(compare), /: 2 of 3 /)
})

test('nobody goes below five, whatever is asked for', async () => {
  const { database } = on.on
  const observatory = createObservatory({ database, clock: on.clock, minimum: 1 })
  assert.equal((await observatory.holdings())?.minimum, 5)
})
