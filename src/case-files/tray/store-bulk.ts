// Reads the numbers of cases whose outcome is told.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export async function numbersOfCases(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { year: number; number: number }>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; year: number; number: number }>`
    SELECT id, year, number FROM case_files.case_file WHERE id = ANY (${[...ids]}::uuid[])`.execute(
    db,
  )
  return new Map(rows.map(({ id, year, number }) => [id, { year, number }]))
}
