// Sets for whom a transaction reads; the policies of the database hide every other record.
import { sql } from 'kysely'
import type { Db } from './store-holdings.ts'
import { one } from './store-holdings.ts'

export interface View {
  principals: readonly string[]
  institution: string | null
  now: Date
  /** The one secret record that is being opened. */
  opens?: string | null
}

/** Until the transaction ends (`is_local`). */
export async function setView(trx: Db, view: View): Promise<void> {
  await sql`SELECT set_config('rimaq.principal', ${view.principals.join(',')}, true),
    set_config('rimaq.institution', ${view.institution ?? ''}, true),
    set_config('rimaq.instant', ${view.now.toISOString()}, true),
    set_config('rimaq.opens', ${view.opens ?? ''}, true)`.execute(trx)
}

/** Runs the work as the program, then reads again for whom it read before. */
export async function asProgram<T>(trx: Db, now: Date, work: () => Promise<T>): Promise<T> {
  const before = await one(
    trx,
    sql<{
      principal: string | null
      institution: string | null
      instant: string | null
      opens: string | null
    }>`
      SELECT current_setting('rimaq.principal', true) AS principal,
        current_setting('rimaq.institution', true) AS institution,
        current_setting('rimaq.instant', true) AS instant,
        current_setting('rimaq.opens', true) AS opens`,
  )
  await setView(trx, { principals: ['program'], institution: null, now })
  const back = (): Promise<unknown> =>
    sql`SELECT set_config('rimaq.principal', ${before?.principal ?? ''}, true),
      set_config('rimaq.institution', ${before?.institution ?? ''}, true),
      set_config('rimaq.instant', ${before?.instant ?? ''}, true),
      set_config('rimaq.opens', ${before?.opens ?? ''}, true)`.execute(trx)
  try {
    const answer = await work()
    await back()
    return answer
  } catch (error) {
    // Whoever goes on in this transaction reads as before; where a statement failed it is over, and
    // with it what was set.
    await back().catch(() => {})
    throw error
  }
}

/** Runs the work so that its failure undoes it alone and the transaction goes on. */
export async function attempt<T>(trx: Db, work: () => Promise<T>): Promise<T> {
  await sql`SAVEPOINT attempt`.execute(trx)
  try {
    const answer = await work()
    await sql`RELEASE SAVEPOINT attempt`.execute(trx)
    return answer
  } catch (error) {
    await sql`ROLLBACK TO SAVEPOINT attempt`.execute(trx)
    throw error
  }
}
