// Decides how sure it is that a column identifies people: pure rules over what was counted.
import type { Confidence, PrivacyCode, PrivacyReason } from './model.ts'
import type { Detector, PrivacyHeadings, PrivacyRules } from './rules.ts'
import type { ColumnFacts, Hits } from './scan.ts'

/** What the table as a whole is about. */
export interface TableFacts {
  /** Rows stand for single people. */
  people: boolean
  /** Rows or columns name institutions. */
  institution: boolean
}

export interface Verdict {
  confidence: Confidence
  reason: PrivacyReason
}

const verdict = (confidence: Confidence, reason: PrivacyReason): Verdict => ({ confidence, reason })

/** Headings that may as well name the number of a paper or of a centre. */
const VAGUE = /^(documento|doc|nro doc|num doc|numdoc|nrodoc|ce|cel|tel|card|cta|cpp)$/

/** The confidence that cells of one kind are what they look like; null where they are not. */
export function judgeKind(
  detector: Detector,
  hits: Hits,
  fact: ColumnFacts,
  table: TableFacts,
): Verdict | null {
  const share = hits.count / Math.max(1, fact.filled)
  const named = fact.named === detector
  const beside = table.institution && !table.people
  if (beside && detector.shared === true) return verdict('possible', 'institution')
  switch (detector.proof) {
    case 'self':
      return judgeMail(hits, fact, table)
    case 'digits':
      return judgeChecked(detector, hits, fact, named && share >= 0.5)
    case 'form':
      return named ? judgeNamed(fact, share, table) : judgeForm(detector, hits, fact, table, share)
  }
}

function judgeMail(hits: Hits, { mails }: ColumnFacts, { people }: TableFacts): Verdict {
  if (mails.private > 0) return verdict('certain', 'private-mail')
  if (mails.office >= hits.count) return verdict('possible', 'public-office')
  return people ? verdict('certain', 'heading-and-form') : verdict('likely', 'form')
}

/** A column of other numbers passes the check by chance, so the share that passes decides. */
function judgeChecked(
  detector: Detector,
  hits: Hits,
  fact: ColumnFacts,
  named: boolean,
): Verdict | null {
  if (named) return verdict('certain', 'heading-and-form')
  if (fact.named === detector) return verdict('likely', 'heading-some')
  const lengths =
    detector.code === 'ruc-person'
      ? [11]
      : detector.code === 'bank-account'
        ? [20]
        : [13, 14, 15, 16]
  const others = lengths.reduce((sum, length) => sum + (fact.digits.get(length) ?? 0), 0)
  const passed = hits.count / (hits.count + others)
  const chance = detector.chance ?? 1
  if (passed >= 0.9 && hits.distinct >= 10) return verdict('certain', 'check-digit')
  // By chance alone this many would pass in fewer than one table of a thousand.
  if (passed >= 0.9 && chance ** hits.distinct < 0.001) return verdict('certain', 'check-digit')
  return passed > chance * 3 + 0.2 ? verdict('likely', 'check-digit') : null
}

function judgeNamed({ words }: ColumnFacts, share: number, { people }: TableFacts): Verdict {
  if (VAGUE.test(words) && !people) return verdict('possible', 'form')
  return share >= 0.5 ? verdict('certain', 'heading-and-form') : verdict('likely', 'heading-some')
}

/** Numbers without check digit nor heading: only beside people, and only where nearly all fit. */
function judgeForm(
  detector: Detector,
  hits: Hits,
  fact: ColumnFacts,
  { people }: TableFacts,
  share: number,
): Verdict | null {
  if (fact.named !== null && share < 0.5) return null
  if (detector.code !== 'dni' && detector.code !== 'phone') return null
  const spread = hits.distinct >= hits.count * 0.3
  if (share < 0.8 || !spread || hits.distinct < 3) return null
  if (people) return verdict('likely', 'form-beside-people')
  return detector.code === 'phone' ? verdict('possible', 'form') : null
}

