// What the SQL page says of a division by zero is what the engine answers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Cell, TableFiles } from '../model.ts'
import type { Tables } from '../query-model.ts'
import { createFixtures } from './fixtures.ts'
import { createTables } from './tables.ts'

const fixtures = createFixtures()
let tables: Tables
let table: TableFiles

before(async () => {
  table = await fixtures.table('zero', 'SELECT * FROM (VALUES (6, 0), (6, 3)) v(a, b)')
  tables = createTables({ temp: `${fixtures.folder}/temp`, children: 1 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

async function rows(sql: string, dialect?: 'postgres'): Promise<Cell[][]> {
  const answer = await tables.sql({ sql, tables: { data: table }, ...(dialect && { dialect }) })
  return answer.rows
}

test('a division by zero comes out empty, is infinite within the query, and null by nullif', async () => {
  assert.deepEqual(await rows('SELECT a / b, a / nullif(b, 0), a % b FROM data ORDER BY b'), [
    [null, null, null],
    [2, 2, 0],
  ])
  assert.deepEqual(
    await rows(
      'SELECT a / b IS NULL, a / b > 1000, a / nullif(b, 0) IS NULL, a % b IS NULL FROM data ORDER BY b LIMIT 1',
    ),
    [[false, true, true, true]],
  )
})

test('whole numbers divide to fractions, with // to their whole part, and as PostgreSQL does for CKAN', async () => {
  assert.deepEqual(await rows('SELECT 7 / 2, 7 // 2 FROM data LIMIT 1'), [[3.5, 3]])
  assert.deepEqual(
    await rows('SELECT 7 / 2, a / b, a / b IS NULL FROM data ORDER BY b LIMIT 1', 'postgres'),
    [[3, null, true]],
  )
})
