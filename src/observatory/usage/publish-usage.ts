// Publishes the counts of use as a dataset of the portal, so that indicators ask what everybody can ask.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Shelf, type ShelfWriter, freshness, workFolder } from '#datasets'
import type { Clock, Database, Jobs } from '#platform'
import { csvOf } from '../files/figure-file.ts'
import { periodAt } from '../house/period.ts'
import { allCounts, decisionsByMonth } from './store-usage.ts'
import { type Usage, doneByReaders } from './usage.ts'

/** Name of the job. */
export const usageJob = 'observatory.usage'

/** Address of the dataset in the portal. */
export const usageDataset = 'uso-de-sistemas'

/** A month with fewer decisions is left out: it would tell of somebody. */
const fewestDecisions = 5

const about = {
  title: { es: 'Uso de los sistemas de la ciudad', en: 'Use of the city’s systems' },
  description: {
    es: `Tabla «uso»: por día, cuántas veces se descargó una tabla o un archivo del portal (descargas), cuántas veces se abrió una ruta de Vive con conexión (rutas-abiertas), y cuántos conjuntos tienen un plazo de actualización (conjuntos-con-plazo) y cuántos de ellos lo cumplen (conjuntos-al-dia) en la última mirada del día. Cuenta también programas y robots; no cuenta lo que se abre sin conexión. Un día sin fila no se midió. No se guarda ninguna dirección, cuenta, equipo ni hora. Tabla «decisiones»: expedientes resueltos por mes entero y cuántos llevan un acto con firma digital, contados en el registro público; los meses con menos de ${fewestDecisions} no se publican. Se publica solo cada día.`,
    en: `Table “uso”: by day, how often a table or file of the portal was downloaded (descargas), how often a route of Vive was opened with a connection (rutas-abiertas), and how many datasets promise a rhythm of updates (conjuntos-con-plazo) and how many of these keep it (conjuntos-al-dia) at the last look of the day. Programs and robots are counted too; what is opened without a connection is not. A day without a row was not measured. No address, account, device or hour is kept. Table “decisiones”: cases decided by whole month and how many carry an act with a digital signature, counted in the public journal; months with fewer than ${fewestDecisions} are not published. Published by itself each day.`,
  },
  tags: ['indicadores', 'uso'],
  frequency: 'DAILY' as const,
}

export interface PublishUsageParts {
  jobs: Jobs
  database: Database
  clock: Clock
  usage: Usage
  /** As the operator. */
  shelf: Shelf & ShelfWriter
  timeZone: string
  /** Folder for files on their way. */
  temp: string
}

/** Call before `jobs.work()`. */
export function defineUsage(parts: PublishUsageParts): void {
  parts.jobs.define(usageJob, () => publishUsage(parts))
}

async function publishUsage(parts: PublishUsageParts): Promise<void> {
  const { database, clock, usage, shelf, timeZone, temp } = parts
  await usage.flush()
  await usage.found(await datasetsOnTime(shelf, clock.now()))
  const today = periodAt(clock.now(), 'day', timeZone)
  const done = new Set<string>(doneByReaders)
  // The day is not over for what readers do.
  const counts = (await allCounts(database.kysely)).filter(
    ({ day, measure }) => day < today || !done.has(measure),
  )
  const months = await decisionsByMonth(database.kysely, {
    ...{ timeZone, before: today.slice(0, 7) },
  })
  const told = months.filter(({ decided }) => decided >= fewestDecisions)
  const tables = [
    {
      ...{ resource: 'uso', key: ['fecha', 'medida'], columns: ['fecha', 'medida', 'cuenta'] },
      rows: counts.map(({ day, measure, count }) => [day, measure, count]),
    },
    {
      ...{ resource: 'decisiones', key: ['mes'], columns: ['mes', 'resueltos', 'firmados'] },
      rows: told.map(({ month, decided, signed }) => [month, decided, signed]),
    },
  ].filter(({ rows }) => rows.length > 0)
  const known = await shelf.dataset(usageDataset)
  const folder = await workFolder(temp, 'usage')
  try {
    for (const { resource, key, columns, rows } of tables) {
      const path = join(folder, `${resource}.csv`)
      await writeFile(path, csvOf({ columns: columns.map((id) => ({ id, label: id })), rows }))
      await shelf.publishFile({
        ...{ path, name: `${resource}.csv`, resource, key },
        ...{ dataset: usageDataset, title: about.title.es },
        // Sums of a whole city; the gate looks at them all the same.
        privacy: { gate: 'identifiers' },
      })
    }
    if (known === null) await shelf.updateDataset(usageDataset, about)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Datasets with a promised rhythm, and those that keep it; this one among them. */
async function datasetsOnTime(
  shelf: Shelf,
  now: Date,
): Promise<{ 'conjuntos-con-plazo': number; 'conjuntos-al-dia': number }> {
  let [promised, kept] = [0, 0]
  for (let offset = 0; ; offset += 500) {
    const { datasets } = await shelf.datasets({ limit: 500, offset })
    for (const dataset of datasets) {
      const { state } = freshness(dataset, now)
      if (state === 'no-promise') continue
      promised++
      if (state !== 'late') kept++
    }
    if (datasets.length < 500) break
  }
  return { 'conjuntos-con-plazo': promised, 'conjuntos-al-dia': kept }
}
