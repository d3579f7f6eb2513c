// The verbs of cases as the shell would run them: carried from one city into another, and every chain verified after a restore.
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { type TestDatabase, roomsWithTables, testDatabase } from '../support/database.ts'
import { plainPdf } from '../support/plain-pdf.ts'
import { superuser } from '../support/superuser.ts'
import { readSettings, createLog } from '#platform'
import { importProcedures } from '#case-files'
import { openCity } from '../../src/main.ts'
import { withClient } from '../../src/platform/database/store-server.ts'
import { createStartingRoles, registerInstitution } from '#people'
import { openOffice } from '../../src/people/open-office.ts'
import { runCommand } from '../../src/cli/run-command.ts'

interface Place {
  database: TestDatabase
  folder: string
  env: NodeJS.ProcessEnv
}

let here: Place
let there: Place
let number: string
let exports: string

async function place(): Promise<Place> {
  const database = await testDatabase(roomsWithTables())
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-cases-'))
  const env = {
    DATABASE_URL: database.url,
    RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
    RIMAQ_DATA: folder,
    LANG: 'en_GB.UTF-8',
  }
  return { database, folder, env }
}

/** An institution with a counter and the procedures of the pack; files a letter where asked. */
async function prepare({ env }: Place, ruc: string, file: boolean): Promise<string> {
  const settings = readSettings(env)
  const city = await openCity({
    settings: { ...settings, children: 1 },
    log: createLog({ level: 'fatal' }),
  })
  try {
    const operator = { kind: 'operator' } as const
    const { database, clock, records } = city
    const journal = {
      write: async (trx: Parameters<typeof records.journal.write>[0], entry: never) => {
        const { act, ...rest } = entry as { act: string }
        await records.journal.write(trx, { ...rest, act: `people.${act}` } as never)
      },
    }
    const context = { actor: operator, database, clock, journal } as never
    const institution = await registerInstitution(context, { ruc, name: `Municipalidad ${ruc}` })
    await createStartingRoles(context, institution)
    const act = 'Ordenanza 1-2023'
    const slug = 'mesa-de-partes'
    await openOffice(context, { institution, parent: null, slug, name: 'Mesa de partes', act })
    await importProcedures(city.catalogue, operator, new URL('procedures.json', city.pack))
    if (!file) return ''
    const filer = {
      ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
      ...{ email: null, address: null, onBehalfOf: null },
    }
    const own = await city.counter.begin('carta', {
      filer,
      answers: { asunto: 'Algo', texto: 'Pido algo.' },
    })
    const bytes = (async function* () {
      yield plainPdf(3)
    })()
    await city.counter.attach(own, { name: 'carta.pdf', requirement: 'anexos', bytes })
    const filed = await city.counter.file(own, { kind: 'visitor' })
    await records.ledger.sequencer.settle()
    return `${filed.year}-${String(filed.number).padStart(6, '0')}`
  } finally {
    await city.close()
  }
}

before(async () => {
  here = await place()
  there = await place()
  number = await prepare(here, '20131380951', true)
  await prepare(there, '20100070970', false)
  exports = await mkdtemp(join(tmpdir(), 'rimaq-exports-'))
})
after(async () => {
  for (const { database, folder } of [here, there]) {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
  await rm(exports, { recursive: true, force: true })
})

async function rimaq(
  { env }: Pick<Place, 'env'>,
  ...words: string[]
): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const text = { out: '', err: '' }
  out.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  err.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const code = await runCommand(words, { env, out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

test('a case leaves by one command and comes in by another, under the same hash of its index', async () => {
  const file = join(exports, 'caso.zip')
  const exported = await rimaq(here, 'cases', 'export', number, '--to', file, '--json')
  assert.equal(exported.code, 0, exported.err)
  const { index } = JSON.parse(exported.out) as { index: string }
  assert.equal((await rimaq(here, 'cases', 'export', number, '--to', file)).code, 3)
  const checked = await rimaq(there, 'cases', 'import', file, '--dry-run')
  assert.equal(checked.code, 0, checked.err)
  assert.match(checked.out, /^All is right: case \d{4}-000001 of Municipalidad 20131380951/)
  const brought = await rimaq(there, 'cases', 'import', file, '--json')
  assert.equal(brought.code, 0, brought.err)
  const report = JSON.parse(brought.out) as { state: string; index: string; documents: number }
  assert.deepEqual([report.state, report.index, report.documents], ['imported', index, 1])
  assert.match((await rimaq(there, 'cases', 'import', file)).out, /^It is here already/)
  const folder = join(exports, 'caso')
  const unpacked = await rimaq(there, 'cases', 'export', number, '--to', folder)
  assert.equal(unpacked.code, 0, unpacked.err)
  assert.match(unpacked.out, /waits for the seal/)
  assert.match(
    (await rimaq(here, 'cases', 'import', join(exports, 'none.zip'))).err,
    /package is not right/,
  )
  assert.equal((await rimaq(here, 'cases', 'export', '2026', '--to', folder)).code, 2)
  for (const city of [here, there]) {
    const audit = await rimaq(city, 'audit', 'verify')
    assert.equal(audit.code, 0, audit.out)
    assert.match(audit.out, /1 cases?: events, folios and indexes/)
  }
})

test('a restored city verifies every chain, and one changed event in it is found', async () => {
  const { database, folder, env } = here
  // A copy of the whole cluster's database and of the files, as a restore brings them.
  const name = new URL(database.ownerUrl.replace('postgres:', 'http:')).pathname.slice(1)
  const administration = database.ownerUrl
    .replace(/^(.*\/\/)[^@/]*@?/, '$1postgres@')
    .replace(`/${name}`, '/postgres')
  const copy = `${name}_restored`
  const data = await mkdtemp(join(tmpdir(), 'rimaq-restored-'))
  await cp(folder, data, { recursive: true })
  await withClient(administration, async (client) => {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`,
      [name],
    )
    await client.query(`create database ${copy} template ${name} strategy file_copy owner rimaq`)
  })
  const other = (url: string): string => url.replace(`/${name}`, `/${copy}`)
  const restored = {
    env: {
      ...env,
      DATABASE_URL: other(database.url),
      RIMAQ_DATABASE_OWNER_URL: other(database.ownerUrl),
      RIMAQ_DATA: data,
    },
  }
  try {
    const sound = await rimaq(restored, 'audit', 'verify')
    assert.equal(sound.code, 0, sound.out + sound.err)
    const client = await superuser({ ownerUrl: other(database.ownerUrl) })
    const { rows } = await client.query<{ id: string }>(
      `UPDATE case_files.event SET content = jsonb_set(content, '{filer,name}', '"Otra"')
       WHERE seq = 1 RETURNING case_id AS id`,
    )
    await client.end()
    const { code, out } = await rimaq(restored, 'audit', 'verify')
    assert.equal(code, 1)
    assert.match(out, new RegExp(`Events of a case altered: ${rows[0]?.id} 1`))
  } finally {
    await withClient(administration, (client) =>
      client.query(`drop database if exists ${copy} with (force)`),
    )
    await rm(data, { recursive: true, force: true })
  }
})
