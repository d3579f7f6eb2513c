// Knows the columns that together point to a person, and the ways to make each of them less exact.
import type { Generalisation } from '../model.ts'
import type { PrivacyRules } from './rules.ts'
import type { ColumnFacts } from './scan.ts'

/** A way to write a column; the first of a list leaves it as it is. `drop` leaves it out. */
export type Level = { to: 'as-is' } | { to: 'drop' } | Generalisation

export interface Quasi {
  id: string
  name: string
  fact: ColumnFacts
  /** From exact to nothing. */
  levels: { level: Level; loss: number }[]
}

/** Loss of a level: 0 as it is, 6 left out; the numbers order what an office would give up first. */
const DROP = { level: { to: 'drop' } as const, loss: 6 }
const AS_IS = { level: { to: 'as-is' } as const, loss: 0 }

/** Columns that others know of a person too, with their levels; `k` decides what is rare. */
export function quasiColumns(
  facts: readonly ColumnFacts[],
  rules: PrivacyRules,
  k: number,
): Quasi[] {
  const quasi: Quasi[] = []
  for (const fact of facts) {
    const levels = fact.distinct > 1 ? levelsOf(fact, rules, k) : null
    if (levels === null) continue
    quasi.push({
      id: fact.column.id,
      name: fact.column.name,
      fact,
      levels: [AS_IS, ...levels, DROP],
    })
  }
  return quasi
}

function levelsOf(
  { words, column, distinct, filled }: ColumnFacts,
  { headings }: PrivacyRules,
  k: number,
): Quasi['levels'] | null {
  const date = column.type === 'date' || column.type === 'timestamp'
  const frequent = { level: { to: 'frequent', least: k } as const, loss: 1 }
  if (headings.birth.test(words)) return dates(column.type, words)
  if (headings.age.test(words)) {
    const number = column.type === 'integer' || column.type === 'number'
    if (!number && distinct > filled * 0.5) return null
    return [5, 10, 20].map((width, at) => ({
      level: { to: 'band', width },
      loss: [1, 1.6, 2.4][at]!,
    }))
  }
  if (headings.sex.test(words)) return [frequent]
  if (headings.ubigeo.test(words) && column.type === 'text') {
    return [
      { level: { to: 'prefix', length: 4 }, loss: 2 },
      { level: { to: 'prefix', length: 2 }, loss: 3.5 },
    ]
  }
  if (headings.notAnEvent.test(words)) return null
  if (date && headings.event.test(words)) return dates(column.type, words)
  const place =
    headings.district.test(words) || headings.province.test(words) || headings.region.test(words)
  // Nearly all different: a name or a number, which is another rule's business.
  if (distinct > Math.max(20, filled * 0.5)) return null
  if (place && column.type === 'text') return [frequent]
  return headings.occupation.test(words) && column.type === 'text' ? [frequent] : null
}

function dates(type: ColumnFacts['column']['type'], words: string): Quasi['levels'] | null {
  const decade = { level: { to: 'decade' } as const, loss: 3.5 }
  const year = { level: { to: 'year' } as const, loss: 2 }
  if (type === 'integer' || type === 'number')
    return /anio|ano|year|nac|birth/.test(words) ? [decade] : null
  return [{ level: { to: 'month' }, loss: 1 }, year, decade]
}
