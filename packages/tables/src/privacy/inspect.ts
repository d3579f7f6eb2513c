// Looks at the rows as they would be published and says what in them points to people.
import { type Duck, identifier } from '../build/duck.ts'
import type { Column, RepairStep } from '../model.ts'
import { judgeKind, judgeName, judgeTable, judgeText, nameKind } from './judge.ts'
import type { TableFacts } from './judge.ts'
import type { PrivacyFinding, PrivacyReport } from './model.ts'
import type { PrivacyRules } from './rules.ts'
import {
  type ColumnFacts,
  type KnownApart,
  TYPED,
  countMatches,
  nameShares,
  scanColumns,
} from './scan.ts'

export interface Inspected {
  about: PrivacyReport['about']
  findings: PrivacyFinding[]
  facts: ColumnFacts[]
}

export interface InspectInput extends KnownApart {
  duck: Duck
  columns: readonly Omit<Column, 'stats'>[]
  rules: PrivacyRules
  /** Ids of the columns of a point, if the table has points. */
  points: { longitude: string; latitude: string } | null
  /** Name of the secret for pseudonyms. */
  secret: string
  k: number
  /** Columns a step made harmless already. */
  treated: ReadonlySet<string>
  /** Facts of columns that were looked at before and have not changed. */
  known?: ReadonlyMap<string, ColumnFacts>
}

/** Everything but combinations of columns, which `anonymise` measures on what is left. */
export async function inspectColumns(input: InspectInput): Promise<Inspected> {
  const { duck, columns, rules, treated, known = new Map<string, ColumnFacts>() } = input
  const fresh = columns.filter(({ id }) => !known.has(id))
  const scanned = new Map(
    (await scanColumns(duck, fresh, rules, input)).map((fact) => [fact.column.id, fact]),
  )
  const facts = columns.flatMap(({ id }) => known.get(id) ?? scanned.get(id) ?? [])
  const table = judgeTable(facts, rules)
  const findings: PrivacyFinding[] = []
  const names: PrivacyFinding[] = []
  for (const fact of facts) {
    if (fact.filled === 0 || treated.has(fact.column.id)) continue
    const name = await nameFinding(input, fact, table)
    if (name) names.push(name)
  }
  // A list of names in the order APELLIDOS, NOMBRES is a list of people, whatever else it says.
  const people = table.people || names.some(({ reason }) => reason === 'surnames-comma-names')
  const about = { ...table, people }
  for (const fact of facts) {
    if (fact.filled === 0 || treated.has(fact.column.id)) continue
    findings.push(...numberFindings(input, fact, about))
    const own = await otherFinding(input, fact, about)
    if (own) findings.push(own)
  }
  findings.push(...names)
  const points = await pointsFinding(input, about)
  if (points) findings.push(points)
  if (!people && table.counts) findings.push(...(await smallCells(input, facts)))
  return { about: people ? 'people' : table.counts ? 'counts' : 'things', findings, facts }
}

const drop = (column: string): RepairStep[] => [{ do: 'drop-column', column, because: 'privacy' }]

function base(fact: ColumnFacts): Pick<PrivacyFinding, 'column' | 'name' | 'filled'> {
  return { column: fact.column.id, name: fact.column.name, filled: fact.filled }
}

function numberFindings(
  { rules, secret }: InspectInput,
  fact: ColumnFacts,
  table: TableFacts,
): PrivacyFinding[] {
  const findings: PrivacyFinding[] = []
  const id = fact.column.id
  for (const detector of rules.detectors) {
    const hits = fact.whole.get(detector.code)
    const verdict = hits && judgeKind(detector, hits, fact, table)
    if (!hits || !verdict) continue
    const pseudonym: RepairStep[] = [{ do: 'pseudonym', column: id, secret }]
    // The same person in several rows: a pseudonym keeps them together.
    const repeated = hits.distinct < hits.count * 0.9
    const mixed = detector.code === 'ruc-person' && fact.firms > 0
    const remedies = mixed
      ? [[{ do: 'mask', column: id, only: detector.code } as const], drop(id)]
      : repeated && detector.shared !== true
        ? [pseudonym, drop(id)]
        : [drop(id), pseudonym]
    findings.push({
      code: detector.code,
      ...verdict,
      ...base(fact),
      count: hits.count,
      example: hits.example,
      remedies,
    })
  }
  const kinds = [...fact.inside.keys()]
  if (kinds.length > 0) {
    const count = [...fact.inside.values()].reduce((sum, hits) => sum + hits.count, 0)
    findings.push({
      code: 'free-text',
      ...judgeText(kinds, count, table),
      ...base(fact),
      count,
      kinds,
      example: [...fact.inside.values()][0]?.example ?? '',
      remedies: [drop(id), [{ do: 'mask', column: id }]],
    })
  }
  return findings
}

