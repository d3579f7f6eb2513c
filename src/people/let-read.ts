// Lets offices read a record that was sent to them for an opinion or for information; custody stays where it is.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { insertAccess } from './store-records.ts'
import { asProgram } from './store-view.ts'

/** In the transaction of the room whose verb was permitted. An office that reads already goes on so. */
export async function letRead(
  trx: Transaction<Schema>,
  { record, offices }: { record: string; offices: readonly string[] },
  now: Date,
): Promise<void> {
  const rows = [...new Set(offices)].map((office) => ({
    principal: `office:${office}`,
    reason: 'path' as const,
    ceiling: 'restricted' as const,
  }))
  await asProgram(trx, now, () => insertAccess(trx, record, rows))
}
