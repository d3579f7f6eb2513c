// Publishes processing times and the calendar as datasets of the portal, every night, where they changed.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Calendars, type CivilDate, localTime } from '@rimaq/workdays'
import { type PublishReport, type Shelf, type ShelfWriter, workFolder } from '#datasets'
import type { Clock, Database, Jobs } from '#platform'
import { calendarCsv } from './calendar-csv.ts'
import { factsOfMonth, monthsOfCases } from './store-openness.ts'
import { type CaseFacts, mediansCsv, mediansTable, timesCsv, timesTable } from './times.ts'

/** Name of the job. */
export const opennessJob = 'case-files.openness'

export interface OpennessParts {
  jobs: Jobs
  database: Database
  clock: Clock
  calendars: Calendars
  /** As the operator. */
  shelf: Shelf & ShelfWriter
  /** Folder for a file on its way. */
  temp: string
  /** The fewest filings behind a row. */
  k: number
}

/** Call before `jobs.work()`. */
export function defineOpenness(parts: OpennessParts): void {
  parts.jobs.define(opennessJob, async () => {
    await publishOpenness(parts)
  })
}

/** Minutes: a start is busy enough with other work; and since midnight, when the night's table is made. */
const times = { afterStart: 60, ofDay: 190 } as const

/**
 * Asks for the job an hour after the start, and each night at ten past three; of several processes one
 * does it. Answers how to stop.
 */
export function askForOpenness({
  jobs,
  clock,
  calendars,
  log,
}: Pick<OpennessParts, 'jobs' | 'clock' | 'calendars'> & {
  log: { error(what: object, words: string): void }
}): () => void {
  const start = clock.now().getTime()
  let asked: string | null = null
  const look = (): void => {
    const now = clock.now()
    const { date, minute } = localTime(now.toISOString(), calendars.book.zone)
    const due =
      asked === null
        ? now.getTime() - start >= times.afterStart * 60_000
        : date !== asked && minute >= times.ofDay
    if (!due) return
    asked = date
    void jobs
      .send(opennessJob, {}, { once: 'openness' })
      .catch((error: unknown) => log.error({ err: error }, 'openness could not be asked for'))
  }
  const timer = setInterval(look, 600_000)
  timer.unref()
  return () => clearInterval(timer)
}

/** What of the three was new. A table that says the same as the newest version changes nothing. */
export async function publishOpenness(
  parts: Omit<OpennessParts, 'jobs'>,
): Promise<{ times: boolean; medians: boolean; calendar: boolean }> {
  const { calendars, clock } = parts
  const zone = calendars.book.zone
  const today = localTime(clock.now().toISOString(), zone).date
  const facts = await allFacts(parts, zone)
  const calendar = calendars.at(today)
  const days = (from: string, to: string): number =>
    calendar.between(from as CivilDate, to as CivilDate)
  const rows = timesTable(facts, { k: parts.k, days })
  const times = rows.length === 0 ? null : await publish(parts, timesOf(parts.k), timesCsv(rows))
  const exact = mediansTable(facts, { k: parts.k, days })
  const medians =
    times === null || exact.length === 0
      ? null
      : await publish(parts, mediansOf(parts.k), mediansCsv(exact))
  const told = await publish(parts, aboutCalendar, calendarCsv(calendars, today))
  return {
    times: times?.changed ?? false,
    medians: medians?.changed ?? false,
    calendar: told.changed,
  }
}

/** Month by month, so that no statement takes long. */
async function allFacts(
  { database, clock }: Pick<OpennessParts, 'database' | 'clock'>,
  zone: string,
): Promise<CaseFacts[]> {
  const facts: CaseFacts[] = []
  for (const month of await monthsOfCases(database.kysely)) {
    facts.push(...(await factsOfMonth(database.kysely, { month, zone, now: clock.now() })))
  }
  return facts
}

