// A stranger looks for people in everything the portal answers about tables that were made harmless.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { plantedTables } from '../../packages/tables/src/privacy/planted.ts'
import { testCity } from '../support/city.ts'
import type { TestCity } from '../support/city.ts'

interface Published {
  slug: string
  id: string
  resource: string
  name: string
  original: string
  planted: string[]
}

let here: TestCity
const treated: Published[] = []
let overridden: Published

const operator = { kind: 'operator' } as const
const override = { by: 'Ana Prueba', reason: 'Lo manda la norma de prueba' }

before(async () => {
  here = await testCity()
  // Each is public untreated first, as before there was a gate, and treated afterwards.
  for (const table of plantedTables(41, 800)) {
    const slug = table.name
    const one = await publish(slug, table.csv, { gate: 'off' })
    const two = await publish(slug, table.csv, { apply: true })
    assert.equal(two.version, 2)
    treated.push({ ...table, slug, id: one.dataset, resource: one.resource, original: table.csv })
  }
  const [other] = plantedTables(77, 100)
  const original = other?.csv ?? ''
  const report = await publish('permitido', original, { override })
  const where = { slug: 'permitido', id: report.dataset, resource: report.resource }
  overridden = { ...where, original, name: 'padron', planted: other?.planted ?? [] }
  await here.city.jobs.drain(['datasets.index'])
})
after(() => here.close())

async function publish(
  slug: string,
  csv: string,
  privacy: { gate?: 'off'; apply?: boolean; override?: typeof override },
): Promise<{ dataset: string; resource: string; version: number | null }> {
  const path = join(here.city.settings.data, `${slug}.csv`)
  await writeFile(path, csv)
  const shelf = here.city.shelf.as(operator)
  const report = await shelf.publishFile({ path, name: `${slug}.csv`, dataset: slug, privacy })
  const dataset = await shelf.dataset(slug)
  return { dataset: dataset?.id ?? '', resource: report.resource, version: report.version }
}

/** Addresses that hold a table, its description or a part of it. */
function addresses({ slug, id, resource, name }: Published): string[] {
  const files = [
    `/dataset/${id}/resource/${resource}/download`,
    `/dataset/${slug}/resource/${resource}/download/${name}.csv`,
    `/dataset/${id}/resource/${resource}/download/otro.csv`,
    ...['csv', 'tsv', 'json', 'ndjson'].map(
      (format) => `/dataset/${id}/resource/${resource}/download/x?format=${format}`,
    ),
    ...['csv', 'tsv', 'json', 'xml'].map(
      (format) => `/datastore/dump/${resource}?format=${format}`,
    ),
    `/dataset/${slug}/resource/${resource}/csv-metadata.json`,
  ]
  const api = `/api/v1/resources/${resource}`
  const pinned = [
    ...files,
    `${api}/rows?limit=100`,
    `${api}/export.csv`,
    `${api}/export.json`,
    `/dataset/${slug}`,
    `/dataset/${slug}/report`,
    `/dataset/${slug}/explore`,
    `/dataset/${slug}/embed`,
  ].flatMap((address) => {
    const joint = address.includes('?') ? '&' : '?'
    return [address, `${address}${joint}version=1`]
  })
  return [
    ...pinned,
    api,
    `${api}/versions`,
    `${api}/versions/1`,
    `${api}/versions/2`,
    `${api}/diff?from=1&to=2`,
    `/dataset/${slug}/versions`,
    `/dataset/${slug}/versions?from=1&to=2`,
    `/dataset/${slug}/sql`,
    `/dataset/${slug}/datapackage.json`,
    ...['ttl', 'jsonld', 'rdf', 'xml', 'n3'].map((ending) => `/dataset/${slug}.${ending}`),
    `/dataset/${id}/dictionary/${resource}`,
    `/api/3/action/package_show?id=${slug}`,
    `/api/3/action/resource_show?id=${resource}`,
    `/api/3/action/datastore_search?resource_id=${resource}&limit=1000`,
    `/api/3/action/datastore_info?id=${resource}`,
    `/api/3/action/datastore_search_sql?sql=${encodeURIComponent(`SELECT * FROM "${resource}"`)}`,
  ]
}

