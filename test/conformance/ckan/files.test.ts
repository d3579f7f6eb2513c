// Dumps, downloads and dictionaries come as files with the names and types CKAN's users expect.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory } from '../support/ask.ts'
import { districts } from '../support/shelf-in-memory.ts'

const routes = ckanRoutes(facesInMemory())
const id = districts.resources[0]!.id
const get = (path: string) => ask(routes, path)

test('a CSV dump has a header ending in CRLF, rows ending in LF, and a file name', async () => {
  const answer = await get(`/datastore/dump/${id}?limit=1`)
  assert.equal(
    answer.text,
    '_id,ubigeo,distrito,area_km2,creacion,cercado\r\n1,150101,Lima,21.98,1535-01-18,true\n',
  )
  assert.equal(answer.headers?.['Content-Disposition'], `attachment; filename="${id}.csv"`)
  assert.ok((await get(`/datastore/dump/${id}?bom=true`)).text.startsWith('\uFEFF_id'))
})

test('a JSON dump has fields, and one row a line', async () => {
  const { text, json } = await get(`/datastore/dump/${id}?format=json&limit=2&fields=_id,distrito`)
  assert.deepEqual(json.records, [
    [1, 'Lima'],
    [2, 'Barranco'],
  ])
  assert.equal(json.fields[0].type, 'int')
  assert.ok(text.endsWith('"records": [\n    [1,"Lima"],\n    [2,"Barranco"]\n]}\n'), text)
  const empty = await get(`/datastore/dump/${id}?format=json&filters={"distrito":"nada"}`)
  assert.deepEqual(empty.json.records, [])
})

test('an XML dump numbers its rows', async () => {
  const { text } = await get(
    `/datastore/dump/${id}?format=xml&filters={"distrito":"Lince"}&fields=_id,distrito`,
  )
  assert.equal(
    text,
    '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<row _id="5"><distrito>Lince</distrito></row>\n</data>\n',
  )
})

test('dumps refuse what they do not know, before the first byte', async () => {
  assert.equal((await get('/datastore/dump/nada')).status, 404)
  const format = await get(`/datastore/dump/${id}?format=pdf`)
  assert.equal(format.status, 400)
  assert.match(format.text, /^format: Value must be one of/)
  assert.equal(
    (await get(`/datastore/dump/${id}?filters={"x":1}`)).text,
    'filters: Unknown field: x',
  )
})

test('the original file comes with its name, hash and size; a named version may be kept', async () => {
  const base = `/dataset/${districts.slug}/resource/${id}/download/distritos.csv`
  const answer = await get(base)
  assert.equal(answer.etag, districts.resources[0]!.version?.originalHash)
  assert.equal(answer.ranged?.bytes, 350)
  assert.equal(answer.cache, 'no-cache')
  assert.match((await get(`${base}?version=1`)).cache ?? '', /immutable/)
  assert.equal((await get(`${base}?version=2`)).status, 404)
  assert.equal((await get(`/dataset/museos/resource/${id}/download/distritos.csv`)).status, 404)
  const csv = await get(`${base}?format=csv`)
  assert.equal(csv.type, 'text/csv; charset=utf-8')
  assert.match(csv.headers?.['Content-Disposition'] ?? '', /filename="distritos\.csv"/)
  assert.equal((await get(`${base}?format=exe`)).status, 400)
})

test('the dictionary names each column with its heading, meaning and unit', async () => {
  const { json } = await get(`/dataset/${districts.slug}/dictionary/${id}`)
  assert.deepEqual(json.fields[2], {
    column: 'area_km2',
    heading: 'ÁREA KM2',
    type: 'numeric',
    label: 'Superficie',
    description: 'Superficie del distrito.',
    unit: 'km²',
  })
  const csv = await get(`/dataset/${districts.slug}/dictionary/${id}?format=csv`)
  assert.ok(csv.text.startsWith('column,heading,type,label,description,unit\r\nubigeo,UBIGEO,text'))
})
