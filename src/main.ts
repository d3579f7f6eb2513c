// Joins the rooms into one city: the ground with the shelf, the other rooms, and the server that answers.
import { join } from 'node:path'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import * as caseFiles from '#case-files'
import * as observatories from '#observatory'
import { createMetrics } from '#platform/http'
import type { Ground } from '#platform'
import { type OpenGround, type OpenOptions, openGround } from './open-ground.ts'
import { type OpenVive, openVive } from './open-vive.ts'
import { programVersion } from './program-version.ts'
import type { Serving } from './serve.ts'

/** What the server stands on. */
export interface City extends OpenGround {
  metrics: Ground['metrics']
  catalogue: caseFiles.Catalogue
  observatory: observatories.Observatory
  house: observatories.House
  usage: observatories.Usage
  answering: observatories.Answering
  assessing: observatories.Assessing
  counter: caseFiles.Counter
  intake: caseFiles.Intake
  calendars: Calendars
  vive: OpenVive
  version: string
}

/** Opens the ground and all rooms on it; closed again when one of them fails. */
export async function openCity(options: OpenOptions): Promise<City> {
  const ground = await openGround(options)
  const { settings, log, clock, database, files, jobs, sandbox, egress } = ground
  const { records: kept, shelf, tables, identity, pack, letters } = ground
  try {
    const catalogue = caseFiles.createCatalogue({ database, clock, jobs, journal: kept.journal })
    caseFiles.defineOpenCatalogue({
      ...{ jobs, catalogue, temp: join(settings.data, 'temp') },
      shelf: shelf.as({ kind: 'operator' }),
    })
    const minimum = settings.minimumAnswers
    const observatory = observatories.createObservatory({ database, clock, minimum })
    observatories.defineOpenEditions({
      ...{ jobs, observatory, temp: join(settings.data, 'temp') },
      shelf: shelf.as({ kind: 'operator' }),
    })
    const usage = observatories.createUsage({ database, clock, timeZone: identity.timeZone })
    observatories.defineUsage({
      ...{ jobs, database, clock, usage, timeZone: identity.timeZone },
      ...{ shelf: shelf.as({ kind: 'operator' }), temp: join(settings.data, 'temp') },
    })
    const calendars = new Calendars(peruCalendar(), identity.place)
    const { clamav, tesseract } = settings
    const intake = caseFiles.createIntake({
      ...{ database, files, clock, jobs, sandbox, log, temp: join(settings.data, 'temp') },
      ...{ clamav, tesseract },
    })
    const counter = new caseFiles.Counter({
      ...{ database, files, clock, calendars, records: kept, scan: intake.scan },
      ...{ office: 'mesa-de-partes', reception: settings.reception },
    })
    caseFiles.defineClocks({
      ...{ jobs, database, clock, calendars, log, records: kept, mail: letters },
    })
    caseFiles.defineOpenness({
      ...{ jobs, database, clock, calendars, temp: join(settings.data, 'temp') },
      ...{ shelf: shelf.as({ kind: 'operator' }), k: settings.openK },
    })
    const vive = openVive({
      ...{ settings, identity, shelf, tables, database, clock, egress, jobs, mail: letters },
    })
    return {
      ...ground,
      metrics: createMetrics(),
      ...{ catalogue, observatory, usage, counter, intake, calendars, vive },
      answering: observatories.createAnswering({
        ...{ database, clock, jobs, journal: kept.journal, home: settings.pack, minimum },
        ...{ sandbox, temp: join(settings.data, 'temp') },
      }),
      assessing: observatories.createAssessing({
        ...{ database, clock, journal: kept.journal, folder: new URL('../observatory/', pack) },
      }),
      house: observatories.createHouse({
        ...{ database, clock, jobs, shelf, tables, journal: kept.journal },
      }),
      version: programVersion(),
    }
  } catch (error) {
    await ground.close()
    throw error
  }
}

/**
 * Serves until SIGTERM or SIGINT, then lets answers under way end and closes everything in order.
 * The city is closed too when it cannot be served, for instance because its port is taken.
 */
export async function startServer(city: City): Promise<Serving> {
  const serving = await served(city)
  const { log, settings } = city
  log.info({ url: serving.url, data: settings.data }, `Rimaq ${city.version}: ${settings.url}`)
  const end = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'closing')
    void serving
      .close()
      .then(() => city.close())
      .then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  return serving
}

async function served(city: City): Promise<Serving> {
  try {
    // Loaded here, so that the verbs of the command line start without a server's modules.
    const { serve } = await import('./serve.ts')
    return await serve(city)
  } catch (error) {
    await city.close()
    throw error
  }
}
