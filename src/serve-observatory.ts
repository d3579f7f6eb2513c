// Puts the observatory on the network, takes over its starting content, and asks once a day for indicators to be measured.
import type { EntitySeal, Verifier } from '#case-files'
import { createPrinting, editionsJob, importHouse, observatoryRoutes, usageJob } from '#observatory'
import type { PageContext } from '#pages'
import type { RouteRequest, Server } from '#platform'
import { reportIssuer } from './issue-reports.ts'
import type { City } from './main.ts'
import { answerSigning } from './sign-answers.ts'

const day = 86_400_000
/** Milliseconds until datasets that jobs of a start publish are there. */
const published = 120_000
/** Milliseconds between two writings of what was counted. */
const flushing = 60_000

export interface ServingObservatory {
  /** Survey, cities and the pack's own sheets; idempotent. */
  importPack(): Promise<void>
  /** Measures daily, of several processes one, and writes down what was counted. Answers how to stop. */
  keep(): () => Promise<void>
}

export function serveObservatory(
  city: City,
  server: Server,
  context: (request: RouteRequest) => PageContext,
  { seal, verifier }: { seal: EntitySeal; verifier: Verifier },
): ServingObservatory {
  const { observatory, house, usage, answering, assessing, jobs, clock, log, pack } = city
  const sheets = new URL('house.json', pack)
  const { database, files, locale, records, settings, identity } = city
  const printing = createPrinting({
    ...{ database, clock, journal: records.journal },
    issuer: reportIssuer({
      ...{ seal, files, clock, locale, url: settings.url, institution: identity.institution },
    }),
  })
  server.register(
    observatoryRoutes({
      ...{ observatory, house, printing, answering, assessing, context },
      signing: answerSigning({ files, verifier }),
    }),
  )
  return {
    async importPack() {
      await observatory.importPack(new URL('../observatory/', pack))
      await jobs.send(editionsJob, {}, { once: editionsJob })
      await importHouse(house, sheets)
      await jobs.send(usageJob, {}, { once: usageJob })
      await house.askToMeasure()
      await house.askToMeasure(new Date(clock.now().getTime() + published))
    },
    keep() {
      const told = (what: string, work: () => Promise<unknown>): Promise<void> =>
        work().then(
          () => undefined,
          (error: unknown) => log.error({ err: error }, `${what} failed and is tried again`),
        )
      const publish = (): Promise<void> => jobs.send(usageJob, {}, { once: usageJob })
      const later = (): Date => new Date(clock.now().getTime() + published)
      const ask = (): void =>
        void told('asking for measurements', () =>
          // What is counted first, so that it is there when it is asked.
          publish()
            // Procedures whose times were published since have an indicator of their own.
            .then(() => importHouse(house, sheets))
            .then(() => house.askToMeasure(later())),
        )
      let flushed = Promise.resolve()
      const flush = (): Promise<void> =>
        (flushed = flushed.then(() => told('writing counts down', () => usage.flush())))
      const timers = [setInterval(ask, day), setInterval(() => void flush(), flushing)]
      for (const timer of timers) timer.unref()
      return async () => {
        for (const timer of timers) clearInterval(timer)
        await flush()
      }
    },
  }
}
