// Makes a table durable in the file store and then the newest version, in one transaction.
import type { Transaction } from 'kysely'
import type { PreparedFile, Schema } from '#platform'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { DictionaryEntry, PublishRequest } from './model.ts'
import { type Manifest, isPrivacyStep } from '@rimaq/tables'
import { asOfDay } from './as-of.ts'
import { datasetCreated, insertNewDataset } from './create-dataset.ts'
import { DatasetsError } from './errors.ts'
import type { ShelfAct } from './journal.ts'
import { stampOf } from './file-stamp.ts'
import type { Settle, Target } from './publish-file.ts'
import { decisionOn } from './pass-gate.ts'
import { nameWithoutEnding, slugFrom, titleFromName } from './slug.ts'
import { insertDecision, withholdEarlier } from './store-privacy.ts'
import type { Db } from './store-read.ts'
import {
  addToDictionary,
  insertResource,
  insertVersion,
  lockResource,
  setRecipe,
  updateDatasetRow,
} from './store-write.ts'
import { type WriteContext, change } from './write-context.ts'

/** Name of the job that builds the index files of a version. */
export const indexJob = 'datasets.index'

export interface IndexJob {
  version: string
}

export interface HashedFile {
  hash: string
  bytes: number
  /** Which file it was and when it was last written to. */
  stamp: string
}

/** SHA-256 and size of a local file. Throws `file-not-found` and `not-a-file`. */
export async function hashOfFile(path: string): Promise<HashedFile> {
  const { stamp } = await lookAtFile(path)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array)
    bytes += (chunk as Uint8Array).length
  }
  return { hash: hash.digest('hex'), bytes, stamp }
}

/** The file as it will be kept, copied while it is read. Throws `file-not-found` and `not-a-file`. */
export async function prepareOriginal(
  context: WriteContext,
  path: string,
): Promise<{ file: PreparedFile; original: HashedFile }> {
  const { stamp } = await lookAtFile(path)
  const file = await context.files.prepareFile(path)
  return { file, original: { hash: file.hash, bytes: file.bytes, stamp } }
}

async function lookAtFile(path: string): Promise<{ stamp: string }> {
  const found = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw new DatasetsError('file-not-found', { path }, { cause })
  })
  if (!found.isFile()) throw new DatasetsError('not-a-file', { path })
  return { stamp: stampOf(found) }
}

export interface NewVersion {
  request: PublishRequest
  target: Target
  /** Copied already, and not kept yet. */
  file: PreparedFile
  original: HashedFile
  manifest: Manifest
  /** Local Parquet file; it is moved away. */
  parquet: string
  settle?: Settle
}

/** Ids of the resource and its new version's number. Throws `changed-meanwhile`. */
export async function storeVersion(
  context: WriteContext,
  { request, target, file, original, manifest, parquet, settle }: NewVersion,
): Promise<{ id: string; number: number }> {
  if (file.hash !== original.hash || manifest.source.sha256 !== original.hash) {
    throw new DatasetsError('file-changed', { name: request.name })
  }
  const [table, described] = await Promise.all([
    context.files.putFile(parquet),
    context.files.put(bytesOf(JSON.stringify(manifest))),
    file.keep(),
  ])
  if (table.hash !== manifest.parquet.sha256) {
    throw new DatasetsError('changed-meanwhile', { dataset: target.slug })
  }
  const now = context.clock.now()
  return change(context, async (db) => {
    const acts: ShelfAct[] = []
    const datasetId = target.dataset?.id ?? (await newDataset(db, context, request, acts))
    const resourceId = target.resource?.id ?? (await newResource(db, context, datasetId, request))
    const locked = await lockResource(db, resourceId)
    if (locked === null || locked.newest !== (target.resource?.version?.id ?? null)) {
      throw new DatasetsError('changed-meanwhile', { dataset: target.slug })
    }
    const number = locked.versions + 1
    const version = await insertVersion(db, {
      resourceId,
      number,
      created: now,
      asOf: asOfDay(manifest),
      original: { ...original, name: request.name },
      manifestHash: described.hash,
      manifest,
      appended: request.mode === 'append',
      note: request.note ?? null,
    })
    const decision = decisionOn(request, manifest)
    await insertDecision(db, { ...decision, versionId: version, decided: now })
    const steps = manifest.recipe.steps.filter(isPrivacyStep)
    const about = { resourceId, versionId: version, steps, now }
    const withheld = steps.length > 0 && (await withholdEarlier(db, about))
    if (request.repairs !== 'none' || steps.length > 0)
      await setRecipe(db, resourceId, manifest.recipe, now)
    await addToDictionary(db, resourceId, manifest.columns.map(entryOf))
    await updateDatasetRow(db, datasetId, retitled(target, request), now)
    const job: IndexJob = { version }
    await context.jobs.send(indexJob, job, { transaction: db, once: version })
    const closing = withheld || !decision.originalOpen
    acts.push({
      act: 'version.published',
      about: { kind: 'resource', id: resourceId },
      content: {
        dataset: datasetId,
        version,
        number,
        rows: manifest.rows,
        name: request.name,
        note: request.note ?? null,
        files: [original.hash, manifest.parquet.sha256, described.hash],
      },
    })
    acts.push(...((await settle?.(db, { dataset: datasetId, version })) ?? []))
    return {
      answer: { id: resourceId, number },
      changes: [closing ? { dataset: datasetId, closed: true } : { dataset: datasetId }],
      acts,
    }
  })
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

function entryOf({ id, name }: { id: string; name: string }): DictionaryEntry {
  return { column: id, label: { es: name }, description: { es: '' }, unit: null }
}

function retitled({ dataset }: Target, { title }: PublishRequest): { title?: { es: string } } {
  if (dataset === null || title === undefined || dataset.title.es === title) return {}
  return { title: { ...dataset.title, es: title } }
}

async function newDataset(
  db: Transaction<Schema>,
  context: WriteContext,
  request: PublishRequest,
  acts: ShelfAct[],
): Promise<string> {
  const input = {
    slug: request.dataset,
    title: { es: request.title ?? titleFromName(request.name) },
    state: 'published' as const,
    ...(request.organisation !== undefined && { organisation: request.organisation }),
  }
  const made = await insertNewDataset(db, context, input).catch((cause: unknown) => {
    // Another upload created it first: read it again and add to that one.
    const taken = cause instanceof DatasetsError && cause.code === 'slug-taken'
    throw taken
      ? new DatasetsError('changed-meanwhile', { dataset: request.dataset }, { cause })
      : cause
  })
  acts.push(datasetCreated(made, input))
  return made.id
}

async function newResource(
  db: Db,
  context: WriteContext,
  datasetId: string,
  request: PublishRequest,
): Promise<string> {
  const name = request.resource ?? slugFrom(nameWithoutEnding(request.name))
  const title = { es: titleFromName(request.resource ?? request.name) }
  const id = await insertResource(db, { datasetId, name, title }, context.clock.now())
  if (id === null) throw new DatasetsError('changed-meanwhile', { dataset: request.dataset })
  return id
}
