// What the shelf does stands in the journal, in the transaction of the act and with who did it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'

let on: TestShelf
before(async () => {
  on = await testShelf()
})
after(() => on.close())

interface Row {
  act: string
  who: object
  kind: string
  about: string
  content: Record<string, unknown>
}

async function written(): Promise<Row[]> {
  const { rows } = await sql<Row>`
    SELECT act, who, about_kind AS kind, about_id AS about, body::jsonb AS content
    FROM records.waiting JOIN records.entry e ON e.id = entry LEFT JOIN records.content c USING (entry)
    ORDER BY seq`.execute(on.database.kysely)
  return rows
}

test('each act of the shelf is written down once, and what changes nothing is not', async () => {
  const shelf = on.shelf.as({ kind: 'operator', name: 'ana' })
  const path = await on.file('a.csv', 'codigo,monto\nA,1\nB,2\n')
  const request = { path, name: 'a.csv', dataset: 'gastos' }
  const report = await shelf.publishFile(request)
  await shelf.publishFile(request)
  await shelf.updateDataset('gastos', { title: { es: 'Gastos de la ciudad' } })
  await shelf.describeColumns(report.resource, [
    { column: 'monto', label: { es: 'Monto' }, description: { es: 'En soles' }, unit: 'PEN' },
  ])
  await shelf.changeState('gastos', 'withdrawn')
  await shelf.changeState('gastos', 'withdrawn')
  const { id } = await shelf.createDataset({ title: { es: 'Vacío' } })
  const rows = await written()
  const dataset = rows[0]?.about ?? ''
  assert.deepEqual(
    rows.map(({ act, kind, about }) => [act, kind, about]),
    [
      ['dataset.created', 'dataset', dataset],
      ['version.published', 'resource', report.resource],
      ['dataset.updated', 'dataset', dataset],
      ['columns.described', 'resource', report.resource],
      ['dataset.withdrawn', 'dataset', dataset],
      ['dataset.created', 'dataset', id],
    ],
  )
  assert.ok(rows.every(({ who }) => JSON.stringify(who).includes('ana')))
  const { files, number } = rows[1]?.content ?? {}
  assert.equal(number, 1)
  for (const hash of files as string[]) assert.ok(await on.files.has(hash as never))
})

test('an act whose line cannot be written is not done', async () => {
  const shelf = on.shelf.as({ kind: 'operator', name: 'ana' })
  const before = (await written()).length
  const half = shelf.createDataset({ title: { es: 'Roto', en: 'half \ud800' } })
  await assert.rejects(half)
  assert.equal(await shelf.dataset('roto'), null)
  assert.equal((await written()).length, before)
})
