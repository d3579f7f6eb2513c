// The privacy gate of one ingest: what the rows give away, the remedies, and the rows after them.
import { type TypedRows, typedRows } from '../build/typed-rows.ts'
import type { Plan } from '../checks/context.ts'
import { valuesApart } from '../columns/known-cells.ts'
import type { Points } from '../checks/coordinates.ts'
import type { IngestOptions } from '../ingest.ts'
import type { ColumnStats, Finding, RepairStep } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { inspectColumns } from './inspect.ts'
import { anonymise } from './k-anonymity.ts'
import { maskValue } from './mask.ts'
import { type PrivacyFinding, type PrivacyReport, stops } from './model.ts'
import { PERU } from './peru.ts'
import { quasiColumns } from './quasi.ts'
import { type ColumnFacts, TYPED } from './scan.ts'
import { setSecrets } from './treat.ts'
import { Treatments } from './treatments.ts'

export interface Guarded {
  /** The rows to write. */
  written: TypedRows
  /** Steps in force, for the recipe. */
  treatments: Treatments
  /** Null where the gate was not asked. */
  report: PrivacyReport | null
  /** Columns whose values must not stand in any finding. */
  hidden: ReadonlySet<string>
}

export interface GuardInput {
  plan: Plan
  options: IngestOptions
  /** Table of rowids that are left out. */
  dropped: string | null
  points: Points | null
}

/** Throws `secret-missing` where a step's secret was not handed in. */
export async function guardPrivacy(input: GuardInput): Promise<Guarded> {
  const { plan, options } = input
  const treatments = new Treatments(options.recipe?.steps ?? [])
  const secrets = await setSecrets(plan.duck, options.secrets ?? {})
  const rowsOf = rowsWith(
    (with_) =>
      typedRows({ plan, options, treatments: with_, rules: PERU, secrets, dropped: input.dropped }),
    plan.duck,
  )
  if (options.privacy === undefined) {
    return {
      written: await rowsOf(treatments),
      treatments,
      report: null,
      hidden: hiddenBy(treatments, []),
    }
  }
  const { mode } = options.privacy
  const seen = await lookAt(input, treatments, rowsOf)
  const taken = seen.findings.filter(stops).flatMap(({ remedies }) => remedies[0] ?? [])
  if (mode === 'propose' || taken.length === 0) {
    const report = { about: seen.about, findings: seen.findings, steps: treatments.steps }
    return {
      written: await rowsOf(treatments),
      treatments,
      report,
      hidden: hiddenBy(treatments, seen.findings),
    }
  }
  const applied = treatments.copy()
  for (const step of keepOneColumn(taken, seen.columns, options.privacy.secret)) {
    applied.add(step)
  }
  // Looked at again: what a remedy left behind must stop the publication, not the hope that it worked.
  const after = await lookAt(input, applied, rowsOf, untouched(seen.facts, treatments, applied))
  const findings = [
    ...seen.findings.filter(stops).map((finding) => treatedFinding(finding)),
    ...after.findings,
  ]
  const report = { about: seen.about, findings, steps: applied.steps }
  return {
    written: await rowsOf(applied),
    treatments: applied,
    report,
    hidden: hiddenBy(applied, findings),
  }
}

type RowsOf = (treatments: Treatments) => Promise<TypedRows>

/** The rows under treatments, ready to be asked; what prepares them is not done twice in a row. */
function rowsWith(make: (treatments: Treatments) => TypedRows, duck: Plan['duck']): RowsOf {
  let prepared: string | null = null
  return async (treatments) => {
    const rows = make(treatments)
    if (rows.prepare !== null && rows.prepare !== prepared) {
      await duck.run(rows.prepare)
      prepared = rows.prepare
    }
    return rows
  }
}

/**
 * Facts that need no second look: of columns that no step changes, and of pseudonyms, which are not
 * worked out again for every question, since nothing of a person can be read in them.
 */
function untouched(
  facts: readonly ColumnFacts[],
  before: Treatments,
  after: Treatments,
): ReadonlyMap<string, ColumnFacts> {
  const blanked = new Set([...(before.blank?.columns ?? []), ...(after.blank?.columns ?? [])])
  const known = new Map<string, ColumnFacts>()
  for (const fact of facts) {
    const { column } = fact
    if (blanked.has(column.id) || before.of(column) !== null) continue
    const step = after.of(column)
    if (step === null) known.set(column.id, fact)
    else if (step.do === 'pseudonym') known.set(column.id, pseudonymFacts(fact))
  }
  return known
}

/** Letters of a pseudonym. */
const PSEUDONYM = 32

function pseudonymFacts(fact: ColumnFacts): ColumnFacts {
  return {
    ...fact,
    column: { ...fact.column, type: 'text' },
    whole: new Map(),
    inside: new Map(),
    digits: new Map(),
    firms: 0,
    mails: { private: 0, office: 0 },
    commas: 0,
    longest: PSEUDONYM,
  }
}

interface Looked {
  about: PrivacyReport['about']
  findings: PrivacyFinding[]
  facts: ColumnFacts[]
  /** How many there are. */
  columns: number
}

