// Kills the process that reads what was handed in: the next one goes on, and the file is read once.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

let on: PublishingOffice
before(async () => {
  on = await publishingOffice()
})
after(() => on.close())

const script = fileURLToPath(new URL('../../test/support/read-once.ts', import.meta.url))

function startReader(): ChildProcess {
  const { database, folder } = on.shelf
  const words = [
    script,
    database.url,
    database.ownerUrl,
    folder,
    on.people.clock.now().toISOString(),
  ]
  return spawn(process.execPath, ['--conditions=source', ...words], { stdio: 'ignore' })
}

const rows = Array.from({ length: 150_000 }, (_, at) => `${at},D${at % 43},${at * 7}`)
const large = `MONTO,DISTRITO,CODIGO\n${rows.join('\n')}\n`

test('a reading whose process was killed is begun again at the next start, and ends once', async () => {
  const { jobs, shelf, database } = on.shelf
  await jobs.stop()
  const path = await on.file('grande.csv', large)
  const actor = await on.signIn(on.drafter)
  const own = on.as(actor)
  const { id } = await own.submitFile({ path, name: 'grande.csv', dataset: 'grande' })
  const reader = startReader()
  // Killed as soon as it has begun, and long before the file can be read.
  while ((await own.readingProgress(id)) === null) {
    assert.equal((await own.awaitReading(id, { most: 0 })).state, 'reading')
    await wait(5)
  }
  const ended = new Promise((resolve) => reader.once('close', resolve))
  reader.kill('SIGKILL')
  await ended
  assert.equal((await own.submission(id))?.state, 'reading')
  assert.notEqual(await own.readingProgress(id), null)
  // The silence of a dead process, without waiting for it.
  await sql`UPDATE datasets.submission_reading SET seen = seen - interval '1 hour'`.execute(
    database.kysely,
  )
  await shelf.listen()
  await jobs.work()
  const { state, report } = await own.awaitReading(id, { most: 90_000 })
  assert.deepEqual([state, report?.rows], ['waiting', 150_000])
  assert.equal(await own.readingProgress(id), null)
  const made = (await on.acts(id)).filter(({ act }) => act === 'submission.made')
  assert.equal(made.length, 1)
})

test('two readers of one file do not both go on, and what is withdrawn is left', async () => {
  const { jobs, database } = on.shelf
  await jobs.stop()
  const path = await on.file('dos.csv', 'MONTO\n1\n2\n')
  const actor = await on.signIn(on.drafter)
  const own = on.as(actor)
  const wish = { path, name: 'dos.csv', dataset: 'dos' }
  const { id } = await own.submitFile(wish)
  await sql`INSERT INTO datasets.submission_reading (submission_id, reader, phase, seen)
    VALUES (${id}, gen_random_uuid(), 'read', clock_timestamp())`.execute(database.kysely)
  await jobs.drain(['datasets.read'])
  assert.equal((await own.submission(id))?.state, 'reading')
  await own.withdrawSubmission(id)
  await sql`DELETE FROM datasets.submission_reading`.execute(database.kysely)
  await jobs.send('datasets.read', { submission: id })
  assert.equal(await jobs.drain(['datasets.read']), 1)
  assert.equal((await own.submission(id))?.state, 'withdrawn')
  assert.equal((await own.submission(id))?.report, null)
})

test('who lost the post meanwhile has nothing read: the file is put aside and that is said', async () => {
  const { jobs } = on.shelf
  await jobs.stop()
  const leaving = await on.makeChief()
  const actor = await on.signIn(leaving)
  const path = await on.file('cesado.csv', 'MONTO\n5\n6\n')
  const { id } = await on.as(actor).submitFile({ path, name: 'cesado.csv', dataset: 'cesado' })
  await on.end(leaving)
  await jobs.drain(['datasets.read'])
  const found = await on.as(await on.signIn(on.chief)).submission(id)
  assert.deepEqual([found?.state, found?.reason], ['unreadable', 'not-permitted'])
})
