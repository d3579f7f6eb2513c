// Jobs exist with their transaction, run at least once, are retried, and never vanish unseen.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import { createJobs, createLog, failedJobs, systemClock } from '#platform'
import { testDatabase } from '../../../test/support/database.ts'

const database = await testDatabase()
const log = createLog({ level: 'silent' })
const fresh = () => createJobs(database, log, systemClock())
after(() => database.close())

test('a job sent in a transaction exists exactly when the transaction commits', async () => {
  const jobs = fresh()
  const seen: number[] = []
  jobs.define<{ n: number }>('count', async ({ n }) => void seen.push(n))
  await database.transaction((transaction) => jobs.send('count', { n: 1 }, { transaction }))
  const refused = database.transaction(async (transaction) => {
    await jobs.send('count', { n: 2 }, { transaction })
    throw new Error('the business act failed')
  })
  await assert.rejects(refused, /business act/)
  assert.equal(await jobs.drain(['count']), 1)
  assert.deepEqual(seen, [1])
  await jobs.stop()
})

test('one waiting job is kept per key, and a new one may be sent once it runs', async () => {
  const jobs = fresh()
  const seen: string[] = []
  jobs.define<{ id: string }>('index', async ({ id }) => {
    seen.push(id)
    if (seen.length === 1) await jobs.send('index', { id: 'again' }, { once: 'a' })
  })
  await jobs.send('index', { id: 'a' }, { once: 'a' })
  await jobs.send('index', { id: 'a' }, { once: 'a' })
  await jobs.send('index', { id: 'b' }, { once: 'b' })
  assert.equal(await jobs.drain(['index']), 3)
  assert.deepEqual(seen.toSorted(), ['a', 'again', 'b'])
  await jobs.stop()
})

test('a worker hears of a job at once and takes a queue of them without pauses', async () => {
  const jobs = fresh()
  let count = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  jobs.define('tick', async () => {
    if (++count === 200) resolve()
  })
  await jobs.work()
  await database.transaction(async (transaction) => {
    for (let n = 0; n < 200; n++) await jobs.send('tick', { n }, { transaction })
  })
  await promise
  assert.equal(count, 200)
  await jobs.stop()
})

test('a job that fails is tried again and succeeds with the attempt counted', async () => {
  const jobs = fresh()
  const attempts: number[] = []
  jobs.define('flaky', async (_, { attempt }) => {
    attempts.push(attempt)
    if (attempt === 1) throw new Error('not yet')
  })
  await jobs.send('flaky', {})
  assert.equal(await jobs.drain(['flaky']), 0)
  // The pause before the second attempt is skipped here instead of slept through.
  await sql`update jobs.job set start_after = now() where name = 'flaky'`.execute(database.kysely)
  assert.equal(await jobs.drain(['flaky']), 1)
  assert.deepEqual(attempts, [1, 2])
  await jobs.stop()
})

test('a job that failed for good is visible as a dead letter with its reason', async () => {
  const jobs = fresh()
  jobs.define('doomed', () => Promise.reject(new Error('the disk is gone')), { retries: 0 })
  await jobs.send('doomed', { version: 'v1' })
  assert.equal(await jobs.drain(['doomed']), 0)
  const failed = await failedJobs(database)
  assert.deepEqual(
    failed.map(({ name, attempts, message }) => ({ name, attempts, message })),
    [{ name: 'doomed', attempts: 1, message: 'the disk is gone' }],
  )
  await jobs.stop()
})

test('a job whose process was killed is taken up again', async () => {
  const killed = fresh()
  const started = Promise.withResolvers<void>()
  killed.define('long', () => {
    started.resolve()
    return new Promise(() => {})
  })
  await killed.send('long', {})
  void killed.drain(['long'])
  await started.promise
  const jobs = fresh()
  const attempts: number[] = []
  jobs.define('long', async (_, { attempt }) => void attempts.push(attempt))
  assert.equal(await jobs.drain(['long']), 0)
  // The silence of a dead process and the pause before the next attempt, without waiting for them.
  await sql`update jobs.job set heartbeat_on = now() - interval '5 min',
    started_on = now() - interval '5 min' where name = 'long'`.execute(database.kysely)
  const supervisor = new PgBoss({ schema: 'jobs', connectionString: database.url })
  await supervisor.start()
  await supervisor.supervise('long')
  await supervisor.stop({ graceful: false })
  await sql`update jobs.job set start_after = now() where name = 'long'`.execute(database.kysely)
  assert.equal(await jobs.drain(['long']), 1)
  assert.deepEqual(attempts, [2])
  await Promise.all([jobs.stop(), killed.stop()])
})

test('a job for later waits for its time', async () => {
  const jobs = fresh()
  jobs.define('later', async () => {})
  await jobs.send('later', {}, { after: new Date(Date.now() + 3_600_000) })
  assert.equal(await jobs.drain(['later']), 0)
  await jobs.stop()
})

test('a job nobody defined is refused', async () => {
  const jobs = fresh()
  await assert.rejects(jobs.send('unheard-of', {}), { code: 'job-unknown' })
})

test('what sending needs may be opened beforehand; where that fails, sending tells it', async () => {
  const jobs = fresh()
  const seen: number[] = []
  jobs.define<{ n: number }>('foreseen', async ({ n }) => void seen.push(n))
  jobs.prepare('foreseen')
  await jobs.send('foreseen', { n: 1 })
  assert.equal(await jobs.drain(['foreseen']), 1)
  assert.deepEqual(seen, [1])
  await jobs.stop()

  const unused = fresh()
  unused.define('foreseen', async () => {})
  unused.prepare('foreseen')
  await unused.stop()

  const nowhere = { ...database, url: 'postgresql://nobody@127.0.0.1:1/nowhere' }
  const cut = createJobs(nowhere, log, systemClock())
  cut.define('foreseen', async () => {})
  cut.prepare('foreseen')
  await assert.rejects(cut.send('foreseen', {}), { code: 'ECONNREFUSED' })
  await cut.stop()
})
