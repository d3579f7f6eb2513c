// Checks that a city's starting content is taken over once, and that what an office changed stays.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'

const lima = new URL('../../packs/lima/', import.meta.url)
const operator = { kind: 'operator' } as const
let on: TestShelf

before(async () => {
  on = await testShelf()
})
after(() => on.close())

test("Lima's pack becomes datasets with keys, dictionaries and sources, once", async () => {
  const shelf = on.shelf.as(operator)
  const report = await shelf.importPack(lima)
  assert.equal(report.published.length, 8)
  const districts = await on.shelf.dataset('distritos-de-lima')
  const [resource] = districts?.resources ?? []
  assert.equal(resource?.version?.rows, 43)
  const code = resource.version.manifest.columns.find(({ id }) => id === 'ubigeo')
  assert.equal(code?.stats.distinct, 43)
  assert.deepEqual(resource.version.manifest.key, ['ubigeo'])
  assert.match(districts?.source?.title ?? '', /INEI/)
  const again = await shelf.importPack(lima)
  assert.deepEqual(again.published, [])
  assert.equal((await shelf.versions(resource.id)).length, 1)
})

test('every dataset of the pack says where it comes from, under an open licence', async () => {
  const { datasets } = await on.shelf.datasets({ limit: 100, offset: 0 })
  for (const dataset of datasets) {
    assert.ok(dataset.source, dataset.slug)
    assert.equal(dataset.licence?.open, true, dataset.slug)
    assert.ok(dataset.title.en, dataset.slug)
    for (const { version } of dataset.resources) {
      const errors = version?.findings.filter(({ severity }) => severity === 'error')
      assert.deepEqual(errors, [], dataset.slug)
    }
  }
})

test('telephone numbers and codes keep the type readers need', async () => {
  const phones = await on.shelf.dataset('telefonos-de-emergencia')
  const types = phones?.resources[0]?.version?.manifest.columns.map(({ id, type }) => [id, type])
  assert.equal(Object.fromEntries(types ?? [])['numero'], 'text')
  const holidays = await on.shelf.dataset('feriados-nacionales')
  const [date] = holidays?.resources[0]?.version?.manifest.columns ?? []
  assert.equal(date?.type, 'date')
})

test('what an office changed in a dataset of the pack is not overwritten', async () => {
  const shelf = on.shelf.as(operator)
  await shelf.updateDataset('glosario-de-tramites', { title: { es: 'Glosario municipal' } })
  await shelf.importPack(lima)
  assert.equal((await on.shelf.dataset('glosario-de-tramites'))?.title.es, 'Glosario municipal')
})

test('a pack that is not one is refused by the name of the file', () =>
  assert.rejects(on.shelf.as(operator).importPack(new URL('../../docs/', import.meta.url)), {
    code: 'bad-pack',
  }))
