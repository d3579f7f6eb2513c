// The digital counter: begin, attach, file, and find again what was filed.
import type { Calendars } from '@rimaq/workdays'
import { PeopleError, permitNew, placeFollowing, registerRecord } from '#people'
import type { Actor } from '#people'
import type { Database } from '#platform'
import type { Records } from '#records'
import { noteFolios } from '../archive/count-pages.ts'
import { type ReceptionHours, answerBy, receivedOn, untilMidnight } from '../deadlines/answer-by.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { clockOfFiling } from '../case/kinds.ts'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import { type Paper, handedInAt } from '../intake/paper/paper.ts'
import { deleteOldUploads } from '../intake/store-uploads.ts'
import { type AttachParts, attachFile, openDraft } from './attach-file.ts'
import type { Filer } from './filer.ts'
import { missingDocuments } from './filing-parts.ts'
import { answersPlace } from '../parties/secrets.ts'
import { caseOfPartyKey } from '../parties/store-party-keys.ts'
import { hashOfKey, newKey } from './filing-key.ts'
import type { Answers } from './form-answers.ts'
import {
  type CaseFile,
  type Draft,
  appendEvent,
  deleteDraft,
  deleteDraftFile,
  deleteOldDrafts,
  findCaseByNumber,
  insertCase,
  insertDocuments,
  insertDraft,
  readCaseByKey,
  readDraft,
  updateDraft,
  versionInForce,
} from './store-filings.ts'

export interface CounterParts extends AttachParts {
  records: Pick<Records, 'journal' | 'takeNumber'>
  calendars: Calendars
  /** Slug of the office that receives; the one that succeeded it receives in its place. */
  office: string
  /** Default: what comes until midnight counts the same day. */
  reception?: ReceptionHours
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]

export interface Own {
  id: string
  key: string
}

/** Milliseconds from its beginning after which a draft is erased. */
const draftLife = 30 * 86_400_000

export class Counter {
  readonly #parts: CounterParts

  constructor(parts: CounterParts) {
    this.#parts = parts
  }

  /** What takes files for drafts. */
  get intake(): AttachParts {
    return this.#parts
  }

  /** Whether an office is there that receives: nothing may be taken that nobody answers for. */
  async isOpen(): Promise<boolean> {
    const { database, clock, office } = this.#parts
    return database.transaction(async (trx) =>
      placeFollowing(trx, office, clock.now()).then(
        () => true,
        (error: unknown) => {
          if (error instanceof PeopleError) return false
          throw error
        },
      ),
    )
  }

