// Checks what publishing a file leaves on the shelf: versions, ids, dictionary, and what failure leaves.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import type { PublishReport, PublishRequest } from './model.ts'

let on: TestShelf
before(async () => {
  on = await testShelf()
})
after(() => on.close())

const operator = { kind: 'operator' } as const

async function publish(
  name: string,
  content: string,
  request: Partial<PublishRequest> & { dataset: string },
): Promise<PublishReport> {
  const path = await on.file(name, content)
  return on.shelf.as(operator).publishFile({ path, name, ...request })
}

const parks = 'codigo,parque,area\n001,Parque de la Reserva,8.0\n002,Campo de Marte,26.5\n'
const more =
  'codigo,parque,area\n001,Parque de la Reserva,8.1\n002,Campo de Marte,26.5\n003,Sinchi Roca,54\n'

test('a file makes a published dataset with one version and a dictionary', async () => {
  const report = await publish('parques_de_lima.csv', parks, {
    dataset: 'parques',
    title: 'Parques',
  })
  assert.equal(report.changed, true)
  assert.equal(report.version, 1)
  assert.equal(report.rows, 2)
  assert.deepEqual(
    report.columns.map(({ id, type }) => `${id} ${type}`),
    ['codigo text', 'parque text', 'area number'],
  )
  const dataset = await on.shelf.dataset('parques')
  assert.equal(dataset?.title.es, 'Parques')
  assert.equal(dataset?.organisation.slug, 'municipalidad')
  const [resource] = dataset?.resources ?? []
  assert.equal(resource?.id, report.resource)
  assert.equal(resource?.name, 'parques-de-lima')
  assert.deepEqual(
    resource?.dictionary.map(({ column }) => column),
    ['area', 'codigo', 'parque'],
  )
  assert.equal(resource?.version?.originalName, 'parques_de_lima.csv')
})

test('the same bytes again change nothing', async () => {
  await publish('a.csv', parks, { dataset: 'iguales' })
  const again = await publish('b.csv', parks, { dataset: 'iguales' })
  assert.equal(again.changed, false)
  assert.equal(again.version, 1)
  assert.equal((await on.shelf.versions(again.resource)).length, 1)
})

test('a new file is a new version under the same ids, and the old one stays readable', async () => {
  const first = await publish('a.csv', parks, { dataset: 'versiones' })
  const second = await publish('a.csv', more, { dataset: 'versiones' })
  assert.equal(second.version, 2)
  assert.equal(second.resource, first.resource)
  const old = await on.shelf.version(first.resource, 1)
  assert.ok(old)
  assert.equal(old.rows, 2)
  const table = await on.shelf.files(old)
  assert.equal(await on.files.has(old.parquetHash as never), true)
  assert.equal(table.manifest.parquet.sha256, old.parquetHash)
})

test('rows may be appended, and appending the same file twice adds them once', async () => {
  await publish('a.csv', parks, { dataset: 'anexos' })
  const extra = 'codigo,parque,area\n004,Huiracocha,30\n'
  const report = await publish('b.csv', extra, { dataset: 'anexos', mode: 'append' })
  assert.equal(report.rows, 3)
  assert.equal(
    (await publish('b.csv', extra, { dataset: 'anexos', mode: 'append' })).changed,
    false,
  )
})

test('appending to nothing is refused with a sentence', () =>
  assert.rejects(publish('a.csv', parks, { dataset: 'nada', mode: 'append' }), {
    code: 'nothing-to-append-to',
  }))

/** Every point swapped but, where `one` says so, the first. */
const swapped = (code: number, one = false): string =>
  `codigo,latitud,longitud\n${Array.from({ length: 30 }, (_, at) => (one && at === 0 ? `${code},-12,-77\n` : `${code + at},${-77 - at / 1000},${-12 - at / 1000}\n`)).join('')}`

test('a repair without doubt is made at once, unless none is wanted', async () => {
  const made = await publish('a.csv', swapped(1), { dataset: 'sin-duda' })
  assert.deepEqual(
    made.findings.map(({ code, repaired }) => [code, repaired === true]),
    [['swapped-coordinates', true]],
  )
  const left = await publish('a.csv', swapped(1), { dataset: 'sin-duda', repairs: 'none' })
  assert.equal(left.version, 2)
  assert.equal(left.findings[0]?.repaired ?? false, false)
})

