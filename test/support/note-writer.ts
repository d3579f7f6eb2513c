// A program for tests: opens a data folder, writes rows without end and says which were acknowledged.
import { writeSync } from 'node:fs'
import { sql } from 'kysely'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import { noteMigrations } from './notes.ts'

const [dataDir = '', mode = 'write'] = process.argv.slice(2)
const database = await openDatabase({ dataDir, migrations: noteMigrations })
writeSync(1, 'open\n')
if (mode === 'wait') setInterval(() => {}, 60_000)
else if (mode === 'close') await database.close()
else if (mode === 'hold') {
  await database.transaction(async (trx) => {
    await sql`insert into notes.note (words) values ('never acknowledged')`.execute(trx)
    writeSync(1, 'held\n')
    await new Promise(() => setInterval(() => {}, 60_000))
  })
} else {
  // At SIGTERM the database closes under the running statement, and then the process ends.
  await write().catch(() => new Promise(() => setInterval(() => {}, 60_000)))
}

async function write(): Promise<never> {
  for (;;) {
    const { rows } = await sql<{ number: number }>`
      insert into notes.note (words) values ('acknowledged') returning number`.execute(
      database.kysely,
    )
    writeSync(1, `${rows[0]?.number}\n`)
  }
}
