// Asks the database the smallest question, to know that it answers.
import { sql } from 'kysely'
import type { Database } from '../ground.ts'
import type { HealthCheck } from './health.ts'

export function databaseCheck(database: Pick<Database, 'kysely'>): HealthCheck {
  return {
    name: 'database',
    async check() {
      await sql`select 1`.execute(database.kysely)
      return true
    },
  }
}
