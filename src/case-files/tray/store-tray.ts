// Reads pages and counts of trays by indexes that lie in the order of the page; what the view has not is left out.
import { type RawBuilder, sql } from 'kysely'
import type { Phase } from '@rimaq/workdays'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Texts } from '../catalogue/procedure.ts'
import { type Cursor, type Order, type TrayFilters, type TrayName, asWordQuery } from './tray.ts'

export interface TrayRow {
  id: string
  /** What the page is ordered by. */
  at: string
  year: number
  number: number
  code: string
  name: Texts
  filer: string
  phase: Phase
  filedAt: Date
  receivedOn: string
  actBy: string | null
  halfOn: string | null
  mostOn: string | null
  office: string | null
  position: string | null
  lastSeq: number
  /** It never left the counter. */
  unrouted: boolean
  /** Of the movement or the report that the row stands for; null in trays of cases. */
  n: number | null
  copy: boolean
  from: string | null
  to: string | null
  note: string
  urgent: boolean
  taken: boolean
}

export interface TrayScope {
  tray: TrayName
  institution: string
  offices: readonly string[]
  position: string
  /** Day at the place of the office. */
  today: string
  filters: TrayFilters
}

type Sql = RawBuilder<unknown>

const working = sql`c.phase NOT IN ('firm', 'not-filed', 'closed')`
const finished = sql`c.phase IN ('firm', 'not-filed', 'closed')`
/** The policies of people hide what the official must not know of. */
const visible = sql`EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)`

function matches({ filters, today, tray, institution }: TrayScope): Sql {
  const { procedure, phase, number, filer, words } = filters
  const parts: Sql[] = [sql`true`]
  if (tray === 'por-vencer') {
    parts.push(sql`coalesce(c.act_by, 'infinity'::date) >= ${today}::date`)
    parts.push(sql`c.half_on <= ${today}::date`)
  }
  if (tray === 'vencidos') parts.push(sql`coalesce(c.act_by, 'infinity'::date) < ${today}::date`)
  if (procedure !== null) {
    parts.push(sql`c.procedure_version_id IN (SELECT v.id FROM case_files.procedure_version v
      JOIN case_files.procedure p ON p.id = v.procedure_id WHERE p.code = ${procedure})`)
  }
  if (phase !== null) parts.push(sql`c.phase = ${phase}`)
  if (number !== null) {
    // By the index of numbers, whatever the tray is ordered by.
    parts.push(sql`c.institution_id = ${institution}::uuid AND c.number = ${number.number}`)
    if (number.year !== null) parts.push(sql`c.year = ${number.year}`)
  }
  for (const [text, weight] of [
    [filer, 'A'],
    [words, ''],
  ] as const) {
    const asked = text === null ? '' : asWordQuery(text, weight)
    if (asked !== '') parts.push(sql`c.words @@ to_tsquery('simple', ${asked})`)
  }
  return sql.join(parts, sql` AND `)
}

interface Ordered {
  key: Sql
  text: Sql
  cast: Sql
  down: boolean
}

