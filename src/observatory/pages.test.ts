// The pages of the observatory on a real database: every city whole in both languages, files, and a browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decode } from 'fast-png'
import { type TestObservatory, testObservatory } from '../../test/support/test-observatory.ts'
import { hashOf } from './aggregate.ts'
import { figureQuestions } from './figures.ts'
import type { Holdings } from './observatory.ts'

let on: TestObservatory
let holdings: Holdings

before(async () => {
  on = await testObservatory()
  holdings = (await on.observatory.holdings()) ?? assert.fail()
})
after(() => on.close())

async function ask(path: string): Promise<{ status: number; text: string }> {
  const { status, text } = await on.ask(path)
  return { status, text }
}

/** The visible words, in one line. */
const wordsIn = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

/** Every heading of the content, with what stands between it and the next of its level or above. */
function emptyHeadings(page: string): string[] {
  const main = /<main[^>]*>([^]*)<\/main>/.exec(page)?.[1] ?? ''
  const pieces = main.split(/<h([1-6])[^>]*>/).slice(1)
  const empty: string[] = []
  for (let at = 0; at < pieces.length; at += 2) {
    const [title = '', rest = ''] = (pieces[at + 1] ?? '').split(/<\/h[1-6]>/)
    const deeper = Number(pieces[at + 2] ?? 0) > Number(pieces[at])
    if (wordsIn(title).trim() === '') empty.push('(no words)')
    if (wordsIn(rest).trim() === '' && !deeper) empty.push(wordsIn(title))
  }
  return empty
}

test('the page of Lima as published, at its address, has the sentences, both lists and their counts', async () => {
  const { status, text } = await ask(
    '/observatory/cities/lima?edition=2020&wording=published&lang=en',
  )
  assert.equal(status, 200)
  const words = wordsIn(text)
  for (const sentence of [
    'Along with 50% of cities surveyed, Lima has an explicit innovation strategy.',
    'Similar to more than half of cities surveyed, Lima approaches innovation capacity both from a holistic/macro level, as well as in specific policy areas.',
    'Lima utilizes 3 different innovation skills or roles',
    'Like 81% of cities surveyed, Lima has dedicated funding to support innovation capacity.',
    'Sufficient data: 8',
    'Insufficient data: 11',
    '9,670,000 (2020)',
  ]) {
    assert.ok(words.includes(sentence), sentence)
  }
  assert.match(
    words,
    /Most common activities of all cities surveyed Taking risks and testing new ideas/,
  )
  assert.match(words, /“Training staff and building capacity” was not an option in 2018/)
})

test('all 45 cities, in each edition, are whole in both languages, without empty headings', async () => {
  assert.equal(holdings.places.length, 45)
  for (const { city: id, edition } of holdings.profiles) {
    for (const lang of ['es', 'en']) {
      for (const wording of ['full', 'held']) {
        const path = `/observatory/cities/${id}?edition=${edition}&wording=${wording}&lang=${lang}`
        const { status, text } = await ask(path)
        assert.equal(status, 200, path)
        assert.doesNotMatch(wordsIn(text), /undefined|\bnull\b|NaN|\{\$|observatory\./, path)
        assert.deepEqual(emptyHeadings(text), [], path)
        const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, each]) => each)
        assert.equal(new Set(ids).size, ids.length, `${path}: ${ids.join(' ')}`)
      }
    }
  }
})

test('the list narrows by filters that stand in the address', async () => {
  assert.match(wordsIn((await ask('/observatory?lang=en')).text), /45 cities/)
  const some = await ask('/observatory?lang=en&region=latin-america&area=digital')
  const words = wordsIn(some.text)
  assert.match(words, /3 cities|4 cities/)
  assert.match(words, /Lima/)
  assert.doesNotMatch(some.text, /cities\/vienna/)
  assert.match((await ask('/observatory?area=zoo')).text, /Ninguna ciudad cumple/)
})

test('what changed between editions is told with both answers', async () => {
  const words = wordsIn((await ask('/observatory/cities/toronto?lang=en')).text)
  assert.match(words, /What changed from 2018 to 2020/)
  assert.match(words, /Does the municipality have a formal innovation strategy\? Yes No/)
})

test('up to five profiles stand side by side, also one city in two editions', async () => {
  const two = wordsIn(
    (await ask('/observatory/compare?lang=en&cities=lima,toronto:2018,toronto:2020')).text,
  )
  assert.match(two, /Lima 2020 .*Toronto 2018 .*Toronto 2020/)
  const six = ['lima', 'miami', 'tulsa', 'vienna', 'bilbao', 'athens'].join(',')
  assert.equal((await ask(`/observatory/compare?cities=${six}`)).status, 400)
  assert.equal((await ask('/observatory/compare?cities=zoo')).status, 404)
})

