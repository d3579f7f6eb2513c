// Puts the shelf together: what readers ask, what writers do, and the job behind new versions.
import { join } from 'node:path'
import type { Actor } from '#people'
import type { Clock, Database, FileStore, Jobs, Sandbox } from '#platform'
import { approveSubmission } from './approve-submission.ts'
import { buildIndexFiles } from './build-index-files.ts'
import { Catalogue } from './catalogue.ts'
import { changeState } from './change-state.ts'
import { changeSubmission } from './change-submission.ts'
import { type NewDataset, createDataset } from './create-dataset.ts'
import { type HandInPlaces, type NewDraft, createDraft, handInPlaces } from './create-draft.ts'
import type { DatasetInput } from './dataset-input.ts'
import { type PackReport, importPack } from './import-pack.ts'
import { readLimits } from './early/start-reading.ts'
import { eraseOldSubmissions } from './erase-old-submissions.ts'
import type { ShelfJournal, ShelfKeeping } from './journal.ts'
import type { IndexJob } from './keep-version.ts'
import type {
  DictionaryEntry,
  PublicationState,
  PublishReport,
  PublishRequest,
  Shelf,
} from './model.ts'
import { pseudonymSecrets } from './pseudonym-secrets.ts'
import { type OfficeEdit, publishByOffice } from './publish-by-office.ts'
import { publishByToken } from './publish-by-token.ts'
import { type Read, awaitReading, readingProgress, resumeReadings } from './await-reading.ts'
import { type ReadJob, readAttempts, readSubmission } from './read-submission.ts'
import {
  type TrayPage,
  countSubmissions,
  listSubmissions,
  showSubmission,
  submissionDrafters,
} from './show-submissions.ts'
import { sendSubmission } from './send-submission.ts'
import { type ReadingProgress, silent } from './store-readings.ts'
import type { TrayFilter, TrayPlace } from './store-tray.ts'
import { type SubmissionTable, submissionTable } from './submission-table.ts'
import { refuseSubmission } from './refuse-submission.ts'
import { type Received, receiveFile } from './receive-file.ts'
import { type Submission, type SubmitRequest, answeringFor } from './submission.ts'
import { type SubmitOptions, type Submitted, submitFile } from './submit-file.ts'
import { withdrawSubmission } from './withdraw-submission.ts'
import { type PublishOptions, publishFile } from './publish-file.ts'
import { shelfFor } from './shelf.ts'
import { isReferenced } from './store-read.ts'
import { sweepTemp } from './sweep-temp.ts'
import { describeColumns, updateDataset } from './update-dataset.ts'
import type { WriteContext } from './write-context.ts'

export interface ShelfOptions {
  database: Database
  files: FileStore
  jobs: Jobs
  sandbox: Sandbox
  clock: Clock
  /** Where its acts are written down. */
  journal: ShelfJournal
  /** Legal holds, and the erasure of what entries say. */
  keeping: ShelfKeeping
  /** Data folder of the installation; files on their way lie in `temp` below it. */
  data: string
  /** Slug of the organisation of datasets that name none (the pack's default). */
  defaultOrganisation?: string | null
  /** Reading one file in its child: milliseconds (default 30 minutes) and bytes (default 2 GiB). */
  limits?: { time: number; memory: number }
}

/** The shelf for visitors, `as()` others, and its writing side. */
export interface OpenShelf extends Shelf {
  as(actor: Actor): Shelf & ShelfWriter
  /** Hears of changes by other processes, so that what was read may be kept; `close()` stops it. */
  listen(): Promise<void>
  /** Whether content is still named by a version; for the sweep of the file store. */
  isReferenced(hash: string): Promise<boolean>
  /** Erases files that were not published, once `keep` milliseconds are over; answers how many. */
  eraseOldSubmissions(options: { keep: number; stopped?: () => boolean }): Promise<number>
  close(): Promise<void>
}

