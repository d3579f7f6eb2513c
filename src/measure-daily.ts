// Asks once a day for the city's indicators to be measured, by a job that any process may do.
import type { City } from './main.ts'

const day = 86_400_000

/** The first time follows the pack; of several processes one measures. Answers how to stop. */
export function measureDaily({ house, log }: Pick<City, 'house' | 'log'>): () => void {
  const ask = (): void =>
    void house
      .askToMeasure()
      .catch((error: unknown) => log.error({ err: error }, 'measuring could not be asked for'))
  const timer = setInterval(ask, day)
  timer.unref()
  return () => clearInterval(timer)
}