const shared = ['/', '/dataset', '/data.json', '/feeds/dataset.atom', '/status', '/api/v1/datasets']

async function read(address: string): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(`${here.origin}${address}`, { redirect: 'manual' })
  const text = await answer.text()
  return { status: answer.status, text, type: answer.headers.get('content-type') ?? '' }
}

test('no planted value is in any answer about a treated table, of no version', async (t) => {
  let asked = 0
  let answered = 0
  const leaks: string[] = []
  for (const each of treated) {
    for (const address of [...addresses(each), ...shared]) {
      const { status, text } = await read(address)
      asked += 1
      if (status === 200) answered += 1
      assert.ok(status < 500, `${address} ${status}`)
      const seen = each.planted.find(
        (value) => text.includes(value) || text.includes(encodeURIComponent(value)),
      )
      if (seen !== undefined) leaks.push(`${address} shows ${seen}`)
    }
  }
  t.diagnostic(`${asked} questions, ${answered} answered, ${leaks.length} leaks`)
  assert.deepEqual(leaks, [])
  assert.ok(answered > treated.length * 30)
})

test('what visitors got before is gone for them: versions that were not treated answer 404', async () => {
  for (const { slug, resource, id, name } of treated) {
    for (const address of [
      `/dataset/${id}/resource/${resource}/download/${name}.csv?version=1`,
      `/api/v1/resources/${resource}/export.csv?version=1`,
      `/api/v1/resources/${resource}/versions/1`,
    ]) {
      assert.equal((await read(address)).status, 404, address)
    }
    assert.doesNotMatch((await read(`/dataset/${slug}/versions`)).text, /versión 1\b/i)
  }
})

test('addresses that catalogues give for the file answer the table that is shown', async () => {
  const [each] = treated
  assert.ok(each)
  const shown = await read(`/api/3/action/resource_show?id=${each.resource}`)
  const { result } = JSON.parse(shown.text) as {
    result: { url: string; format: string; hash: string }
  }
  assert.equal(result.format, 'CSV')
  const file = await fetch(result.url.replace(/^https?:\/\/[^/]+/, here.origin))
  assert.equal(file.status, 200)
  const text = await file.text()
  assert.match(file.headers.get('content-type') ?? '', /^text\/csv/)
  assert.notEqual(text, each.original)
  const manifest = (await here.city.shelf.version(each.resource, 2))?.manifest
  assert.equal(
    text.split('\n')[0]?.trim().replace('\uFEFF', ''),
    manifest?.columns.map(({ name }) => name).join(','),
  )
  assert.notEqual(result.hash, manifest?.source.sha256)
})

test('an override shows the table, who answers for it and why, and not the file that was sent', async () => {
  const { slug, id, resource, original, name } = overridden
  const report = await read(`/dataset/${slug}/report`)
  assert.match(report.text, /Ana Prueba/)
  assert.match(report.text, /Lo manda la norma de prueba/)
  for (const file of [`${name}.csv`, 'permitido.csv']) {
    const answer = await read(`/dataset/${id}/resource/${resource}/download/${file}`)
    assert.equal(answer.status, 200)
    assert.notEqual(answer.text, original)
  }
  assert.doesNotMatch(
    (await read(`/dataset/${slug}`)).text,
    /href="[^"?]*download\/permitido\.csv"/,
  )
})

test('the report says what was treated in the three languages', async () => {
  const [each] = treated
  assert.ok(each)
  for (const [lang, words] of [
    ['es', /Datos de personas/],
    ['en', /Data about people/],
    ['qu', /Runakunapa willaynin/],
  ] as const) {
    const { text, status } = await read(`/dataset/${each.slug}/report?lang=${lang}`)
    assert.equal(status, 200)
    assert.match(text, words)
  }
})