interface About {
  slug: string
  /** Of several tables of the dataset; absent: its first. */
  resource?: string
  key: string[]
  title: { es: string; en: string }
  description: { es: string; en: string }
  tags: string[]
  frequency: 'DAILY' | 'IRREG'
}

function timesOf(k: number): About {
  return {
    slug: 'tramites-tiempos',
    key: ['periodo', 'tramite', 'oficina'],
    title: { es: 'Tiempos de los trámites', en: 'Processing times of procedures' },
    description: {
      es: `Cuánto tarda cada trámite, por oficina y mes de recepción: presentados, observados, resueltos, notificados, pendientes, dentro y fuera del plazo, silencio e impugnados; días hábiles hasta resolver (mediana y percentil 90). Para que nadie sea reconocible, los grupos de menos de ${k} se juntan en «otros»: primero las oficinas de un trámite, después los trámites de un mes, después los meses de un año (periodo de cuatro cifras), después los años (periodo vacío); lo que aun así no llega a ${k} no se publica. Los conteos se redondean al múltiplo de ${k} más cercano. La mediana se da desde ${k} resueltos y el percentil 90 desde ${2 * k}. La tabla «medianas» da la mediana de todos los resueltos de un mes, de la ciudad entera (tramite «todos») y de cada trámite en todas sus oficinas, desde ${k} resueltos. Se publica solo cada noche en que cambia.`,
      en: `How long each procedure takes, by office and month of reception: filed, observed, decided, notified, pending, inside and outside the term, silence and appeals; working days until decided (median and ninetieth percentile). So that nobody can be recognised, groups of fewer than ${k} are merged into “otros”: first the offices of a procedure, then the procedures of a month, then the months of a year (a period of four digits), then the years (an empty period); what does not reach ${k} even so is not published. Counts are rounded to the nearest multiple of ${k}. The median is given from ${k} decisions on, the ninetieth percentile from ${2 * k}. The table “medianas” gives the median of everything decided of a month, of the whole city (tramite “todos”) and of each procedure in all its offices, from ${k} decisions on. Published by itself every night it changes.`,
    },
    tags: ['trámites', 'plazos'],
    frequency: 'DAILY',
  }
}

/** A second table of the same dataset, whose description names both. */
function mediansOf(k: number): About {
  return { ...timesOf(k), resource: 'medianas', key: ['periodo', 'tramite'] }
}

const aboutCalendar: About = {
  slug: 'dias-habiles',
  key: ['fecha'],
  title: { es: 'Calendario de días hábiles', en: 'Calendar of working days' },
  description: {
    es: 'Cada día con si cuenta en los plazos de la municipalidad, y la norma por la que no: feriados, días no laborables por decreto y fines de semana (Ley 27444, artículos 134 y 137). Se publica solo cada vez que el calendario cambia.',
    en: 'Each day with whether it counts in the terms of the municipality, and the norm by which it does not: holidays, days declared non-working by decree, and weekends (Law 27444, articles 134 and 137). Published by itself each time the calendar changes.',
  },
  tags: ['plazos', 'calendario'],
  frequency: 'IRREG',
}

async function publish(
  { shelf, temp }: Pick<OpennessParts, 'shelf' | 'temp'>,
  { slug, resource, key, ...about }: About,
  csv: string,
): Promise<PublishReport> {
  const folder = await workFolder(temp, 'openness')
  try {
    const name = `${resource ?? slug}.csv`
    const path = join(folder, name)
    await writeFile(path, csv)
    const known = await shelf.dataset(slug)
    const report = await shelf.publishFile({
      ...{ path, name, dataset: slug, title: about.title.es, key },
      ...(resource === undefined ? {} : { resource }),
      // Counts and norms, nobody's data; the gate looks at them all the same.
      privacy: { gate: 'identifiers' },
    })
    // The description names k, which the operator may change.
    if (known === null || known.description.es !== about.description.es) {
      await shelf.updateDataset(slug, about)
    }
    return report
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
