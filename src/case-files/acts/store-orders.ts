// Reads and writes the orders that Peru's signing component fetches and hands in.
import { sql } from 'kysely'
import type { SigningOrder } from '@rimaq/signatures'
import type { Db } from '../catalogue/store-procedures.ts'

export interface OrderRow extends Omit<SigningOrder, 'document'> {
  batch: string
  act: string
  /** Hash of the document that went out. */
  base: string | null
}

/** One that is there already is put back: it could not be kept when it was handed in. */
export async function insertOrder(db: Db, order: Omit<OrderRow, 'base'>): Promise<void> {
  await sql`INSERT INTO case_files.signing_order (id, batch_id, act_id, name, wishes, until)
    VALUES (${order.id}, ${order.batch}::uuid, ${order.act}::uuid, ${order.name},
      ${JSON.stringify(order.wishes)}::jsonb, ${order.until})
    ON CONFLICT (id) DO UPDATE SET taken = NULL`.execute(db)
}

export async function putBackOrder(db: Db, id: string): Promise<void> {
  await sql`UPDATE case_files.signing_order SET taken = NULL WHERE id = ${id}`.execute(db)
}

/** Null where there is none, or it was handed in and `taken` ones were not asked for. */
export async function findOrder(db: Db, id: string, taken = false): Promise<OrderRow | null> {
  const { rows } = await sql<OrderRow>`
    SELECT o.id, o.batch_id AS batch, o.act_id AS act, o.name, o.wishes, o.until, i.base_sha256 AS base
    FROM case_files.signing_order o
      JOIN case_files.signing_item i ON i.batch_id = o.batch_id AND i.act_id = o.act_id
    WHERE o.id = ${id} AND (${taken} OR o.taken IS NULL)`.execute(db)
  return rows[0] ?? null
}

/** True for the one caller that took it. */
export async function takeOrder(db: Db, id: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`UPDATE case_files.signing_order SET taken = ${now}
    WHERE id = ${id} AND taken IS NULL RETURNING id`.execute(db)
  return rows.length === 1
}
