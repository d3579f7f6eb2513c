// The verbs that keep trust: leaked passwords taken over, the head of a witness given up, files of backups.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { openWitnessFolder } from '@rimaq/ledger'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase, roomsWithTables } from '../../test/support/database.ts'
import { runCommand } from './run-command.ts'

let database: TestDatabase
let folder = ''
before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = await mkdtemp(join(tmpdir(), 'rimaq-trust-'))
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

test('leaked passwords are taken over; a file of another shape or order is refused in words', async () => {
  const lines = ['siete llamas azules', 'ocho vicuñas pardas', 'nueve']
    .map((each, at) => `${createHash('sha1').update(each).digest('hex').toUpperCase()}:${at + 1}`)
    .toSorted()
  const path = join(folder, 'pwned.txt')
  await writeFile(path, lines.join('\r\n'))
  const done = await rimaq('passwords', 'import', path)
  assert.equal(done.code, 0, done.err)
  assert.match(done.out, /3 passwords from 3 lines/)
  const kept = await stat(join(folder, 'passwords', 'leaked.bin'))
  assert.deepEqual([kept.size, kept.mode & 0o777], [18, 0o600])
  await writeFile(path, lines.toReversed().join('\n'))
  const unordered = await rimaq('passwords', 'import', path)
  assert.deepEqual([unordered.code, unordered.out], [2, ''])
  assert.match(unordered.err, /Line 2 comes before/)
  await writeFile(path, 'hunter2\n')
  assert.match((await rimaq('passwords', 'import', path)).err, /Line 1 is not a SHA-1/)
  assert.equal((await rimaq('passwords', 'import', path, '--least', '0')).code, 2)
  assert.equal((await rimaq('passwords', 'import', join(folder, 'absent.txt'))).code, 2)
})

test('a witness gives up what it remembers of a ledger, with a reason and a name, and writes it down', async () => {
  const state = await openWitnessFolder(join(folder, 'witness'))
  await state.replace('lost.example/ledger', null, 'the very head\n')
  await state.close()
  const words = ['audit', 'clear-witness', 'lost.example/ledger']
  assert.equal((await rimaq(...words)).code, 2)
  const why = ['--reason', 'Its recovery record names the head', '--by', 'Control office']
  const other = await rimaq('audit', 'clear-witness', 'other.example/ledger', ...why)
  assert.notEqual(other.code, 0)
  const done = await rimaq(...words, ...why)
  assert.equal(done.code, 0, done.err)
  const { rows } = await sql<{ checkpoint: string; by: string; act: string }>`
    SELECT c.checkpoint, c.decided_by AS by, e.act
    FROM records.clearing c JOIN records.entry e ON e.id = c.entry`.execute(database.kysely)
  assert.deepEqual(rows, [
    { checkpoint: 'the very head\n', by: 'Control office', act: 'witness.cleared' },
  ])
  assert.notEqual((await rimaq(...words, ...why)).code, 0, 'once')
})

test('what is done with files of S3 is one of two things', async () => {
  const answer = await rimaq('backup', '--to', join(folder, 'backup'), '--files', 'perhaps')
  assert.equal(answer.code, 2)
  assert.match(answer.err, /copy or list/)
})
