// How values of PostgreSQL are read, and that a statement cannot run for ever.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '#platform'
import { testDatabase } from '../../../test/support/database.ts'

const database = await testDatabase()
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
    databaseConnections: 2,
    statementTime: 50,
  }
  const hurried = await openDatabase({ settings, migrations: [] })
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
