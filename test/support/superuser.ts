// A superuser's connection to a test database: no right, trigger or foreign key stops it.
import pg from 'pg'
import type { TestDatabase } from './database.ts'

export async function superuser({ ownerUrl }: Pick<TestDatabase, 'ownerUrl'>): Promise<pg.Client> {
  const url = ownerUrl.replace(/^postgres(ql)?:\/\/[^@/]*@?/, 'postgres://postgres@')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('SET session_replication_role = replica')
  return client
}
