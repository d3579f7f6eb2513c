// An installation after its first start, made once for a whole run of the tests and copied by each that needs one.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { createLog, readSettings } from '#platform'
import { openCity } from '../../src/main.ts'
import { serve } from '../../src/serve.ts'

/** Names the data folder of the template; without it every test makes its first start itself. */
export const templateVariable = 'RIMAQ_TEST_TEMPLATE'

/** Makes the template: database, starting content and its index files. Answers its data folder. */
export async function makeCityTemplate(): Promise<{ data: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-template-'))
  const data = join(folder, 'data')
  const settings = readSettings({
    RIMAQ_DATA: data,
    RIMAQ_PORT: '0',
    RIMAQ_LOG: 'fatal',
    RIMAQ_CHILDREN: '2',
  })
  const city = await openCity({ settings, log: createLog({ level: 'fatal' }) })
  try {
    const serving = await serve(city)
    // Waits for the starting content; its index files are built by jobs.
    await serving.close()
    const waiting = async () => {
      const { rows } = await sql<{ count: number }>`
        SELECT count(*)::int AS count FROM jobs.job
         WHERE name = 'datasets.index' AND state IN ('created', 'retry', 'active')`.execute(
        city.database.kysely,
      )
      return rows[0]?.count ?? 0
    }
    while ((await waiting()) > 0) await city.jobs.drain(['datasets.index'])
  } finally {
    await city.close()
  }
  return { data, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Copies the template to a data folder that does not exist yet; false where there is none. */
export async function copyCityTemplate(data: string): Promise<boolean> {
  const template = process.env[templateVariable]
  if (template === undefined || template === '') return false
  // Node's own copy does not keep the owner of the database's files.
  await promisify(execFile)('cp', ['-a', template, data])
  return true
}
