// Sets the machine's clock back and forth by hours and years, with restarts: nothing ended comes back.
import { sql } from 'kysely'
import { signedInOf } from '../../src/people/accounts/sessions.ts'
import { beginSession, identifySession } from '../../src/people/accounts/sessions.ts'
import { accountByName } from '../../src/people/accounts/store-accounts.ts'
import {
  type TestAccounts,
  enrolled,
  makeOrganisation,
  newcomer,
  openTestAccounts,
  origin,
} from '../support/accounts.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { seededRandom } from './shared/random.ts'

const minute = 60_000
const year = 365 * 86_400_000
/** How the clock jumps: libfaketime's list of the trust reference, P14. */
const jumps = [-3_600_000, 3_600_000, -10 * year, -25 * minute, -2 * minute, -11 * 3_600_000]

interface Followed {
  secret: string
  /** True once it was seen closed. */
  closed: boolean
  /** What a program without memory of the time would look at. */
  expires: number
  lastSeen: number
}

interface Tally {
  steps: number
  restarts: number
  sessions: number
  backwards: number
  resurrected: number
  /** Closed sessions that the machine's clock alone would have opened again. */
  naive: number
  holdings: number
}

/** `count` is the number of steps divided by ten. */
export async function clock(options: TortureOptions): Promise<Outcome[]> {
  const here = await openTestAccounts()
  try {
    const person = await enrolled(here)
    await makeOrganisation(here.database, here.now(), {
      firma: { person, verbs: ['sign'], until: new Date(here.now().getTime() + 90 * minute) },
    })
    const steps = Math.ceil((options.count ?? 10_000) / 10)
    const tally = await suffer(here, { ...options, steps })
    options.report(JSON.stringify(tally))
    const figures = `${tally.steps} steps, ${tally.restarts} restarts, ${tally.sessions} sessions: time went back ${tally.backwards} times, ${tally.resurrected} sessions and ${tally.holdings} holdings came back`
    return [
      {
        torture: 'clock',
        what: 'the clock set back and forth by minutes, hours and years, with restarts between',
        passed: tally.backwards + tally.resurrected + tally.holdings === 0,
        figures,
      },
      {
        torture: 'clock',
        what: 'negative control: by the machine’s clock alone, ended sessions would have come back',
        passed: tally.naive > 0,
        figures: `${tally.naive} times`,
      },
    ]
  } finally {
    await here.close()
  }
}

async function suffer(
  here: TestAccounts,
  { steps, seed }: { steps: number; seed: number },
): Promise<Tally> {
  const random = seededRandom(seed)
  const tally = {
    steps,
    restarts: 0,
    sessions: 0,
    backwards: 0,
    resurrected: 0,
    naive: 0,
    holdings: 0,
  }
  const followed: Followed[] = []
  let before = here.accounts.parts.time.now().getTime()
  let holdingOver = false
  for (let step = 0; step < steps; step++) {
    const dice = Math.floor(random.below(10))
    if (dice < 4) here.pass(Math.floor(random.below(20 * minute)))
    else if (dice < 7) {
      const jump = jumps[Math.floor(random.below(jumps.length))] ?? 0
      here.setClock(new Date(here.now().getTime() + jump))
    } else if (dice === 7 && step % 5 === 0) {
      tally.restarts += 1
      await here.restart()
    } else if (step === Math.floor(steps / 2)) {
      here.setClock(new Date(here.now().getTime() + 5 * year))
    } else followed.push(await open(here, tally))
    const { time } = here.accounts.parts
    await time.note()
    const now = time.now().getTime()
    // What a restart did not see is lost to it: five seconds at most.
    if (now < before - 5_000) tally.backwards += 1
    before = Math.max(before, now)
    holdingOver = await look(here, { followed, tally, holdingOver })
    if (followed.length > 30) followed.splice(0, 5)
  }
  return tally
}

async function open(here: TestAccounts, tally: Tally): Promise<Followed> {
  tally.sessions += 1
  const { parts } = here.accounts
  const account = await accountByName(here.database.kysely, newcomer.dni)
  if (account === null) throw new Error('the account is gone')
  const asker = { ip: '192.0.2.1', userAgent: 'torture', origin }
  const opened = await parts.database.transaction((trx) =>
    beginSession(parts, trx, { account, way: 'passkey', asker, proven: true }),
  )
  const wall = here.now().getTime()
  return { secret: opened.secret, closed: false, expires: wall + 10 * 60 * minute, lastSeen: wall }
}

async function look(
  here: TestAccounts,
  state: { followed: Followed[]; tally: Tally; holdingOver: boolean },
): Promise<boolean> {
  const { followed, tally } = state
  let over = state.holdingOver
  const wall = here.now().getTime()
  for (const each of followed) {
    const found = await identifySession(here.accounts.parts, each.secret)
    const holding = signedInOf(found?.actor)?.actor.holding ?? null
    if (found !== null && each.closed) tally.resurrected += 1
    if (holding !== null && over) tally.holdings += 1
    const naively = wall < each.expires && wall - each.lastSeen < 15 * minute
    if (each.closed && naively) tally.naive += 1
    if (found === null) each.closed = true
    else each.lastSeen = wall
  }
  const { rows } = await sql<{
    over: boolean
  }>`SELECT valid_until <= ${here.accounts.parts.time.now()} AS over
    FROM people.holding`.execute(here.database.kysely)
  over ||= rows[0]?.over === true
  return over
}
