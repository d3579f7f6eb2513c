// Remembers recently used things within a budget, forgetting the least recently used first.

export interface Cache<T> {
  get(key: string): T | undefined
  /** `weight` in the unit of the budget: bytes, or 1 for counted things. */
  set(key: string, value: T, weight: number): void
  delete(key: string): void
  weight(): number
  clear(): void
}

export function makeCache<T>(budget: number, forget: (value: T) => void = () => {}): Cache<T> {
  const entries = new Map<string, { value: T; weight: number }>()
  let total = 0
  const remove = (key: string) => {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    total -= entry.weight
    forget(entry.value)
  }
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, weight) {
      remove(key)
      entries.set(key, { value, weight })
      total += weight
      for (const oldest of entries.keys()) {
        if (total <= budget || entries.size === 1) break
        remove(oldest)
      }
    },
    delete: remove,
    weight: () => total,
    clear() {
      for (const key of entries.keys()) remove(key)
    },
  }
}
