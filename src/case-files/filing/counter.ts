// The digital counter: begin, attach, file, and find again what was filed.
import type { Readable } from 'node:stream'
import type { Calendars } from '@rimaq/workdays'
import { PeopleError, placeOf, registerRecord } from '#people'
import type { Actor } from '#people'
import type { Clock, Database, FileStore } from '#platform'
import type { Records } from '#records'
import { requirementsFor } from '../catalogue/procedure.ts'
import { answerBy, receivedOn } from '../deadlines/answer-by.ts'
import { noteFolios } from '../archive/count-pages.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { clockOfFiling } from '../case/kinds.ts'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import { headBytes, mediaTypeOf } from './file-kinds.ts'
import type { Filer } from './filer.ts'
import { missingDocuments } from './filing-parts.ts'
import { hashOfKey, newKey } from './filing-key.ts'
import type { Answers } from './form-answers.ts'
import {
  type CaseFile,
  type Draft,
  appendEvent,
  bytesOfDrafts,
  deleteDraft,
  deleteDraftFile,
  deleteOldDrafts,
  findCaseByNumber,
  insertCase,
  insertDocuments,
  insertDraft,
  insertDraftFile,
  readCaseByKey,
  readDraft,
  versionInForce,
} from './store-filings.ts'

export interface CounterParts {
  database: Database
  files: FileStore
  clock: Clock
  records: Pick<Records, 'journal' | 'takeNumber'>
  calendars: Calendars
  /** Slug of the office that receives. */
  office: string
}

export interface Own {
  id: string
  key: string
}

/** Files of one filing, bytes of all its files, and bytes of everything that is not filed yet. */
export const most = { files: 30, bytes: 500_000_000, drafts: 20_000_000_000 }

/** Milliseconds from its beginning after which a draft is erased. */
const draftLife = 30 * 86_400_000

export class Counter {
  readonly #parts: CounterParts

  constructor(parts: CounterParts) {
    this.#parts = parts
  }

  /** Whether an office is there that receives: nothing may be taken that nobody answers for. */
  async isOpen(): Promise<boolean> {
    const { database, clock, office } = this.#parts
    return database.transaction(async (trx) =>
      placeOf(trx, office, clock.now()).then(
        () => true,
        (error: unknown) => {
          if (error instanceof PeopleError) return false
          throw error
        },
      ),
    )
  }

  /** @throws CaseFilesError not-found when the procedure is not in force */
  async begin(code: string, told: { filer: Filer; answers: Answers }): Promise<Own> {
    const { database, clock } = this.#parts
    const now = clock.now()
    const key = newKey()
    const id = await database.transaction(async (trx) => {
      const versionId = await versionInForce(trx, code)
      if (versionId === null) throw new CaseFilesError('not-found', { code })
      return insertDraft(trx, { ...told, versionId, keyHash: hashOfKey(key) }, now)
    })
    return { id, key }
  }