async function nameFinding(
  { duck, rules, secret }: InspectInput,
  fact: ColumnFacts,
  table: TableFacts,
): Promise<PrivacyFinding | null> {
  if (fact.column.type !== 'text') return null
  const kind = nameKind(fact.words, rules.headings)
  if (kind === null || (kind === 'other' && fact.commas < fact.filled * 0.8)) return null
  const shares = await nameShares(duck, fact)
  const verdict = judgeName(kind, shares, fact, table)
  if (!verdict) return null
  const id = fact.column.id
  return {
    code: 'person-name',
    ...verdict,
    ...base(fact),
    count: Math.round(shares.names * fact.filled),
    example: shares.example,
    remedies: [drop(id), [{ do: 'pseudonym', column: id, secret }]],
  }
}

/** Birth dates, addresses and words of health, which need the rest of the table to be judged. */
async function otherFinding(
  { duck, rules }: InspectInput,
  fact: ColumnFacts,
  table: TableFacts,
): Promise<PrivacyFinding | null> {
  const { words, column, filled } = fact
  const { headings } = rules
  const own = { ...base(fact), count: filled }
  const exact =
    column.type === 'date' ||
    column.type === 'timestamp' ||
    (column.type === 'text' && fact.longest >= 8)
  if (
    headings.birth.test(words) &&
    exact &&
    !/lugar|ubigeo|distrito|provincia|departamento|pais|region/.test(words)
  ) {
    const remedies: RepairStep[][] = [
      [{ do: 'generalise', column: column.id, to: 'year' }],
      drop(column.id),
    ]
    const dates =
      column.type === 'text'
        ? await countMatches(duck, fact, '[0-9]{1,4}[-/. ][0-9a-z]{1,10}[-/. ][0-9]{1,4}')
        : null
    if (dates !== null && dates.count < filled * 0.5) return null
    return {
      code: 'birth-date',
      confidence: 'certain',
      reason: 'heading-and-form',
      ...own,
      remedies,
    }
  }
  if (headings.address.test(words) && column.type === 'text') {
    if (!table.people && !headings.home.test(words)) return null
    const { count, example } = await countMatches(duck, fact, rules.address)
    if (count === 0) return null
    const confidence = table.people ? 'certain' : table.institution ? 'possible' : 'likely'
    return {
      code: 'address',
      confidence,
      reason: 'heading-and-form',
      ...own,
      count,
      example,
      remedies: [drop(column.id)],
    }
  }
  if (headings.health.test(words) && table.people) {
    return {
      code: 'health',
      confidence: 'possible',
      reason: 'rows-of-people',
      ...own,
      remedies: [drop(column.id)],
    }
  }
  return null
}

async function pointsFinding(
  { duck, points, columns, treated }: InspectInput,
  { people }: TableFacts,
): Promise<PrivacyFinding | null> {
  if (!people || points === null || treated.has(points.longitude)) return null
  const pair = [points.longitude, points.latitude].map((id) =>
    columns.find((each) => each.id === id),
  )
  const [x, y] = pair
  if (!x || !y) return null
  const exact = pair.map(
    (each) => `round(${identifier(each?.id ?? '')}, 3) <> ${identifier(each?.id ?? '')}`,
  )
  const [count, filled] = await duck.row(
    `SELECT count(*) FILTER (${exact.join(' OR ')})::DOUBLE, count(${identifier(x.id)})::DOUBLE FROM ${TYPED}`,
  )
  if (Number(count) === 0) return null
  const rounded: RepairStep[] = [x, y].map(({ id }) => ({
    do: 'generalise',
    column: id,
    to: 'decimals',
    digits: 3,
  }))
  return {
    code: 'coordinates',
    confidence: 'likely',
    reason: 'rows-of-people',
    columns: [x, y].map(({ id, name }) => ({ id, name })),
    count: Number(count),
    filled: Number(filled),
    remedies: [rounded, [...drop(x.id), ...drop(y.id)]],
  }
}

/** Counts of people from 1 to k - 1: with a place and a date beside them they may be one neighbour. */
async function smallCells(
  { duck, rules, k, treated }: InspectInput,
  facts: readonly ColumnFacts[],
): Promise<PrivacyFinding[]> {
  const { headings } = rules
  const local = facts.some(
    ({ words }) => headings.district.test(words) || headings.ubigeo.test(words),
  )
  if (!local) return []
  let sensitive = facts.some(({ words }) => headings.sensitive.test(words))
  for (const fact of facts) {
    if (sensitive) break
    if (fact.column.type !== 'text' || fact.distinct > 500) continue
    sensitive = (await countMatches(duck, fact, rules.sensitiveValues)).count > 0
  }
  const findings: PrivacyFinding[] = []
  for (const fact of facts) {
    const { column, words, filled } = fact
    if (column.type !== 'integer' || !headings.count.test(words) || treated.has(column.id)) continue
    const [count] = await duck.row(
      `SELECT sum(n) FILTER (v BETWEEN 1 AND ${k - 1})::DOUBLE FROM ${fact.from}`,
    )
    if (Number(count ?? 0) === 0) continue
    findings.push({
      code: 'small-cells',
      confidence: sensitive ? 'likely' : 'possible',
      reason: sensitive ? 'sensitive-counts' : 'counts',
      ...base(fact),
      filled,
      count: Number(count),
      remedies: [[{ do: 'suppress-cells', column: column.id, least: k }]],
    })
  }
  return findings
}
