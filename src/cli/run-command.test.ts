// Runs whole commands against a real database and file store, as the shell would.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase, roomsWithTables } from '../../test/support/database.ts'
import { runCommand } from './run-command.ts'
import { verbNames } from './verbs.ts'

let database: TestDatabase
let folder: string

before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = await mkdtemp(join(tmpdir(), 'rimaq-cli-'))
})
after(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

async function rimaq(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const text = { out: '', err: '' }
  out.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  err.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const env = {
    DATABASE_URL: database.url,
    RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
    RIMAQ_DATA: folder,
    LANG: 'es_PE.UTF-8',
  }
  const code = await runCommand(words, { env, out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const fines = 'placa;monto;fecha\nABC-123;1.250,50;03/02/2024\nXYZ-987;80,00;25/12/2023\n'

/** Plates lead to owners: these invented ones are published in spite of the privacy gate. */
const allowed = ['--privacy', 'override', '--by', 'Ana Prueba', '--reason', 'Ordenanza de prueba']

test('publish --json writes exactly the report, and query answers it', async () => {
  const path = await file('multas.csv', fines)
  const words = ['publish', path, '--dataset', 'multas', '--key', 'placa', ...allowed]
  const published = await rimaq(...words, '--json')
  assert.equal(published.err, '')
  assert.equal(published.code, 0)
  const report = JSON.parse(published.out) as Record<string, unknown>
  assert.deepEqual(Object.keys(report), [
    'dataset',
    'resource',
    'version',
    'rows',
    'columns',
    'findings',
    'privacy',
    'stopped',
    'changed',
  ])
  assert.deepEqual(report['columns'], [
    { id: 'placa', type: 'text' },
    { id: 'monto', type: 'number' },
    { id: 'fecha', type: 'date' },
  ])
  const asked = await rimaq('query', 'multas', '--where', 'monto>100', '--json')
  assert.deepEqual(JSON.parse(asked.out), {
    columns: [
      { name: 'placa', type: 'text' },
      { name: 'monto', type: 'number' },
      { name: 'fecha', type: 'date' },
    ],
    rows: [['ABC-123', 1250.5, '2024-02-03']],
    total: 1,
    truncated: false,
  })
  const counted = await rimaq(
    'query',
    'multas',
    '--sql',
    'select count(*) as n from datos',
    '--json',
  )
  assert.deepEqual((JSON.parse(counted.out) as { rows: unknown }).rows, [[2]])
})

test('people read sentences in their language', async () => {
  const path = await file('b.csv', 'a,b\n1,2\n')
  const { out } = await rimaq('publish', path, '--dataset', 'pequeno')
  assert.match(out, /Publicado: «pequeno», versión 1, con 1 filas y 2 columnas\./)
  const again = await rimaq('publish', path, '--dataset', 'pequeno', '--lang', 'en')
  assert.match(again.out, /No change: this file is version 1/)
})

test('export writes a whole file or none', async () => {
  const output = join(folder, 'salida.csv')
  const { code } = await rimaq('export', 'multas', '--output', output, '--ids')
  assert.equal(code, 0)
  const [head, ...rows] = (await readFile(output, 'utf8')).trim().split(/\r?\n/)
  assert.equal(head, 'placa,monto,fecha')
  assert.equal(rows.length, 2)
  const wrong = await rimaq('export', 'multas', '--output', join(folder, 'x.doc'))
  assert.equal(wrong.code, 2)
})

test('what is said about a dataset is changed, listed and shown', async () => {
  const set = await rimaq(
    ...['dataset', 'set', 'multas', '--title', 'Multas de tránsito', '--title-en', 'Traffic fines'],
    ...['--frequency', 'MONTHLY', '--licence', 'cc-by-4.0', '--tags', 'tránsito, multas', '--json'],
  )
  const dataset = JSON.parse(set.out) as Record<string, unknown>
  assert.deepEqual(dataset['title'], { es: 'Multas de tránsito', en: 'Traffic fines' })
  assert.deepEqual(dataset['tags'], ['multas', 'tránsito'])
  const listed = await rimaq('datasets', '--search', 'multa', '--json')
  const { datasets } = JSON.parse(listed.out) as { datasets: { slug: string }[] }
  assert.deepEqual(
    datasets.map(({ slug }) => slug),
    ['multas'],
  )
})

test('versions are listed and compared', async () => {
  const path = await file('multas.csv', fines.replace('80,00', '90,00'))
  await rimaq('publish', path, '--dataset', 'multas', '--key', 'placa', ...allowed)
  const { out } = await rimaq('versions', 'multas', '--json')
  const { versions } = JSON.parse(out) as { versions: { number: number }[] }
  assert.deepEqual(
    versions.map(({ number }) => number),
    [2, 1],
  )
  const diff = await rimaq('diff', 'multas', '1', '2')
  assert.match(diff.out, /0 filas nuevas, 0 quitadas, 1 cambiadas/)
  assert.match(diff.out, /monto: 80 → 90/)
})

test('exit codes say whether it was fine, no, wrong use or failed', async () => {
  const path = await file('vacio.csv', '')
  const again = await file('de-nuevo.csv', fines)
  const codes: [number, string[]][] = [
    [0, ['--version']],
    [0, ['help']],
    [1, ['query', 'no-existe']],
    [1, ['query', 'multas', '--version', '99']],
    [1, ['query', 'multas', '--where', 'placa=NADIE']],
    [2, ['publicar']],
    [2, ['publish']],
    [2, ['publish', path]],
    [2, ['publish', join(folder, 'falta.csv'), '--dataset', 'x']],
    [2, ['query', 'multas', '--limit', 'muchas']],
    [2, ['query', 'multas', '--sql', 'select 1', '--where', 'a=1']],
    [2, ['query', 'multas', '--sql', 'drop table datos']],
    [2, ['dataset', 'set', 'multas']],
    [3, ['publish', path, '--dataset', 'vacio']],
    [2, ['publish', again, '--dataset', 'multas', '--key', 'patente']],
    [2, ['export', 'multas', '--output', join(folder, 'no', 'hay', 'x.csv')]],
    [2, ['dataset', 'set', 'multas', '--licence', 'no-existe']],
    [2, ['dataset', 'set', 'multas', '--from', '2025-02-30']],
    [2, ['dataset', 'set', 'multas', '--email', 'datos@example.org']],
    [2, ['dataset', 'set', 'multas', '--source-url', 'https://example.org']],
  ]
  for (const [expected, words] of codes) {
    const { code, err } = await rimaq(...words)
    assert.equal(code, expected, `${words.join(' ')}: ${err}`)
    assert.equal(err.includes('    at '), false, 'no stack for people')
  }
})

test('export without a format writes CSV to the next program', async () => {
  const { code, out } = await rimaq('export', 'multas')
  assert.equal(code, 0)
  assert.match(out, /^placa,monto,fecha\r?\n/)
})

test('errors are JSON too when JSON is asked for', async () => {
  const { out, err } = await rimaq('query', 'no-existe', '--json')
  assert.equal(err, '')
  const { error } = JSON.parse(out) as { error: { code: string; message: string } }
  assert.equal(error.code, 'not-found')
  assert.match(error.message, /no-existe/)
})

test('with a database of the operator, files and log are backed up, and it is said what else to do', async () => {
  const to = join(folder, 'respaldo')
  const taken = await rimaq('backup', '--to', to)
  assert.equal(taken.code, 0, taken.err)
  assert.match(taken.out, /pg_dump --format=custom/)
  const listed = await rimaq('backup', 'list', to, '--json')
  const { backups, range } = JSON.parse(listed.out) as {
    backups: { id: string; database: boolean; files: number; held: boolean }[]
    range: unknown
  }
  assert.equal(range, null)
  const [only] = backups
  assert.deepEqual([backups.length, only?.database, only?.held], [1, false, false])
  assert.ok((only?.files ?? 0) > 0)
  const held = await rimaq('backup', 'hold', only?.id ?? '', '--from', to, '--reason', 'prueba')
  assert.equal(held.code, 0, held.err)
  assert.match((await rimaq('backup', 'list', to)).out, /retenido/)
  const released = await rimaq('backup', 'release', only?.id ?? '', '--from', to, '--reason', 'fin')
  assert.equal(released.code, 0, released.err)
  const verified = await rimaq('backup', 'verify', to, '--json')
  assert.equal(verified.code, 0, verified.out)
  const restored = await rimaq('restore', '--from', to, '--to', join(folder, 'vuelta'), '--json')
  assert.equal(restored.code, 0, restored.err)
  const report = JSON.parse(restored.out) as { database: null; files: { named: number } }
  assert.deepEqual([report.database, report.files.named], [null, only?.files])
})

test('a backup that is not whole ends with 1, and what is missing is asked for in words', async () => {
  const to = join(folder, 'respaldo')
  const files = join(to, 'files')
  const [two = ''] = await readdir(files)
  await rm(join(files, two), { recursive: true })
  const verified = await rimaq('backup', 'verify', to)
  assert.equal(verified.code, 1)
  assert.match(verified.out, /NO está completo/)
  const refused: [number, string, string[]][] = [
    [2, 'RIMAQ_BACKUP', ['backup']],
    [2, 'RIMAQ_BACKUP', ['restore', '--drill']],
    [2, '--from', ['restore']],
    [2, '--reason', ['backup', 'hold', 'x', '--from', to]],
    [2, 'x', ['backup', 'release', 'x', '--from', to, '--reason', 'fin']],
    [2, 'ayer', ['restore', '--from', to, '--at', 'ayer', '--to', join(folder, 'nunca')]],
    [3, 'no está vacía', ['restore', '--from', to, '--to', folder]],
    [3, 'ningún respaldo', ['backup', 'verify', join(folder, 'nunca')]],
  ]
  for (const [code, word, words] of refused) {
    const ended = await rimaq(...words)
    assert.equal(ended.code, code, `${words.join(' ')}: ${ended.err}`)
    assert.ok(ended.err.includes(word), ended.err)
  }
})

for (const name of verbNames) {
  test(`rimaq ${name} explains itself in Spanish and English`, async () => {
    const es = await rimaq(...name.split(' '), '--help')
    const en = await rimaq(...name.split(' '), '--help', '--lang', 'en')
    assert.equal(es.code + en.code, 0)
    assert.match(es.out, /^Uso: rimaq /)
    assert.match(en.out, /^Usage: rimaq /)
    for (const option of ['--json', '--lang', '--help']) assert.ok(es.out.includes(option))
  })
}

const people = `DNI;NOMBRES Y APELLIDOS\n${['Quilla Rumi', 'Tika Wayra', 'Sonqo Lluwi'].map((name, at) => `${45_000_001 + at * 7_919};${name}`).join('\n')}\n`

test('a file with people in it is stopped in words with exit code 1, in a rehearsal too', async () => {
  const path = await file('padron.csv', people)
  const stopped = await rimaq('publish', path, '--dataset', 'padron')
  assert.equal(stopped.code, 1)
  assert.match(stopped.err, /DNI: DNI \(3\).*Quitar la columna DNI.*--privacy apply/s)
  assert.doesNotMatch(stopped.err + stopped.out, /45000001|Quilla/)
  const rehearsed = await rimaq('publish', path, '--dataset', 'padron', '--dry-run')
  assert.equal(rehearsed.code, 1)
  assert.match(rehearsed.out, /Datos de personas:[^]*4•••••01[^]*No se publicaría/)
  assert.equal((await rimaq('versions', 'padron')).code, 1)
})

test('remedies are applied when asked, and an override needs its person and its reason', async () => {
  const path = await file('padron.csv', people)
  const half = await rimaq(
    'publish',
    path,
    '--dataset',
    'padron',
    '--privacy',
    'override',
    '--by',
    'Ana',
  )
  assert.equal(half.code, 2)
  assert.match(half.err, /--reason/)
  assert.equal((await rimaq('publish', path, '--dataset', 'padron', '--privacy', 'quizá')).code, 2)
  assert.equal((await rimaq('publish', path, '--dataset', 'padron', '--by', 'Ana')).code, 2)
  const treated = await rimaq('publish', path, '--dataset', 'padron', '--privacy', 'apply')
  assert.equal(treated.code, 0)
  assert.match(treated.out, /Tratado: DNI tiene números de DNI en 3 de 3 filas/)
  const shown = await rimaq('export', 'padron')
  assert.doesNotMatch(shown.out, /4500|Quilla|Tika|Sonqo/)
})
