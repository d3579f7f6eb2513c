// Does the same for many things, a few at a time, and ends at the first failure.

/** Reading, compressing and writing overlap; more would only wait for the disk. */
const workers = 4

export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const run = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const item = items[next++] as T
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const results = await Promise.allSettled(Array.from({ length: workers }, run))
  const first = results.find((each) => each.status === 'rejected')
  if (first) throw first.reason
}
