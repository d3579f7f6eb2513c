// Checks the privacy gate of the shelf: what stops, what is kept, and what visitors no longer get.
import assert from 'node:assert/strict'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import yazl from 'yazl'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import { DatasetsError, sentenceValues } from './errors.ts'
import type { PublishReport, PublishRequest } from './model.ts'

let on: TestShelf
before(async () => {
  on = await testShelf()
})
after(() => on.close())

const operator = { kind: 'operator' } as const

async function publish(
  content: string,
  request: Partial<PublishRequest> & { dataset: string },
): Promise<PublishReport> {
  const path = await on.file('padron.csv', content)
  return on.shelf.as(operator).publishFile({ path, name: 'padron.csv', ...request })
}

const words = ['Quilla', 'Rumita', 'Sonqo', 'Wayrapa', 'Tikaru', 'Lluwi', 'Chiñapu']

/** Invented people; the numbers are made of the row's own. */
function register(rows: number, from = 0): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const dni = String(40_000_000 + (from + at) * 7_919)
    return `${dni},${words[at % 7]} ${words[at % 5]},${9_000 + at},ATE`
  })
  return `DNI,APELLIDOS Y NOMBRES,MONTO,DISTRITO\n${lines.join('\n')}\n`
}

const override = { by: 'Ana Prueba, Gerencia de prueba', reason: 'Lo manda la norma de prueba' }

test('a table with people in it stops, in words, and what was published stays', async () => {
  await publish('MONTO,DISTRITO\n1,ATE\n2,LIMA\n', { dataset: 'padron' })
  const error = await publish(register(30), { dataset: 'padron' }).catch(
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof DatasetsError)
  assert.equal(error.code, 'privacy')
  const { list, remedies } = sentenceValues(error, 'es')
  assert.equal(list, 'DNI: DNI (30); APELLIDOS Y NOMBRES: nombre (30)')
  assert.match(String(remedies), /Quitar la columna DNI\./)
  assert.doesNotMatch(JSON.stringify(error), /40000000|40007919/)
  const kept = (await on.shelf.dataset('padron'))?.resources[0]?.version
  assert.equal(kept?.number, 1)
  assert.equal(kept?.privacy?.kind, 'clear')
  assert.equal(kept?.originalOpen, true)
})

test('a dry run says that it would stop and changes nothing', async () => {
  const report = await publish(register(30), { dataset: 'ensayo', dryRun: true })
  assert.equal(report.stopped, true)
  assert.deepEqual(
    report.privacy?.findings.map(({ code }) => code),
    ['dni', 'person-name'],
  )
  assert.equal(await on.shelf.dataset('ensayo'), null)
  const treated = await publish(register(30), {
    dataset: 'ensayo',
    dryRun: true,
    privacy: { apply: true },
  })
  assert.equal(treated.stopped, false)
})

test('remedies accepted are kept as a recipe and hold for the next upload by themselves', async () => {
  const first = await publish(register(30), { dataset: 'tratado', privacy: { apply: true } })
  assert.deepEqual(
    first.columns.map(({ id }) => id),
    ['monto', 'distrito'],
  )
  const next = await publish(register(40, 100), { dataset: 'tratado' })
  assert.equal(next.version, 2)
  assert.deepEqual(
    next.columns.map(({ id }) => id),
    ['monto', 'distrito'],
  )
  const version = await on.shelf.version(next.resource, 2)
  assert.equal(version?.privacy?.kind, 'treated')
  assert.equal(version?.originalOpen, false)
  assert.deepEqual(
    version?.manifest.recipe.steps.map((step) => step.do),
    ['drop-column', 'drop-column'],
  )
})

test('an override needs a person and a reason, and both stay with the version', async () => {
  const nobody = { override: { ...override, by: ' ' } }
  await assert.rejects(publish(register(30), { dataset: 'publico', privacy: nobody }), {
    code: 'bad-value',
  })
  const report = await publish(register(30), { dataset: 'publico', privacy: { override } })
  const version = await on.shelf.version(report.resource, 1)
  assert.equal(version?.privacy?.kind, 'override')
  assert.equal(version?.privacy?.by, override.by)
  assert.equal(version?.privacy?.reason, override.reason)
  assert.ok(version?.privacy?.decided instanceof Date)
  assert.equal(version?.originalOpen, false)
  assert.deepEqual(version?.manifest.columns.map(({ id }) => id)[0], 'dni')
})

