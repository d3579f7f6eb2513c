// A second answer to "may this person do this?", from plain tables; it shares no code with the program.

/** Everything that is so in the generated city, written down beside the database. */
export interface Tables {
  /** id → id of the office above, or null. */
  above: Map<string, string | null>
  principals: OraclePrincipal[]
  records: OracleRecord[]
}

export interface OraclePrincipal {
  name: string
  person: string | null
  /** Null: acts for no institution. */
  post: {
    institution: string
    office: string
    below: boolean
    family: string
    /** `verb` or `verb procedure`. */
    verbs: string[]
    from: number
    until: number | null
  } | null
  /** Only these verbs, whatever the post has; null for people. */
  scopes: string[] | null
  /** Parties it is; in those cases an official abstains. */
  is: string[]
  speaksFor: { party: string; scope: string; from: number; until: number }[]
  abstains: string[]
}

export interface OracleRecord {
  id: string
  institution: string
  level: number
  published: boolean
  custody: string
  been: string[]
  assigned: string[]
  named: string[]
  parties: string[]
  procedure: string
  state: string
  sealed: boolean
  drafter: string | null
  /** Emergencies: who, until when. */
  opened: { person: string; until: number }[]
}

/** Rules that may be left out, to see that the comparison notices. */
export const rules = [
  'institution',
  'term',
  'level',
  'secret-names',
  'secret-proof',
  'custody-to-change',
  'conflict',
  'seal',
  'state',
  'second-person',
  'proof',
  'scope',
  'publication',
  'party-term',
  'procedure',
] as const
export type Rule = (typeof rules)[number]

export interface Moment {
  now: number
  /** Seconds since the last proof; null never. */
  proof: number | null
  proposer: string
  without?: Rule
}

const looking = ['read', 'list', 'search', 'query', 'export']
const needProof = ['sign', 'approve', 'lower-level', 'name-credential', 'delegate']

/** The verbs that each state of the generated records allows. */
export const allowedIn: Record<string, string[]> = {
  open: [
    'update',
    'route',
    'draft',
    'sign',
    'raise-level',
    'propose-lower-level',
    'lower-level',
    'name-credential',
    'seal',
  ],
  drafted: ['approve', 'update', 'route', 'raise-level', 'lower-level'],
  resolved: ['route', 'raise-level', 'seal'],
}

/** Yes or no. */
export function mayDo(
  tables: Tables,
  who: OraclePrincipal,
  verb: string,
  record: OracleRecord,
  moment: Moment,
): boolean {
  const skips = (rule: Rule): boolean => moment.without === rule
  if (who.scopes !== null && !who.scopes.includes(verb) && !skips('scope')) return false
  const looks = looking.includes(verb)
  if (looks && isOpenToAll(record, skips)) return true
  const { post } = who
  if (post === null) {
    return looks && (record.level < 3 || skips('level')) && isPartyOf(who, record, moment)
  }
  if (!isServing(post, moment.now) && !skips('term')) return false
  if (post.institution !== record.institution && !skips('institution')) return false
  const glass = record.opened.some(
    ({ person, until }) => person === who.person && moment.now < until,
  )
  const ties = tiesTo(tables, who, record, skips)
  if (ties.length === 0 && !glass) return false
  const fresh = moment.proof !== null && moment.proof < 60
  if (record.level === 3 && !fresh && !skips('secret-proof')) return false
  const byGlass = glass && verb === 'read'
  if (!byGlass && !hasVerb(post.verbs, verb, skips('procedure') ? '' : record.procedure, skips))
    return false
  if (post.family === 'audit' && !looks) return false
  if (!looks && !ties.some((tie) => tie === 'custody' || tie === 'assigned' || tie === 'named')) {
    if (!skips('custody-to-change')) return false
  }
  const touches = [...who.is, ...who.abstains]
  if (record.parties.some((party) => touches.includes(party)) && !skips('conflict')) return false
  if (looks) return true
  if (record.sealed && !skips('seal')) return false
  if (!(allowedIn[record.state] ?? []).includes(verb) && !skips('state')) return false
  if (!skips('second-person')) {
    if (verb === 'approve' && (record.drafter === null || record.drafter === who.person))
      return false
    if (verb === 'lower-level' && moment.proposer === who.person) return false
  }
  const recent = moment.proof !== null && moment.proof < 300
  return !needProof.includes(verb) || recent || skips('proof')
}

/** Whether the record is in what the database shows to the principal in searches, lists and counts. */
export function isListed(
  tables: Tables,
  who: OraclePrincipal,
  record: OracleRecord,
  moment: Moment,
): boolean {
  const skips = (rule: Rule): boolean => moment.without === rule
  if (record.level === 3 && !skips('level')) return false
  if (isOpenToAll(record, skips)) return true
  const { post } = who
  if (post === null) return isPartyOf(who, record, moment)
  if (!isServing(post, moment.now) && !skips('term')) return false
  if (post.institution !== record.institution && !skips('institution')) return false
  const glass = record.opened.some(
    ({ person, until }) => person === who.person && moment.now < until,
  )
  return glass || tiesTo(tables, who, record, skips).length > 0
}

type Skips = (rule: Rule) => boolean

function isOpenToAll(record: OracleRecord, skips: Skips): boolean {
  return record.level === 0 && (record.published || skips('publication'))
}

function isServing(post: { from: number; until: number | null }, now: number): boolean {
  if (now < post.from) return false
  return post.until === null || now < post.until
}

function isPartyOf(who: OraclePrincipal, record: OracleRecord, moment: Moment): boolean {
  if (record.parties.some((party) => who.is.includes(party))) return true
  return who.speaksFor.some(({ party, scope, from, until }) => {
    const inTime = (from <= moment.now && moment.now < until) || moment.without === 'party-term'
    const inScope = scope === '*' || scope === record.procedure
    return inTime && inScope && record.parties.includes(party)
  })
}

/** How the principal's post is tied to the record. */
function tiesTo(
  tables: Tables,
  who: OraclePrincipal,
  record: OracleRecord,
  skips: Skips,
): string[] {
  const { post } = who
  if (post === null) return []
  const closed = record.level === 3 && !skips('secret-names')
  if (post.family === 'audit') return closed ? [] : ['audit']
  if (post.family === 'administer') return []
  const ties: string[] = []
  if (record.named.includes(who.person ?? '')) ties.push('named')
  if (closed) return ties
  if (reaches(tables, post, record.custody)) ties.push('custody')
  if (record.been.some((office) => reaches(tables, post, office))) ties.push('been')
  if (who.person !== null && record.assigned.includes(who.person)) ties.push('assigned')
  if (post.verbs.includes('consult') && (record.level < 2 || skips('level'))) ties.push('staff')
  return ties
}

function reaches(
  tables: Tables,
  post: { office: string; below: boolean },
  office: string,
): boolean {
  for (let each: string | null = office; each !== null; each = tables.above.get(each) ?? null) {
    if (each === post.office) return true
    if (!post.below) return false
  }
  return false
}

function hasVerb(verbs: string[], verb: string, procedure: string, skips: Skips): boolean {
  if (skips('procedure')) return verbs.some((each) => each.split(' ')[0] === verb)
  return verbs.some((each) => {
    const [name, only] = each.split(' ')
    return name === verb && (only === undefined || only === procedure)
  })
}
