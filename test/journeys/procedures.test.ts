// The catalogue of procedures as an operator and a resident use it: read in, put in force, ended, open data.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Installation, install } from '../torture/shared/installation.ts'

let on: Installation
before(async () => {
  on = await install()
  await on.start()
})
after(() => on?.close())

interface Rows {
  rows: unknown[][]
}

/** The dataset is published by a job: a moment later. */
async function codesInPortal(expected: number): Promise<string[]> {
  for (let at = 0; ; at++) {
    const codes = await on
      .ask<{ resources: { id: string }[] }>('/api/v1/datasets/tramites')
      .then(({ resources }) =>
        on.ask<Rows>(`/api/v1/resources/${resources[0]?.id}/rows?columns=codigo&limit=100`),
      )
      .then(({ rows }) => rows.map(([code]) => String(code)))
      .catch(() => [])
    if (codes.length === expected || at === 600) return codes
    await wait(50)
  }
}

test('a first start has twelve procedures, as pages and as a dataset of the portal', async () => {
  const page = await fetch(`${on.origin}/tramites`)
  assert.equal(page.status, 200)
  const codes = await codesInPortal(12)
  assert.equal(codes.length, 12)
  assert.ok(codes.includes('licencia-funcionamiento'))
})

test('a file of procedures is judged, read in and put in force by the command line', async () => {
  const { procedures } = await on.ask<{
    procedures: { code: string; content: Record<string, unknown> }[]
  }>('/tramites.json')
  const letter = procedures.find(({ code }) => code === 'carta')?.content
  const good = { code: 'carta-abierta', content: { ...letter, name: { es: 'Carta abierta' } } }
  const bad = {
    code: 'con-copia',
    content: {
      ...letter,
      requirements: [{ id: 'dni', kind: 'document', text: { es: 'Copia de tu DNI' } }],
    },
  }
  const path = join(on.folder, 'tupa.json')
  await writeFile(path, JSON.stringify({ procedures: [good, bad] }))
  const told = await on.run('procedures', 'import', path, '--publish').ended
  assert.equal(told.code, 1, told.err)
  assert.match(told.out, /carta-abierta: en vigencia, versión 1/)
  assert.match(told.out, /con-copia: guardado como borrador/)
  assert.match(told.out, /«Copia de tu DNI» no se puede pedir/)
  assert.equal((await fetch(`${on.origin}/tramites/carta-abierta`)).status, 200)
  assert.equal((await fetch(`${on.origin}/tramites/con-copia`)).status, 404)
  assert.equal((await codesInPortal(13)).length, 13)
  await writeFile(path, 'no es JSON')
  const broken = await on.run('procedures', 'import', path).ended
  assert.equal(broken.code, 2)
  assert.match(broken.err, /no es un archivo de trámites/)
})

test('an ended procedure keeps its page, which says since when, and leaves the dataset', async () => {
  const ended = await on.run('procedures', 'retire', 'carta-abierta', '--act', 'Ordenanza 9-2026')
    .ended
  assert.equal(ended.code, 0, ended.err)
  assert.match(await (await fetch(`${on.origin}/tramites/carta-abierta`)).text(), /dejó de regir/)
  assert.equal((await codesInPortal(12)).length, 12)
  const csv = await on.run('procedures', 'export', '--format', 'csv').ended
  assert.equal(csv.out.trimEnd().split('\r\n').length, 13)
})
