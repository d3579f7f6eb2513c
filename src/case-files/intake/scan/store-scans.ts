// Reads and writes what the virus scanner said of each content.
import { sql } from 'kysely'
import type { Db } from '../../catalogue/store-procedures.ts'

export type ScanState = 'waiting' | 'clean' | 'infected' | 'too-large'

export interface Scan {
  state: ScanState
  finding: string | null
}

export async function readScan(db: Db, sha256: string): Promise<Scan | null> {
  const { rows } = await sql<Scan>`SELECT state, finding FROM case_files.scan
    WHERE sha256 = ${sha256}`.execute(db)
  return rows[0] ?? null
}

/** What was found infected once stays so until it is scanned again. */
export async function keepScan(db: Db, sha256: string, scan: Scan, now: Date): Promise<void> {
  const checked = scan.state === 'waiting' ? null : now
  await sql`INSERT INTO case_files.scan (sha256, state, finding, since, checked)
    VALUES (${sha256}, ${scan.state}, ${scan.finding}, ${now}, ${checked})
    ON CONFLICT (sha256) DO UPDATE SET state = excluded.state, finding = excluded.finding,
      checked = excluded.checked`.execute(db)
}

/** The contents that have waited longest. */
export async function waitingScans(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`SELECT sha256 FROM case_files.scan
    WHERE state = 'waiting' ORDER BY since LIMIT ${limit}`.execute(db)
  return rows.map(({ sha256 }) => sha256)
}

export async function countWaitingScans(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::float8 AS count
    FROM case_files.scan WHERE state = 'waiting'`.execute(db)
  return rows[0]?.count ?? 0
}
