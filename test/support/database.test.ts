// The database that tests are given.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from './database.ts'

const [first, second] = await Promise.all([testDatabase(), testDatabase()])
after(() => Promise.all([first.close(), second.close()]))

test('two test files never see the rows of each other', async () => {
  await sql`create table note (words text)`.execute(first.kysely)
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('note') is not null as there`.execute(second.kysely)
  assert.deepEqual(rows, [{ there: false }])
})

test('the program is not superuser in it', async () => {
  const { rows } = await sql`select current_setting('is_superuser') as super`.execute(first.kysely)
  assert.deepEqual(rows, [{ super: 'off' }])
})
