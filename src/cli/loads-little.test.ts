// A command loads what its work needs, and nothing that only a server needs.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type TestDatabase, roomsWithTables, testDatabase } from '../../test/support/database.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

let database: TestDatabase
let folder: string
before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = mkdtempSync(join(tmpdir(), 'rimaq-loads-'))
})
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

test('publish starts the child that reads a small file with four libraries and the spine loaded', async () => {
  const [file, list] = [join(folder, 'a.csv'), join(folder, 'loaded.json')]
  writeFileSync(file, 'a,b\n1,2\n')
  await promisify(execFile)(
    process.execPath,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      `--import=${join(root, 'test/support/note-packages.ts')}`,
      join(root, 'src/cli.ts'),
      ...['publish', file, '--dataset', 'poco', '--data', join(folder, 'data')],
    ],
    {
      timeout: 120_000,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
        DATABASE_URL: database.url,
        RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
        RIMAQ_TEST_LOADED: list,
      },
    },
  )
  const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[]
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  // What these four bring along is theirs; whoever adds to this list makes every command slower.
  assert.deepEqual(loaded.filter((name) => Object.hasOwn(dependencies, name)).sort(), [
    'kysely',
    'messageformat',
    'pg',
    'pino',
  ])
  assert.deepEqual(loaded.filter((name) => /^(src|packages)\//.test(name)).sort(), [
    ...['packages/ledger', 'packages/tables'],
    ...['src/cli', 'src/datasets', 'src/people', 'src/platform', 'src/records'],
  ])
})
