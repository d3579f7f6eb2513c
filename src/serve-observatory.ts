// Puts the observatory on the network, takes over its starting content, and asks once a day for indicators to be measured.
import { editionsJob, importHouse, observatoryRoutes } from '#observatory'
import type { PageContext } from '#pages'
import type { RouteRequest, Server } from '#platform'
import type { City } from './main.ts'

const day = 86_400_000
/** Milliseconds until datasets that jobs of a start publish are there. */
const published = 120_000

export interface ServingObservatory {
  /** Survey, cities and the pack's own sheets; idempotent. */
  importPack(): Promise<void>
  /** Measures daily; of several processes one does it. Answers how to stop. */
  keep(): () => void
}

export function serveObservatory(
  city: City,
  server: Server,
  context: (request: RouteRequest) => PageContext,
): ServingObservatory {
  const { observatory, house, answering, assessing, jobs, clock, log, pack } = city
  server.register(observatoryRoutes({ observatory, house, answering, assessing, context }))
  return {
    async importPack() {
      await observatory.importPack(new URL('../observatory/', pack))
      await jobs.send(editionsJob, {}, { once: editionsJob })
      await importHouse(house, new URL('house.json', pack))
      await house.askToMeasure()
      await house.askToMeasure(new Date(clock.now().getTime() + published))
    },
    keep() {
      const ask = (): void =>
        void house
          .askToMeasure()
          .catch((error: unknown) => log.error({ err: error }, 'measuring could not be asked for'))
      const timer = setInterval(ask, day)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}
