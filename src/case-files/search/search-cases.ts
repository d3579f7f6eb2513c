// Full-text search over the cases an official may see: permission first, then words, then pages and places.
import { type Actor, inViewOf, listedAmong } from '#people'
import { randomUUID } from 'node:crypto'
import type { Clock, Database } from '#platform'
import type { Records } from '#records'
import { type CaseFile, readCases } from '../filing/store-filings.ts'
import { type Piece, snippetOf } from './snippet.ts'
import {
  type HitRow,
  type Place,
  type Scope,
  casesWith,
  hasWords,
  hitsIn,
  spans,
} from './store-search.ts'

export interface SearchParts {
  database: Database
  clock: Clock
  records: Pick<Records, 'journal'>
}

export interface Hit extends Pick<HitRow, 'position' | 'page' | 'source' | 'name'> {
  snippet: Piece[]
}

export interface Found {
  filed: CaseFile
  hits: Hit[]
}

export interface FoundPage {
  cases: Found[]
  /** Where the next page begins. */
  next: Place | null
  /** Nothing but words like «de» and «la» was asked for. */
  empty: boolean
}

/** Pages shown of each case. */
const each = 3

const day = 86_400_000

/**
 * Newest first. Whoever may search nothing finds nothing. What was shown is written into the journal
 * before it is, since pages hold what is restricted (ids of the cases, not the words).
 */
export async function searchCases(
  { database, clock, records }: SearchParts,
  actor: Actor,
  { text, limit, after = null }: { text: string; limit: number; after?: Place | null },
): Promise<FoundPage> {
  const scope = scopeOf(actor)
  const whole = actor.kind === 'operator'
  const asked = { text: normalText(text), scope, limit, after, whole }
  if (!scope.all && scope.only.length === 0) return { cases: [], next: null, empty: false }
  return inViewOf({ database, clock, actor }, async (view) => {
    const { trx, now } = view
    if (!(await hasWords(trx, asked.text))) return { cases: [], next: null, empty: true }
    const places: Place[] = []
    let until: Date | null = null
    for (const span of spans) {
      const newest = after?.filedAt ?? now
      const from: Date | null = span === null ? null : new Date(newest.getTime() - span * day)
      const wanted = { ...asked, limit: limit - places.length }
      places.push(...(await casesWith(trx, wanted, { from, until })))
      if (places.length === limit) break
      until = from
    }
    const ids = places.map(({ id }) => id)
    // The same question as in every list: who may not list sees nothing here either.
    const seen = await listedAmong(view, { kind: 'case', ids })
    const shown = ids.filter((id) => seen.has(id))
    const files = new Map((await readCases(trx, shown)).map((filed) => [filed.id, filed]))
    const hits = Map.groupBy(
      await hitsIn(trx, { text: asked.text, ids: shown, each }),
      ({ id }) => id,
    )
    const cases = shown.flatMap((id) => {
      const filed = files.get(id)
      return filed === undefined ? [] : [{ filed, hits: (hits.get(id) ?? []).map(asHit) }]
    })
    if (cases.length > 0) {
      await records.journal.write(trx, {
        ...{ act: 'case.searched', actor, about: { kind: 'search', id: randomUUID() } },
        content: { cases: shown },
      })
    }
    return { cases, next: places.length === limit ? (places.at(-1) ?? null) : null, empty: false }
  })
}

function asHit({ position, page, source, name, body, marked }: HitRow): Hit {
  return { position, page, source, name, snippet: snippetOf(body, marked) }
}

/** `2026-12` is the number `2026-000012`. */
export function normalText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\b(\d{4})-(\d{1,6})\b/g, (_, year: string, number: string) => {
      return `${year}-${number.padStart(6, '0')}`
    })
}

/** The procedures for which the holding grants `search`. */
export function scopeOf(actor: Actor): Scope {
  const none = { all: false, only: [], except: [] }
  if (actor.kind === 'operator') return { ...none, all: true }
  if (actor.kind === 'visitor' || actor.holding === null) return none
  const verbs = [...actor.holding.verbs]
  const named = (before: string): string[] =>
    verbs.filter((verb) => verb.startsWith(before)).map((verb) => verb.slice(before.length))
  if (actor.kind === 'system' && !actor.scopes.has('search')) return none
  return {
    all: actor.holding.verbs.has('search'),
    only: named('search '),
    except: named('not search '),
  }
}