test('an accepted repair is kept as a recipe and applied to the next upload by itself', async () => {
  const request = { dataset: 'coordenadas' }
  const found = await publish('a.csv', swapped(1, true), request)
  assert.deepEqual(
    found.findings.map(({ code, repaired }) => [code, repaired === true]),
    [['swapped-coordinates', false]],
  )
  const repaired = await publish('a.csv', swapped(1, true), { ...request, repairs: 'all' })
  assert.equal(repaired.version, 2)
  const next = await publish('b.csv', swapped(100, true), request)
  const finding = next.findings.find(({ code }) => code === 'swapped-coordinates')
  assert.equal(finding?.repaired, true)
  const version = await on.shelf.version(next.resource, 3)
  const latitude = version?.manifest.columns.find(({ id }) => id === 'latitud')
  assert.ok(Number(latitude?.stats.min) > -13)
  const resource = (await on.shelf.resource(next.resource))?.resource
  assert.equal(resource?.recipe.steps[0]?.do, 'swap-coordinates')
})

test('a dry run reports and leaves no trace', async () => {
  const report = await publish('a.csv', parks, { dataset: 'ensayo', dryRun: true })
  assert.equal(report.version, null)
  assert.equal(report.rows, 2)
  assert.equal(await on.shelf.dataset('ensayo'), null)
})

test('a file that is not a table leaves the last version published', async () => {
  const { resource } = await publish('a.csv', parks, { dataset: 'roto' })
  await assert.rejects(publish('vacio.csv', '', { dataset: 'roto' }), { code: 'empty-file' })
  await assert.rejects(publish('roto.xlsx', 'PK\u0003\u0004 no es un libro', { dataset: 'roto' }), {
    name: 'TableError',
  })
  assert.equal((await on.shelf.versions(resource)).length, 1)
  assert.deepEqual(await readdir(join(on.folder, 'temp')), [])
})

test('a file that is not there, or is a folder, is named in the error', async () => {
  const publishing = on.shelf.as(operator)
  const request = { name: 'x.csv', dataset: 'x' }
  await assert.rejects(publishing.publishFile({ ...request, path: join(on.folder, 'falta.csv') }), {
    code: 'file-not-found',
  })
  await assert.rejects(publishing.publishFile({ ...request, path: on.folder }), {
    code: 'not-a-file',
  })
})

test('uploads that collide are all kept, one version each, without gaps', async () => {
  const { resource } = await publish('a.csv', parks, { dataset: 'choque' })
  const uploads = ['30', '31'].map((area, at) =>
    publish(`choque-${at}.csv`, `${parks}00${at},Nuevo,${area}\n`, { dataset: 'choque' }),
  )
  await Promise.all(uploads)
  const numbers = (await on.shelf.versions(resource)).map(({ number }) => number)
  assert.deepEqual(numbers, [3, 2, 1])
})

test('visitors do not publish', () =>
  assert.rejects(
    on.shelf.as({ kind: 'visitor' }).publishFile({ path: '/x', name: 'x', dataset: 'x' }),
    { code: 'not-permitted' },
  ))

test('a version gets its index files from the job, and every shelf hears of them', async () => {
  const other = on.another()
  await other.listen()
  const { resource } = await publish('a.csv', more, { dataset: 'indices' })
  const version = await other.version(resource, 1)
  assert.ok(version)
  assert.equal((await other.files(version)).indexes, undefined)
  await on.jobs.drain(['datasets.index'])
  for (let turn = 0; turn < 100 && (await other.files(version)).indexes === undefined; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { indexes } = await other.files(version)
  assert.ok(indexes?.rows)
  assert.ok(Object.keys(indexes.orders ?? {}).length > 0)
  assert.equal(await on.shelf.isReferenced(version.manifestHash), true)
  assert.equal(await on.shelf.isReferenced('0'.repeat(64)), false)
})

test('a day in a cut-off column is the day the version speaks of', async () => {
  const text = 'FECHA_CORTE,n\n20250930,1\n20250930,2\n'
  const { resource } = await publish('corte.csv', text, { dataset: 'corte' })
  assert.equal((await on.shelf.version(resource, 1))?.asOf, '2025-09-30')
})