test('each figure is a table, and its CSV, JSON and SVG say the same', async () => {
  for (const question of figureQuestions) {
    const { rows } = JSON.parse((await ask(`/observatory/figures/${question}.json`)).text) as {
      rows: { option: string; chosen: number }[]
    }
    const csv = (await ask(`/observatory/figures/${question}.csv`)).text.trim().split('\r\n')
    assert.equal(csv.length, rows.length + 1)
    assert.ok(csv[1]?.startsWith(`${rows[0]?.option},`))
    const { text: svg } = await ask(`/observatory/figures/${question}.svg?lang=en`)
    assert.match(
      svg,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title id="t">[^<]+<\/title><desc id="d">[^<]+convenience sample/,
    )
    assert.doesNotMatch(svg, /<script|on\w+=|NaN/)
  }
  assert.equal((await ask('/observatory/figures/zoo.csv')).status, 404)
})

test('the JSON of a profile carries what each sentence depends on', async () => {
  const { sentences } = JSON.parse(
    (await ask('/observatory/cities/lima/profile.json?lang=en')).text,
  ) as {
    sentences: { id: string; hash: string; depends: { aggregate: { url?: string } | null } }[]
  }
  const strategy = sentences.find(({ id }) => id === 'strategy') ?? assert.fail()
  assert.match(strategy.hash, /^[0-9a-f]{64}$/)
  assert.equal(strategy.depends.aggregate?.url, 'https://cities-innovation-oecd.com/methodology/')
  assert.equal((await ask('/observatory/cities/zoo')).status, 404)
  assert.equal((await ask('/observatory/cities/lima?edition=2018')).status, 404)
})

test('the editions are a dataset of the portal, with codebook and frozen figures, and publish nothing twice', async () => {
  const publish = async (): Promise<number[]> => {
    await on.on.jobs.send('observatory.editions', {})
    assert.equal(await on.on.jobs.drain(['observatory.editions']), 1)
    const dataset = (await on.on.shelf.dataset('observatorio-de-ciudades')) ?? assert.fail()
    assert.deepEqual(
      dataset.resources.map(({ name }) => name),
      ['respuestas', 'libro-de-codigos', 'cifras'],
    )
    assert.match(dataset.description.en ?? '', /a convenience sample/)
    return dataset.resources.map(({ versions }) => versions)
  }
  assert.deepEqual(await publish(), [1, 1, 1])
  assert.deepEqual(await publish(), [1, 1, 1])
  const csv = (await ask('/observatory/answers/answers.csv')).text
  assert.match(
    csv,
    /^lima,Lima,PE,2020,1,strategy,answered,yes,,,,https:\/\/cities-innovation-oecd/m,
  )
  const rows = JSON.parse((await ask('/observatory/answers/answers.json')).text) as {
    edicion: number
  }[]
  assert.equal(rows.length, csv.trim().split('\r\n').length - 1)
  assert.deepEqual(
    [...(await on.ask('/observatory/answers/answers.xlsx')).bytes.subarray(0, 2)],
    [0x50, 0x4b],
  )
  // Names of people are no part of the data.
  assert.doesNotMatch(csv, /Mu\u00f1oz|Parra|Schewel/)
  assert.match(
    (await ask('/observatory/answers/codebook.csv')).text,
    /^funded,3,multi,reconstructed,,.*,funding = yes,training,.*,2020$/m,
  )
})

test('a figure stands on other sites live and frozen; pictures are whole', async () => {
  const live = await on.ask('/observatory/embed/areas?lang=en')
  assert.equal(live.status, 200)
  assert.match(wordsIn(live.text), /Policy areas in all city profiles kept here.*Counted now/)
  assert.match(live.headers['content-security-policy'] ?? '', /frame-ancestors \*/)
  const frozen = await on.ask('/observatory/embed/areas?lang=en&version=1')
  assert.match(wordsIn(frozen.text), /Frozen, version 1/)
  assert.equal((await on.ask('/observatory/embed/areas?version=99')).status, 404)
  assert.equal((await on.ask('/observatory/embed/zoo')).status, 404)
  const kept = (await on.ask('/observatory/frozen/pooled/1')).json<{
    hash: string
    content: object
  }>()
  assert.equal(hashOf(kept.content), kept.hash)
  const png = decode((await on.ask('/observatory/figures/areas.png?lang=en')).bytes)
  assert.equal(png.width, 1280)
  // Bars were painted: something is neither paper nor grey.
  const blue = png.data.some(
    (value, at) => at % png.channels === 2 && value === 0x74 && png.data[at - 1] === 0x4d,
  )
  assert.ok(blue)
})

test('a group of cities changes the counts beside which a city stands', async () => {
  const all = wordsIn((await ask('/observatory/cities/lima?lang=en&wording=held')).text)
  const some = wordsIn(
    (await ask('/observatory/cities/lima?lang=en&wording=held&cohort=region:latin-america')).text,
  )
  assert.match(all, /of the 45 city profiles kept here/)
  assert.match(some, /of the 11 city profiles kept here/)
  const own = wordsIn(
    (await ask('/observatory/cities/lima?lang=en&wording=held&cohort=cities:lima,rosario')).text,
  )
  assert.match(own, /the same holds for 2 of the 2 city profiles kept here/)
  assert.equal((await ask('/observatory/cities/lima?wording=held&cohort=zoo')).status, 404)
})

