// A draft with data is found by its office and by nobody else, on every address of the portal and its interfaces.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials } from '../support/officials.ts'

let on: TestCity
let folder = ''
let own = ''
let neighbour = ''
let resource = ''
let dataset = ''
const slug = 'xilofonos'
/** Words that stand in the draft alone: its address, title, description, tag, column and cells. */
const secrets = ['xilofon', 'zampoñitas', 'quenacho', 'charanguito']

before(async () => {
  on = await testCity()
  folder = await mkdtemp(join(tmpdir(), 'rimaq-drafts-'))
  await on.publishPlaces()
  const officials = await cityOfficials(on)
  const verbs = ['read', 'list', 'draft']
  own = (await officials.official({ dni: '10000051', names: 'Rosa Quispe', verbs })).cookie
  const other = { dni: '10000052', names: 'Luis Rojas', verbs, office: 'archivo' }
  neighbour = (await officials.official(other)).cookie
  const operator = on.city.shelf.as({ kind: 'operator' })
  const made = await operator.createDataset({
    slug,
    title: { es: 'Xilofones y zampoñitas' },
    description: { es: 'Inventario quenacho.' },
    tags: ['charanguito'],
    licence: 'cc-by-4.0',
  })
  dataset = made.id
  const path = join(folder, 'x.csv')
  await writeFile(path, 'charanguito,monto\nquenacho,1\notro,2\n')
  const report = await operator.publishFile({ path, name: 'xilofono.csv', dataset: slug })
  resource = report.resource
  await on.city.jobs.drain(['datasets.index'])
})
after(async () => {
  await on?.close()
  await rm(folder, { recursive: true, force: true })
})

interface Got {
  status: number
  text: string
}

async function get(path: string, cookie = ''): Promise<Got> {
  const answer = await fetch(`${on.origin}${path}`, { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}

const formats = ['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet', 'geojson']

/** Everything that names the draft by its address, its id or that of its table. */
const direct = (): string[] => [
  `/dataset/${slug}`,
  `/dataset/${dataset}`,
  ...['explore', 'embed', 'sql', 'versions', 'report'].map((part) => `/dataset/${slug}/${part}`),
  ...['ttl', 'jsonld', 'rdf', 'xml'].map((form) => `/dataset/${slug}.${form}`),
  `/dataset/${slug}/datapackage.json`,
  `/dataset/${slug}/resource/${resource}`,
  `/dataset/${slug}/resource/${resource}/csv-metadata.json`,
  `/dataset/${slug}/resource/${resource}/download/xilofono.csv`,
  `/dataset/${slug}/dictionary/${resource}`,
  `/datastore/dump/${resource}`,
  `/api/v1/datasets/${slug}`,
  `/api/v1/resources/${resource}`,
  `/api/v1/resources/${resource}/versions`,
  `/api/v1/resources/${resource}/versions/1`,
  `/api/v1/resources/${resource}/rows`,
  `/api/v1/resources/${resource}/aggregate?group=charanguito`,
  `/api/v1/resources/${resource}/sql?sql=SELECT%20*%20FROM%20data`,
  ...formats.map((format) => `/api/v1/resources/${resource}/export.${format}`),
  ...['package_show', 'resource_show', 'datastore_search', 'datastore_info'].map(
    (name) =>
      `/api/3/action/${name}?${name.startsWith('datastore') ? 'resource_id' : 'id'}=${
        name === 'package_show' ? slug : resource
      }`,
  ),
  `/api/3/action/datastore_search_sql?sql=${encodeURIComponent(`SELECT * FROM "${resource}"`)}`,
]

/** Everything that lists, counts, completes or corrects. */
const lists = (word: string): string[] => {
  const q = encodeURIComponent(word)
  return [
    `/dataset?q=${q}`,
    `/dataset?tag=${q}`,
    '/',
    '/organization',
    `/organization/${on.city.identity.defaultOrganisation}`,
    '/theme',
    '/status',
    `/api/v1/datasets?q=${q}`,
    `/api/v1/datasets?tag=${q}`,
    `/api/v1/suggest?q=${q}`,
    `/api/3/action/package_list`,
    `/api/3/action/package_search?q=${q}`,
    `/api/3/action/package_search?fq=tags:${q}`,
    '/api/3/action/package_search?facet.field=["tags"]',
    `/api/3/action/package_autocomplete?q=${q}`,
    `/api/3/action/tag_list`,
    `/api/3/action/tag_autocomplete?q=${q}`,
    `/api/3/action/current_package_list_with_resources`,
    `/api/3/action/resource_search?query=name:${q}`,
    '/feeds/dataset.atom',
    `/feeds/organization/${on.city.identity.defaultOrganisation}.atom`,
    `/feeds/tag/${q}.atom`,
    '/catalog.ttl',
    '/catalog.jsonld',
    '/data.json',
    '/sitemap.xml',
    '/sitemap-1.xml',
  ]
}

/** A page may repeat what it was asked for; nothing else of the draft may stand in it. */
function tells({ text }: Got, asked: string): string[] {
  const words = text.toLowerCase()
  const own = [...secrets, resource, dataset].filter((word) => !asked.includes(word))
  return own.filter((word) => words.includes(word))
}

test('nobody outside the office gets anything of a draft by its addresses', async () => {
  for (const cookie of ['', neighbour]) {
    for (const path of direct()) {
      const got = await get(path, cookie)
      const failed = got.status >= 400 || /"success": ?false/.test(got.text)
      assert.ok(failed, `${path}: ${got.status} ${got.text.slice(0, 200)}`)
      assert.deepEqual(tells(got, decodeURIComponent(path)), [], path)
    }
  }
})

test('lists, counts, facets, completions, corrections, feeds and maps of the site tell nothing of it', async () => {
  for (const cookie of ['', neighbour]) {
    // The third is misspelt: a correction would tell that the word is there.
    for (const word of ['xilofones', 'charanguito', 'zampoñitaz', 'quenac']) {
      for (const path of lists(word)) {
        const got = await get(path, cookie)
        assert.ok(got.status < 500, `${path}: ${got.status}`)
        assert.deepEqual(tells(got, word), [], `${path} ${cookie === '' ? 'visitor' : 'neighbour'}`)
      }
    }
  }
})

test('the office finds it in the search, the completion and its own page, marked as a draft', async () => {
  const found = await get('/dataset?q=xilofones', own)
  assert.match(found.text, /href="\/dataset\/xilofonos"/)
  assert.match(found.text, /Borrador/)
  const page = await get(`/dataset/${slug}`, own)
  assert.equal(page.status, 200, page.text)
  assert.match(page.text, /Borrador/)
  const suggested = await get('/api/v1/suggest?q=xilo', own)
  assert.match(suggested.text, /xilofonos/)
  const answer = await fetch(`${on.origin}/dataset?q=xilofones`, { headers: { cookie: own } })
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
})

test('published, it is everywhere; withdrawn, it is nowhere again', async () => {
  const operator = on.city.shelf.as({ kind: 'operator' })
  await operator.changeState(slug, 'published')
  assert.equal((await get(`/dataset/${slug}`)).status, 200)
  assert.match((await get('/api/v1/suggest?q=xilo')).text, /xilofonos/)
  await operator.changeState(slug, 'withdrawn')
  for (const path of [...direct(), ...lists('xilofones')]) {
    assert.deepEqual(tells(await get(path), decodeURIComponent(path)), [], path)
  }
})
