// Gives gapless numbers in PostgreSQL; who holds the lock of a series is its only writer.
import { sql } from 'kysely'
import type { Db } from './store-journal.ts'

export interface Series {
  /** Id or short name of the institution. */
  institution: string
  /** What is numbered, such as `case-file`. */
  kind: string
}

/** Short id of the series; it is made when it is first asked for. */
export async function ensureSeries(db: Db, { institution, kind }: Series): Promise<number> {
  await sql`INSERT INTO records.series (institution, kind) VALUES (${institution}, ${kind})
    ON CONFLICT DO NOTHING`.execute(db)
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM records.series WHERE institution = ${institution} AND kind = ${kind}`.execute(db)
  return rows[0]?.id ?? 0
}

/** Waits until no other transaction numbers this series; held until the transaction ends. */
export async function lockSeries(db: Db, series: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(7241011, ${series})`.execute(db)
}

/** The highest number given or set apart in the year; 0 if none. Under the lock. */
export async function highest(db: Db, series: number, year: number): Promise<number> {
  const { rows } = await sql<{ top: number }>`
    SELECT greatest(
      (SELECT coalesce(max(number), 0) FROM records.number WHERE series = ${series} AND year = ${year}),
      (SELECT coalesce(max(last), 0) FROM records.number_block WHERE series = ${series} AND year = ${year})
    ) AS top`.execute(db)
  return rows[0]?.top ?? 0
}

export interface NumberRow {
  year: number
  number: number
  key: string
}

/**
 * Numbers these requests have got before, in any year, and the highest number of this one; in one
 * statement, under the lock.
 */
export async function stateOf(
  db: Db,
  { series, year, keys }: { series: number; year: number; keys: readonly string[] },
): Promise<{ known: Map<string, NumberRow>; top: number }> {
  const { rows } = await sql<{ year: number; number: number; key: string | null }>`
    SELECT year, number, key FROM records.number
    WHERE series = ${series} AND key = ANY(${keys}::text[])
    UNION ALL SELECT ${year}::int, greatest(
      (SELECT coalesce(max(number), 0) FROM records.number WHERE series = ${series} AND year = ${year}),
      (SELECT coalesce(max(last), 0) FROM records.number_block WHERE series = ${series} AND year = ${year})
    ), NULL`.execute(db)
  const known = new Map<string, NumberRow>()
  let top = 0
  for (const row of rows) {
    if (row.key === null) top = row.number
    else known.set(row.key, { ...row, key: row.key })
  }
  return { known, top }
}

export async function numbersOfKeys(
  db: Db,
  series: number,
  keys: readonly string[],
): Promise<NumberRow[]> {
  const { rows } = await sql<NumberRow>`
    SELECT year, number, key FROM records.number
    WHERE series = ${series} AND key = ANY(${keys}::text[])`.execute(db)
  return rows
}

/** `numbers[i]` goes to `keys[i]`; one statement however many there are. */
export async function insertNumbers(
  db: Db,
  {
    series,
    year,
    numbers,
    keys,
    at,
  }: {
    series: number
    year: number
    numbers: readonly number[]
    keys: readonly string[]
    at: Date
  },
): Promise<void> {
  await sql`INSERT INTO records.number (series, year, number, key, at)
    SELECT ${series}, ${year}, n, k, ${at}
    FROM unnest(${numbers}::bigint[], ${keys}::text[]) AS given (n, k)`.execute(db)
}

/** Not released: the next one lies inside it, and all end with the transaction. */
export async function savepoint(db: Db): Promise<void> {
  await sql`SAVEPOINT work`.execute(db)
}

export async function rollbackToSavepoint(db: Db): Promise<void> {
  await sql`ROLLBACK TO SAVEPOINT work`.execute(db)
}

export async function insertAnnulment(
  db: Db,
  {
    series,
    year,
    number,
    reason,
    at,
  }: {
    series: number
    year: number
    number: number
    reason: string
    at: Date
  },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO records.number_annulment (series, year, number, reason, at)
    SELECT series, year, number, ${reason}, ${at} FROM records.number
    WHERE series = ${series} AND year = ${year} AND number = ${number}
    ON CONFLICT DO NOTHING RETURNING number`.execute(db)
  return rows.length > 0
}

export async function numberExists(
  db: Db,
  series: number,
  year: number,
  number: number,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM records.number
    WHERE series = ${series} AND year = ${year} AND number = ${number}`.execute(db)
  return rows.length > 0
}

export interface NumberBlock {
  id: string
  series: number
  year: number
  first: number
  last: number
  reason: string
}

export async function insertBlock(db: Db, block: NumberBlock & { at: Date }): Promise<void> {
  await sql`INSERT INTO records.number_block (id, series, year, first, last, reason, at)
    VALUES (${block.id}, ${block.series}, ${block.year}, ${block.first}, ${block.last},
      ${block.reason}, ${block.at})`.execute(db)
}

export async function findBlock(db: Db, id: string): Promise<(NumberBlock & Series) | null> {
  const { rows } = await sql<NumberBlock & Series>`
    SELECT b.id, b.series, b.year, b.first, b.last, b.reason, s.institution, s.kind
    FROM records.number_block b JOIN records.series s ON s.id = b.series
    WHERE b.id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

/** Numbers of a block that nobody has been given. */
export async function unusedOf(db: Db, block: NumberBlock): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    SELECT n FROM generate_series(${block.first}::bigint, ${block.last}::bigint) AS g (n)
    WHERE NOT EXISTS (SELECT FROM records.number x
      WHERE x.series = ${block.series} AND x.year = ${block.year} AND x.number = g.n)
    ORDER BY n`.execute(db)
  return rows.map(({ n }) => n)
}

export async function insertAnnulments(
  db: Db,
  {
    series,
    year,
    numbers,
    reason,
    at,
  }: {
    series: number
    year: number
    numbers: readonly number[]
    reason: string
    at: Date
  },
): Promise<void> {
  await sql`INSERT INTO records.number_annulment (series, year, number, reason, at)
    SELECT ${series}, ${year}, n, ${reason}, ${at} FROM unnest(${numbers}::bigint[]) AS g (n)`.execute(
    db,
  )
}
