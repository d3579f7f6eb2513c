// Feeds, sitemap, robots.txt and OpenSearch are well-formed and name what is published.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser } from 'saxes'
import { feedRoutes } from '../../../src/open-data/feeds/routes.ts'
import { ask, facesInMemory, origin } from '../support/ask.ts'
import { districts, museums, shelfInMemory } from '../support/shelf-in-memory.ts'

const routes = feedRoutes(facesInMemory())

/** Names of elements in order; throws where the text is not well-formed XML. */
function elements(text: string): string[] {
  const names: string[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ name }) => names.push(name))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(text).close()
  return names
}

test('the Atom feed lists datasets, last change first', async () => {
  const { text, type } = await ask(routes, '/feeds/dataset.atom')
  assert.equal(type, 'application/atom+xml; charset=utf-8')
  assert.equal(elements(text).filter((name) => name === 'entry').length, 2)
  assert.ok(text.indexOf('Distritos de Lima') < text.indexOf('Museos'))
  assert.match(text, new RegExp(`<id>urn:uuid:${districts.id}</id>`))
})

test('organisations and tags have feeds of their own', async () => {
  const tag = await ask(routes, `/feeds/tag/${encodeURIComponent('límites')}.atom`)
  assert.equal(elements(tag.text).filter((name) => name === 'entry').length, 1)
  const office = await ask(routes, '/feeds/organization/municipalidad-de-lima.atom')
  assert.equal(elements(office.text).filter((name) => name === 'entry').length, 2)
  assert.equal((await ask(routes, '/feeds/tag/nada.atom')).status, 404)
  assert.equal((await ask(routes, '/feeds/organization/nada.atom')).status, 404)
})

test('hostile titles stay text', async () => {
  const hostile = { ...museums, title: { es: '<a href="x">&\u0000]]>' }, tags: ['"><x/>'] }
  const own = feedRoutes(facesInMemory({ shelf: shelfInMemory([hostile]) }))
  assert.equal(elements((await ask(own, '/feeds/dataset.atom')).text).includes('x'), false)
})

test('the sitemap index leads to every dataset', async () => {
  const index = (await ask(routes, '/sitemap.xml')).text
  assert.match(index, new RegExp(`<loc>${origin}/sitemap-1.xml</loc>`))
  elements(index)
  const part = (await ask(routes, '/sitemap-1.xml')).text
  assert.equal(elements(part).filter((name) => name === 'url').length, 7)
  assert.ok(part.includes(`<loc>${origin}/dataset/museos</loc><lastmod>2026-01-15`))
  assert.equal((await ask(routes, '/sitemap-2.xml')).status, 404)
})

test('robots.txt and opensearch.xml name this site', async () => {
  assert.match(
    (await ask(routes, '/robots.txt')).text,
    new RegExp(`Sitemap: ${origin}/sitemap.xml`),
  )
  const { text } = await ask(routes, '/opensearch.xml')
  assert.ok(elements(text).includes('OpenSearchDescription'))
})

test('the short name for browsers has 16 characters at most and ends with a noun', async () => {
  for (const [title, short] of [
    ['Datos abiertos de Lima', 'Datos abiertos'],
    ['Datos de la Huaca', 'Datos'],
    ['Datos del Callao', 'Datos del Callao'],
    ['Transparenciamunicipal', 'Transparenciamun'],
  ] as const) {
    const faces = facesInMemory()
    const own = feedRoutes({ ...faces, site: { ...faces.site, title: { es: title, en: title } } })
    const { text } = await ask(own, '/opensearch.xml')
    assert.equal(/<ShortName>(.*)<\/ShortName>/.exec(text)?.[1], short)
  }
})
