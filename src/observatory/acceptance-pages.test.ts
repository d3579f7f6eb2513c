// The acceptance cases of the survey that need pages, files and a database: labels, dependence, and charts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { XmlDocument } from 'libxml2-wasm'
import {
  type TestObservatory,
  fillHouse,
  official,
  testObservatory,
} from '../../test/support/test-observatory.ts'
import { figureQuestions } from './figures.ts'
import { houseFigureIds } from './house/house-figures.ts'

let on: TestObservatory

before(async () => {
  on = await testObservatory()
  await fillHouse(on)
})
after(() => on.close())

const wordsIn = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const text = async (path: string): Promise<string> => {
  const answer = await on.ask(path)
  assert.equal(answer.status, 200, path)
  return answer.text
}

test('acceptance 2: the list from 1 to 7 is labelled as that of all cities, and is the same on every profile that shows it', async () => {
  const lists = new Map<string, string>()
  for (const city of ['lima', 'denver', 'durham', 'miami']) {
    const page = await text(`/observatory/cities/${city}?lang=en&wording=published`)
    const [, list] =
      /<h3>Most common activities of all cities surveyed<\/h3>\s*(<ol>[^]*?<\/ol>)/.exec(page) ?? []
    if (list !== undefined) lists.set(city, list)
  }
  assert.ok(lists.has('lima') && lists.size >= 2)
  assert.equal(new Set(lists.values()).size, 1)
  assert.equal(lists.get('lima')?.match(/<li>/g)?.length, 7)
  // Lima's own answer stands above it, and is another one.
  const words = wordsIn(await text('/observatory/cities/lima?lang=en&wording=published'))
  assert.match(words, /All cities together, in the published order; it ranks no single city/)
  assert.match(
    words,
    /data-driven analytics.*organi[sz]ational change.*Most common activities of all/i,
  )
})

test('acceptance 4: the footnote on options that an edition did not have stands under chart and table by itself', async () => {
  const words = wordsIn(await text('/observatory/embed/funded?lang=en'))
  assert.match(words, /“Training staff and building capacity” was not an option in 2018\./)
  assert.match(words, /“Launching or sustaining a project” was not an option in 2020\./)
})

interface ProfileJson {
  profile: { version: number; hash: string }
  sentences: { id: string; hash: string; text: string }[]
}

test('acceptance 6: changing one answer changes every dependent sentence, chart, file and hash, and no other', async () => {
  const cityJson = '/observatory/cities/lima/profile.json?edition=2020&lang=en'
  const files = ['csv', 'json', 'svg'].map(
    (ending) => `/observatory/figures/funded.${ending}?lang=en`,
  )
  const others = ['csv', 'json', 'svg'].map(
    (ending) => `/observatory/figures/areas.${ending}?lang=en`,
  )
  const state = async () => ({
    profile: JSON.parse(await text(cityJson)) as ProfileJson,
    files: await Promise.all(files.map(text)),
    others: await Promise.all(others.map(text)),
    png: (await on.ask('/observatory/figures/funded.png?lang=en')).headers['etag'],
    page: wordsIn(await text('/observatory/embed/funded?lang=en')),
    answers: await text('/observatory/cities/lima/answers.csv?edition=2020'),
    frozen: (await on.observatory.frozen('oecd-bloomberg-innovation-capacity')).map(
      ({ hash }) => hash,
    ),
  })
  const before = await state()
  const drafter = official('drafter', ['read', 'draft'])
  const other = official('other', ['read', 'draft', 'publish'])
  const at = '/observatory/answer/2020'
  const form: [string, string][] = [
    ...[
      ['state-funding', 'answered'],
      ['choice-funding', 'yes'],
    ],
    ...[
      ['state-sources', 'answered'],
      ['choice-sources', 'national'],
      ['choice-sources', 'municipal'],
    ],
    ...[
      ['state-funded', 'answered'],
      ['choice-funded', 'ideas'],
      ['choice-funded', 'digital'],
    ],
    ...[
      ['choice-funded', 'physical'],
      ['choice-funded', 'training'],
    ],
  ] as [string, string][]
  assert.equal((await on.ask(`${at}/3`, { as: drafter, form })).status, 303)
  assert.equal((await on.ask(`${at}/submit`, { as: drafter, form: { attest: 'yes' } })).status, 303)
  assert.equal((await on.ask(`${at}/publish`, { as: other, form: {} })).status, 303)
  const after = await state()
  const hashes = (json: ProfileJson) =>
    new Map(json.sentences.map(({ id, text: said }) => [id, said]))
  const [was, is] = [hashes(before.profile), hashes(after.profile)]
  const changed = [...is].filter(([id, said]) => was.get(id) !== said).map(([id]) => id)
  assert.deepEqual(changed, ['invests'])
  assert.equal(
    is.get('invests'),
    'Lima also invests in digital systems and physical infrastructure.',
  )
  const hash = (json: ProfileJson, id: string) =>
    json.sentences.find((each) => each.id === id)?.hash
  for (const id of ['invests', 'training']) {
    assert.notEqual(hash(after.profile, id), hash(before.profile, id), id)
  }
  assert.notEqual(after.profile.profile.hash, before.profile.profile.hash)
  after.files.forEach((file, at) => assert.notEqual(file, before.files[at], String(files[at])))
  assert.deepEqual(after.others, before.others)
  assert.notEqual(after.png, before.png)
  assert.notEqual(after.page, before.page)
  assert.notEqual(after.answers, before.answers)
  // 2020 and both editions together are frozen anew; 2018 says the same.
  assert.equal(after.frozen.filter((each) => !before.frozen.includes(each)).length, 2)
})

