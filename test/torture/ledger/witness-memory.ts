// What a witness keeps, without a disk.
import type { WitnessState } from '@rimaq/ledger'

export function witnessMemory(): WitnessState {
  const kept = new Map<string, string>()
  return {
    load: (origin) => Promise.resolve(kept.get(origin) ?? null),
    replace(origin, expected, next) {
      if ((kept.get(origin) ?? null) !== expected) return Promise.resolve(false)
      kept.set(origin, next)
      return Promise.resolve(true)
    },
  }
}