  /** @throws CaseFilesError not-found when the procedure is not in force */
  async begin(
    code: string,
    told: { filer: Filer; answers: Answers; paper?: Paper | null },
  ): Promise<Own> {
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

  /** The instant, and the zone in which the city tells the hour. */
  here(): { now: Date; zone: string } {
    const { clock, calendars } = this.#parts
    return { now: clock.now(), zone: calendars.at().zone }
  }

  /** Whether the actor may register what came on paper: the verb `receive` in the office that receives. */
  async mayReceive(actor: Actor): Promise<boolean> {
    return this.#parts.database
      .transaction((trx) => this.#mustReceive(trx, actor))
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof PeopleError) return false
          throw error
        },
      )
  }

  /** A draft of paper. @throws CaseFilesError not-found; PeopleError not-found, not-permitted */
  async beginPaper(
    code: string,
    told: { filer: Filer; answers: Answers; paper: Paper },
    actor: Actor,
  ): Promise<Own> {
    await this.#parts.database.transaction((trx) => this.#mustReceive(trx, actor))
    return this.begin(code, told)
  }

  async #mustReceive(trx: Trx, actor: Actor): Promise<void> {
    const now = this.#parts.clock.now()
    const place = await placeFollowing(trx, this.#parts.office, now)
    await permitNew(trx, { actor, verb: 'receive', kind: 'case', place, now })
  }

  /** Null for a wrong key as for no draft. */
  draft({ id, key }: Own): Promise<Draft | null> {
    return readDraft(this.#parts.database.kysely, { id, keyHash: hashOfKey(key) })
  }

  /** @throws CaseFilesError as attachFile */
  attach(
    own: Own,
    sent: { name: string; requirement: string; bytes: AsyncIterable<Uint8Array> },
  ): Promise<void> {
    return attachFile(this.#parts, own, sent)
  }

  /** Why there is no draft: the error to be told. */
  async gone(own: Own): Promise<unknown> {
    return openDraft(this.#parts.database.kysely, own).catch((error: unknown) => error)
  }

  /** Other answers for a draft. @throws CaseFilesError draft-gone, filed-meanwhile */
  async change(own: Own, told: { filer: Filer; answers: Answers }): Promise<void> {
    const { database, clock } = this.#parts
    await database.transaction(async (trx) => {
      await openDraft(trx, own, true)
      await updateDraft(trx, own.id, told, clock.now())
    })
  }

  /** @throws CaseFilesError draft-gone, filed-meanwhile */
  async detach(own: Own, position: number): Promise<void> {
    const { database, clock } = this.#parts
    await database.transaction(async (trx) => {
      await openDraft(trx, own, true)
      await deleteDraftFile(trx, own.id, position, clock.now())
    })
  }

  /**
   * Receives the filing whatever it lacks (Law 27444, art. 124.1): what is missing is for an
   * observation. Filed twice it is one case. Nothing is answered before number, case, event and
   * journal are committed together. `secrets`: positions in the draft that other parties are not to see,
   * 0 for the answers.
   * @throws CaseFilesError draft-gone, counter-closed
   */
  async file(
    own: Own,
    actor: Actor,
    { secrets = [] }: { secrets?: readonly number[] } = {},
  ): Promise<CaseFile> {
    const { database, files, records, clock, office } = this.#parts
    // Asked in this order, since another request may file it between the two questions.
    const drafted = await this.draft(own)
    if (drafted === null) {
      const filed = await this.filed(own)
      if (filed === null) throw new CaseFilesError('draft-gone')
      return filed
    }
    await noteFolios(database.kysely, files, drafted.files)
    const { institution } = await database.transaction((trx) =>
      placeFollowing(trx, office, clock.now()).catch((error: unknown) => {
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
      if (draft.paper !== null) await this.#mustReceive(trx, actor)
      const infected = draft.files.find(({ scan }) => scan === 'infected')
      if (infected !== undefined) {
        throw new CaseFilesError('file-infected', { name: infected.name, finding: '' })
      }
      await this.#write(trx, { draft, own, actor, institution, year, number, secrets })
    })
    const made = await this.filed(own)
    if (made === null) throw new CaseFilesError('draft-gone')
    return made
  }

  async #write(
    trx: Trx,
    given: {
      draft: Draft
      own: Own
      actor: Actor
      institution: string
      year: number
      number: number
      secrets: readonly number[]
    },
  ): Promise<void> {
    const { draft, own, actor, institution, year, number, secrets } = given
    const { clock, calendars, office, records, reception = untilMidnight } = this.#parts
    const now = clock.now()
    const { id, filer, answers, versionId, content, code, version, files, paper } = draft
    // Paper counts from the hour it was handed in; what people file themselves, from now.
    const filedAt = paper === null ? now : handedInAt(paper, this.here())
    const answer = answerBy(content, filedAt, calendars, reception)
    const place = await placeFollowing(trx, office, now)
    await insertCase(
      trx,
      {
        ...{ id, institution, year, number, filer, answers, versionId, filedAt, paper },
        receivedOn: receivedOn(filedAt, calendars, reception),
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
      // Kept with the case: another setting later does not move its days.
      reception,
      ...(paper === null ? {} : { paper, registered: now.toISOString() }),
      ...keptFrom(secrets, files),
      clock: clockOfFiling(content, { complete, electronic: paper === null }),
      office: place.office,
    }
    const seq = await appendEvent(trx, { caseId: id, at: filedAt, kind: 'filed', content: told })
    await insertDocuments(trx, id, seq, files)
    await registerRecord(
      trx,
      {
        ...{ id, kind: 'case', institution, custody: place.office, procedure: code },
        ...{ state: 'received', level: 'restricted' },
        basis: 'Ley 29733, datos personales de quien presenta',
        // Five years from its own day, so that not all come up at once.
        reviewBy: `${year + 5}-${dayIn(now, calendars.book.zone).slice(5).replace('02-29', '02-28')}`,
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
        channel: paper === null ? 'online' : 'paper',
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

  /** The same for another party of the case, by the key it was given. */
  async findAsParty(wanted: { year: number; number: number; key: string }): Promise<Own | null> {
    const { key } = wanted
    const keyHash = hashOfKey(key)
    const id = await caseOfPartyKey(this.#parts.database.kysely, { ...wanted, keyHash })
    return id === null ? null : { id, key }
  }

  /** How many drafts were too old. */
  async eraseOldDrafts(): Promise<number> {
    const { database, clock } = this.#parts
    const before = new Date(clock.now().getTime() - draftLife)
    let erased = 0
    await deleteOldUploads(database.kysely, clock.now())
    for (;;) {
      const count = await deleteOldDrafts(database.kysely, before)
      erased += count
      if (count === 0) return erased
    }
  }
}

/** Files take new places in the case, in the order of the draft. */
function keptFrom(
  secrets: readonly number[],
  files: Draft['files'],
): { secrets: number[] } | Record<string, never> {
  const places = files.flatMap(({ position }, at) => (secrets.includes(position) ? [at + 1] : []))
  const all = secrets.includes(answersPlace) ? [answersPlace, ...places] : places
  return all.length === 0 ? {} : { secrets: all }
}
