// Settings are read once, checked at start, and wrong ones are refused with advice.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { PlatformError, platformErrorCodes } from './platform-error.ts'
import { readSettings, settingsTable } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-settings-'))
after(() => rmSync(folder, { recursive: true }))

/** The Spanish sentence with which these settings are refused. */
function refusal(env: Record<string, string>): string {
  try {
    readSettings(env)
  } catch (error) {
    assert.ok(error instanceof PlatformError)
    assert.equal(error.code, 'settings-refused')
    return error.sentence('es')
  }
  throw new assert.AssertionError({ message: 'the settings were accepted' })
}

test('an empty environment is a working installation', () => {
  const settings = readSettings({})
  assert.equal(settings.url, 'http://localhost:8080')
  assert.equal(settings.host, '127.0.0.1')
  assert.equal(settings.data, resolve('data'))
  assert.deepEqual(settings.files, { kind: 'folder', folder: resolve('data/files') })
  assert.equal(settings.databaseUrl, null)
  assert.deepEqual(settings.advice, [])
})

test('sizes and times are read with their units', () => {
  const { childMemory, uploadBytes, queryTime, statementTime } = readSettings({
    RIMAQ_CHILD_MEMORY: '1.5GiB',
    RIMAQ_UPLOAD_BYTES: '300 MB',
    RIMAQ_QUERY_TIME: '2min',
    RIMAQ_STATEMENT_TIME: '250ms',
  })
  assert.deepEqual(
    [childMemory, uploadBytes, queryTime, statementTime],
    [1_610_612_736, 300_000_000, 120_000, 250],
  )
})

test('every problem is told at once, each with its remedy', () => {
  const sentence = refusal({ RIMAQ_PORT: '80800', RIMAQ_URL: 'datos.gob.pe', RIMAQ_LOG: 'loud' })
  assert.match(sentence, /RIMAQ_PORT es «80800», pero debe ser un número entero de 0 a 65535/)
  assert.match(sentence, /RIMAQ_URL/)
  assert.match(sentence, /RIMAQ_LOG.*quítelo y valdrá info/)
})

test('a misspelt setting is refused with the nearest name', () => {
  assert.match(refusal({ RIMAQ_PROT: '80' }), /RIMAQ_PROT no es un ajuste.*RIMAQ_PORT/)
  assert.match(refusal({ RIMAQ_S3_ENDPONT: 'x' }), /RIMAQ_S3_ENDPOINT/)
})

test('secrets come from files, are never repeated, and an open file is advised against', () => {
  const path = join(folder, 'database-url')
  writeFileSync(path, 'postgresql://rimaq:hunter2@db.example/rimaq\n', { mode: 0o600 })
  assert.equal(
    readSettings({ DATABASE_URL_FILE: path }).databaseUrl,
    'postgresql://rimaq:hunter2@db.example/rimaq',
  )
  chmodSync(path, 0o644)
  assert.match(readSettings({ DATABASE_URL_FILE: path }).advice[0]?.es ?? '', /chmod 600/)
  assert.match(refusal({ DATABASE_URL_FILE: path, DATABASE_URL: 'postgres://x' }), /a la vez/)
  assert.match(refusal({ DATABASE_URL_FILE: join(folder, 'none') }), /no se puede leer \(ENOENT\)/)
  assert.doesNotMatch(refusal({ DATABASE_URL: 'mysql://u:hunter2@db.example' }), /hunter2/)
})

test('S3 is named by one address, with both halves of its key', () => {
  const env = { RIMAQ_FILES: 's3://ciudad/a/b/', RIMAQ_S3_ENDPOINT: 'http://minio:9000' }
  const { files } = readSettings({ ...env, AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' })
  assert.deepEqual(files, {
    kind: 's3',
    bucket: 'ciudad',
    prefix: 'a/b',
    endpoint: 'http://minio:9000',
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    cache: { folder: resolve('data/cache'), bytes: 10 * 2 ** 30 },
  })
  assert.match(refusal({ ...env, AWS_ACCESS_KEY_ID: 'k' }), /Falta AWS_SECRET_ACCESS_KEY/)
  assert.match(refusal({ RIMAQ_FILES: 'ftp://x' }), /una carpeta o s3:/)
})

test('listening to other machines without a public address is advised against', () => {
  assert.match(readSettings({ RIMAQ_HOST: '0.0.0.0' }).advice[0]?.en ?? '', /RIMAQ_URL is missing/)
})

test('the manual names every setting with its default and meaning', () => {
  const manual = readFileSync(new URL('../../docs/operators/settings.md', import.meta.url), 'utf8')
  for (const { name, default: standard, meaning, secret } of settingsTable) {
    const row = manual.split('\n').find((line) => line.startsWith(`| \`${name}\` `)) ?? ''
    assert.ok(row.includes(meaning.en), `${name}: its meaning`)
    // The number of processors differs from machine to machine.
    if (standard !== null && name !== 'RIMAQ_CHILDREN')
      assert.ok(row.includes(`\`${standard}\``), name)
    assert.equal(row.includes('| yes |'), secret, `${name}: may come from a file`)
  }
})

test('every error of the ground has its sentence in both languages, with the same values', () => {
  const values = (text: string) => [...text.matchAll(/\{\$(\w+)\}/g)].map((match) => match[1])
  for (const code of platformErrorCodes) {
    const error = new PlatformError(code)
    assert.deepEqual(
      [...new Set(values(error.sentence('es')))].toSorted(),
      [...new Set(values(error.sentence('en')))].toSorted(),
      code,
    )
  }
})
