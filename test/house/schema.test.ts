// The committed types of the database follow its migrations, and its tables explain themselves.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertCommented, roomsWithTables, testDatabase } from '../support/database.ts'
import { generatedSchema, schemaFile } from '../support/generated-schema.ts'

test('schema.generated.ts is what the migrations make (scripts/generate-schema.ts writes it)', async () => {
  assert.equal(readFileSync(schemaFile, 'utf8'), await generatedSchema())
})

test('every table and column of every room has a comment', async () => {
  const database = await testDatabase(roomsWithTables())
  await assertCommented(database, roomsWithTables())
  await database.close()
})