/** Texts in which identifiers stand among other words. */
export function judgeText(
  kinds: readonly PrivacyCode[],
  count: number,
  table: TableFacts,
): Verdict {
  if (table.institution && !table.people) return verdict('possible', 'institution')
  const certain: PrivacyCode[] = [
    'dni',
    'ruc-person',
    'bank-account',
    'card-number',
    'foreign-card',
    'passport',
  ]
  if (table.people || kinds.some((kind) => certain.includes(kind))) {
    return verdict('certain', 'inside-text')
  }
  return kinds.includes('email') || count >= 3
    ? verdict('likely', 'inside-text')
    : verdict('possible', 'inside-text')
}

export type NameKind = 'surname' | 'full' | 'bare' | 'office' | 'other'

/** What kind of name the heading promises; null for names of things. */
export function nameKind(words: string, headings: PrivacyHeadings): NameKind | null {
  if (headings.surname.test(words)) return 'surname'
  if (headings.office.test(words) && !/^(codigo|cod|fecha)/.test(words)) return 'office'
  if (headings.fullName.test(words)) return headings.notAName.test(words) ? null : 'full'
  if (headings.notAName.test(words)) return null
  return headings.bareName.test(words) ? 'bare' : 'other'
}

/** Names by heading, by the share of cells made of letters only, and by `APELLIDOS, NOMBRES`. */
export function judgeName(
  kind: NameKind,
  shares: { names: number; commas: number; given: number },
  fact: ColumnFacts,
  { people }: TableFacts,
): Verdict | null {
  const different = fact.distinct / Math.max(1, fact.filled)
  if (shares.names < 0.5) return null
  if (kind === 'surname') return verdict('certain', 'heading-and-form')
  if (kind === 'full')
    return verdict(different > 0.02 || fact.filled < 20 ? 'certain' : 'likely', 'heading-and-form')
  const ordered = shares.commas >= 0.8 && shares.given >= 0.3 && different >= 0.3
  if (kind === 'office') return verdict('possible', 'public-office')
  if (ordered && fact.distinct >= 5)
    return verdict(people ? 'certain' : 'likely', 'surnames-comma-names')
  if (kind === 'bare' && people) return verdict('likely', 'form-beside-people')
  return kind === 'bare' && fact.words !== 'name' && fact.words !== 'nombre' && fact.words !== 'nom'
    ? verdict('possible', 'form')
    : null
}

/** Whether rows are about institutions and whether, by their headings, about people. */
export function judgeTable(
  facts: readonly ColumnFacts[],
  rules: PrivacyRules,
): TableFacts & { counts: boolean } {
  const { headings } = rules
  const has = (pattern: RegExp): boolean =>
    facts.some(({ words, filled }) => filled > 0 && pattern.test(words))
  const counts = facts.some(
    ({ words, column }) => column.type === 'integer' && headings.count.test(words),
  )
  const firms = facts.some(({ firms, filled }) => firms > filled * 0.5)
  const identified = facts.some((fact) => {
    const own = fact.named && !fact.named.shared ? (fact.whole.get(fact.named.code)?.count ?? 0) : 0
    return own > fact.filled * 0.5 && !VAGUE.test(fact.words)
  })
  const surnames = has(headings.surname)
  const aged = facts.some(
    ({ words, column }) =>
      (headings.age.test(words) &&
        (column.type === 'integer' || column.type === 'number' || column.type === 'text')) ||
      (headings.birth.test(words) && column.type !== 'integer' && column.type !== 'number'),
  )
  const named = facts.some(
    ({ words, column }) => column.type === 'text' && nameKind(words, headings) === 'full',
  )
  return {
    people:
      identified ||
      surnames ||
      ((has(headings.sex) || aged || named) && !counts) ||
      (aged && has(headings.sex) && !counts),
    institution: firms || has(headings.institution),
    counts,
  }
}
