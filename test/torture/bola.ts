// Nobody sees what they must not: every kind of principal, verb and record against a second opinion.
import { withClient } from '../../src/platform/database/store-server.ts'
import { type City, generateCity } from './permission/city.ts'
import { type Compared, askAll, compareFinding, compareLists, judge } from './permission/compare.ts'
import { rules } from './permission/oracle.ts'
import { compareSequences } from './permission/sequences.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, Torture } from './shared/report.ts'

export interface BolaOptions {
  seed: number
  records: number
  /** Every how manieth pair of principal and record is looked up in the database. */
  step: number
  /** Random sequences of changes. */
  sequences: number
}

const short: BolaOptions = { seed: 1, records: 200, step: 61, sequences: 2 }

/** `--seconds` decides how many sequences are tried; the matrix is the same. */
export const bola: Torture = ({ seconds, seed }) =>
  runBola({ seed, records: 200, step: 3, sequences: Math.max(5, Math.round(seconds / 3)) })

/** The same with fewer records looked up one by one and fewer sequences, for `npm test`. */
export function shortBola(seed = short.seed): Promise<Outcome[]> {
  return runBola({ ...short, seed })
}

async function runBola(options: BolaOptions): Promise<Outcome[]> {
  const city = await generateCity(seededRandom(options.seed), options.records)
  try {
    const answers = await askAll(city)
    const about = `${city.principals.length} principals, ${city.tables.records.length} records`
    return [
      outcome('decisions against the oracle', judge(city, answers), about),
      outcome('lists, counts and bare rows', await compareLists(city)),
      outcome('records by id through the database', await compareFinding(city, options.step)),
      removedRules(city, answers),
      await looserPolicies(city),
      outcome(
        'after each of random changes',
        await compareSequences(options.sequences, options.seed),
      ),
    ]
  } finally {
    await city.close()
  }
}

function outcome(what: string, { checks, differences }: Compared, about = ''): Outcome {
  const first = differences.slice(0, 3).join('; ')
  const figures = `${checks} checks, ${differences.length} differences${about && `; ${about}`}${first && `: ${first}`}`
  return { torture: 'bola', what, passed: checks > 0 && differences.length === 0, figures }
}

/** The comparison must notice each rule that the oracle leaves out. */
function removedRules(city: City, answers: Awaited<ReturnType<typeof askAll>>): Outcome {
  const counts = rules.map((rule) => ({
    rule,
    found: judge(city, answers, rule).differences.length,
  }))
  const unnoticed = counts.filter(({ found }) => found === 0).map(({ rule }) => rule)
  return {
    torture: 'bola',
    what: 'control: an oracle without one rule is caught',
    passed: unnoticed.length === 0,
    figures: `${counts.length - unnoticed.length} of ${counts.length} rules noticed${unnoticed.length > 0 ? `; not ${unnoticed.join(', ')}` : ''}`,
  }
}

/** Policies with one condition less must show up in the comparison; each is put back. */
async function looserPolicies(city: City): Promise<Outcome> {
  const { database } = city.on
  const record = (condition: string): string =>
    `ALTER POLICY seen_records ON people.record USING (${condition})`
  const access = (condition: string): string =>
    `ALTER POLICY own_access ON people.record_access USING (${condition})`
  const secret = '(level < 3 OR id = (SELECT people.opened_secret()))'
  const row = (more: string): string =>
    `EXISTS (SELECT FROM people.record_access a WHERE a.record_id = record.id ${more})`
  const whole = '(SELECT people.whole()) OR '
  const own = 'principal = ANY ((SELECT people.principals())::text[])'
  const inTime = '(valid_until IS NULL OR valid_until > (SELECT people.instant_of_reading()))'
  const inside =
    "(reason IN ('party', 'publication') OR institution_id = (SELECT people.institution_of_reader()))"
  const loosened: Record<string, string> = {
    secret: record(`${whole}${row('AND a.ceiling >= record.level')}`),
    ceiling: record(`${whole}(${secret} AND ${row('')})`),
    principal: access(`${whole}(${inTime} AND ${inside})`),
  }
  const right = [
    record(`${whole}(${secret} AND ${row('AND a.ceiling >= record.level')})`),
    access(`${whole}(${own} AND ${inTime} AND ${inside})`),
  ]
  const unnoticed: string[] = []
  const asOwner = (statement: string): Promise<unknown> =>
    withClient(database.ownerUrl, (client) => client.query(statement))
  for (const [name, statement] of Object.entries(loosened)) {
    await asOwner(statement)
    const { differences } = await compareLists(city)
    if (differences.length === 0) unnoticed.push(name)
    for (const each of right) await asOwner(each)
  }
  const again = await compareLists(city)
  if (again.differences.length > 0) unnoticed.push('put back')
  const all = Object.keys(loosened).length
  return {
    torture: 'bola',
    what: 'control: a looser policy of the database is caught',
    passed: unnoticed.length === 0,
    figures: `${all - unnoticed.length} of ${all} noticed${unnoticed.length > 0 ? `; not ${unnoticed.join(', ')}` : ''}`,
  }
}
