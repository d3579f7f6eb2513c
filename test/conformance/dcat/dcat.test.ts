// Descriptions of datasets are correct RDF, equal in all forms, and valid DCAT-AP 3.0.1.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dcatRoutes } from '../../../src/open-data/dcat/routes.ts'
import { wantedForm } from '../../../src/open-data/dcat/negotiate.ts'
import { ask, facesInMemory, origin } from '../support/ask.ts'
import { dcatShapes, parseTurtle, violations } from '../support/dcat-shacl.ts'
import { absentData } from '../support/shared-data.ts'
import { districts, museums, shelfInMemory } from '../support/shelf-in-memory.ts'

const routes = dcatRoutes(facesInMemory())
const skip = absentData(dcatShapes)

test('a dataset as Turtle names its title, publisher, licence, file and checksum', async () => {
  const answer = await ask(routes, '/dataset/distritos-de-lima.ttl')
  assert.equal(answer.type, 'text/turtle; charset=utf-8')
  const store = parseTurtle(answer.text)
  const subject = `${origin}/dataset/${districts.id}`
  const one = (predicate: string) => store.getObjects(subject, predicate, null)[0]?.value
  assert.equal(one('http://purl.org/dc/terms/title'), 'Distritos de Lima')
  assert.equal(one('http://purl.org/dc/terms/modified'), '2026-03-01T10:30:00.456Z')
  assert.match(one('http://purl.org/dc/terms/accrualPeriodicity') ?? '', /frequency\/ANNUAL$/)
  const file = `${subject}/resource/${districts.resources[0]!.id}`
  const size = store.getObjects(file, 'http://www.w3.org/ns/dcat#byteSize', null)[0]
  assert.equal(size?.value, '350')
  const licence = store.getObjects(file, 'http://purl.org/dc/terms/license', null)[0]
  assert.equal(licence?.value, districts.licence?.url)
})

test('hostile texts cannot leave their quotes', async () => {
  const title = 'a "b" \\ <c>&\n\u0001 ] } . @es'
  const hostile = {
    ...districts,
    title: { es: title },
    source: { title: 'x', url: 'https://example.org/> <a> <b> .' },
  }
  const own = dcatRoutes(facesInMemory({ shelf: shelfInMemory([hostile]) }))
  const store = parseTurtle((await ask(own, '/dataset/distritos-de-lima.ttl')).text)
  const titles = store.getObjects(
    `${origin}/dataset/${districts.id}`,
    'http://purl.org/dc/terms/title',
    null,
  )
  assert.equal(titles[0]?.value, title)
  const xml = (await ask(own, '/dataset/distritos-de-lima.rdf')).text
  assert.ok(xml.includes('&lt;c&gt;&amp;') && !xml.includes('\u0001'))
})

test('JSON-LD holds the same number of facts as Turtle', async () => {
  const { json } = await ask(routes, '/dataset/distritos-de-lima.jsonld')
  let facts = 0
  for (const node of json['@graph'] as Record<string, unknown[]>[]) {
    for (const [key, values] of Object.entries(node)) facts += key === '@id' ? 0 : values.length
  }
  const store = parseTurtle((await ask(routes, '/dataset/distritos-de-lima.ttl')).text)
  assert.equal(facts, store.size)
})

test('every dataset and the catalogue are valid DCAT-AP 3.0.1', { skip }, async () => {
  for (const path of ['/dataset/distritos-de-lima.ttl', '/dataset/museos.ttl', '/catalog.ttl']) {
    const found = await violations((await ask(routes, path)).text)
    assert.deepEqual(
      found.filter(({ severity }) => severity === 'Violation'),
      [],
      path,
    )
  }
})

test('the validator sees what is missing', { skip }, async () => {
  const broken = '<http://a> a <http://www.w3.org/ns/dcat#Dataset> .'
  const found = await violations(broken)
  assert.ok(found.some(({ path }) => path === 'http://purl.org/dc/terms/title'))
})

test('catalogue pages link to one another and keep modified_since', async () => {
  const datasets = Array.from({ length: 230 }, (_, i) => ({
    ...museums,
    id: `id-${i}`,
    slug: `m-${i}`,
  }))
  const own = dcatRoutes(facesInMemory({ shelf: shelfInMemory(datasets) }))
  const hydra = 'http://www.w3.org/ns/hydra/core#'
  const page = async (query: string) => {
    const store = parseTurtle((await ask(own, `/catalog.ttl${query}`)).text)
    const one = (name: string) => store.getObjects(null, hydra + name, null)[0]?.value
    const count = store.getObjects(null, 'http://www.w3.org/ns/dcat#dataset', null).length
    return { count, next: one('nextPage'), last: one('lastPage'), total: one('totalItems') }
  }
  assert.deepEqual(await page(''), {
    count: 100,
    next: `${origin}/catalog.ttl?page=2`,
    last: `${origin}/catalog.ttl?page=3`,
    total: '230',
  })
  assert.deepEqual((await page('?page=3')).count, 30)
  assert.equal(
    (await page('?modified_since=2026-01-01')).next,
    `${origin}/catalog.ttl?page=2&modified_since=2026-01-01`,
  )
  assert.equal((await ask(own, '/catalog.ttl?page=9')).status, 404)
  assert.equal((await ask(own, '/catalog.ttl?modified_since=ayer')).status, 400)
})

test('an Accept header chooses the form', () => {
  assert.equal(wantedForm(undefined), 'html')
  assert.equal(wantedForm('*/*'), 'html')
  assert.equal(wantedForm('text/turtle'), 'ttl')
  assert.equal(wantedForm('application/rdf+xml;q=0.5, application/ld+json'), 'jsonld')
  assert.equal(wantedForm('text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'), 'html')
  assert.equal(wantedForm('text/turtle;q=0'), 'html')
})
