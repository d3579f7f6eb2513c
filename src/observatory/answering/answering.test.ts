// The city answers itself: what is saved, what keeps it from being handed in, who publishes, and what the public sees then.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../../test/support/test-observatory.ts'

let on: TestObservatory
const drafter = official('drafter', ['read', 'draft'])
const chief = official('chief', ['read', 'draft', 'publish'])
const clerk = official('clerk', ['read'])
type Fields = Record<string, string> | [string, string][]

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const at = (path: string): string => `/observatory/answer/2020/${path}?lang=en`
const send = (path: string, form: Fields, as = drafter) => on.ask(at(path), { as, form })
const review = async (as = drafter): Promise<string> =>
  words((await on.ask(at('review'), { as })).text)

const funding: [string, string][] = [
  ['state-funding', 'answered'],
  ['choice-funding', 'yes'],
  ['evidence-funding', 'https://example.pe/ordenanza-2285'],
  ['state-sources', 'answered'],
  ['choice-sources', 'municipal'],
  ['state-funded', 'answered'],
  ['choice-funded', 'digital'],
  ['choice-funded', 'training'],
  ['other-funded', 'Laboratorio de datos'],
]

test('for who may not draft the form does not exist', async () => {
  for (const path of ['', '/2020/review', '/2020/3']) {
    assert.equal((await on.ask(`/observatory/answer${path}`)).status, 404)
    assert.equal((await on.ask(`/observatory/answer${path}`, { as: clerk })).status, 404)
  }
  assert.equal((await on.ask('/observatory/answer/2018/review', { as: drafter })).status, 404)
  const list = words((await on.ask('/observatory/answer?lang=en', { as: drafter })).text)
  assert.match(list, /2020 Published Read from a public page/)
})

test('it begins with what is published, and saves one section after another', async () => {
  const page = (await on.ask(at('3'), { as: drafter })).text
  assert.match(page, /value="municipal"\s+checked/)
  const saved = await send('3', funding)
  assert.equal(saved.status, 303)
  assert.match(saved.headers['location'] ?? '', /\/observatory\/answer\/2020\/4/)
  const whole = await review()
  assert.match(whole, /Draft/)
  assert.match(
    whole,
    /Which activities are funded\? Investing in digital systems; Training staff and building capacity; Laboratorio de datos/,
  )
  // What the public sees has not changed.
  const city = words((await on.ask('/observatory/cities/lima?lang=en&edition=2020')).text)
  assert.doesNotMatch(city, /Laboratorio de datos/)
})

test('contradictions are named by question, and nothing that contradicts is handed in', async () => {
  await send('3', [...funding, ['choice-funding', 'no']])
  assert.match(
    await review(),
    /1 answer does not fit Does it have dedicated funding to support innovation capacity\? takes one answer only/,
  )
  const refused = await send('submit', { attest: 'yes' })
  assert.equal(refused.status, 400)
  await send('3', [
    ...funding.filter(([name]) => name !== 'state-sources'),
    ['state-sources', 'declined'],
  ])
  assert.match(
    await review(),
    /Where does that funding originate from\? says one thing in its state and another/,
  )
  await send('3', [
    ['state-funding', 'answered'],
    ['choice-funding', 'no'],
    ['state-sources', 'answered'],
    ['choice-sources', 'municipal'],
  ])
  // The rule leaves the question out, whatever was typed.
  assert.match(
    await review(),
    /Where does that funding originate from\? Does not apply, by an earlier answer/,
  )
  await send('3', funding)
})

test('without the statement nothing is handed in; who hands in does not publish', async () => {
  assert.equal((await send('submit', {})).status, 400)
  assert.equal((await send('submit', { attest: 'yes' }, chief)).status, 303)
  assert.match(await review(chief), /Handed in, awaits review.*It waits for a second person/)
  assert.equal((await send('publish', {}, chief)).status, 400)
  assert.equal((await send('publish', {}, drafter)).status, 403)
  // Meanwhile it cannot be changed under the reviewer's eyes.
  assert.equal((await send('3', funding)).status, 400)
})

test('a reviewer gives back with a reason, and a second person publishes', async () => {
  const other = official('other', ['read', 'draft', 'publish'])
  assert.equal((await send('return', { reason: '' }, other)).status, 400)
  assert.equal((await send('return', { reason: 'Falta la ordenanza' }, other)).status, 303)
  assert.match(await review(), /Given back for correction.*Falta la ordenanza/)
  const before = (await on.ask('/observatory/figures/funded.json')).json<{ version: string }>()
  assert.equal((await send('submit', { attest: 'yes' })).status, 303)
  assert.equal((await send('publish', {}, other)).status, 303)
  const city = words((await on.ask('/observatory/cities/lima?lang=en&edition=2020')).text)
  assert.match(city, /Answered by the city itself/)
  assert.match(city, /Laboratorio de datos/)
  assert.match(city, /ordenanza-2285/)
  const profile = (await on.ask('/observatory/cities/lima/profile.json?edition=2020')).json<{
    profile: { version: number; source: { kind: string } }
  }>()
  assert.deepEqual([profile.profile.version, profile.profile.source.kind], [2, 'form'])
  const after = (await on.ask('/observatory/figures/funded.json')).json<{ version: string }>()
  assert.notEqual(after.version, before.version)
  // The portal's dataset follows.
  assert.equal(await on.on.jobs.drain(['observatory.editions']), 1)
})

test('the pack does not overwrite what the city answered', async () => {
  const report = await on.observatory.importPack(
    new URL('../../../packs/observatory/', import.meta.url),
  )
  assert.equal(report.profiles, 0)
})