/** What was found in the rows under these treatments, combinations of columns among it. */
async function lookAt(
  { plan, options, points }: GuardInput,
  treatments: Treatments,
  rowsOf: RowsOf,
  known: ReadonlyMap<string, ColumnFacts> = new Map(),
): Promise<Looked> {
  const { duck } = plan
  const { secret = '', k = 5 } = options.privacy ?? {}
  const show = async (with_: Treatments): Promise<TypedRows> => {
    const rows = await rowsOf(with_)
    duck.provide(TYPED, () => duck.run(`CREATE OR REPLACE TEMP VIEW ${TYPED} AS ${rows.unordered}`))
    return rows
  }
  const rows = await show(treatments)
  const treated = new Set(
    treatments.steps.flatMap((step) =>
      'column' in step && step.column !== undefined ? [step.column] : [],
    ),
  )
  const pair = points && { longitude: points.longitude.id, latitude: points.latitude.id }
  const about = { duck, rules: PERU, points: pair, secret, k }
  const apart = (id: string): string | null => {
    const own = rows.direct?.get(id)
    return own && plan.cells ? valuesApart(plan.cells, own) : null
  }
  const counted = (id: string): ColumnStats | null => {
    const own = rows.direct?.get(id)
    const column = rows.columns.find((each) => each.id === id)
    return (own && column && plan.cells?.counted(own, column.type)) ?? null
  }
  const digits = (id: string): number | null => {
    const own = rows.direct?.get(id)
    return own?.sql === stagingColumn(own?.index ?? 0)
      ? (plan.cells?.longestDigits(own.index) ?? null)
      : null
  }
  const asked = { columns: rows.columns, treated, known, apart, counted, digits }
  const inspected = await inspectColumns({ ...about, ...asked })
  const { findings, facts } = inspected
  const columns = rows.columns.length
  if (inspected.about !== 'people') return { ...inspected, columns }
  const k_ = await combinations({ duck, k, treatments, findings, inspected, show })
  if (k_) findings.push(k_)
  const open = findings.some(stops)
  // Health data are sensitive as long as the row still leads to somebody.
  const weighed = findings.map((finding) =>
    finding.code === 'health' && open
      ? { ...finding, confidence: 'likely' as const, remedies: [] }
      : finding,
  )
  return { about: inspected.about, findings: weighed, facts, columns }
}

/** Small groups are measured on what is left when single columns are treated. */
async function combinations(input: {
  duck: Plan['duck']
  k: number
  treatments: Treatments
  findings: readonly PrivacyFinding[]
  inspected: Awaited<ReturnType<typeof inspectColumns>>
  show: (treatments: Treatments) => Promise<TypedRows>
}): Promise<PrivacyFinding | null> {
  const { duck, k, treatments, findings, inspected, show } = input
  const simulated = treatments.copy()
  for (const { remedies } of findings.filter(stops)) {
    for (const step of remedies[0] ?? []) simulated.add(step)
  }
  const { columns } = await show(simulated)
  const facts = inspected.facts.flatMap((fact) => {
    const column = columns.find(({ id }) => id === fact.column.id)
    const step = column && simulated.of(column)
    if (!column || step?.do === 'pseudonym' || step?.do === 'mask') return []
    return [{ ...fact, column }]
  })
  const quasi = quasiColumns(facts, PERU, k)
  if (quasi.length === 0) return null
  const found = await anonymise(duck, quasi, k, PERU)
  if (found === null) return null
  const { before, after, changed, blanked } = found
  return {
    code: 'k-anonymity',
    confidence:
      quasi.length === 1 ? 'possible' : before.atRisk > before.rows * 0.5 ? 'certain' : 'likely',
    reason: 'small-groups',
    columns: quasi.map(({ id, name }) => ({ id, name })),
    count: before.atRisk,
    filled: before.rows,
    k: { wanted: k, smallest: before.smallest, after: after.smallest, changed, blanked },
    remedies: [found.steps],
  }
}

/** A table keeps a column: where every one would go, the first becomes a pseudonym instead. */
function keepOneColumn(steps: RepairStep[], columns: number, secret: string): RepairStep[] {
  const drops = new Set(steps.flatMap((step) => (step.do === 'drop-column' ? [step.column] : [])))
  const [first] = drops
  if (drops.size < columns || first === undefined) return steps
  return steps.map((step) =>
    step.do === 'drop-column' && step.column === first
      ? { do: 'pseudonym', column: first, secret }
      : step,
  )
}

/** What is public of a treated finding: no example of what was there. */
function treatedFinding(finding: PrivacyFinding): PrivacyFinding {
  const { example: _, ...rest } = finding
  return { ...rest, treated: true }
}

function hiddenBy(treatments: Treatments, findings: readonly PrivacyFinding[]): Set<string> {
  const treated = treatments.steps.flatMap((step) =>
    'column' in step && step.column !== undefined
      ? [step.column]
      : 'columns' in step
        ? step.columns
        : [],
  )
  return new Set([...treated, ...findings.flatMap(({ column }) => column ?? [])])
}

/** A finding of the checks without examples from a column that must not show its values. */
export function withoutValues(finding: Finding, hidden: ReadonlySet<string>): Finding {
  if (finding.column === undefined || !hidden.has(finding.column) || !finding.detail) return finding
  const detail = Object.fromEntries(
    Object.entries(finding.detail).flatMap(([key, value]) => {
      if (key === 'longitude' || key === 'latitude')
        return typeof value === 'number' ? [] : [[key, value]]
      const shows = ['example', 'repaired', 'words', 'usual', 'other', 'stray'].includes(key)
      return [[key, shows && value !== null ? maskValue(String(value)) : value]]
    }),
  )
  return { ...finding, detail }
}
