// Takes a file, makes a typed table of it, and publishes it as the newest version of a resource.
import type { Transaction } from 'kysely'
import type { PreparedFile, Schema } from '#platform'
import { TableError } from '@rimaq/tables'
import type { Manifest } from '@rimaq/tables'
import { DatasetsError } from './errors.ts'
import type { ShelfAct } from './journal.ts'
import type { Reading } from './early/start-reading.ts'
import { stampOfFile } from './file-stamp.ts'
import { type HashedFile, hashOfFile, prepareOriginal, storeVersion } from './keep-version.ts'
import type { Dataset, PublishReport, PublishRequest, Resource, Version } from './model.ts'
import { checkOverride, privacyError, stoppedBy } from './pass-gate.ts'
import { type ReadProgress, readFile } from './read-file.ts'
import { checkSlug } from './dataset-input.ts'
import { idOfDataset } from './store-read.ts'
import { wasAppended } from './store-write.ts'
import { takeReading } from './take-reading.ts'
import { type WriteContext, change, mustBePermitted } from './write-context.ts'

export interface PublishOptions {
  progress?: (progress: ReadProgress) => void
  signal?: AbortSignal
  /** Runs in the transaction that makes the version, or finds it to be the newest already. */
  settle?: Settle
  /** Id of the version the file was made from, null for none: any other newest one stops it. */
  base?: string | null
  /** SHA-256 the file must have: nothing but what was reviewed is published. */
  expected?: string
  /** Of a dry run: takes the table that was read before it is removed. */
  keep?: (read: { manifest: Manifest; parquet: string; previous: Version | null }) => Promise<void>
  /** Of the same file, begun already; it is stopped when the publishing ends, whichever way. */
  started?: Reading
}

/** What else is true when the version is; its acts enter the journal with it. */
export type Settle = (
  db: Transaction<Schema>,
  made: { dataset: string; version: string },
) => Promise<ShelfAct[]>

/** Where a file goes: null parts are made when it is published. */
export interface Target {
  slug: string
  dataset: Dataset | null
  resource: Resource | null
}

/** Uploads that collide with another one are read again on top of it this many times. */
const attempts = 3

/**
 * Publishes a file; see `PublishRequest`. A dataset that does not exist is created, published.
 * Whatever fails or is killed, readers have the old version or the new one, whole.
 * Throws DatasetsError and TableError, both with sentences for people.
 */
export async function publishFile(
  context: WriteContext,
  request: PublishRequest,
  options: PublishOptions = {},
): Promise<PublishReport> {
  mustBePermitted(context.actor, 'publish', { kind: 'resource' })
  return publishPermitted(context, request, options)
}

/** The same for verbs of this room that have asked permission themselves. */
export async function publishPermitted(
  context: WriteContext,
  request: PublishRequest,
  options: PublishOptions = {},
): Promise<PublishReport> {
  const { started, ...later } = options
  try {
    checkSlug(request.dataset)
    checkOverride(request)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await publishOnce(context, request, attempt === 1 ? options : later)
      } catch (error) {
        const collided = error instanceof DatasetsError && error.code === 'changed-meanwhile'
        // A file made from one version is not put on top of another.
        const again = collided && attempt < attempts && options.base === undefined
        if (!again) throw inWords(error)
      }
    }
  } finally {
    await started?.stop()
  }
}

async function publishOnce(
  context: WriteContext,
  request: PublishRequest,
  options: PublishOptions,
): Promise<PublishReport> {
  const target = await findTarget(context, request)
  const previous = target.resource?.version ?? null
  if (options.base !== undefined && options.base !== (previous?.id ?? null)) {
    throw new DatasetsError('changed-meanwhile', { dataset: request.dataset })
  }
  if (request.mode === 'append' && previous === null) {
    throw new DatasetsError('nothing-to-append-to', { dataset: request.dataset })
  }
  // A first version has nothing to be equal to: it is read while it is hashed.
  if (options.expected !== undefined || previous !== null) {
    const { hash } = await hashOfFile(request.path)
    if (options.expected !== undefined && hash !== options.expected) {
      throw new DatasetsError('file-changed', { name: request.name })
    }
    if (previous !== null && (await isRepeated(context, request, previous, hash))) {
      await settleUnchanged(context, request, target, options)
      return report(target, previous, previous.manifest, { changed: false })
    }
  }
  const coming = original(context, request)
  coming.catch(() => {})
  let reading = options.started
  try {
    const taken = await takeReading(context, {
      request,
      started: options.started,
      previous: previous === null ? null : await context.catalogue.files(previous),
    })
    reading = taken.reading
    const { progress, signal } = options
    const table = await readFile(context, {
      ...{ request, ...taken },
      recipe: target.resource?.recipe ?? { steps: [] },
      ...(progress && { progress }),
      ...(signal && { signal }),
    })
    checkKey(request.key, table.manifest)
    const { file, hashed } = await coming
    if (previous?.originalHash === hashed.hash && isSameTable(previous.manifest, table.manifest)) {
      await settleUnchanged(context, request, target, options)
      return report(target, previous, previous.manifest, { changed: false })
    }
    const open = stoppedBy(request, table.manifest)
    if (request.dryRun === true) {
      await options.keep?.({ ...table, previous })
      return report(target, null, table.manifest, { changed: true, stopped: open.length > 0 })
    }
    if (open.length > 0 || file === null) throw privacyError(request.dataset, open)
    options.progress?.({ phase: 'store' })
    const stored = await storeVersion(context, {
      ...{ request, target, file, original: hashed },
      ...table,
      ...(options.settle && { settle: options.settle }),
    })
    return report({ ...target, resource: stored }, stored, table.manifest, { changed: true })
  } catch (error) {
    // A file that is not there is told as that.
    const { stamp } = (await coming).hashed
    const same = reading === undefined || reading.stamp === stamp
    if (same && (await stampOfFile(request.path)) === stamp) throw error
    throw new DatasetsError('file-changed', { name: request.name }, { cause: error })
  } finally {
    await coming.then(({ file }) => file?.drop()).catch(() => {})
    await reading?.stop()
  }
}