test('decisions are never changed nor removed', async () => {
  for (const change of [
    sql`UPDATE datasets.privacy_decision SET reason = 'otra'`,
    sql`DELETE FROM datasets.privacy_decision`,
    sql`TRUNCATE datasets.privacy_decision`,
    sql`TRUNCATE datasets.withheld_version`,
  ]) {
    await assert.rejects(change.execute(on.database.kysely), /never changed|permission denied/)
  }
})

test('when a version is treated visitors lose the earlier ones that were not', async () => {
  const before = await publish(register(30), { dataset: 'tarde', privacy: { gate: 'off' } })
  assert.equal((await on.shelf.version(before.resource, 1))?.originalOpen, true)
  const other = on.another()
  await other.listen()
  assert.equal((await other.version(before.resource, 1))?.number, 1)
  await publish(register(30), { dataset: 'tarde', privacy: { apply: true } })
  for (const shelf of [on.shelf, other]) {
    assert.equal(await shelf.version(before.resource, 1), null)
    assert.deepEqual(
      (await shelf.versions(before.resource)).map(({ number }) => number),
      [2],
    )
  }
  const own = await on.shelf.as(operator).version(before.resource, 1)
  assert.equal(own?.originalOpen, false)
})

test('an override closes the originals of earlier versions too', async () => {
  const before = await publish(register(20), { dataset: 'cerrado', privacy: { gate: 'off' } })
  await publish(register(30), { dataset: 'cerrado', privacy: { override } })
  assert.equal((await on.shelf.version(before.resource, 1))?.originalOpen, false)
})

test('pseudonyms keep a person together across uploads, by a secret only we can read', async () => {
  const visits = (from: number): string =>
    `DNI,SERVICIO\n${Array.from({ length: 60 }, (_, at) => `${40_000_000 + (from + (at % 20)) * 7_919},${at % 3}`).join('\n')}\n`
  const first = await publish(visits(0), { dataset: 'visitas', privacy: { apply: true } })
  const values = async (version: number): Promise<unknown> => {
    const found = await on.shelf.version(first.resource, version)
    return found?.manifest.columns[0]?.stats.top.map(({ value }) => value).toSorted()
  }
  await publish(`${visits(0)}45670000,9\n`, { dataset: 'visitas' })
  const [one, two] = [await values(1), await values(2)]
  assert.equal((one as string[]).length, 20)
  assert.deepEqual(one, two)
  const folder = join(on.folder, 'secrets')
  assert.ok((await readdir(folder)).every((name) => /^pseudonym-[a-z]+$/.test(name)))
  assert.equal((await stat(join(folder, 'pseudonym-visitas'))).mode & 0o777, 0o600)
  const secret = (await readFile(join(folder, 'pseudonym-visitas'), 'utf8')).trim()
  const version = await on.shelf.version(first.resource, 1)
  assert.match(secret, /^[0-9a-f]{64}$/)
  assert.equal(JSON.stringify(version).includes(secret), false)
})

/** A zip archive of the members. */
async function zipOf(members: Record<string, string>): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [name, content] of Object.entries(members)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

test('a file that brings people along beside its table is not offered, and the table is', async () => {
  const table = 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n'
  for (const [dataset, members, open] of [
    ['con-padron', { 'obras.csv': table, 'padron.csv': register(30) }, false],
    ['con-acta', { 'obras.csv': table, 'acta.pdf': '%PDF-1.7' }, false],
    ['sola', { 'obras.csv': table, 'obras-2.csv': table }, true],
  ] as const) {
    const path = await on.file(`${dataset}.zip`, await zipOf(members))
    const request = { path, name: `${dataset}.zip#obras.csv`, dataset }
    await on.shelf.as(operator).publishFile(request)
    const version = (await on.shelf.dataset(dataset))?.resources[0]?.version
    assert.equal(version?.rows, 2, dataset)
    assert.equal(version?.privacy?.kind, 'clear', dataset)
    assert.equal(version?.originalOpen, open, dataset)
  }
})
