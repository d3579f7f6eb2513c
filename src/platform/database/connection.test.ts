// How values of PostgreSQL are read, and that a statement cannot run for ever.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { sql } from 'kysely'
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from '#platform'
import { roomMigrations, testDatabase } from '../../../test/support/database.ts'
import { Watch } from './watch.ts'

const database = await testDatabase()
const ground = roomMigrations(['platform'])
after(() => database.close())

test('whole numbers are numbers while they are exact, and an error beyond', async () => {
  const { rows } = await sql`
    select 9007199254740991 as most, (-5)::int8 as least, array[1, null]::int8[] as list`.execute(
    database.kysely,
  )
  assert.deepEqual(rows, [{ most: 9007199254740991, least: -5, list: [1, null] }])
  const beyond = sql`select 9007199254740992 as n`.execute(database.kysely)
  await assert.rejects(beyond, { code: 'number-too-large' })
  await sql`select 1`.execute(database.kysely)
})

test('days and clock times stay text, instants become dates, exact decimals stay exact', async () => {
  const { rows } = await sql`
    select date '2024-02-29' as day, timestamp '2024-01-31 23:59:59' as local,
      timestamptz '2024-01-31 23:59:59-05' as instant, 0.10::numeric as price,
      array[date '1535-01-18'] as days`.execute(database.kysely)
  assert.deepEqual(rows, [
    {
      day: '2024-02-29',
      local: '2024-01-31 23:59:59',
      instant: new Date('2024-02-01T04:59:59Z'),
      price: '0.10',
      days: ['1535-01-18'],
    },
  ])
})

test('a statement is cancelled at its time', async () => {
  const settings = {
    data: '',
    databaseUrl: database.url,
    databaseOwnerUrl: database.ownerUrl,
    databaseConnections: 2,
    statementTime: 50,
  }
  const hurried = await openDatabase({ settings, migrations: ground })
  await assert.rejects(sql`select pg_sleep(30)`.execute(hurried.kysely), { code: '57014' })
  await hurried.close()
})

test('a transaction that throws changes nothing', async () => {
  await sql`create table act (name text)`.execute(database.kysely)
  const failed = database.transaction(async (transaction) => {
    await sql`insert into act values ('half')`.execute(transaction)
    throw new Error('changed my mind')
  })
  await assert.rejects(failed, /changed my mind/)
  const { rows } = await sql`select * from act`.execute(database.kysely)
  assert.deepEqual(rows, [])
})

test('a notification is heard by everyone who listens, until they stop', async () => {
  const heard: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const stopFirst = await database.listen('bell "quoted"', (payload) => heard.push(`1 ${payload}`))
  await database.listen('bell "quoted"', (payload) => {
    heard.push(`2 ${payload}`)
    if (payload === 'b') resolve()
  })
  await sql`select pg_notify('bell "quoted"', 'a')`.execute(database.kysely)
  while (heard.length < 2) await sql`select 1`.execute(database.kysely)
  await stopFirst()
  await sql`select pg_notify('bell "quoted"', 'b')`.execute(database.kysely)
  await promise
  assert.deepEqual(heard, ['1 a', '2 a', '2 b'])
})

test('a connection that died in the pool costs no reader and no transaction its answer', async () => {
  const settings = {
    data: '',
    databaseUrl: database.url,
    databaseOwnerUrl: database.ownerUrl,
    databaseConnections: 1,
    statementTime: 30_000,
  }
  const patient = await openDatabase({ settings, migrations: ground, closeOnSignals: false })
  const killer = new pg.Client(database.url)
  await killer.connect()
  let killing: Promise<unknown> | undefined
  const dieInThePool = async (): Promise<void> => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
      patient.kysely,
    )
    killing = killer.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    // This process hears nothing until the server has ended the connection.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  }
  try {
    await dieInThePool()
    assert.deepEqual((await sql`select 1 as one`.execute(patient.kysely)).rows, [{ one: 1 }])
    await dieInThePool()
    await patient.transaction((transaction) => sql`select 1`.execute(transaction))
    // A statement that changes something may have been done: it is not said again.
    await dieInThePool()
    const changing = sql`create table public.said_twice ()`.execute(patient.kysely)
    await assert.rejects(changing, { code: 'database-stopped' })
  } finally {
    await killing
    await killer.end()
    await patient.close()
  }
})

test('a connection that died and cannot be replaced is told once, with its cause', async () => {
  const own = await testDatabase()
  const settings = {
    data: '',
    databaseUrl: own.url,
    databaseOwnerUrl: own.ownerUrl,
    databaseConnections: 1,
    statementTime: 30_000,
  }
  const alone = await openDatabase({ settings, migrations: ground, closeOnSignals: false })
  const owner = new pg.Client(own.ownerUrl)
  const killer = new pg.Client(own.url)
  await Promise.all([owner.connect(), killer.connect()])
  const name = pg.escapeIdentifier((await owner.query('select current_database() as n')).rows[0].n)
  try {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
      alone.kysely,
    )
    await owner.query(`alter database ${name} connection limit 0`)
    const killed = killer.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    await assert.rejects(sql`select 1`.execute(alone.kysely), { code: '53300' })
    await killed
    await owner.query(`alter database ${name} connection limit -1`)
    assert.deepEqual((await sql`select 1 as one`.execute(alone.kysely)).rows, [{ one: 1 }])
  } finally {
    await owner.query(`alter database ${name} connection limit -1`)
    await Promise.all([owner.end(), killer.end()])
    await alone.close()
    await own.close()
  }
})

test('a watch that is closed while it comes back leaves no connection behind', async () => {
  const name = 'watch that was closed'
  const url = `${database.url}&application_name=${encodeURIComponent(name)}`
  let closing: Promise<void> | undefined
  let opened = 0
  const prepare = async () => {
    opened += 1
    if (opened > 1) closing = watch.close()
  }
  const watch = new Watch({ url, prepare })
  await watch.open()
  const left = async (): Promise<number> => {
    const found = sql`select from pg_stat_activity where application_name = ${name}`
    return (await found.execute(database.kysely)).rows.length
  }
  assert.equal(await left(), 1)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${name}`.execute(database.kysely)
  const end = performance.now() + 10_000
  while (opened < 2 && performance.now() < end) await wait(10)
  assert.equal(opened, 2)
  await closing
  while ((await left()) > 0 && performance.now() < end) await wait(10)
  assert.equal(await left(), 0)
})
