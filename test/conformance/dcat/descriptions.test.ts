// Data Packages, schema.org objects, data.json and CSVW metadata say what the dataset is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dcatRoutes } from '../../../src/open-data/dcat/routes.ts'
import { schemaOrg } from '../../../src/open-data/dcat/schema-org.ts'
import { ask, facesInMemory, origin } from '../support/ask.ts'
import { dataPackageProfiles, dataPackageValidator } from '../support/data-package-schema.ts'
import { absentData } from '../support/shared-data.ts'
import { districts } from '../support/shelf-in-memory.ts'

const routes = dcatRoutes(facesInMemory())
const skip = absentData(dataPackageProfiles)

test('a Data Package has a table schema with key, types and meanings', async () => {
  const { json } = await ask(routes, '/dataset/distritos-de-lima/datapackage.json')
  const { fields, primaryKey } = json.resources[0].schema
  assert.deepEqual(primaryKey, ['ubigeo'])
  assert.deepEqual(
    fields.map(({ type }: { type: string }) => type),
    ['string', 'string', 'number', 'date', 'boolean'],
  )
  assert.equal(fields[2].description, 'Superficie del distrito.')
  assert.match(json.resources[0].path, /\/export\.csv\?version=1&heads=ids$/)
  assert.equal((await ask(routes, '/dataset/nada/datapackage.json')).status, 404)
})

test('a Data Package passes the JSON Schemas of the standard', { skip }, async () => {
  const { json } = await ask(routes, '/dataset/distritos-de-lima/datapackage.json')
  const valid = dataPackageValidator('dataPackage')
  assert.equal(valid(json), true, JSON.stringify(valid.errors))
  const schema = dataPackageValidator('tableSchema')
  assert.equal(schema(json.resources[0].schema), true, JSON.stringify(schema.errors))
  assert.equal(valid({ resources: [{ name: 1 }] }), false)
})

test('schema.org names files, places and measured columns', () => {
  const object = schemaOrg(districts, origin)
  assert.equal(object['@type'], 'Dataset')
  assert.equal(object['license'], 'http://opendatacommons.org/licenses/by/1-0/')
  assert.equal(object['temporalCoverage'], '2025-01-01/..')
  const place = object['spatialCoverage'] as { geo: { box: string } }
  assert.equal(place.geo.box, '-12.52 -77.2 -11.57 -76.62')
  assert.equal((object['variableMeasured'] as object[]).length, 5)
})

test('data.json lists the datasets with their files', async () => {
  const { json } = await ask(routes, '/data.json')
  assert.equal(json.conformsTo, 'https://project-open-data.cio.gov/v1.1/schema')
  assert.equal(json.dataset.length, 2)
  assert.equal(json.dataset[0].accrualPeriodicity, 'R/P1Y')
  assert.equal(json.dataset[0].distribution[0].mediaType, 'text/csv')
})

test('CSVW metadata gives the columns their datatypes', async () => {
  const id = districts.resources[0]!.id
  const { json, type } = await ask(
    routes,
    `/dataset/distritos-de-lima/resource/${id}/csv-metadata.json`,
  )
  assert.equal(type, 'application/csvm+json')
  assert.equal(json.tableSchema.columns[3].datatype, 'date')
  assert.deepEqual(json.tableSchema.primaryKey, ['ubigeo'])
})
