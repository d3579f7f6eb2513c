// A whole city measures itself: downloads are counted, the count is published, an indicator follows, and the report of it all is verified.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type TestCity, testCity } from '../support/city.ts'

const day = 86_400_000
let passed = 0
const clock = { now: (): Date => new Date(Date.now() + passed) }
let on: TestCity

before(async () => {
  on = await testCity({}, clock)
})
after(() => on?.close())

/** What a reader gets, once it is there: the starting content follows in the background. */
async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let at = 0; at < 600; at++) {
    const found = await look()
    if (found !== null) return found
    await wait(500)
  }
  return assert.fail(what)
}

const indicator = async (id: string) =>
  (await on.city.house.view()).indicators.find(({ sheet }) => sheet.id === id) ?? null

test('downloads of one day are an indicator of the next, measured on the portal’s own table', async () => {
  await until('the sheets of the pack', () => indicator('descargas-de-datos'))
  await on.publishPlaces()
  const [resource] = (await on.city.shelf.dataset('lugares'))?.resources ?? []
  for (let at = 0; at < 3; at++) {
    const answer = await fetch(`${on.origin}/datastore/dump/${resource?.id}?format=csv`)
    assert.equal(answer.status, 200)
    await answer.arrayBuffer()
  }
  await on.city.usage.flush()
  passed += day
  await on.city.jobs.send('observatory.usage', {})
  const measured = await until('a number of downloads', async () => {
    await on.city.house.measure('descargas-de-datos')
    const found = await indicator('descargas-de-datos')
    return found?.latest ?? null
  })
  assert.equal(measured.value, 3)
  const sheet = await indicator('descargas-de-datos')
  const sql = String(sheet?.sheet.content['sql'])
  const portal = await fetch(
    `${on.origin}/dataset/uso-de-sistemas/sql?sql=${encodeURIComponent(sql)}`,
    { headers: { accept: 'text/html' } },
  )
  const words = (await portal.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  assert.match(words, new RegExp(`${measured.period} 3 `))
})

test('the report of the city is a PDF under its seal that its own verification calls authentic', async () => {
  const answer = await fetch(`${on.origin}/observatory/house/report.pdf`, { redirect: 'manual' })
  assert.equal(answer.status, 303)
  const location = answer.headers.get('location') ?? ''
  assert.match(location, /^\/verificar\/[0-9A-Z-]{21}\/documento$/)
  const document = await fetch(on.origin + location)
  assert.equal(document.headers.get('content-type'), 'application/pdf')
  const bytes = new Uint8Array(await document.arrayBuffer())
  assert.equal(Buffer.from(bytes.subarray(0, 5)).toString('latin1'), '%PDF-')
  const form = new FormData()
  form.append('file', new Blob([bytes], { type: 'application/pdf' }), 'informe.pdf')
  const verdict = await fetch(`${on.origin}/verificar/archivo?lang=en`, {
    ...{ method: 'POST', body: form },
    headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
  })
  const said = (await verdict.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  assert.equal(verdict.status, 200)
  assert.match(said, /It is authentic: .* issued it, and it has not changed/)
  const page = await fetch(`${on.origin}${location.replace('/documento', '')}?lang=en`)
  assert.match(await page.text(), /Lima en sus propias cifras: informe/)
})
