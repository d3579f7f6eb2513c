// A clock that never goes back, also over restarts: what has ended stays ended.
import type { Clock } from '#platform'
import type { Db } from './account.ts'
import { noteTime, timeSeen } from './store-time.ts'

export interface SteadyTime {
  /** The later of the machine's clock and the latest time seen, which goes on by itself. */
  now(): Date
  /** Milliseconds the machine's clock is behind; 0 when it is right. */
  behind(): number
  /** Writes the time down when it has moved on; call now and then. */
  note(): Promise<void>
}

/** How often, in milliseconds, the time is written down. */
const step = 5_000

/**
 * While the machine's clock is behind the latest time seen, time goes on from there by `elapsed`, a
 * count of milliseconds that nobody can set. What a restart did not see is lost to it: at most `step`.
 */
export async function openSteadyTime(parts: {
  db: Db
  clock: Clock
  elapsed?: () => number
}): Promise<SteadyTime> {
  const elapsed = parts.elapsed ?? (() => performance.now())
  const seen = await timeSeen(parts.db)
  let anchor = Math.max(seen?.getTime() ?? 0, parts.clock.now().getTime())
  let anchoredAt = elapsed()
  let written = seen?.getTime() ?? 0

  function now(): number {
    const wall = parts.clock.now().getTime()
    const steady = anchor + (elapsed() - anchoredAt)
    if (wall <= steady) return steady
    anchor = wall
    anchoredAt = elapsed()
    return wall
  }

  return {
    now: () => new Date(now()),
    behind: () => Math.max(0, now() - parts.clock.now().getTime()),
    async note() {
      const at = now()
      if (at - written < step) return
      written = at
      await noteTime(parts.db, new Date(at))
    },
  }
}
