// Checks what the database itself forbids, whatever the program asks of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import { openDatabase } from '#platform'
import type { Database } from '#platform'
import { assertCommented, roomMigrations, testDatabase } from '../../test/support/database.ts'
import type { TestDatabase } from '../../test/support/database.ts'

/** With the rights of the running program. */
let program: TestDatabase
/** As the owner of the tables, whom only triggers and constraints stop. */
let database: Database
const hash = 'a'.repeat(64)

before(async () => {
  program = await testDatabase(['people', 'datasets'])
  database = await openDatabase({
    url: program.ownerUrl,
    migrations: roomMigrations(['platform', 'people', 'datasets']),
    closeOnSignals: false,
  })
  await run(sql`INSERT INTO datasets.organisation (slug, title) VALUES ('mml', '{"es": "MML"}')`)
  await run(sql`INSERT INTO datasets.dataset (slug, title, organisation_id)
    SELECT 'agua', '{"es": "Agua"}', id FROM datasets.organisation`)
  await run(sql`INSERT INTO datasets.resource (dataset_id, name, title, position)
    SELECT id, 'agua', '{"es": "Agua"}', 0 FROM datasets.dataset`)
  await run(sql`INSERT INTO datasets.version (resource_id, number, created, rows, format, headings,
      original_hash, original_name, original_bytes, parquet_hash, parquet_bytes, manifest_hash, manifest)
    SELECT id, 1, now(), 3, 'csv', '{a}', ${hash}, 'a.csv', 9, ${hash}, 9, ${hash}, '{}'
    FROM datasets.resource`)
})
after(async () => {
  await database.close()
  await program.close()
})

async function run(query: RawBuilder<unknown>): Promise<void> {
  await query.execute(database.kysely)
}

test('every table and column explains itself', () => assertCommented(database, ['datasets']))

const forbidden: [string, RawBuilder<unknown>][] = [
  ['a version is not changed', sql`UPDATE datasets.version SET rows = 4`],
  ['a version is not removed', sql`DELETE FROM datasets.version`],
  ['versions are not emptied', sql`TRUNCATE datasets.version CASCADE`],
  ['the id of a dataset does not change', sql`UPDATE datasets.dataset SET id = gen_random_uuid()`],
  ['the slug of a dataset does not change', sql`UPDATE datasets.dataset SET slug = 'otra'`],
  [
    'the id of a resource does not change',
    sql`UPDATE datasets.resource SET id = gen_random_uuid()`,
  ],
  ['a dataset with resources is not removed', sql`DELETE FROM datasets.dataset`],
  [
    'two datasets do not share a slug',
    sql`INSERT INTO datasets.dataset (slug, title, organisation_id)
      SELECT 'agua', '{"es": "B"}', id FROM datasets.organisation`,
  ],
  [
    'a slug is not any text',
    sql`INSERT INTO datasets.organisation (slug, title) VALUES ('../x', '{"es": "x"}')`,
  ],
  [
    'text without Spanish is refused',
    sql`INSERT INTO datasets.organisation (slug, title) VALUES ('x', '{"en": "x"}')`,
  ],
  ['a state that is not in the list is refused', sql`UPDATE datasets.dataset SET state = 'hidden'`],
  [
    'two versions of a resource do not share a number',
    sql`INSERT INTO datasets.version (resource_id, number, created, rows, format, headings,
        original_hash, original_name, original_bytes, parquet_hash, parquet_bytes, manifest_hash, manifest)
      SELECT resource_id, number, created, rows, format, headings, original_hash, original_name,
        original_bytes, parquet_hash, parquet_bytes, manifest_hash, manifest FROM datasets.version`,
  ],
]

test('the program has no right to change or remove a version', async () => {
  for (const query of forbidden.slice(0, 3).map(([, each]) => each)) {
    await assert.rejects(query.execute(program.kysely), { code: '42501' })
  }
})

for (const [name, query] of forbidden) {
  test(name, () => assert.rejects(run(query), /never change|constraint|foreign key|violates/))
}
