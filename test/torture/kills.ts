// Kills processes by SIGKILL at random moments of a publication: the old version answers, or the new one.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ended, type Installation, type Running, install } from './shared/installation.ts'
import { descendantsRunning } from './shared/processes.ts'
import { type Random, seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { type Found, damagedFiles, leftovers, lookAt, roundCsv } from './shared/whole.ts'

export type Victim = 'publisher' | 'reader' | 'answering child' | 'server' | 'database'

const victims: readonly Victim[] = ['publisher', 'reader', 'answering child', 'server', 'database']

interface Tally {
  rounds: number
  old: number
  fresh: number
  /** Publications that said they succeeded. */
  told: number
  /** Milliseconds until the server was ready again, at most. */
  slowest: number
  wrong: string[]
}

const slug = 'matado'

/** Milliseconds after which a publication of a few hundred rows counts as hanging. */
const patience = 60_000

export interface KillsOptions extends TortureOptions {
  /** Default: all. */
  victims?: readonly Victim[]
}

/** At least one round for each victim, then in turn until the time is over. */
export async function kills(options: KillsOptions): Promise<Outcome[]> {
  const random = seededRandom(options.seed)
  const on = await install()
  const tallies = new Map(
    (options.victims ?? victims).map((victim): [Victim, Tally] => [
      victim,
      { rounds: 0, old: 0, fresh: 0, told: 0, slowest: 0, wrong: [] },
    ]),
  )
  try {
    await on.start()
    // The first one also makes the dataset.
    await publishWhole(on, 0)
    const usual = await publishWhole(on, 1)
    let before = await lookAt(on, slug)
    const end = performance.now() + options.seconds * 1000
    const chosen = (options.victims ?? victims).filter((name) => name.includes(options.only ?? ''))
    for (let round = 2; performance.now() < end || round < chosen.length + 2; round++) {
      const victim = chosen[round % chosen.length] ?? 'publisher'
      const tally = tallies.get(victim)
      if (tally === undefined) break
      const begun = performance.now()
      before = await playRound(on, { victim, round, before, usual, random, tally })
      options.report(
        `round ${round}, ${Math.round(performance.now() - begun)} ms: ${victim} killed, version ${before.version} of round ${before.round}` +
          (tally.wrong.length > 0 ? ` · WRONG ${tally.wrong.join('; ')}` : ''),
      )
    }
    const outcomes = [...tallies].map(([victim, tally]) => asOutcome(victim, tally))
    return [...outcomes, await lastLook(on, before)]
  } finally {
    await on.close()
  }
}

interface Round {
  victim: Victim
  round: number
  before: Found
  /** Milliseconds an undisturbed publication takes. */
  usual: number
  random: Random
  tally: Tally
}

async function playRound(on: Installation, given: Round): Promise<Found> {
  const { victim, round, before, usual, random, tally } = given
  const rows = 300 + round
  const path = join(on.folder, `ronda-${round}.csv`)
  await writeFile(path, roundCsv(round, rows))
  const running = on.run('publish', path, '--dataset', slug, '--json')
  const asking = victim === 'answering child' ? keepAsking(on) : null
  await wait(random.below(usual * 1.1))
  const database = postmaster(on.data)
  const killed = kill(on, victim, running)
  if (victim === 'server' && killed > 0) {
    await endOf(running, tally)
    await on.start()
  }
  const ended = await endOf(running, tally)
  await asking?.stop()
  tally.rounds += 1
  const since = performance.now()
  if (victim === 'database' && killed > 0) await startedAgain(on, database, tally)
  await on.ready()
  tally.slowest = Math.max(tally.slowest, performance.now() - since)
  const after = await lookAt(on, slug)
  tally.wrong.push(...after.wrong)
  const told = ended.code === 0 && ended.out.includes('"changed":true')
  if (told) tally.told += 1
  if (after.version === before.version) {
    tally.old += 1
    if (after.round !== before.round) tally.wrong.push('the old version changed')
    if (told) tally.wrong.push('what was told is not there')
  } else {
    tally.fresh += 1
    if (after.version !== before.version + 1) tally.wrong.push(`version ${after.version}`)
    if (after.round !== round || after.rows !== rows) tally.wrong.push('not the new rows')
  }
  const killedItself = victim === 'publisher' && ended.signal === 'SIGKILL'
  if (!told && !killedItself && !/^\{"error":/m.test(ended.out)) {
    tally.wrong.push(`no sentence: ${ended.out}${ended.err}`.slice(0, 400))
  }
  if (/closing (took too long|failed)/.test(ended.err)) tally.wrong.push(ended.err.slice(-600))
  if (ended.out.includes('"unexpected"')) tally.wrong.push(ended.out.slice(0, 400))
  return after
}

/** Just after its end the server may not know of it yet, and says that it is ready. */
async function startedAgain(on: Installation, before: number, tally: Tally): Promise<void> {
  const end = performance.now() + patience
  while (performance.now() < end) {
    const now = postmaster(on.data)
    if (now !== 0 && now !== before) return
    await wait(20)
  }
  tally.wrong.push(`the database was not started again in ${patience} ms`)
}

/** A command that does not end is a fault. */
async function endOf(running: Running, tally: Tally): Promise<Ended> {
  const late = setTimeout(() => {
    tally.wrong.push(`a publication had not ended after ${patience} ms`)
    running.process.kill('SIGKILL')
  }, patience)
  const ended = await running.ended
  clearTimeout(late)
  return ended
}

/** How many processes were killed; the victim may not have been born yet. */
function kill(on: Installation, victim: Victim, running: Running): number {
  const publisher = running.process.pid ?? 0
  const server = on.server()?.pid ?? 0
  const pids: Record<Victim, () => number[]> = {
    publisher: () => [publisher],
    reader: () => descendantsRunning(publisher, 'sandbox/child.ts'),
    'answering child': () => descendantsRunning(server, 'query/child.ts'),
    server: () => [server],
    database: () => [postmaster(on.data)],
  }
  let count = 0
  for (const pid of pids[victim]()) {
    if (pid <= 1) continue
    try {
      process.kill(pid, 'SIGKILL')
      count += 1
    } catch {
      // It ended by itself.
    }
  }
  return count
}

function postmaster(data: string): number {
  try {
    return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}

/** Questions that need a child, so that there is one to be killed. */
function keepAsking(on: Installation): { stop(): Promise<void> } {
  let going = true
  const done = (async () => {
    for (let at = 0; going; at++) {
      const sql = encodeURIComponent(`SELECT sum(monto + ${at}) AS n FROM ${slug}`)
      await fetch(`${on.origin}/dataset/${slug}/sql?sql=${sql}`)
        .then((answer) => answer.text())
        .catch(() => {})
    }
  })()
  return {
    async stop() {
      going = false
      await done
    },
  }
}

/** Publishes undisturbed and answers how long that took. */
async function publishWhole(on: Installation, round: number): Promise<number> {
  const path = join(on.folder, `ronda-${round}.csv`)
  await writeFile(path, roundCsv(round, 300 + round))
  const begun = performance.now()
  const { code, out, err } = await on.run('publish', path, '--dataset', slug, '--json').ended
  if (code !== 0) throw new Error(`a quiet publication failed: ${out}${err}`)
  return performance.now() - begun
}

function asOutcome(victim: Victim, tally: Tally): Outcome {
  const { rounds, old, fresh, told, slowest, wrong } = tally
  const figures = `${rounds} rounds: old version ${old}, new ${fresh} (told ${told}); ready again in ${Math.round(slowest)} ms at most`
  return {
    torture: 'kills',
    what: `SIGKILL of the ${victim} during a publication`,
    passed: wrong.length === 0,
    figures: wrong.length === 0 ? figures : `${figures}; ${wrong.join('; ')}`,
  }
}

/** After a restart: stored files are what their names say, nothing is left over, publishing goes on. */
async function lastLook(on: Installation, before: Found): Promise<Outcome> {
  const wrong: string[] = []
  const left = leftovers(on.data).length
  on.server()?.kill('SIGKILL')
  await wait(200)
  await on.start()
  await publishWhole(on, before.round + 1)
  const after = await lookAt(on, slug)
  if (after.version !== before.version + 1) wrong.push('publishing does not go on')
  const kept = leftovers(on.data).filter((name) => !/^temp\/tables-/.test(name))
  wrong.push(...after.wrong, ...(await damagedFiles(on.data)))
  // The server may be building index files by now, and its jobs publish.
  const own = `-${on.server()?.pid}-`
  const stays = kept.filter((name) => name.startsWith('temp/') && !name.includes(own))
  if (stays.length > 0) wrong.push(`left: ${stays.join(', ')}`)
  return {
    torture: 'kills',
    what: 'the installation afterwards, started again',
    passed: wrong.length === 0,
    figures: `${after.version} versions; ${left} leftovers before, ${stays.length} after the start${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`,
  }
}
