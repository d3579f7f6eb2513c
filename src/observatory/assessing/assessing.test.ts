// Self-assessments: what counts as met, and that nobody accepts what they claimed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../../test/support/test-observatory.ts'
import {
  type Claim,
  criteriaOf,
  levelOf,
  readAssessments,
  scoreOf,
  standingOf,
} from './assessment.ts'

let on: TestObservatory
const chief = official('chief', ['read', 'draft', 'publish'])
const other = official('other', ['read', 'draft', 'publish'])
const clerk = official('clerk', ['read'])

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const claim = (more: Partial<Claim> = {}): Claim => ({
  ...{
    checked: ['method', 'fresh', 'most'],
    evidence: 'Acta 4',
    review: 'accepted',
    remark: '',
    by: null,
  },
  ...more,
})

test('met is what reaches its number, is shown and was accepted; all else says what is missing', async () => {
  const packs = await readAssessments(new URL('../../../packs/observatory/', import.meta.url))
  const [cities] = packs
  const inventory = criteriaOf(cities ?? assert.fail()).find(({ id }) => id === 'inventory')
  const standing = (given?: Claim) => standingOf(inventory ?? assert.fail(), given)
  assert.equal(inventory?.need, 3)
  assert.equal(standing(), 'nothing')
  assert.equal(standing(claim({ checked: ['method', 'fresh'] })), 'short')
  // What is no item of the list does not fill it up.
  assert.equal(standing(claim({ checked: ['method', 'fresh', 'zoo'] })), 'short')
  assert.equal(standing(claim({ evidence: ' ' })), 'no-evidence')
  assert.equal(standing(claim({ review: 'open' })), 'claimed')
  assert.equal(standing(claim({ review: 'refused' })), 'refused')
  assert.equal(standing(claim()), 'met')
  const ourdata = packs.find(({ id }) => id === 'ourdata') ?? assert.fail()
  const score = scoreOf(ourdata, { free: claim({ checked: ['cost', 'account'] }) })
  assert.deepEqual([score.met, score.of, score.groups.map(({ met }) => met)], [1, 9, [0, 1, 0]])
  assert.equal(Math.round(score.share * 1000), 111)
})

const at = '/observatory/assessments/ourdata/free'
const form: [string, string][] = [
  ['checked', 'cost'],
  ['checked', 'account'],
  ['evidence', 'https://example.pe/portal'],
]

test('one claims, another accepts, and the public sees both with the source and no level that does not follow', async () => {
  // What nobody answered is never told as "no".
  assert.doesNotMatch(words((await on.ask('/observatory/assessments/ourdata?lang=en')).text), /No:/)
  assert.equal((await on.ask(at)).status, 404)
  assert.equal((await on.ask(at, { as: clerk, form })).status, 404)
  assert.equal((await on.ask(at, { as: chief, form })).status, 303)
  const open = words((await on.ask('/observatory/assessments/ourdata?lang=en')).text)
  assert.match(open, /0 of 9 criteria met/)
  assert.match(open, /1 awaits review/)
  assert.equal((await on.ask(`${at}/review`, { as: chief, form: { accept: 'yes' } })).status, 400)
  assert.equal((await on.ask(`${at}/review`, { as: other, form: { remark: '' } })).status, 400)
  assert.equal((await on.ask(`${at}/review`, { as: other, form: { accept: 'yes' } })).status, 303)
  const page = await on.ask('/observatory/assessments/ourdata?lang=en')
  assert.match(words(page.text), /1 of 9 criteria met.*0\.11.*not a score of the OECD/)
  assert.match(page.text, /https:\/\/example\.pe\/portal/)
  assert.doesNotMatch(page.text, /person-chief/)
  const all = words((await on.ask('/observatory/assessments?lang=en')).text)
  assert.match(all, /What Works Cities 0 of 43 criteria met/)
})

test('a changed claim is open again', async () => {
  await on.ask(at, {
    as: chief,
    form: [
      ['checked', 'cost'],
      ['evidence', 'x'],
    ],
  })
  assert.match(
    words((await on.ask('/observatory/assessments/ourdata?lang=en')).text),
    /0 of 9 criteria met/,
  )
})

test('What Works Cities has its 43 criteria in eight practices; what was read at second hand is marked', async () => {
  const packs = await readAssessments(new URL('../../../packs/observatory/', import.meta.url))
  const pack = packs.find(({ id }) => id === 'what-works-cities') ?? assert.fail()
  assert.deepEqual(
    pack.groups.map(({ id, criteria }) => [id, criteria.length]),
    [
      ...[
        ['data', 9],
        ['leadership', 7],
        ['open-data', 4],
        ['performance', 5],
        ['budget', 3],
      ],
      ...[
        ['contracting', 8],
        ['community', 3],
        ['evaluations', 4],
      ],
    ],
  )
  const criteria = criteriaOf(pack)
  assert.equal(criteria.length, 43)
  assert.equal(new Set(criteria.map(({ code }) => code)).size, 43)
  assert.equal(criteria.filter(({ unverified }) => unverified === true).length, 29)
  const page = words((await on.ask('/observatory/assessments/what-works-cities?lang=en')).text)
  assert.equal(page.match(/Not verified with the certifier/g)?.length, 29)
  assert.match(
    page,
    /0% of the criteria\. By the thresholds published in 2019 the first level begins at 51%/,
  )
})

test('a level follows from the share of criteria met, and is told as one of 2019', async () => {
  const packs = await readAssessments(new URL('../../../packs/observatory/', import.meta.url))
  const pack = packs.find(({ id }) => id === 'what-works-cities') ?? assert.fail()
  const level = (met: number) =>
    levelOf(pack, { met, of: 43, claimed: 0, share: 0, groups: [] })?.name.en ?? null
  assert.deepEqual([21, 22, 28, 29, 36, 37].map(level), [
    null,
    'silver',
    'silver',
    'gold',
    'gold',
    'platinum',
  ])
})