const charts = [
  ...figureQuestions.map((id) => `/observatory/figures/${id}`),
  ...houseFigureIds.map((id) => `/observatory/house/figures/${id}`),
  '/observatory/house/values/mediana-de-dias',
  '/observatory/figures/published-funded',
]

test('acceptance 7: every figure is valid SVG without script, with title and description, and a table of the same rows', async () => {
  for (const lang of ['es', 'en']) {
    for (const path of charts) {
      const svg = await text(`${path}.svg?lang=${lang}`)
      const document = XmlDocument.fromString(svg)
      try {
        const { root } = document
        assert.equal(root.name, 'svg', path)
        assert.equal(root.namespaceUri, 'http://www.w3.org/2000/svg')
        const at = (what: string): string =>
          root.get(`s:${what}`, { s: 'http://www.w3.org/2000/svg' })?.content ?? ''
        assert.ok(at('title').length > 3 && at('desc').length > 3, path)
        assert.equal(root.attr('aria-labelledby')?.value, 't d')
        const script = root.find('//s:script | //@*[starts-with(name(), "on")]', {
          s: 'http://www.w3.org/2000/svg',
        })
        assert.equal(script.length, 0, path)
      } finally {
        document.dispose()
      }
      const { rows, columns } = JSON.parse(await text(`${path}.json?lang=${lang}`)) as {
        rows: Record<string, unknown>[]
        columns: unknown[]
      }
      const csv = (await text(`${path}.csv?lang=${lang}`)).trim().split('\r\n')
      assert.equal(csv.length, rows.length + 1, path)
      assert.ok(columns.length >= 2 && rows.length > 0, path)
      const bytes = async (ending: string) => (await on.ask(`${path}.${ending}?lang=${lang}`)).bytes
      assert.deepEqual([...(await bytes('png')).subarray(1, 4)], [0x50, 0x4e, 0x47], path)
      assert.deepEqual([...(await bytes('xlsx')).subarray(0, 2)], [0x50, 0x4b], path)
    }
  }
})

test('acceptance 7: every chart on every page of the room has title, description, a table and its CSV beside it', async () => {
  const pages = [
    ...['/observatory', '/observatory?region=latin-america', '/observatory/cities/lima'],
    ...['/observatory/house', '/observatory/house/indicator/mediana-de-dias'],
    ...['/observatory/embed/areas', '/observatory/house/embed/budget-fund'],
    '/observatory/house/embed/values/mediana-de-dias',
  ]
  for (const path of pages) {
    const page = await text(`${path}${path.includes('?') ? '&' : '?'}lang=en`)
    const found = [...page.matchAll(/<figure class="chart">([^]*?)<\/figure>/g)].map(
      ([, each]) => each ?? '',
    )
    assert.ok(found.length > 0, path)
    for (const chart of found) {
      const [, labels = ''] = /aria-labelledby="([^"]+)"/.exec(chart) ?? []
      const [title, description] = labels.split(' ')
      assert.match(chart, new RegExp(`id="${title}">[^<]{3,}`), path)
      assert.match(chart, new RegExp(`<desc id="${description}">[^<]{3,}`), path)
    }
    if (path.includes('/embed/')) {
      assert.match(page, /<table/, path)
      continue
    }
    // As many tables and as many links to a table as there are charts, at least.
    const count = (what: RegExp): number => page.match(what)?.length ?? 0
    assert.ok(count(/<table/g) >= found.length, `${path}: tables`)
    assert.ok(count(/href="[^"]+\.csv[^"]*"/g) >= found.length, `${path}: files`)
  }
})
