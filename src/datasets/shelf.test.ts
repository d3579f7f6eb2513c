// Checks what readers see of the catalogue: states, search, labels, and changes by other processes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import type { Shelf } from './model.ts'

let on: TestShelf
const operator = { kind: 'operator' } as const

before(async () => {
  on = await testShelf()
  const shelf = on.shelf.as(operator)
  const published = { state: 'published' } as const
  await shelf.createDataset({
    ...published,
    title: { es: 'Paraderos del transporte público', en: 'Public transport stops' },
    themes: ['transporte'],
    tags: ['buses', 'paraderos'],
    licence: 'cc-by-4.0',
    frequency: 'MONTHLY',
    temporal: { from: '2024-01-01', to: null },
    spatial: { label: 'Lima', bbox: [-77.2, -12.6, -76.6, -11.5] },
  })
  await shelf.createDataset({
    ...published,
    title: { es: 'Hospitales y postas' },
    themes: ['salud'],
  })
  await shelf.createDataset({ title: { es: 'Borrador de transporte' }, slug: 'borrador' })
})
after(() => on.close())

test('what was written is read back whole', async () => {
  const dataset = await on.shelf.dataset('paraderos-del-transporte-publico')
  assert.ok(dataset)
  assert.deepEqual(dataset.tags, ['buses', 'paraderos'])
  assert.equal(dataset.licence?.open, true)
  assert.equal(dataset.themes[0]?.euTheme, 'TRAN')
  assert.deepEqual(dataset.temporal, { from: '2024-01-01', to: null })
  assert.deepEqual(dataset.spatial?.bbox, [-77.2, -12.6, -76.6, -11.5])
  assert.ok(dataset.modified instanceof Date)
  assert.deepEqual(await on.shelf.dataset(dataset.id), dataset)
})

test('search names facets in the language of the reader', async () => {
  const found = await on.shelf.search({ text: 'paradero' }, 'en')
  assert.equal(found.total, 1)
  assert.deepEqual(found.facets.theme, [{ value: 'transporte', label: 'Transport', count: 1 }])
  assert.deepEqual(found.facets.organisation, [
    { value: 'municipalidad', label: 'Test municipality', count: 1 },
  ])
})

test('a typing slip finds what was meant and says so', async () => {
  const found = await on.shelf.search({ text: 'trasporte' }, 'es')
  assert.equal(found.didYouMean, 'transporte')
  assert.equal(found.datasets[0]?.slug, 'paraderos-del-transporte-publico')
})

test('suggestions name datasets, themes and organisations', async () => {
  assert.deepEqual(
    (await on.shelf.suggest('trans', 5)).map(({ kind, slug }) => `${kind} ${slug}`),
    ['theme transporte', 'dataset paraderos-del-transporte-publico'],
  )
  assert.deepEqual(await on.shelf.suggest('', 5), [])
})

/** Every way to learn of a dataset that is not published. */
async function traces(shelf: Shelf): Promise<string[]> {
  const found = [
    (await shelf.dataset('borrador')) !== null && 'dataset',
    (await shelf.datasets({ limit: 100, offset: 0 })).datasets.some(
      ({ slug }) => slug === 'borrador',
    ) && 'datasets',
    (await shelf.search({ text: 'borrador' }, 'es')).total > 0 && 'search',
    (await shelf.suggest('borrador', 5)).length > 0 && 'suggest',
    ((await shelf.organisations())[0]?.datasets ?? 0) > 2 && 'organisations',
  ]
  return found.filter((each) => each !== false)
}

test('a draft is absent for visitors in every answer, and there for the operator', async () => {
  assert.deepEqual(await traces(on.shelf), [])
  assert.deepEqual(await traces(on.shelf.as(operator)), [
    'dataset',
    'datasets',
    'search',
    'suggest',
    'organisations',
  ])
})

test('a withdrawn dataset is gone, with its resources and versions, until it is published again', async () => {
  const path = await on.file('a.csv', 'a,b\n1,2\n')
  const writing = on.shelf.as(operator)
  const { resource } = await writing.publishFile({ path, name: 'a.csv', dataset: 'retirable' })
  await writing.changeState('retirable', 'withdrawn')
  assert.equal(await on.shelf.dataset('retirable'), null)
  assert.equal(await on.shelf.resource(resource), null)
  assert.deepEqual(await on.shelf.versions(resource), [])
  assert.equal(await on.shelf.version(resource, 1), null)
  await writing.changeState('retirable', 'published')
  assert.equal((await on.shelf.version(resource, 1))?.rows, 1)
  await assert.rejects(writing.changeState('retirable', 'draft'), { code: 'bad-value' })
})

test('another process hears of a change and drops what it had read', async () => {
  const other = on.another()
  await other.listen()
  assert.equal((await other.dataset('hospitales-y-postas'))?.title.es, 'Hospitales y postas')
  assert.equal((await other.search({ text: 'ambulancias' }, 'es')).total, 0)
  await on.shelf
    .as(operator)
    .updateDataset('hospitales-y-postas', { title: { es: 'Hospitales y ambulancias' } })
  for (let turn = 0; turn < 100; turn += 1) {
    if ((await other.search({ text: 'ambulancias' }, 'es')).total === 1) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.equal((await other.search({ text: 'ambulancias' }, 'es')).total, 1)
  assert.equal((await other.dataset('hospitales-y-postas'))?.title.es, 'Hospitales y ambulancias')
})

test('a partial update leaves the rest and moves the date of change', async () => {
  const before = await on.shelf.dataset('paraderos-del-transporte-publico')
  await on.shelf
    .as(operator)
    .updateDataset('paraderos-del-transporte-publico', { frequency: 'WEEKLY' })
  const after = await on.shelf.dataset('paraderos-del-transporte-publico')
  assert.ok(before && after)
  assert.equal(after.frequency, 'WEEKLY')
  assert.ok(after.modified > before.modified)
  assert.deepEqual({ ...after, frequency: before.frequency, modified: before.modified }, before)
})

test('wrong values are refused by name and nothing is kept of them', async () => {
  const shelf = on.shelf.as(operator)
  const title = { es: 'Malo' }
  const refused: [object, object][] = [
    [{ slug: '../etc' }, { code: 'bad-slug' }],
    [{ slug: 'hospitales-y-postas' }, { code: 'slug-taken' }],
    [{ organisation: 'nadie' }, { code: 'unknown-organisation' }],
    [{ licence: 'nada' }, { code: 'unknown-licence' }],
    [{ themes: ['nada'] }, { code: 'unknown-theme' }],
    [{ frequency: 'SOMETIMES' }, { code: 'bad-value' }],
    [{ source: { title: 'x', url: 'javascript:alert(1)' } }, { code: 'bad-value' }],
    [{ contact: { name: 'x', email: 'no es', phone: null } }, { code: 'bad-value' }],
    [{ temporal: { from: '2024-02-01', to: '2024-01-01' } }, { code: 'bad-value' }],
  ]
  for (const [input, error] of refused) {
    await assert.rejects(shelf.createDataset({ title, ...input }), error, JSON.stringify(input))
  }
  assert.equal(await shelf.dataset('malo'), null)
})

test('visitors neither create nor change datasets', async () => {
  const visitor = on.shelf.as({ kind: 'visitor' })
  await assert.rejects(visitor.createDataset({ title: { es: 'x' } }), { code: 'not-permitted' })
  await assert.rejects(visitor.updateDataset('borrador', {}), { code: 'not-permitted' })
  await assert.rejects(visitor.changeState('borrador', 'published'), { code: 'not-permitted' })
})
