// Takes over a city's starting content, once: what an office changed since is left alone.
import { basename } from 'node:path'
import { changeState } from './change-state.ts'
import { createDataset } from './create-dataset.ts'
import { hashOfFile } from './keep-version.ts'
import { type Pack, type PackDataset, packFile, readPack } from './pack.ts'
import { publishFile } from './publish-file.ts'
import { idOfDataset } from './store-read.ts'
import {
  importedHash,
  insertLicence,
  insertOrganisation,
  insertTheme,
  lockImport,
  rememberImport,
} from './store-write.ts'
import { describeColumns } from './update-dataset.ts'
import { type WriteContext, change, mustBePermitted } from './write-context.ts'

export interface PackReport {
  pack: string
  /** Slugs of the datasets whose tables were published now. */
  published: string[]
  /** Datasets left as they are, because their file is the one taken over before. */
  unchanged: string[]
}

/** Idempotent; interrupted, it goes on where it stopped. Throws `bad-pack` and what verbs throw. */
export async function importPack(context: WriteContext, folder: URL): Promise<PackReport> {
  mustBePermitted(context.actor, 'import', { kind: 'service' })
  const pack = await readPack(folder)
  await importNames(context, pack)
  const own = { ...context, defaultOrganisation: pack.identity.defaultOrganisation }
  return context.database.transaction(async (db) => {
    const report: PackReport = { pack: pack.id, published: [], unchanged: [] }
    // Another process is at it: it will do the rest.
    if (!(await lockImport(db, pack.id))) return report
    for (const dataset of pack.datasets) {
      const published = await importDataset(own, { pack: pack.id, folder, dataset })
      report[published ? 'published' : 'unchanged'].push(dataset.slug)
    }
    if (report.published.length > 0) {
      await context.journal.write(db, {
        act: 'pack.imported',
        actor: context.actor,
        about: { kind: 'pack', id: pack.id },
        content: { published: report.published },
      })
    }
    return report
  })
}

async function importNames(context: WriteContext, pack: Pack): Promise<void> {
  await change(context, async (db) => {
    for (const organisation of pack.identity.organisations) {
      await insertOrganisation(db, organisation)
    }
    for (const [at, theme] of pack.themes.entries()) await insertTheme(db, theme, at)
    for (const [at, licence] of pack.licences.entries()) await insertLicence(db, licence, at)
    // What is there already stays as it is: the act is told once, when tables were published.
    return { answer: undefined, changes: [{ names: true }], acts: [] }
  })
}

interface PackDatasetInput {
  pack: string
  folder: URL
  dataset: PackDataset
}

async function importDataset(context: WriteContext, input: PackDatasetInput): Promise<boolean> {
  const { pack, folder, dataset } = input
  const { database, clock, catalogue } = context
  const { resources, ...described } = dataset
  const files = []
  for (const resource of resources) {
    const path = packFile(folder, resource.file)
    const { hash } = await hashOfFile(path)
    const before = await importedHash(database.kysely, pack, resource.file)
    files.push({ ...resource, path, hash, before })
  }
  const first = files.every(({ before }) => before === null)
  const id = await idOfDataset(database.kysely, dataset.slug)
  const [known] = id === null ? [] : await catalogue.datasets([id])
  // A draft is an import that was interrupted; anything else was made by an office.
  if (first && known !== undefined && known.state !== 'draft') return false
  // Draft until its tables are there: readers never see it empty.
  if (id === null) await createDataset(context, { ...described, state: 'draft' })
  let published = false
  for (const { path, hash, before, name, key, dictionary } of files) {
    const newest = known?.resources.find((own) => own.name === name)?.version ?? null
    const changedByOffice = before !== null && newest?.originalHash !== before
    if (before === hash || changedByOffice) continue
    const request = { path, name: basename(path), dataset: dataset.slug, resource: name }
    const { resource } = await publishFile(context, {
      ...request,
      ...(key === null ? {} : { key }),
    })
    if (dictionary.length > 0) await describeColumns(context, resource, dictionary)
    published = true
  }
  if (first) await changeState(context, dataset.slug, 'published')
  const now = clock.now()
  for (const { file, hash } of files)
    await rememberImport(database.kysely, { pack, file, hash, now })
  return published
}
