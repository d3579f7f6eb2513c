// Filers under way while server and database of an installation are killed by SIGKILL.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Installation } from '../shared/installation.ts'
import { commandOf } from '../shared/processes.ts'
import type { Random } from '../shared/random.ts'
import { Filer, type Told } from './filer.ts'

export const filers = 6

export interface Load {
  kills: Record<Victim, number>
  /** Milliseconds until the server was ready again, at most. */
  slowest: number
  milliseconds: number
}

type Victim = 'server' | 'database' | 'both'
const victims: readonly Victim[] = ['server', 'database', 'both']

/** Filers that go on until the last kill, then finish what they began. */
export async function suffer(
  on: Installation,
  given: { kills: number; random: Random; told: Told; report(line: string): void; only?: Victim },
): Promise<Load> {
  const { kills, random, told, report, only } = given
  const load: Load = { kills: { server: 0, database: 0, both: 0 }, slowest: 0, milliseconds: 0 }
  const begun = performance.now()
  let over = false
  let end = Infinity
  const going = Array.from({ length: filers }, async (_, at) => {
    const filer = new Filer({ origin: on.origin, random, told, at: at + told.filings.length })
    while (!over) await filer.file(() => !over || performance.now() < end)
  })
  for (let done = 0; done < kills;) {
    await wait(100 + random.below(900))
    const victim = only ?? victims[done % victims.length] ?? 'server'
    if (!(await killed(on, victim))) continue
    done += 1
    load.kills[victim] += 1
    load.slowest = Math.max(load.slowest, await untilUp(on))
    if (done % 10 === 0) report(`${done} kills, ${told.filings.length} filings begun`)
  }
  over = true
  end = performance.now() + 20_000
  await Promise.all(going)
  load.milliseconds = performance.now() - begun
  return load
}

/**
 * SIGKILL; a server is started again as an operator's service manager would, a database by its server.
 * False when the database was not up yet, so that there was nothing to kill.
 */
async function killed(on: Installation, victim: Victim): Promise<boolean> {
  if (victim !== 'server' && !killDatabase(on.data)) return false
  if (victim === 'database') return true
  on.server()?.kill('SIGKILL')
  await wait(20)
  await on.start().catch(() => standing(on))
  return true
}

/** Milliseconds until the database stands again and the server says it is ready. */
async function untilUp(on: Installation): Promise<number> {
  const begun = performance.now()
  const socket = join(on.data, 'postgres', '.s.PGSQL.5432')
  // Until it notices, the server says of a database that has just gone that it is there.
  while (on.server() !== null && !(isDatabase(postmaster(on.data)) && existsSync(socket))) {
    if (performance.now() - begun > 240_000) throw new Error('the database did not come back')
    await wait(20)
  }
  await standing(on)
  return performance.now() - begun
}

/** A server whose database was killed while it started ends; it is started again, as it would be. */
async function standing(on: Installation): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await (on.server() === null ? on.start() : on.ready())
      return
    } catch (error) {
      if (tries === 4 || on.server() !== null) throw error
    }
  }
}

/** The file of the server before may still lie there: only a process of PostgreSQL is killed. */
function killDatabase(data: string): boolean {
  const pid = postmaster(data)
  if (!isDatabase(pid)) return false
  process.kill(pid, 'SIGKILL')
  return true
}

function isDatabase(pid: number): boolean {
  return pid > 1 && commandOf(pid).some((word) => word.endsWith('postgres'))
}

function postmaster(data: string): number {
  try {
    return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}
