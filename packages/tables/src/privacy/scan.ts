// Counts, over all rows of a table, the cells that have the form of something personal.
import { type Duck, identifier, literal } from '../build/duck.ts'
import { headingWords } from '../infer/code-names.ts'
import type { Column, ColumnStats } from '../model.ts'
import { maskValue } from './mask.ts'
import type { PrivacyCode } from './model.ts'
import type { Detector, PrivacyRules } from './rules.ts'

/** Name of the temporary view that holds the rows as they would be published. */
export const TYPED = 'typed'

export interface Hits {
  /** Cells, and how many different ones at most. */
  count: number
  distinct: number
  /** Masked. */
  example: string
}

export interface ColumnFacts {
  /** SQL to select its values `v` from, and for how many rows `n` each stands. */
  from: string
  column: Omit<Column, 'stats'>
  words: string
  /** The kind its heading names. */
  named: Detector | null
  filled: number
  /** About how many different values. */
  distinct: number
  /** Cells that are nothing else. */
  whole: Map<PrivacyCode, Hits>
  /** Texts that contain it, each counted under the first kind found. */
  inside: Map<PrivacyCode, Hits>
  /** Cells of digits only that no check digit confirms, by length. */
  digits: Map<number, number>
  /** RUC of firms. */
  firms: number
  /** E-mails at private and at public hosts. */
  mails: { private: number; office: number }
  /** Cells with a comma and a blank. */
  commas: number
  /** Longest text, or 0 for other types. */
  longest: number
}

/** What is known of a column of the table apart from its rows; null for the others. */
export interface KnownApart {
  /** SQL to select its values `v` from, and for how many rows `n` each stands. */
  apart?: (id: string) => string | null
  /** Its statistics, where they were counted already; in them `nulls` is the number of values. */
  counted?: (id: string) => ColumnStats | null
  /** Digits of its longest cell, where it holds nothing else. */
  digits?: (id: string) => number | null
}

/** Facts of every column; two passes over the text columns, one over the others. */
export async function scanColumns(
  duck: Duck,
  columns: readonly Omit<Column, 'stats'>[],
  rules: PrivacyRules,
  { apart = () => null, counted = () => null, digits = () => null }: KnownApart = {},
): Promise<ColumnFacts[]> {
  const looked = columns.filter(({ type }) => type !== 'geometry')
  if (looked.length === 0) return []
  const told = looked.map(({ id }) => counted(id))
  const first = await firstLooks(duck, looked, apart, told)
  const facts: ColumnFacts[] = []
  for (const [at, column] of looked.entries()) {
    const [filled = 0, distinct = 0, low = 0, high = 0, longest = 0, commas = 0] = first[at]!
    const words = headingWords(column.name)
    const named = rules.detectors.find(({ heading }) => heading.test(words)) ?? null
    const fact: ColumnFacts = {
      from: apart(column.id) ?? `(SELECT ${identifier(column.id)} AS v, 1 AS n FROM ${TYPED})`,
      column,
      words,
      named,
      filled,
      distinct: Math.min(distinct, filled),
      whole: new Map(),
      inside: new Map(),
      digits: new Map(),
      firms: 0,
      mails: { private: 0, office: 0 },
      commas,
      longest,
    }
    // Neither an at sign nor digits enough.
    const short = named === null && (digits(column.id) ?? rules.shortest) < rules.shortest
    if (!short && mayHold(fact, low, high, rules)) await classify(duck, fact, rules)
    facts.push(fact)
  }
  return facts
}

/** Of each column: filled, distinct, least, greatest, longest, with a comma. */
async function firstLooks(
  duck: Duck,
  columns: readonly Omit<Column, 'stats'>[],
  apart: (id: string) => string | null,
  told: readonly (ColumnStats | null)[],
): Promise<number[][]> {
  const found = columns.map((column, at) => countedLook(column, told[at] ?? null))
  const open = [...columns.keys()].filter((at) => told[at] === null)
  const together = open.filter((at) => apart(columns[at]!.id) === null)
  if (together.length > 0) {
    const looks = together.map((at) => firstLook(columns[at]!, identifier(columns[at]!.id), '1'))
    const row = (await duck.row(`SELECT ${looks.join(', ')} FROM ${TYPED}`)).map(Number)
    for (const [place, at] of together.entries()) found[at] = row.slice(place * 6, place * 6 + 6)
  }
  const looks = open.flatMap((at) => {
    const column = columns[at]!
    const from = apart(column.id)
    return from === null ? [] : `SELECT ${at}, ${firstLook(column, 'v', 'n')} FROM ${from}`
  })
  // So many at a time as DuckDB prepares quickly.
  for (let at = 0; at < looks.length; at += LOOKS) {
    const rows = await duck.rows(looks.slice(at, at + LOOKS).join(' UNION ALL '))
    for (const [place, ...numbers] of rows) found[Number(place)] = numbers.map(Number)
  }
  return found
}

const LOOKS = 100