test('groups are by region, size, income of the country or own choice; below ten answers there is no percentage', async () => {
  const held = async (cohort: string): Promise<string> =>
    wordsIn((await ask(`/observatory/cities/lima?lang=en&wording=held&cohort=${cohort}`)).text)
  assert.match(await held('income:upper-middle'), /of the 12 city profiles kept here/)
  assert.match(await held('income:high'), /of the 33 city profiles kept here/)
  assert.match(
    await held('cities:lima,rosario,bilbao'),
    /the same holds for \d of the 3 city profiles/,
  )
  assert.doesNotMatch(await held('cities:lima,rosario,bilbao'), /% of the 3 city/)
  assert.match(
    wordsIn((await ask('/observatory?lang=en&income=upper-middle')).text),
    /World Bank, fiscal year 2021.* 12 cities /,
  )
})

test('the figures of the list follow its filters and say so; their files take the same group', async () => {
  const page = await ask('/observatory?lang=en&region=latin-america')
  assert.match(wordsIn(page.text), /These profiles together/)
  assert.match(wordsIn(page.text), /Which policy areas is it focused on\? Latin America/)
  const [, file = ''] = /href="([^"]*figures\/areas\.json[^"]*)"/.exec(page.text) ?? []
  const json = JSON.parse((await ask(file.replaceAll('&amp;', '&'))).text) as {
    rows: { answered: number }[]
  }
  assert.ok(json.rows.every(({ answered }) => answered <= 11))
})

test('a comparison stands beside a group of cities, and all of it is in the address', async () => {
  const cities = 'lima,toronto:2018,toronto:2020'
  const plain = await ask(`/observatory/compare?lang=en&cities=${cities}`)
  assert.doesNotMatch(wordsIn(plain.text), /Below 10 answers/)
  const page = await ask(
    `/observatory/compare?lang=en&cities=${cities}&cohort=region:latin-america`,
  )
  const words = wordsIn(page.text)
  assert.match(words, /Latin America/)
  assert.match(
    words,
    /Does the municipality have a formal innovation strategy\? Yes Yes No Yes: \d+% \(\d+ of 11\)/,
  )
  const few = wordsIn(
    (await ask(`/observatory/compare?lang=en&cities=${cities}&cohort=cities:lima,toronto`)).text,
  )
  assert.match(few, /Yes: 1 of 2/)
  // Taking a city away keeps the group.
  assert.match(
    page.text,
    /cities=lima%2Ctoronto%3A2018[^"]*cohort=region%3Alatin-america|cohort=region%3Alatin-america[^"]*cities=/,
  )
  assert.equal((await ask(`/observatory/compare?cities=lima&cohort=zoo`)).status, 404)
})

test('what changed between editions is told over cities that answered both, and no option of one edition passes for a change', async () => {
  const words = wordsIn((await ask('/observatory/changes?lang=en')).text)
  assert.match(words, /5 cities with answers of 2018 and 2020:/)
  assert.match(words, /Cape Town.*Chattanooga.*Denver.*Stockholm.*Toronto/)
  assert.match(
    words,
    /Does the municipality have a formal innovation strategy\? 3 of 5 cities answered differently\. .*Cape Town Yes No/,
  )
  assert.match(
    words,
    /Not compared, because one of the two editions did not offer it: Launching or sustaining a project; Training staff/,
  )
  const rows = JSON.parse((await ask('/observatory/changes/changes.json?lang=en')).text) as {
    question: string
    city: string | null
    before: string | null
    after: string | null
  }[]
  assert.deepEqual(
    rows
      .filter(({ question }) => question === 'strategy')
      .map(({ city, before, after }) => [city, before, after]),
    [
      ['cape-town', 'yes', 'no'],
      ['chattanooga', 'yes', 'no'],
      ['toronto', 'yes', 'no'],
    ],
  )
  const north = wordsIn(
    (await ask('/observatory/changes?lang=en&cohort=region:north-america')).text,
  )
  assert.match(north, /3 cities with answers/)
  assert.equal((await ask('/observatory/changes?from=1999')).status, 404)
})

test('what changed on a profile is what the city answered differently, not another order and not what is unknown', async () => {
  const page = (await ask('/observatory/cities/toronto?lang=en&edition=2020')).text
  const [, changes = ''] =
    /<h2>\s*What changed from 2018 to 2020\s*<\/h2>([^]*?)<\/section>/.exec(page) ?? []
  const words = wordsIn(changes)
  assert.match(words, /formal innovation strategy\? Yes No/)
  assert.doesNotMatch(words, /critical for innovation/, 'the same factors in another order')
  assert.doesNotMatch(words, /Not in the text it was read from/)
  assert.match(page, /compare\?cities=toronto%3A2020/)
})

test('the names of bars stand whole under two lines, and cells of a narrow table hold one piece', async () => {
  const page = (await ask('/observatory?lang=es')).text
  assert.match(
    page,
    /Mejorar el funcionamiento interno de<\/text>\s*<text[^>]*>la administración<\/text>/,
  )
  assert.match(
    page,
    /<td[^>]*><span><span lang="en">Homeless Services<\/span>; <span lang="en">Waste and Litter<\/span><\/span><\/td>/,
  )
})
