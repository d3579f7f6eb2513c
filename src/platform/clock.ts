// The time of this machine; tests hand in a clock of their own.
import type { Clock } from './ground.ts'

export function systemClock(): Clock {
  return { now: () => new Date() }
}
