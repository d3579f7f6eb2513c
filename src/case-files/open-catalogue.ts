// Publishes the catalogue of procedures as a dataset of the portal, each time it changed.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Shelf, type ShelfWriter, workFolder } from '#datasets'
import type { Jobs } from '#platform'
import type { Catalogue } from './catalogue/catalogue.ts'
import { asCsv } from './catalogue/exchange.ts'

/** Name of the job; sent in the transaction that publishes or retires a procedure. */
export const catalogueJob = 'case-files.catalogue'

/** Address of the dataset in the portal. */
const slug = 'tramites'

const about = {
  title: { es: 'Trámites de la municipalidad (TUPA)', en: 'Procedures of the municipality (TUPA)' },
  description: {
    es: 'Los trámites vigentes: qué se pide, cuánto cuesta, en cuánto tiempo se responde, quién decide y por qué norma. Se publica solo cada vez que el catálogo cambia; cada versión queda.',
    en: 'The procedures in force: what is asked for, what it costs, how long an answer takes, who decides and by which norm. Published by itself each time the catalogue changes; every version stays.',
  },
  tags: ['tupa', 'trámites'],
  frequency: 'IRREG' as const,
}

export interface OpenCatalogueParts {
  jobs: Jobs
  /** As the operator. */
  shelf: Shelf & ShelfWriter
  catalogue: Catalogue
  /** Folder for the file on its way. */
  temp: string
}

/** Call before `jobs.work()`. A catalogue that says the same as the newest version changes nothing. */
export function defineOpenCatalogue(parts: OpenCatalogueParts): void {
  parts.jobs.define(catalogueJob, () => publishCatalogue(parts))
}

async function publishCatalogue({ shelf, catalogue, temp }: OpenCatalogueParts): Promise<void> {
  const versions = await catalogue.inForce()
  if (versions.length === 0) return
  const folder = await workFolder(temp, 'catalogue')
  try {
    const path = join(folder, 'tramites.csv')
    await writeFile(path, asCsv(versions))
    const known = await shelf.dataset(slug)
    await shelf.publishFile({
      ...{ path, name: 'tramites.csv', dataset: slug, title: about.title.es },
      key: ['codigo'],
      // Offices and norms, nobody's data.
      privacy: { gate: 'identifiers' },
    })
    if (known === null) await shelf.updateDataset(slug, about)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