/** The same of a column of which nothing must be asked. */
function countedLook({ type }: Omit<Column, 'stats'>, stats: ColumnStats | null): number[] {
  if (stats === null) return [0, 0, 0, 0, 0, 0]
  const { nulls: filled, distinct, min, max } = stats
  // Texts are counted so where all are of one length.
  return type === 'text'
    ? [filled, distinct, 0, 0, String(max).length, 0]
    : [filled, distinct, Number(min), Number(max), 0, 0]
}

/** SQL over the values `name`, each of which stands for `weight` rows. */
function firstLook({ type }: Omit<Column, 'stats'>, name: string, weight: string): string {
  const text = type === 'text' || type === 'json'
  const number = type === 'integer' || type === 'number'
  return [
    `coalesce(sum(${weight}) FILTER (${name} IS NOT NULL), 0)::DOUBLE`,
    `approx_count_distinct(${name})::DOUBLE`,
    number ? `coalesce(min(${name})::DOUBLE, 0)` : '0::DOUBLE',
    number ? `coalesce(max(${name})::DOUBLE, 0)` : '0::DOUBLE',
    text ? `coalesce(max(length(${name})), 0)::DOUBLE` : '0::DOUBLE',
    text ? `coalesce(sum(${weight}) FILTER (contains(${name}, ',')), 0)::DOUBLE` : '0::DOUBLE',
  ].join(', ')
}

/** Whether a column is worth a look at each value. */
function mayHold(
  fact: ColumnFacts,
  low: number,
  high: number,
  { detectors }: PrivacyRules,
): boolean {
  const { type } = fact.column
  if (fact.filled === 0) return false
  if (type === 'text' || type === 'json') return fact.longest >= 6
  if (type !== 'integer' && type !== 'number') return false
  return detectors.some(({ between, heading }) => {
    if (between === undefined || high < between[0] || low > between[1]) return false
    return heading.test(fact.words) || between[0] >= 10_000_000 || high >= 10_000_000
  })
}

/** Gives each cell its kind and counts the kinds; equal cells are looked at once where few differ. */
async function classify(duck: Duck, fact: ColumnFacts, rules: PrivacyRules): Promise<void> {
  const { named } = fact
  const source = cellsOf(fact)
  const hint = named === null ? rules.hint : '[0-9]{3}|@'
  // Nested, because DuckDB evaluates both sides of AND for every row.
  const long = `SELECT v, n FROM (${source}) WHERE length(v) >= ${rules.shortest} OR contains(v, '@')`
  const hinted = `SELECT v, n FROM (${named === null ? long : source})
    WHERE regexp_matches(v, ${literal(hint)})`
  // Most columns end here: the statement below costs more to prepare than this one to run.
  const [some] = await duck.row(`SELECT EXISTS (${hinted})`)
  if (some !== true) return
  const kinds = `SELECT n, v, d, ${kindSql(fact, rules)} AS kind FROM
    (SELECT n, v, translate(v, ' .()/+-', '') AS d FROM (${hinted}))`
  const rows = await duck.rows(
    `SELECT kind, sum(n)::DOUBLE, count(DISTINCT v)::DOUBLE, min(v),
       sum(n) FILTER (regexp_matches(lower(v), ${literal(rules.privateMail)}))::DOUBLE,
       sum(n) FILTER (regexp_matches(lower(v), ${literal(rules.officeMail)}))::DOUBLE
     FROM (${kinds}) WHERE kind IS NOT NULL GROUP BY 1`,
  )
  for (const [kind, count, different, example, personal, office] of rows) {
    const key = String(kind)
    const hits = { count: Number(count), distinct: Number(different), value: String(example) }
    if (key === 'email') fact.mails = { private: Number(personal), office: Number(office) }
    if (key.startsWith('#')) fact.digits.set(Number(key.slice(1)), hits.count)
    else await confirm(duck, fact, rules, { key, hits, kinds })
  }
  if ([...fact.digits.keys()].includes(11)) await countFirms(duck, fact, rules, kinds)
}

interface Candidate {
  key: string
  hits: { count: number; distinct: number; value: string }
  /** SQL of cells with their kinds. */
  kinds: string
}

/** Where a kind has a check digit, only the cells in which it is right count. */
async function confirm(
  duck: Duck,
  fact: ColumnFacts,
  { detectors }: PrivacyRules,
  { key, hits, kinds }: Candidate,
): Promise<void> {
  const within = key.startsWith('in:')
  const code = (within ? key.slice(3) : key) as PrivacyCode
  const detector = detectors.find((each) => each.code === code)
  let { count, distinct, value } = hits
  // Under a heading that names accounts other forms of account stand too.
  if (detector?.valid && !(detector === fact.named && detector.code === 'bank-account')) {
    const d = within
      ? `regexp_replace(regexp_extract(v, ${literal(detector.inside ?? '')}), '[^0-9]', '', 'g')`
      : 'd'
    const [passed, different, example] = await duck.row(
      `SELECT sum(n)::DOUBLE, count(DISTINCT v)::DOUBLE, min(v) FROM (SELECT n, v, ${d} AS d FROM (${kinds})
        WHERE kind = ${literal(key)}) WHERE ${detector.valid('d')}`,
    )
    const failed = count - Number(passed ?? 0)
    const length = detector.code === 'ruc-person' ? 11 : detector.code === 'bank-account' ? 20 : 16
    if (!within) fact.digits.set(length, (fact.digits.get(length) ?? 0) + failed)
    ;[count, distinct, value] = [Number(passed ?? 0), Number(different), String(example)]
  }
  if (count === 0) return
  const shown = within ? maskText(value) : maskValue(value)
  ;(within ? fact.inside : fact.whole).set(code, { count, distinct, example: shown })
}

