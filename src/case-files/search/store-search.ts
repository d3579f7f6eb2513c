// Finds cases by the words of their pages, in the view of whoever asks: what is invisible is no hit.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface Place {
  filedAt: Date
  id: string
}

/** For which procedures somebody may search: all but some, or only some. */
export interface Scope {
  all: boolean
  only: readonly string[]
  except: readonly string[]
}

export interface Wanted {
  text: string
  scope: Scope
  limit: number
  /** The last case of the page before. */
  after: Place | null
  /** The view has every record, as that of the operator. */
  whole?: boolean
}

const asked = (text: string) =>
  sql`websearch_to_tsquery('pg_catalog.spanish', case_files.folded(${text}))`

/** Whether anything is left of the text without words that say nothing. */
export async function hasWords(db: Db, text: string): Promise<boolean> {
  const { rows } = await sql<{ nodes: number }>`SELECT numnode(${asked(text)}) AS nodes`.execute(db)
  return (rows[0]?.nodes ?? 0) > 0
}

/**
 * Days of filings that are looked through one after the other, until the page is full: with common
 * words the first holds enough, and rare ones cost little in all of them.
 */
export const spans: readonly (number | null)[] = [60, 720, null]

/**
 * Cases with a page that holds all the words, newest first. Must run in an actor's view: the policies
 * of people.record leave out what it may not know of, secrets are left out for everybody. The index is
 * asked for words and readers at once, so that what others have costs nothing, and tells nothing.
 */
export async function casesWith(
  db: Db,
  { text, scope, limit, after, whole = false }: Wanted,
  { from, until }: { from: Date | null; until: Date | null },
): Promise<Place[]> {
  const readers = whole ? sql`true` : sql`p.readers && (SELECT people.principals())`
  const { rows } = await sql<Place>`
    SELECT DISTINCT p.filed_at AS "filedAt", p.case_id AS id
    FROM case_files.page_text p JOIN people.record r ON r.id = p.case_id
    WHERE p.words @@ ${asked(text)} AND ${readers}
      AND (${from}::timestamptz IS NULL OR p.filed_at >= ${from}::timestamptz)
      AND (${until}::timestamptz IS NULL OR p.filed_at < ${until}::timestamptz)
      AND (${after?.id ?? null}::uuid IS NULL
        OR (p.filed_at, p.case_id) < (${after?.filedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      AND r.kind = 'case' AND r.level < 3
      AND (${scope.all} OR r.procedure = ANY (${[...scope.only]}::text[]))
      AND NOT r.procedure = ANY (${[...scope.except]}::text[])
    ORDER BY p.filed_at DESC, p.case_id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export interface HitRow {
  id: string
  /** 0 for the case itself. */
  position: number
  /** 0 where the name of the document was found. */
  page: number
  source: 'case' | 'text' | 'ocr'
  /** Name of the document; null for the case itself. */
  name: string | null
  body: string
  /** The folded body with signs around what was found. */
  marked: string
}

/** Signs that no text holds, since control characters are taken out before it is kept. */
export const signs = { open: '\u0001', close: '\u0002' } as const

/** The best pages of each of these cases, at most `each`; permission is the caller's. */
export async function hitsIn(
  db: Db,
  { text, ids, each }: { text: string; ids: readonly string[]; each: number },
): Promise<HitRow[]> {
  if (ids.length === 0) return []
  const options = `StartSel=${signs.open}, StopSel=${signs.close}, HighlightAll=true`
  const { rows } = await sql<HitRow>`
    SELECT c.id, h.position, h.page, h.source, d.name, h.body,
      ts_headline('pg_catalog.spanish', case_files.folded(h.body), ${asked(text)}, ${options}) AS marked
    FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS c (id, at)
    CROSS JOIN LATERAL (
      SELECT p.position, p.page, p.source, p.body FROM case_files.page_text p
      WHERE p.case_id = c.id AND p.words @@ ${asked(text)}
      ORDER BY ts_rank(p.words, ${asked(text)}) DESC, p.position, p.page LIMIT ${each}
    ) h
    LEFT JOIN case_files.document d ON d.case_id = c.id AND d.position = h.position
    ORDER BY c.at`.execute(db)
  return rows
}