const byDue: Ordered = {
  key: sql`coalesce(c.act_by, 'infinity'::date)`,
  text: sql`coalesce(c.act_by, 'infinity'::date)::text`,
  cast: sql`::date`,
  down: false,
}
const byFiling = (down: boolean): Ordered => ({
  key: sql`c.filed_at`,
  text: sql`to_char(c.filed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  cast: sql`::timestamptz`,
  down,
})
const orderOf = (order: Order, tray: TrayName): Ordered =>
  tray === 'archivo'
    ? byFiling(order !== 'antiguos')
    : order === 'vence'
      ? byDue
      : byFiling(order === 'nuevos')

/** Ids in the order of the page, from one index for each office. */
function pageOfCases(scope: TrayScope, order: Order, after: Cursor | null, limit: number): Sql {
  const { key, text, cast, down } = orderOf(order, scope.tray)
  const way = down ? sql`DESC` : sql`ASC`
  const sign = down ? sql`<` : sql`>`
  const from =
    after === null ? sql`true` : sql`(${key}, c.id) ${sign} (${after.at}${cast}, ${after.id}::uuid)`
  const [holder, column] =
    scope.tray === 'mios'
      ? [[scope.position], sql`c.responsible_position_id`]
      : [scope.offices, sql`c.responsible_office_id`]
  return sql`SELECT one.id, one.at, NULL::integer AS n
    FROM unnest(${[...holder]}::uuid[]) AS o (id) CROSS JOIN LATERAL (
      SELECT c.id, ${key} AS key, ${text} AS at FROM case_files.case_file c
      WHERE ${column} = o.id AND ${scope.tray === 'archivo' ? finished : working}
        AND ${from} AND ${matches(scope)} AND ${visible}
      ORDER BY ${key} ${way}, c.id ${way} LIMIT ${limit}) AS one
    ORDER BY one.key ${way}, one.id ${way} LIMIT ${limit}`
}

const moment = sql`to_char(m.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const open = sql`m.received_event IS NULL AND m.returned_event IS NULL AND m.cancelled_event IS NULL`

/** Movements: those to be taken, the oldest first; those that were sent, the newest first. */
function pageOfMovements(scope: TrayScope, after: Cursor | null, limit: number): Sql {
  const sent = scope.tray === 'enviados'
  const [way, sign] = sent ? [sql`DESC`, sql`<`] : [sql`ASC`, sql`>`]
  const [column, which] = sent ? [sql`m.from_office`, sql`NOT m.copy`] : [sql`m.to_office`, open]
  const from =
    after === null
      ? sql`true`
      : sql`(m.sent_at, m.case_id) ${sign} (${after.at}::timestamptz, ${after.id}::uuid)`
  return sql`SELECT one.id, one.at, one.n FROM unnest(${[...scope.offices]}::uuid[]) AS o (id)
    CROSS JOIN LATERAL (
      SELECT c.id, m.n, m.sent_at AS key, ${moment} AS at FROM case_files.movement m
        JOIN case_files.case_file c ON c.id = m.case_id
      WHERE ${column} = o.id AND ${which} AND ${from} AND ${matches(scope)} AND ${visible}
      ORDER BY m.sent_at ${way}, m.case_id ${way}, m.n ${way} LIMIT ${limit}) AS one
    ORDER BY one.key ${way}, one.id ${way}, one.n ${way} LIMIT ${limit}`
}

/** Reports the offices were asked for, due first. */
function pageOfReports(scope: TrayScope, after: Cursor | null, limit: number): Sql {
  const from =
    after === null ? sql`true` : sql`(t.due_on, t.case_id) > (${after.at}::date, ${after.id}::uuid)`
  return sql`SELECT one.id, one.at, NULL::integer AS n
    FROM unnest(${[...scope.offices]}::uuid[]) AS o (id) CROSS JOIN LATERAL (
      SELECT c.id, t.due_on AS key, t.due_on::text AS at FROM case_files.task t
        JOIN case_files.case_file c ON c.id = t.case_id
      WHERE t.office_id = o.id AND t.answered_event IS NULL AND ${working} AND ${from}
        AND ${matches(scope)} AND ${visible}
      ORDER BY t.due_on, t.case_id LIMIT ${limit}) AS one
    ORDER BY one.key, one.id LIMIT ${limit}`
}

function pageOf(scope: TrayScope, order: Order, after: Cursor | null, limit: number): Sql {
  if (scope.tray === 'recibir' || scope.tray === 'enviados') {
    return pageOfMovements(scope, after, limit)
  }
  if (scope.tray === 'informes') return pageOfReports(scope, after, limit)
  return pageOfCases(scope, order, after, limit)
}

/** One page with what its table shows. */
export async function readTray(
  db: Db,
  scope: TrayScope,
  { order, after, limit }: { order: Order; after: Cursor | null; limit: number },
): Promise<TrayRow[]> {
  const { rows } = await trayStatement(scope, { order, after, limit }).execute(db)
  return rows
}

/** The statement of a page; its plan is looked at in tests. */
export function trayStatement(
  scope: TrayScope,
  { order, after, limit }: { order: Order; after: Cursor | null; limit: number },
): RawBuilder<TrayRow> {
  return sql<TrayRow>`WITH page AS MATERIALIZED (${pageOf(scope, order, after, limit)}),
      numbered AS (SELECT id, at, n, row_number() OVER () AS place FROM page)
    SELECT c.id, x.at, c.year, c.number, p.code, v.content -> 'name' AS name,
      c.filer ->> 'name' AS filer, c.phase, c.filed_at AS "filedAt", c.received_on AS "receivedOn",
      c.act_by AS "actBy", c.half_on AS "halfOn", c.most_on AS "mostOn",
      c.responsible_office_id AS office, c.responsible_position_id AS position,
      c.last_seq AS "lastSeq", x.n, coalesce(m.copy, false) AS copy, m.from_office AS "from",
      m.to_office AS "to", coalesce(m.note, '') AS note,
      coalesce(m.priority = 'urgent', false) AS urgent, m.received_event IS NOT NULL AS taken,
      NOT EXISTS (SELECT FROM case_files.movement f WHERE f.case_id = c.id AND NOT f.copy
        AND f.cancelled_event IS NULL AND f.returned_event IS NULL) AS unrouted
    FROM numbered x JOIN case_files.case_file c ON c.id = x.id
      JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
      JOIN case_files.procedure p ON p.id = v.procedure_id
      LEFT JOIN case_files.movement m ON m.case_id = c.id AND m.n = x.n
    ORDER BY x.place`
}

/** How many each tray has without filters, counted no further than 500; one question for all of them. */
export async function countTrays(
  db: Db,
  { offices, position, today }: Pick<TrayScope, 'offices' | 'position' | 'today'>,
): Promise<{ tray: TrayName; number: number }[]> {
  const { rows } = await sql<{ tray: TrayName; number: number }>`SELECT tray, number
    FROM case_files.count_trays(${[...offices]}::uuid[], ${position}::uuid, ${today}::date)`.execute(
    db,
  )
  return rows
}
