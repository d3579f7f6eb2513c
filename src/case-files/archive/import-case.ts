// Imports a package: a foreign case keeps its id, events, folios and indexes, and gets a number of ours.
import { randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import { type Calendars, WorkdaysError } from '@rimaq/workdays'
import { type Actor, PeopleError, placeOf, registerRecord } from '#people'
import type { Clock, Database, FileStore, Schema } from '#platform'
import type { Records } from '#records'
import { lockProcedure } from '../catalogue/store-procedures.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import type { Filer } from '../filing/filer.ts'
import type { Answers } from '../filing/form-answers.ts'
import { eventsOf, insertCase } from '../filing/store-filings.ts'
import type { Paper } from '../intake/paper/paper.ts'
import { type BagSource, openPackage } from './bag-source.ts'
import { checkBag } from './check-bag.ts'
import type { IndexEntry } from './index-content.ts'
import { documentPath } from './package-parts.ts'
import { type PackagedCase, readPackage } from './read-package.ts'
import type { CarriedDocument } from './store-export.ts'
import {
  insertCarriedDocuments,
  insertCarriedEvents,
  insertForeignCase,
  insertForeignVersion,
  knownCase,
  versionByHash,
} from './store-import.ts'
import {
  entriesOf,
  insertIndexEntry,
  insertIndexSeal,
  insertPageCount,
  insertSignedIndex,
  signedIndexesOf,
} from './store-index.ts'
import { insertAccumulation } from './store-links.ts'

export interface ImportParts {
  database: Database
  clock: Clock
  files: FileStore
  records: Pick<Records, 'journal' | 'takeNumber'>
  calendars: Calendars
  /** Slug of the office that receives. */
  office: string
}

export interface ImportReport {
  state: 'checked' | 'imported' | 'here-already'
  id: string
  /** Whose it is, and the number it has there. */
  from: { organ: { ruc: string; name: string }; year: number; number: number }
  /** Its number here; null when nothing was imported. */
  number: { year: number; number: number } | null
  events: number
  documents: number
  accumulated: number
  /** Hash of the newest index; the same there and here. */
  index: string | null
  /** Who sealed each index, as the certificate says; nobody vouches for it here. Null: not sealed. */
  seals: (string | null)[]
}

/**
 * Checks everything before anything is written. The same case twice is one case: where it is here
 * already it must go on from what the package says.
 * @throws CaseFilesError bad-package, package-differs, counter-closed
 */
export async function importCase(
  parts: ImportParts,
  actor: Actor,
  { path, dryRun = false }: { path: string; dryRun?: boolean },
): Promise<ImportReport> {
  const source = await openPackage(path)
  try {
    const bag = await checkBag(source)
    const packaged = await readPackage(source, bag)
    const known = await knownCase(parts.database.kysely, packaged.id)
    if (known !== null) {
      await mustGoOn(parts, packaged)
      return { ...reportOf(packaged), state: 'here-already', number: known }
    }
    if (dryRun) return { ...reportOf(packaged), state: 'checked', number: null }
    const number = await bringIn(parts, actor, { source, packaged, manifest: bag.manifest })
    return { ...reportOf(packaged), state: 'imported', number }
  } finally {
    source.close()
  }
}

function reportOf(packaged: PackagedCase): Omit<ImportReport, 'state' | 'number'> {
  const { id, organ, number, events, documents, accumulated, indexes } = packaged
  return {
    ...{ id, from: { organ, ...number }, events: events.length },
    ...{ documents: documents.length, accumulated: accumulated.length },
    index: indexes.at(-1)?.contentHash ?? null,
    seals: indexes.map(({ seal }) => seal?.signer ?? null),
  }
}

/** What is here holds all the package says, perhaps more. @throws CaseFilesError package-differs */
async function mustGoOn({ database }: ImportParts, packaged: PackagedCase): Promise<void> {
  const events = await eventsOf(database.kysely, packaged.id)
  const indexes = await signedIndexesOf(database.kysely, packaged.id)
  const same =
    packaged.events.every(({ hash }, at) => events[at]?.hash === hash) &&
    packaged.indexes.every(({ contentHash }, at) => indexes[at]?.contentHash === contentHash)
  if (!same) throw new CaseFilesError('package-differs', { id: packaged.id })
}

interface Bringing {
  source: BagSource
  packaged: PackagedCase
  manifest: string
}

async function bringIn(
  parts: ImportParts,
  actor: Actor,
  bringing: Bringing,
): Promise<{ year: number; number: number }> {
  const { source, packaged, manifest } = bringing
  for (const sub of packaged.accumulated) {
    if ((await knownCase(parts.database.kysely, sub.id)) !== null) continue
    await bringIn(parts, actor, { source, packaged: sub, manifest })
  }
  await storeDocuments(parts, bringing)
  const { institution } = await parts.database.transaction((trx) =>
    placeOf(trx, parts.office, parts.clock.now()).catch((error: unknown) => {
      if (error instanceof PeopleError) throw new CaseFilesError('counter-closed')
      throw error
    }),
  )
  const request = { series: { institution, kind: 'case' }, key: packaged.id }
  const taken = await parts.records.takeNumber(request, (trx, number) =>
    write(parts, trx, { actor, institution, packaged, manifest, number }),
  )
  return { year: taken.year, number: taken.number }
}

/** The bytes are durable here under the hash they had there before anything names them. */
async function storeDocuments(
  { files }: ImportParts,
  { source, packaged }: Bringing,
): Promise<void> {
  for (const document of packaged.documents) {
    const path = `data/${packaged.prefix}${documentPath(document)}`
    const { hash } = await files.put(await source.open(path))
    if (hash !== document.sha256) {
      throw new CaseFilesError('bad-package', { why: 'document', what: path })
    }
  }
}

interface Writing {
  actor: Actor
  institution: string
  packaged: PackagedCase
  manifest: string
  number: { year: number; number: number }
}

async function write(
  parts: ImportParts,
  trx: Transaction<Schema>,
  writing: Writing,
): Promise<void> {
  const { actor, institution, packaged, manifest, number } = writing
  const { id, filer, answers, procedure, events, indexes, documents, organ } = packaged
  const now = parts.clock.now()
  const place = await placeOf(trx, parts.office, now)
  await insertCase(
    trx,
    {
      ...{ id, institution, year: number.year, number: number.number },
      versionId: await versionOf(trx, packaged, now),
      ...{ filer: filer as unknown as Filer, answers: answers as Answers },
      ...{ filedAt: packaged.filedAt, receivedOn: packaged.receivedOn },
      paper: packaged.paper as unknown as Paper | null,
      ...{ dueOn: null, term: null, silentOn: null, office: place.office },
    },
    // The key of there opens nothing here; who filed asks for another one.
    randomBytes(32),
  )
  await insertCarriedEvents(trx, events)
  await fillIndex(trx, packaged)
  for (const { n, status, content, contentHash, said, seal } of indexes) {
    const { entries, folios, previous } = said
    await insertSignedIndex(trx, id, {
      ...{ n, status, at: new Date(said.at), entries: entries.length, folios },
      ...{ content, contentHash, previousHash: previous },
    })
    if (seal !== null) await insertIndexSeal(trx, id, { n, at: now, ...seal })
  }
  const index = indexes.at(-1)?.contentHash ?? null
  await insertForeignCase(trx, packaged, { index, manifest, now })
  await registerRecord(
    trx,
    {
      ...{ id, kind: 'case', institution, custody: place.office, procedure: procedure.code },
      ...{ state: 'received', level: 'restricted' },
      basis: 'Ley 29733, datos personales de quien presenta',
      reviewBy: `${number.year + 5}-${dayIn(now, parts.calendars.book.zone).slice(5).replace('02-29', '02-28')}`,
    },
    now,
  )
  const from = { organ, number: packaged.number, manifest, index }
  const told = { from, office: place.office }
  try {
    await actAsCity({ ...parts, within: trx }, id, (step) => step.append('received-from', told))
  } catch (cause) {
    if (!(cause instanceof WorkdaysError)) throw cause
    throw new CaseFilesError('bad-package', { why: 'events', what: packaged.prefix }, { cause })
  }
  await parts.records.journal.write(trx, {
    ...{ act: 'case.imported', actor, about: { kind: 'case', id } },
    content: { ...number, manifest, index, files: documents.map(({ sha256 }) => sha256) },
  })
}

/** The very text the case was filed under: one that is here, else as a version never in force here. */
async function versionOf(
  trx: Transaction<Schema>,
  { procedure, organ }: PackagedCase,
  now: Date,
): Promise<string> {
  const { code, hash, content } = procedure
  const known = await versionByHash(trx, { code, hash })
  if (known !== null) return known
  const foreign = `${code.slice(0, 40)}-${organ.ruc}-${hash.slice(0, 12)}`
  const id = await lockProcedure(trx, foreign, now)
  const again = await versionByHash(trx, { code: foreign, hash })
  if (again !== null) return again
  const act = `recibido con un expediente de ${organ.name}`.slice(0, 300)
  return insertForeignVersion(trx, id, { content, hash, now, act })
}

/** Everything comes into the index in the order and on the folios it had. @throws CaseFilesError bad-package */
async function fillIndex(trx: Transaction<Schema>, packaged: PackagedCase): Promise<void> {
  const { id, documents, indexes } = packaged
  const entries = indexes.at(-1)?.said.entries ?? []
  let run: CarriedDocument[] = []
  const flush = async (): Promise<void> => {
    if (run.length > 0) await insertCarriedDocuments(trx, id, run)
    run = []
  }
  for (const entry of entries) {
    const { document, subCase, paper, first, last, event, rule } = entry
    const carried = documents.find(({ position }) => position === document?.position)
    if (carried !== undefined) {
      const counted = { pages: last - first + 1, rule: rule as 'pages' }
      await insertPageCount(trx, carried.sha256, counted)
      run.push(carried)
      continue
    }
    await flush()
    const pages = last - first + 1
    if (paper !== undefined) await insertIndexEntry(trx, id, { event, pages, paper })
    if (subCase !== undefined) {
      await insertIndexEntry(trx, id, { event, pages, subCase })
      await insertAccumulation(trx, {
        id,
        other: subCase.id,
        seq: event,
        act: 'expediente recibido',
      })
    }
  }
  await flush()
  const made = (await entriesOf(trx, id)).map(({ name: _, ...entry }): IndexEntry => entry)
  if (JSON.stringify(sorted(made)) !== JSON.stringify(sorted(entries))) {
    throw new CaseFilesError('bad-package', { why: 'index', what: packaged.prefix })
  }
}

/** Keys in one order, so that equal entries are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(pairs.map(([key, each]) => [key, sorted(each)]))
}
