// Reads a file that was handed in, as a job of its own, and keeps what was found and the table itself.
import { randomUUID } from 'node:crypto'
import {
  type Actor,
  type HoldingId,
  PeopleError,
  type PersonId,
  type SessionId,
  type TokenId,
  loadHolding,
  mandatesOfPerson,
  partiesOfPerson,
} from '#people'
import { TableError } from '@rimaq/tables'
import { DatasetsError } from './errors.ts'
import { plain } from './journal.ts'
import { type PublishOptions, publishPermitted } from './publish-file.ts'
import type { ReadProgress } from './read-file.ts'
import { claimReading, endReading, signReading } from './store-readings.ts'
import {
  type Reading,
  type ReadingFault,
  type SubmissionRow,
  lockSubmission,
  noteRead,
  noteUnreadable,
  readSubmissions,
} from './store-submissions.ts'
import { type Open, answeringFor, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/** Name of the job that reads what was handed in. */
export const readJob = 'datasets.read'

export interface ReadJob {
  submission: string
}

/** How often a reading that ended without a word is begun again. */
export const readAttempts = 3

/** Milliseconds between signs of life; `silent` seconds without one and another may take over. */
const sign = 2_000

type JobContext = Omit<WriteContext, 'actor'>

/**
 * Bears being done twice and at once: only one reader goes on, and what is no longer wanted is left.
 * What cannot be read is written down as that, with its reason; what failed for no reason of the file
 * is thrown, so that it is tried again.
 */
export async function readSubmission(
  base: JobContext,
  id: string,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
): Promise<void> {
  const db = base.database.kysely
  const [row] = await readSubmissions(db, [id])
  const reader = randomUUID()
  if (row?.state !== 'reading' || !(await claimReading(db, id, reader))) return
  try {
    const actor = await actorAgain(base, row)
    if (actor === null) return await endUnreadable(base, row, noRight)
    const context: WriteContext = { ...base, actor }
    await readAndKeep(context, row as Open, { reader, signal })
  } catch (error) {
    const fault = faultOf(error, attempt)
    if (fault === null || signal.aborted) throw error
    await endUnreadable(base, row, fault)
  } finally {
    await endReading(db, id, reader)
  }
}

async function readAndKeep(
  context: WriteContext,
  row: Open,
  { reader, signal }: { reader: string; signal: AbortSignal },
): Promise<void> {
  const { id, wanted, original, organisation, slug } = row
  const asked = { actor: context.actor, verb: 'draft', dataset: slug, organisation }
  // Rights are asked again when a job runs.
  await context.database.transaction((trx) => answeringFor(trx, context, asked))
  const path = await context.files.local(original.hash as never)
  const signs = signsOfLife(context, { id, reader, signal })
  const read: Pick<Reading, 'table' | 'manifest' | 'base'> = {
    ...{ table: null, manifest: null, base: null },
  }
  const options: PublishOptions = {
    expected: original.hash,
    signal: signs.signal,
    progress: signs.progress,
    async keep({ manifest, parquet, previous }) {
      const described = await context.files.put(bytesOf(JSON.stringify(manifest)))
      const table = await context.files.putFile(parquet)
      Object.assign(read, { table: table.hash, manifest: described.hash, base: previous?.id })
    },
  }
  const request = { ...wanted, organisation, path, name: original.name, dataset: slug }
  try {
    const report = await publishPermitted(context, { ...request, dryRun: true }, options)
    const { stopped } = report
    await change(context, async (trx) => {
      const now = await lockSubmission(trx, id)
      // Withdrawn meanwhile: what was read is not wanted any more.
      if (now?.state !== 'reading') return { answer: undefined, changes: [], acts: [] }
      await answeringFor(trx, context, asked)
      const at = context.clock.now()
      const state = row.review ? 'waiting' : 'ready'
      await noteRead(trx, id, { ...read, base: read.base ?? null, state, report, stopped, at })
      await noteState(trx, context, { id, state })
      return { answer: undefined, changes: [], acts: [] }
    })
  } catch (error) {
    // Nobody wants what this reader found.
    if (!signs.overtaken()) throw error
  } finally {
    await signs.end()
  }
}

/** Writes how far it is now and then; stops the reading when it was withdrawn or another took over. */
function signsOfLife(
  { database }: JobContext,
  { id, reader, signal }: { id: string; reader: string; signal: AbortSignal },
): {
  signal: AbortSignal
  progress(at: ReadProgress): void
  overtaken(): boolean
  end(): Promise<void>
} {
  const overtaken = new AbortController()
  let at: ReadProgress = { phase: 'unpack' }
  let writing: Promise<void> = Promise.resolve()
  const write = async (): Promise<void> => {
    const { phase, share = null } = at
    const ours = await signReading(database.kysely, id, reader, { phase, share })
    if (!ours) overtaken.abort()
  }
  // A sign that cannot be written is missed by others only when several are.
  const timer = setInterval(() => (writing = writing.then(write).catch(() => undefined)), sign)
  return {
    signal: AbortSignal.any([signal, overtaken.signal]),
    progress: (now) => void (at = now),
    overtaken: () => overtaken.signal.aborted,
    async end() {
      clearInterval(timer)
      await writing
    },
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** Who handed it in, as they are now; null when they act there no more. Nothing is proven again. */
async function actorAgain(
  { database, clock }: JobContext,
  { drafter, holding: through, token }: SubmissionRow,
): Promise<Actor | null> {
  const db = database.kysely
  const now = clock.now()
  const holding = await loadHolding(db, through as HoldingId, now)
  if (holding === null) return null
  if (token !== null) {
    return { kind: 'system', token: token as TokenId, holding, scopes: new Set(['draft', 'read']) }
  }
  const person = drafter as PersonId
  const [parties, mandates] = [
    await partiesOfPerson(db, person, now),
    await mandatesOfPerson(db, person, now),
  ]
  const session = 'job' as SessionId
  return { kind: 'person', person, session, holding, parties, mandates, provenAt: null }
}

const noRight: ReadingFault = { of: 'people', code: 'not-permitted', detail: {} }

/** Null for what may go better the next time. */
function faultOf(error: unknown, attempt: number): ReadingFault | null {
  if (error instanceof TableError && error.code !== 'busy' && error.code !== 'cancelled') {
    const { code, detail } = error
    // A child that was ended from outside says nothing of the file, unless it always ends so.
    if (detail['ended'] === undefined || attempt > readAttempts) {
      return { of: 'table', code, detail }
    }
  }
  if (error instanceof DatasetsError) {
    return { of: 'shelf', code: error.code, detail: error.detail }
  }
  if (error instanceof PeopleError) return noRight
  return attempt > readAttempts ? { of: 'shelf', code: 'reading-failed', detail: {} } : null
}

async function endUnreadable(
  base: JobContext,
  { id, slug, drafter }: SubmissionRow,
  fault: ReadingFault,
): Promise<void> {
  // The program itself found it; whoever handed it in may act here no more.
  const context: WriteContext = { ...base, actor: { kind: 'operator', name: readJob } }
  await change(context, async (trx) => {
    const now = await lockSubmission(trx, id)
    if (now?.state !== 'reading') return { answer: undefined, changes: [], acts: [] }
    await noteUnreadable(trx, id, { fault, at: context.clock.now() })
    await noteState(trx, context, { id, state: 'unreadable' })
    const about = { kind: 'submission' as const, id }
    const content = plain({ dataset: slug, drafter, code: fault.code })
    return {
      answer: undefined,
      changes: [],
      acts: [{ act: 'submission.unreadable', about, content }],
    }
  })
}
