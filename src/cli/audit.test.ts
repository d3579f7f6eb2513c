// The verbs of the audit, as the shell would run them: on an honest record, an altered one, and a copy.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { parseVerifierKey, verifyNote } from '@rimaq/ledger'
import { type TestDatabase, testDatabase, roomsWithTables } from '../../test/support/database.ts'
import { superuser } from '../../test/support/superuser.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase
let folder: string

before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = await mkdtemp(join(tmpdir(), 'rimaq-audit-'))
  const path = join(folder, 'multas.csv')
  await writeFile(path, 'acta;monto\nA1;1\nA2;2\n')
  const published = await rimaq('publish', path, '--dataset', 'multas')
  assert.equal(published.code, 0, published.err)
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
    LANG: 'en_GB.UTF-8',
  }
  const code = await runCommand(words, { env, out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

describe('rimaq audit', () => {
  test('what was published from the shell has its place in the ledger, and all is right', async () => {
    const { code, out } = await rimaq('audit', 'verify')
    assert.equal(code, 0, out)
    assert.match(out, /^All is right\.\n/)
    assert.match(out, /[1-9]\d* files, 0 timestamps looked at/)
    const report = JSON.parse((await rimaq('audit', 'verify', '--json')).out) as { waiting: number }
    assert.equal(report.waiting, 0)
  })

  test('the sealed folder is verified with its own keys, and its seal covers every file', async () => {
    const output = join(folder, 'audit')
    assert.equal((await rimaq('audit', 'export', '--output', output)).code, 0)
    assert.equal((await rimaq('audit', 'export', '--output', output)).code, 2)
    const words = ['--ledger', join(output, 'ledger'), '--key', join(output, 'key')]
    const { code, out } = await rimaq('audit', 'verify', ...words)
    assert.equal(code, 0, out)
    const keys = (await readFile(join(output, 'key'), 'utf8'))
      .trim()
      .split('\n')
      .map(parseVerifierKey)
    const { text } = verifyNote(await readFile(join(output, 'seal'), 'utf8'), keys)
    const lines = text.trim().split('\n').slice(3)
    assert.ok(lines.length > 5)
    for (const line of lines) {
      const [sum = '', path = ''] = line.split('  ')
      const found = createHash('sha256')
        .update(await readFile(join(output, path)))
        .digest('hex')
      assert.equal(found, sum, path)
    }
    await writeFile(join(output, 'ledger', 'checkpoint'), 'x')
    assert.equal((await rimaq('audit', 'verify', ...words)).code, 1)
  })

  test('the keys are printed for others to verify with', async () => {
    const { out } = await rimaq('audit', 'key', '--json')
    const { origin, ledger, witness } = JSON.parse(out) as Record<'origin', string> &
      Record<'ledger' | 'witness', string[]>
    assert.deepEqual(
      [...ledger, ...witness].map((line) => parseVerifierKey(line).kind),
      ['ed25519', 'ml-dsa-44', 'cosignature', 'ml-dsa-44'],
    )
    assert.ok(ledger.every((line) => line.startsWith(`${origin}+`)))
  })

  test('a recovery is refused where nothing is to be recovered, and asks who decides', async () => {
    const { code, err } = await rimaq('audit', 'recover', '--reason', 'x', '--by', 'Ana')
    assert.deepEqual([code, /nothing to recover/.test(err)], [3, true])
    assert.equal((await rimaq('audit', 'recover', '--reason', 'x')).code, 2)
  })

  test('after a restore it waits for a recovery, which the shell can sign', async () => {
    await writeFile(join(folder, 'restored.json'), '{}')
    await rimaq('dataset', 'set', 'multas', '--title', 'Multas')
    const path = join(folder, 'multas.csv')
    await writeFile(path, 'acta;monto\nA1;5\n')
    const published = await rimaq('publish', path, '--dataset', 'multas')
    assert.equal(published.code, 0, published.err)
    assert.match((await rimaq('audit', 'verify')).out, /2 entries wait/)
    const { code, out } = await rimaq('audit', 'recover', '--reason', 'Simulacro', '--by', 'Ana')
    assert.equal(code, 0, out)
    await writeFile(path, 'acta;monto\nA1;6\n')
    await rimaq('publish', path, '--dataset', 'multas')
    const { out: after } = await rimaq('audit', 'verify')
    assert.match(after, /^All is right/)
    assert.match(after, /0 entries wait/)
  })

  test('the first altered row is named in words, and the exit code says no', async () => {
    const client = await superuser(database)
    await client.query(
      `UPDATE records.entry SET who = '{"kind": "visitor"}' WHERE act = 'dataset.created'`,
    )
    await client.end()
    const { code, out } = await rimaq('audit', 'verify')
    assert.equal(code, 1)
    assert.match(out, /^WRONG: /)
    assert.match(out, /Row of the journal altered: [0-9a-f-]{36} \(\d+\)/)
  })
})