/** The file's hash, and its copy on the way into the file store where it is to be published. */
async function original(
  context: WriteContext,
  { path, dryRun }: PublishRequest,
): Promise<{ file: PreparedFile | null; hashed: HashedFile }> {
  if (dryRun === true) return { file: null, hashed: await hashOfFile(path) }
  const { file, original: hashed } = await prepareOriginal(context, path)
  return { file, hashed }
}

/** The newest version is what was asked for: only what depends on it is written. */
async function settleUnchanged(
  context: WriteContext,
  request: PublishRequest,
  { dataset, resource }: Target,
  { settle }: PublishOptions,
): Promise<void> {
  const version = resource?.version
  if (settle === undefined || request.dryRun === true || dataset === null || !version) return
  await change(context, async (db) => ({
    answer: undefined,
    changes: [{ dataset: dataset.id }],
    acts: await settle(db, { dataset: dataset.id, version: version.id }),
  }))
}

async function findTarget(context: WriteContext, request: PublishRequest): Promise<Target> {
  const id = await idOfDataset(context.database.kysely, request.dataset)
  if (id !== null) context.catalogue.drop(id)
  const [dataset = null] = id === null ? [] : await context.catalogue.datasets([id])
  if (dataset === null) return { slug: request.dataset, dataset: null, resource: null }
  const { resource: wanted } = request
  const resource =
    wanted === undefined
      ? dataset.resources[0]
      : dataset.resources.find(({ id: own, name }) => own === wanted || name === wanted)
  return { slug: dataset.slug, dataset, resource: resource ?? null }
}

/** The same bytes asked for in the same way as the newest version was made. */
async function isRepeated(
  context: WriteContext,
  request: PublishRequest,
  previous: Version,
  hash: string,
): Promise<boolean> {
  if (previous.originalHash !== hash) return false
  // Other remedies, or a gate this table never passed: it is read again.
  if (request.privacy?.apply === true || previous.manifest.privacy === undefined) return false
  if (request.repairs !== undefined && request.repairs !== 'recipe') return false
  const { key, keyOrigin } = previous.manifest
  const declared = keyOrigin === 'declared' ? key : null
  if (request.key !== undefined && request.key.join() !== declared?.join()) return false
  const appended = await wasAppended(context.database.kysely, previous.id)
  return appended === (request.mode === 'append')
}

/** A key of columns the table does not have would leave rows told apart by a guess. */
function checkKey(key: readonly string[] | undefined, { columns }: Manifest): void {
  const unknown = key?.find((word) => !columns.some(({ id, name }) => id === word || name === word))
  if (unknown !== undefined) throw new TableError('unknown-column', { column: unknown })
}

function isSameTable(a: Manifest, b: Manifest): boolean {
  const shape = ({ columns, key, recipe, parquet }: Manifest): string =>
    JSON.stringify([
      parquet.sha256,
      key,
      recipe,
      columns.map(({ id, name, type }) => [id, name, type]),
    ])
  return shape(a) === shape(b)
}

function report(
  target: { slug: string; resource: { id: string } | null },
  version: { number: number } | null,
  manifest: Manifest,
  { changed, stopped = false }: { changed: boolean; stopped?: boolean },
): PublishReport {
  return {
    dataset: target.slug,
    resource: target.resource?.id ?? '',
    version: version?.number ?? null,
    rows: manifest.rows,
    columns: manifest.columns.map(({ id, name, type }) => ({ id, name, type })),
    findings: manifest.findings,
    privacy: manifest.privacy ?? null,
    stopped,
    changed,
  }
}

/** Of the system, the file store, and PostgreSQL (disk_full, appendix A of its manual). */
const full = new Set(['ENOSPC', 'EDQUOT', 'files-full', '53100'])

/** A full disk shows as an error of the system wherever it strikes; it gets its own sentence. */
function inWords(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  return code !== undefined && full.has(code)
    ? new DatasetsError('disk-full', {}, { cause: error })
    : error
}
