// Finds how few rows share a combination of columns, and the cheapest way to let more of them share it.
import { type Duck, identifier } from '../build/duck.ts'
import type { RepairStep } from '../model.ts'
import type { Level, Quasi } from './quasi.ts'
import type { PrivacyRules } from './rules.ts'
import { TYPED } from './scan.ts'
import { treatColumn } from './treat.ts'

/** Groups of rows that are equal in every quasi-identifier; rows without any value are in none. */
export interface Groups {
  rows: number
  smallest: number
  /** Rows in groups of fewer than k (Samarati and Sweeney, 1998). */
  atRisk: number
}

export interface Anonymised {
  before: Groups
  /** After the steps, with the cells of the last small groups emptied. */
  after: Groups
  steps: RepairStep[]
  /** Cells that say less than before, those emptied among them. */
  changed: number
  blanked: number
}

/** Above this share of rows in small groups columns are made less exact; below, cells are emptied. */
const EMPTIED = 0.03

interface State {
  /** Index of the level by quasi-identifier. */
  at: number[]
  groups: Groups
}

/** Combinations with their counts, the columns at the levels `at`; coarser ones follow from these. */
interface Table {
  name: string
  at: number[]
}

/** Null where every combination is shared by `k` rows or more. Leaves no table behind. */
export async function anonymise(
  duck: Duck,
  quasi: readonly Quasi[],
  k: number,
  rules: PrivacyRules,
): Promise<Anonymised | null> {
  const names = quasi.map(({ id }) => identifier(id))
  const exact: Table = { name: 'privacy_exact', at: quasi.map(() => 0) }
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${exact.name} AS
     SELECT ${names.join(', ')}, count(*) AS n FROM ${TYPED} GROUP BY ALL`,
  )
  const listOf = (at: readonly number[], table: Table): string[] =>
    quasi.map((each, index) => levelSql(each, at[index] ?? 0, table.at[index] ?? 0, rules))
  const measure = async (at: number[], table: Table): Promise<State> => ({
    at,
    groups: await measureGroups(duck, table.name, listOf(at, table), k),
  })
  try {
    const start = await measure(exact.at, exact)
    if (start.groups.atRisk === 0) return null
    const enough = start.groups.rows * EMPTIED
    let state = start
    let table = exact
    while (state.groups.atRisk > enough) {
      const next = await cheapest(state, quasi, (at) => measure(at, table))
      if (next === null) break
      // Each step leaves fewer combinations to look at in the next.
      const name = `privacy_step_${next.at.reduce((sum, level) => sum + level, 0)}`
      const list = listOf(next.at, table).map((sql, at) => `${sql} AS ${names[at]}`)
      await duck.run(
        `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${names.join(', ')}, sum(n) AS n
         FROM (SELECT ${list.join(', ')}, n FROM ${table.name}) GROUP BY ALL`,
      )
      if (table !== exact) await duck.run(`DROP TABLE ${table.name}`)
      table = { name, at: next.at }
      state = next
    }
    if (table !== exact) await duck.run(`DROP TABLE ${table.name}`)
    if (state !== start) state = await withoutNeedless(state, enough, (at) => measure(at, exact))
    return conclude(state, start, quasi, k)
  } finally {
    await duck.run(`DROP TABLE IF EXISTS ${exact.name}`)
  }
}

/** The one step that frees most rows for what it costs. */
async function cheapest(
  state: State,
  quasi: readonly Quasi[],
  measure: (at: number[]) => Promise<State>,
): Promise<State | null> {
  let best: { state: State; worth: number } | null = null
  for (const [index, { levels }] of quasi.entries()) {
    const now = state.at[index] ?? 0
    if (now + 1 >= levels.length) continue
    const next = await measure(state.at.with(index, now + 1))
    const cost = (levels[now + 1]?.loss ?? 0) - (levels[now]?.loss ?? 0)
    const freed = (state.groups.atRisk - next.groups.atRisk) / state.groups.rows
    // Where no step frees a row yet, the smallest loss is taken first.
    const worth = (freed + 0.001) / cost
    if (best === null || worth > best.worth) best = { state: next, worth }
  }
  return best?.state ?? null
}

/** Takes back what later steps made needless, from the first column on. */
async function withoutNeedless(
  state: State,
  enough: number,
  measure: (at: number[]) => Promise<State>,
): Promise<State> {
  let kept = state
  for (const index of state.at.keys()) {
    for (let level = 0; level < (kept.at[index] ?? 0); level += 1) {
      const less = await measure(kept.at.with(index, level))
      if (less.groups.atRisk > Math.max(enough, kept.groups.atRisk)) continue
      kept = less
      break
    }
  }
  return kept
}

function conclude(state: State, start: State, quasi: readonly Quasi[], k: number): Anonymised {
  const steps: RepairStep[] = []
  const left: Quasi[] = []
  let changed = 0
  for (const [index, each] of quasi.entries()) {
    const level = each.levels[state.at[index] ?? 0]?.level ?? { to: 'as-is' }
    if (level.to !== 'drop') left.push(each)
    if (level.to === 'as-is') continue
    changed += each.fact.filled
    steps.push(stepOf(each.id, level))
  }
  const blanked = state.groups.atRisk
  if (blanked > 0 && left.length > 0) {
    steps.push({ do: 'blank-small-groups', columns: left.map(({ id }) => id), least: k })
  }
  const { rows, smallest } = state.groups
  return {
    before: start.groups,
    after: { rows: rows - blanked, smallest: Math.max(k, smallest), atRisk: 0 },
    steps,
    changed: changed + blanked * left.length,
    blanked,
  }
}

function stepOf(column: string, level: Exclude<Level, { to: 'as-is' }>): RepairStep {
  return level.to === 'drop'
    ? { do: 'drop-column', column, because: 'privacy' }
    : { do: 'generalise', column, ...level }
}

/** SQL of a quasi-identifier at level `at`, over a table that has it at level `now`. */
function levelSql(
  { id, fact, levels }: Quasi,
  at: number,
  now: number,
  rules: PrivacyRules,
): string {
  const level = levels[at]?.level ?? { to: 'as-is' }
  const name = identifier(id)
  if (level.to === 'as-is' || at === now) return name
  if (level.to === 'drop') return 'NULL'
  const before = levels[now]?.level.to
  const type = before === 'as-is' ? fact.column.type : before === 'year' ? 'integer' : 'text'
  const step = { do: 'generalise', column: id, ...level } as const
  if (level.to !== 'frequent') {
    return treatColumn(step, { sql: name, type, from: '' }, rules, new Map()).sql
  }
  // Combinations stand for several rows each, so rarity is a sum here.
  return `CASE WHEN ${name} IS NULL THEN NULL WHEN sum(n) OVER (PARTITION BY ${name}) >= ${level.least}
    THEN ${name}::VARCHAR ELSE 'otros' END`
}

/** Counts rows by combination; `expressions` are SQL over a table with a count `n`. */
export async function measureGroups(
  duck: Duck,
  from: string,
  expressions: readonly string[],
  k: number,
): Promise<Groups> {
  const list = expressions.map((sql, index) => `${sql} AS q${index}`)
  const names = expressions.map((_, index) => `q${index}`)
  const [rows, smallest, atRisk] = await duck.row(
    `SELECT sum(m)::DOUBLE, min(m)::DOUBLE, coalesce(sum(m) FILTER (m < ${k}), 0)::DOUBLE FROM (
       SELECT sum(n) AS m FROM (SELECT ${list.join(', ')}, n FROM ${from})
       WHERE coalesce(${names.map((name) => `${name}::VARCHAR`).join(', ')}) IS NOT NULL
       GROUP BY ${names.join(', ')})`,
  )
  return { rows: Number(rows ?? 0), smallest: Number(smallest ?? 0), atRisk: Number(atRisk ?? 0) }
}