export interface ShelfWriter {
  createDataset(input: NewDataset): Promise<{ id: string; slug: string }>
  /** A draft of the actor's office. */
  createDraft(input: NewDraft): Promise<{ id: string; slug: string }>
  /** Where the actor may hand files in. */
  handInPlaces(): Promise<HandInPlaces>
  updateDataset(slugOrId: string, input: DatasetInput): Promise<void>
  changeState(slugOrId: string, state: PublicationState): Promise<void>
  describeColumns(resourceId: string, entries: DictionaryEntry[]): Promise<void>
  publishFile(request: PublishRequest, options?: PublishOptions): Promise<PublishReport>
  /** Asks permission before a file is taken in. @throws PeopleError not-found, not-permitted */
  mustHandIn(asked: {
    dataset: string
    organisation?: string | undefined
    verb: 'draft' | 'publish'
  }): Promise<void>
  /** A file on its way, at most `most` bytes. @throws Refusal too-large */
  receiveFile(source: AsyncIterable<Uint8Array>, most: number): Promise<Received>
  submitFile(request: SubmitRequest, options?: SubmitOptions): Promise<Submitted>
  /** What was found when the file is read, or state `reading` after `most` milliseconds. */
  awaitReading(id: string, options: { most: number; signal?: AbortSignal }): Promise<Read>
  readingProgress(id: string): Promise<ReadingProgress | null>
  changeSubmission(
    id: string,
    wishes: Pick<SubmitRequest, 'privacy' | 'repairs'>,
  ): Promise<Submitted>
  sendSubmission(id: string): Promise<void>
  approveSubmission(
    id: string,
    options?: Pick<PublishOptions, 'progress' | 'signal'>,
  ): Promise<PublishReport>
  refuseSubmission(id: string, reason: string): Promise<void>
  withdrawSubmission(id: string): Promise<void>
  submission(id: string): Promise<Submission | null>
  /** What was read and what it would replace; null when there is none or it is invisible. */
  submissionTable(id: string): Promise<SubmissionTable | null>
  submissions(page: TrayFilter & { limit: number; after?: TrayPlace | null }): Promise<TrayPage>
  countSubmissions(filter: TrayFilter): Promise<{ count: number; more: boolean }>
  submissionDrafters(): Promise<{ id: string; name: string }[]>
  publishByToken(request: SubmitRequest): Promise<PublishReport>
  publishByOffice(request: OfficeEdit): Promise<PublishReport>
  /** `folder` holds pack.json; idempotent. */
  importPack(folder: URL): Promise<PackReport>
}

/** Defines the jobs `datasets.index` and `datasets.read`; call before `jobs.work()`. */
export function createShelf(options: ShelfOptions): OpenShelf {
  const { database, files, clock } = options
  const catalogue = new Catalogue({ database, files })
  const base: Omit<WriteContext, 'actor'> = {
    database,
    files,
    jobs: options.jobs,
    sandbox: options.sandbox,
    clock,
    journal: options.journal,
    catalogue,
    temp: join(options.data, 'temp'),
    defaultOrganisation: options.defaultOrganisation ?? null,
    secrets: pseudonymSecrets(join(options.data, 'secrets')),
    limits: options.limits ?? readLimits,
  }
  options.jobs.define<IndexJob>(
    'datasets.index',
    ({ version }, { signal }) =>
      buildIndexFiles({ ...base, actor: { kind: 'operator' } }, version, signal),
    { retries: 3, seconds: (2 * base.limits.time) / 1000 + 60, concurrency: 1 },
  )
  options.jobs.define<ReadJob>(
    'datasets.read',
    ({ submission }, { attempt, signal }) => readSubmission(base, submission, { attempt, signal }),
    { retries: readAttempts, seconds: base.limits.time / 1000 + 60, concurrency: 2 },
  )
  return {
    ...shelfFor({ database, catalogue, clock, actor: { kind: 'visitor' } }),
    as: (actor) => ({
      ...shelfFor({ database, catalogue, clock, actor }),
      ...writerFor({ ...base, actor }),
    }),
    async listen() {
      await sweepTemp(base.temp, options.clock.now())
      await catalogue.listen()
      await resumeReadings(base, silent + 2)
    },
    isReferenced: (hash) => isReferenced(database.kysely, hash),
    eraseOldSubmissions: (erasing) =>
      eraseOldSubmissions(
        { ...base, actor: { kind: 'operator', name: 'retention' } },
        options.keeping,
        erasing,
      ),
    close: () => catalogue.close(),
  }
}

function writerFor(context: WriteContext): ShelfWriter {
  return {
    createDataset: (input) => createDataset(context, input),
    createDraft: (input) => createDraft(context, input),
    handInPlaces: () => handInPlaces(context),
    updateDataset: (slugOrId, input) => updateDataset(context, slugOrId, input),
    changeState: (slugOrId, state) => changeState(context, slugOrId, state),
    describeColumns: (resourceId, entries) => describeColumns(context, resourceId, entries),
    publishFile: (request, publishing) => publishFile(context, request, publishing),
    async mustHandIn(asked) {
      const whole = { ...asked, actor: context.actor }
      await context.database.transaction((trx) => answeringFor(trx, context, whole))
    },
    receiveFile: (source, most) => receiveFile(context.temp, source, most),
    submitFile: (request, options) => submitFile(context, request, options),
    awaitReading: (id, options) => awaitReading(context, id, options),
    readingProgress: (id) => readingProgress(context, id),
    changeSubmission: (id, wishes) => changeSubmission(context, id, wishes),
    sendSubmission: (id) => sendSubmission(context, id),
    approveSubmission: (id, options) => approveSubmission(context, id, options),
    refuseSubmission: (id, reason) => refuseSubmission(context, id, reason),
    withdrawSubmission: (id) => withdrawSubmission(context, id),
    submission: (id) => showSubmission(context, id),
    submissionTable: (id) => submissionTable(context, id),
    submissions: (page) => listSubmissions(context, page),
    countSubmissions: (filter) => countSubmissions(context, filter),
    submissionDrafters: () => submissionDrafters(context),
    publishByToken: (request) => publishByToken(context, request),
    publishByOffice: (request) => publishByOffice(context, request),
    importPack: (folder) => importPack(context, folder),
  }
}
