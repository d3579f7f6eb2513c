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

/** Null where every combination is shared by `k` rows or more. Leaves no table behind. */
export async function anonymise(
  duck: Duck,
  quasi: readonly Quasi[],
  k: number,
  rules: PrivacyRules,
): Promise<Anonymised | null> {
  const combos = 'privacy_combinations'
  const names = quasi.map(({ id }) => identifier(id))
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${combos} AS
     SELECT ${names.join(', ')}, count(*) AS n FROM ${TYPED} GROUP BY ALL`,
  )
  try {
    const measure = async (at: number[]): Promise<Groups> =>
      measureGroups(
        duck,
        combos,
        quasi.map((each, index) => levelSql(each, at[index] ?? 0, combos, rules)),
        k,
      )
    const start: State = { at: quasi.map(() => 0), groups: await measure(quasi.map(() => 0)) }
    if (start.groups.atRisk === 0) return null
    let state = start
    while (state.groups.atRisk > state.groups.rows * EMPTIED) {
      const next = await cheapest(state, quasi, measure)
      if (next === null) break
      state = next
    }
    return conclude(state, start, quasi, k)
  } finally {
    await duck.run(`DROP TABLE IF EXISTS ${combos}`)
  }
}

/** The one step that frees most rows for what it costs. */
async function cheapest(
  state: State,
  quasi: readonly Quasi[],
  measure: (at: number[]) => Promise<Groups>,
): Promise<State | null> {
  let best: { state: State; worth: number } | null = null
  for (const [index, { levels }] of quasi.entries()) {
    const now = state.at[index] ?? 0
    if (now + 1 >= levels.length) continue
    const at = state.at.with(index, now + 1)
    const groups = await measure(at)
    const cost = (levels[now + 1]?.loss ?? 0) - (levels[now]?.loss ?? 0)
    const freed = (state.groups.atRisk - groups.atRisk) / state.groups.rows
    // Where a step frees nothing yet, the least exact loss is taken first.
    const worth = (freed + 0.001) / cost
    if (best === null || worth > best.worth) best = { state: { at, groups }, worth }
  }
  return best?.state ?? null
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
  const after = {
    rows: rows - blanked,
    smallest: blanked > 0 ? Math.max(k, smallest) : smallest,
    atRisk: 0,
  }
  return { before: start.groups, after, steps, changed: changed + blanked * left.length, blanked }
}

function stepOf(column: string, level: Exclude<Level, { to: 'as-is' }>): RepairStep {
  return level.to === 'drop'
    ? { do: 'drop-column', column, because: 'privacy' }
    : { do: 'generalise', column, ...level }
}

/** SQL of a quasi-identifier at a level, over the table of combinations. */
function levelSql(
  { id, fact, levels }: Quasi,
  at: number,
  from: string,
  rules: PrivacyRules,
): string {
  const level = levels[at]?.level ?? { to: 'as-is' }
  const name = identifier(id)
  if (level.to === 'as-is') return name
  if (level.to === 'drop') return 'NULL'
  const column = { sql: name, type: fact.column.type, from }
  const step = { do: 'generalise', column: id, ...level } as const
  if (level.to !== 'frequent') return treatColumn(step, column, rules, new Map()).sql
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