async function countFirms(
  duck: Duck,
  fact: ColumnFacts,
  { firm }: PrivacyRules,
  kinds: string,
): Promise<void> {
  const [firms] = await duck.row(
    `SELECT sum(n)::DOUBLE FROM (SELECT * FROM (${kinds}) WHERE kind = '#11') WHERE ${firm('d')}`,
  )
  fact.firms = Number(firms ?? 0)
  fact.digits.set(11, (fact.digits.get(11) ?? 0) - fact.firms)
}

/** SQL: the kind of a cell `v` whose signs but letters and digits are taken out in `d`. */
function kindSql({ named, column }: ColumnFacts, { detectors }: PrivacyRules): string {
  const order = named === null ? detectors : [named, ...detectors.filter((each) => each !== named)]
  const cases = order.map(
    (each) => `WHEN ${each.whole({ v: 'v', d: 'd', named: each === named })} THEN '${each.code}'`,
  )
  cases.push("WHEN regexp_full_match(d, '[0-9]{11,20}') THEN '#' || length(d)")
  if (column.type === 'text' || column.type === 'json') {
    // A number in a code of one or two words is a serial number; sentences and lists have more.
    if (named === null) {
      const blanks = "length(v) - length(replace(v, ' ', ''))"
      cases.push(`WHEN ${blanks} < 2 AND NOT contains(v, '@') THEN NULL`)
    }
    const text =
      "(CASE WHEN contains(v, '://') THEN regexp_replace(v, '[a-z]+://\\S+', '', 'g') ELSE v END)"
    for (const { code, inside } of order) {
      if (inside === undefined) continue
      cases.push(`WHEN regexp_matches(${text}, ${literal(inside)}) THEN 'in:${code}'`)
    }
  }
  return `CASE ${cases.join('\n ')} END`
}

/** Words stay long enough to see what the text is about; digits and addresses go. */
function maskText(text: string): string {
  return text
    .slice(0, 60)
    .split(/\s+/)
    .map((word) => (/[\d@]/.test(word) ? '•••••' : word.length > 3 ? maskValue(word) : word))
    .join(' ')
}

/** Share of a column's filled cells that look like names of people, and like `APELLIDOS, NOMBRES`. */
export async function nameShares(
  duck: Duck,
  fact: ColumnFacts,
): Promise<{ names: number; commas: number; given: number; example: string }> {
  const word = "[\\p{L}''’.-]+"
  const ordered =
    fact.commas === 0
      ? '0'
      : `coalesce(sum(n) FILTER (regexp_full_match(v,
    '${word}( ${word}){0,4}, ?${word}( ${word}){0,3}')), 0)::DOUBLE`
  const [names, commas, given, example] = await duck.row(
    `SELECT coalesce(sum(n) FILTER (regexp_full_match(v, '${word}([ ,]+${word}){0,7}')), 0)::DOUBLE,
       ${ordered},
       approx_count_distinct(CASE WHEN contains(v, ',') THEN split_part(v, ',', 2) END)::DOUBLE, min(v)
     FROM (${cellsOf(fact)})`,
  )
  const share = (value: unknown): number => Number(value ?? 0) / Math.max(1, fact.filled)
  return {
    names: share(names),
    commas: share(commas),
    given: share(given),
    example: maskText(String(example ?? '')),
  }
}

/** SQL: the trimmed cells `v` of a column and how often each stands, `n`. */
function cellsOf({ from, filled, distinct }: ColumnFacts): string {
  const cell = 'trim(v::VARCHAR) AS v'
  return distinct * 2 < filled
    ? `SELECT ${cell}, sum(n) AS n FROM ${from} WHERE v IS NOT NULL GROUP BY 1`
    : `SELECT ${cell}, n FROM ${from} WHERE v IS NOT NULL`
}

/** Cells of a column that match a pattern, in lower case. */
export async function countMatches(
  duck: Duck,
  { from }: ColumnFacts,
  pattern: string,
): Promise<{ count: number; example: string }> {
  const [count, example] = await duck.row(
    `SELECT sum(n)::DOUBLE, min(v) FROM (SELECT v::VARCHAR AS v, sum(n) AS n FROM ${from}
       WHERE v IS NOT NULL GROUP BY 1) WHERE regexp_matches(lower(v), ${literal(pattern)})`,
  )
  return { count: Number(count ?? 0), example: maskText(String(example ?? '')) }
}
