// The verbs for accounts: the first code, invitations, codes, links and blocking, as the shell runs them.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase
let folder: string
let env: Record<string, string>

before(async () => {
  database = await testDatabase(['people', 'datasets'])
  folder = await mkdtemp(join(tmpdir(), 'rimaq-people-'))
  env = {
    DATABASE_URL: database.url,
    RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
    RIMAQ_DATA: folder,
    LANG: 'es_PE.UTF-8',
  }
})
after(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const pattern = /([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}/

async function rimaq(
  words: string[],
  more: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const text = { out: '', err: '' }
  out.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  err.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const code = await runCommand(words, { env: { ...env, ...more }, out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

test('a start that is not on a terminal says how to get the first code, and prints none', async () => {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', cli, 'start'], {
    env: { ...env, RIMAQ_PORT: '0', RIMAQ_LOG: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await new Promise<void>((done) => {
    child.stderr.on('data', () => {
      if (text.includes('rimaq people code')) child.kill('SIGTERM')
    })
    child.once('close', () => done())
  })
  assert.match(text, /«rimaq people code» muestra el código/)
  assert.doesNotMatch(text, pattern)
})

test('people code shows the first code while there is no account', async () => {
  const { code, out } = await rimaq(['people', 'code'])
  assert.equal(code, 0)
  assert.match(out, pattern)
  assert.match(out, /24 horas/)
})

test('people invite makes an account and shows its code; the same DNI is not invited twice', async () => {
  const words = ['people', 'invite', '10000001', '--given', 'Rosa', '--family', 'Quispe']
  const first = await rimaq([...words, '--email', 'rosa@example.pe', '--json'])
  assert.equal(first.code, 0, first.err)
  assert.match((JSON.parse(first.out) as { code: string }).code, pattern)
  const again = await rimaq(words)
  assert.equal(again.code, 2)
  assert.match(again.err, /Ya hay una cuenta con ese DNI/)
  assert.equal((await rimaq(['people', 'invite', '123', '--given', 'a', '--family', 'b'])).code, 2)
  assert.equal((await rimaq(['people', 'invite', '10000002'])).code, 2)
})

test('with an account there is no first code, but one for whoever lost the way in', async () => {
  assert.equal((await rimaq(['people', 'code'])).code, 1)
  assert.match((await rimaq(['people', 'code', 'ROSA@example.pe'])).out, pattern)
  const unknown = await rimaq(['people', 'code', 'nadie@example.pe'])
  assert.equal(unknown.code, 1)
  assert.equal((await rimaq(['people', 'code', 'no es nada'])).code, 2)
})

test('people block and --undo change the state of the account', async () => {
  const state = async (): Promise<string | undefined> =>
    (await database.kysely.selectFrom('people.account').select('state').executeTakeFirst())?.state
  assert.equal((await rimaq(['people', 'block', '10000001'])).code, 0)
  assert.equal(await state(), 'blocked')
  assert.equal((await rimaq(['people', 'block', '10000001', '--undo'])).code, 0)
  assert.equal(await state(), 'active')
})

test('people link needs the provider’s settings, and links one identity with one account', async () => {
  const words = ['people', 'link', '10000001', 'abc-1']
  const without = await rimaq(words)
  assert.equal(without.code, 2)
  assert.match(without.err, /RIMAQ_OIDC_ISSUER/)
  const provider = {
    RIMAQ_OIDC_ISSUER: 'https://id.example.pe',
    RIMAQ_OIDC_CLIENT: 'rimaq',
    RIMAQ_OIDC_SECRET: 'for this test',
  }
  assert.equal((await rimaq(words, provider)).code, 0)
  assert.equal((await rimaq(words, provider)).code, 1)
  const half = await rimaq(words, { RIMAQ_OIDC_ISSUER: 'https://id.example.pe' })
  assert.equal(half.code, 3)
  assert.match(half.err, /RIMAQ_OIDC_CLIENT, RIMAQ_OIDC_SECRET/)
})