  /** Null for a wrong key as for no draft. */
  draft({ id, key }: Own): Promise<Draft | null> {
    return readDraft(this.#parts.database.kysely, { id, keyHash: hashOfKey(key) })
  }

  /**
   * The bytes are in the file store, under their hash, before it is said that they came.
   * @throws CaseFilesError draft-gone, file-kind, file-empty, too-many-files
   */
  async attach(
    own: Own,
    sent: { name: string; requirement: string; bytes: AsyncIterable<Uint8Array> },
  ): Promise<void> {
    const { database, files, clock } = this.#parts
    const before = await this.draft(own)
    if (before === null) throw new CaseFilesError('draft-gone')
    const name = sent.name.replaceAll(/[/\\\p{C}]/gu, '_').slice(-200)
    if (before.files.length >= most.files) {
      throw new CaseFilesError('too-many-files', { most: most.files })
    }
    const held = before.files.reduce((sum, { bytes }) => sum + bytes, 0)
    const { mediaType, body } = await lookAt(name, sent.bytes, most.bytes - held)
    const { hash, bytes } = await files.put(body)
    await database.transaction(async (trx) => {
      const draft = await readDraft(trx, { id: own.id, keyHash: hashOfKey(own.key), lock: true })
      if (draft === null) throw new CaseFilesError('draft-gone')
      if (draft.files.length >= most.files) {
        throw new CaseFilesError('too-many-files', { most: most.files })
      }
      // Others may have come while this one was on its way.
      if (draft.files.reduce((sum, each) => sum + each.bytes, bytes) > most.bytes) {
        throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
      }
      if ((await bytesOfDrafts(trx)) + bytes > most.drafts) throw new CaseFilesError('counter-full')
      const known = requirementsFor(draft.content, draft.answers).some(
        (each) => each.id === sent.requirement,
      )
      const requirement = known ? sent.requirement : ''
      const file = { name, mediaType, sha256: hash, bytes, requirement }
      await insertDraftFile(trx, own.id, file, clock.now())
    })
  }

  /** @throws CaseFilesError draft-gone */
  async detach(own: Own, position: number): Promise<void> {
    const { database, clock } = this.#parts
    await database.transaction(async (trx) => {
      const draft = await readDraft(trx, { id: own.id, keyHash: hashOfKey(own.key), lock: true })
      if (draft === null) throw new CaseFilesError('draft-gone')
      await deleteDraftFile(trx, own.id, position, clock.now())
    })
  }

  /**
   * Receives the filing whatever it lacks (Law 27444, art. 124.1): what is missing is for an
   * observation. Filed twice it is one case. Nothing is answered before number, case, event and
   * journal are committed together.
   * @throws CaseFilesError draft-gone, counter-closed
   */
  async file(own: Own, actor: Actor): Promise<CaseFile> {
    const { database, files, records, clock, office } = this.#parts
    const filed = await this.filed(own)
    if (filed !== null) return filed
    const drafted = await this.draft(own)
    if (drafted === null) throw new CaseFilesError('draft-gone')
    await noteFolios(database.kysely, files, drafted.files)
    const { institution } = await database.transaction((trx) =>
      placeOf(trx, office, clock.now()).catch((error: unknown) => {
        if (error instanceof PeopleError) throw new CaseFilesError('counter-closed')
        throw error
      }),
    )
    const request = { series: { institution, kind: 'case' }, key: own.id }
    await records.takeNumber(request, async (trx, { year, number }) => {
      const draft = await readDraft(trx, { id: own.id, keyHash: hashOfKey(own.key), lock: true })
      if (draft === null) throw new CaseFilesError('draft-gone')
      // What was told on the page holds from the filing on, not from a draft of some weeks ago.
      if (draft.retired) throw new CaseFilesError('procedure-changed', { code: draft.code })
      await this.#write(trx, { draft, own, actor, institution, year, number })
    })
    const made = await this.filed(own)
    if (made === null) throw new CaseFilesError('draft-gone')
    return made
  }

  async #write(
    trx: Parameters<Parameters<Database['transaction']>[0]>[0],
    given: {
      draft: Draft
      own: Own
      actor: Actor
      institution: string
      year: number
      number: number
    },
  ): Promise<void> {
    const { draft, own, actor, institution, year, number } = given
    const { clock, calendars, office, records } = this.#parts
    const now = clock.now()
    const { id, filer, answers, versionId, content, code, version, files } = draft
    const answer = answerBy(content, now, calendars)
    const place = await placeOf(trx, office, now)
    await insertCase(
      trx,
      {
        ...{ id, institution, year, number, filer, answers, versionId, filedAt: now },
        receivedOn: receivedOn(now, calendars),
        dueOn: answer?.term.due ?? null,
        term: answer?.term ?? null,
        silentOn: answer?.silence ?? null,
        office: place.office,
      },
      hashOfKey(own.key),
    )
    const listed = files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }))
    const complete = missingDocuments(draft).length === 0
    const told = {
      ...{ procedure: code, version, answers, filer: { ...filer }, files: listed },
      clock: clockOfFiling(content, { complete, electronic: true }),
      office: place.office,
    }
    const seq = await appendEvent(trx, { caseId: id, at: now, kind: 'filed', content: told })
    await insertDocuments(trx, id, seq, files)
    await registerRecord(
      trx,
      {
        ...{ id, kind: 'case', institution, custody: place.office, procedure: code },
        ...{ state: 'received', level: 'restricted' },
        basis: 'Ley 29733, datos personales de quien presenta',
        // Five years from its own day, so that not all come up at once.
        reviewBy: `${year + 5}-${dayIn(now).slice(5).replace('02-29', '02-28')}`,
      },
      now,
    )
    await deleteDraft(trx, id)
    await actAsCity({ ...this.#parts, within: trx }, id, (step) => step.refresh())
    await records.journal.write(trx, {
      act: 'case.filed',
      actor,
      about: { kind: 'case', id },
      content: {
        ...{ number, year, procedure: code, version },
        files: files.map(({ sha256 }) => sha256),
      },
    })
  }

  /** What was filed with this key; null while it is a draft, and for a wrong key. */
  filed({ id, key }: Own): Promise<CaseFile | null> {
    return readCaseByKey(this.#parts.database.kysely, { id, keyHash: hashOfKey(key) })
  }

  /** By the number on the receipt, for those who come back without the address. */
  async find(wanted: { year: number; number: number; key: string }): Promise<Own | null> {
    const { year, number, key } = wanted
    const keyHash = hashOfKey(key)
    const id = await findCaseByNumber(this.#parts.database.kysely, { year, number, keyHash })
    return id === null ? null : { id, key }
  }

  /** How many drafts were too old. */
  async eraseOldDrafts(): Promise<number> {
    const { database, clock } = this.#parts
    const before = new Date(clock.now().getTime() - draftLife)
    let erased = 0
    for (;;) {
      const count = await deleteOldDrafts(database.kysely, before)
      erased += count
      if (count === 0) return erased
    }
  }
}

/** Judges the first bytes, and passes all of them on while they are not too many. */
async function lookAt(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Readable,
  limit: number,
): Promise<{ mediaType: string; body: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let count = 0
  while (count < headBytes) {
    const step = await source.next()
    if (step.done === true) break
    const chunk = step.value as Uint8Array
    first.push(chunk)
    count += chunk.length
  }
  if (count === 0) throw new CaseFilesError('file-empty', { name })
  const mediaType = mediaTypeOf(name, Buffer.concat(first).subarray(0, headBytes))
  if (mediaType === null) throw new CaseFilesError('file-kind', { name })
  async function* body(): AsyncGenerator<Uint8Array> {
    let total = 0
    const counted = (chunk: Uint8Array): Uint8Array => {
      total += chunk.length
      if (total > limit) throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
      return chunk
    }
    for (const chunk of first) yield counted(chunk)
    for (;;) {
      const step = await source.next()
      if (step.done === true) return
      yield counted(step.value as Uint8Array)
    }
  }
  return { mediaType, body: body() }
}
