// How the city answers a survey itself: saves as it goes, attests, is reviewed by a second person, and is published.
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { Clock, Database, Jobs, Sandbox, Schema } from '#platform'
import type { Journal } from '#records'
import { hashOf } from '../aggregate.ts'
import type { Answer, AnswerProblem } from '../answer.ts'
import { ObservatoryError } from '../errors.ts'
import { mustWrite, personOf } from '../house/permit.ts'
import {
  type StoredSheet,
  addDocument,
  addSheet,
  lockSheet,
  sheetVersions,
} from '../house/store-house.ts'
import { contentHash, freezeFigures } from '../import-pack.ts'
import { editionsJob } from '../open-editions.ts'
import type { CityProfile } from '../profile.ts'
import {
  type Db,
  addProfile,
  lockObservatory,
  newestProfiles,
  newestSurvey,
} from '../store-observatory.ts'
import type { Survey } from '../survey.ts'
import type { ReadRows } from './answers-table.ts'
import type { Attestation } from './attestation.ts'
import {
  type Draft,
  completed,
  problemsIn,
  questionsOf,
  readAnswer,
  sectionMark,
  steps,
} from './draft.ts'
import { readRows } from './read-rows.ts'

export interface AnsweringParts {
  database: Database
  clock: Clock
  jobs: Jobs
  journal: Journal
  /** Id of the city that answers here. */
  home: string
  /** Fewest answers for a percentage, in the figures that are frozen when answers come into force. */
  minimum: number
  /** Where files that are handed in are read. */
  sandbox: Sandbox
  /** Folder for a file on its way. */
  temp: string
}

export interface Answering {
  home: string
  /** @throws TableError with what a person can do; Refusal too-large */
  readFile(file: { name: string; file: AsyncIterable<Uint8Array> }): Promise<ReadRows>
  /** The draft of an edition, or one made of what is published; null for an edition that is not there. */
  draft(edition: number): Promise<DraftView | null>
  as(actor: Actor): AnsweringVerbs
}

export interface DraftView {
  survey: Survey
  sheet: CityProfile
  draft: Draft
  /** 0: nothing was saved yet. */
  version: number
  /** Of the newest version; null before the first. */
  hash: string | null
  problems: AnswerProblem[]
  /** Who saved the newest version; for the rule of the second person. */
  author: string | null
}

export interface AnsweringVerbs {
  /** Answers the new mark of the section, for the next save of the same page. */
  saveSection(
    edition: number,
    section: number,
    form: Readonly<Record<string, unknown>>,
  ): Promise<string>
  /** What a file said, question by question; other questions are not touched. */
  takeAnswers(edition: number, answers: Readonly<Record<string, Answer>>): Promise<void>
  /** `document`: what was made of the version with `hash`; without it nothing can be signed later. */
  submit(edition: number, document?: { sha256: string; hash: string | null }): Promise<void>
  /** What came back signed; it changes neither the answers nor who handed them in. */
  sign(edition: number, signature: Attestation): Promise<void>
  giveBack(edition: number, reason: string): Promise<void>
  /** `page`: the absolute address of the profile, its source from then on. */
  publish(edition: number, page: string): Promise<void>
}

const idOf = (home: string, edition: number): string => `${home}-${edition}`

/** @throws ObservatoryError not-permitted, not-found, wrong-state, bad-answers, same-person */
export function createAnswering(parts: AnsweringParts): Answering {
  const { database, clock, home } = parts
  return {
    home,
    readFile: (file) => readRows(parts, file),
    draft: (edition) => readDraft(database.kysely, home, edition),
    as: (actor) => ({
      async saveSection(edition, section, form) {
        let mark = ''
        await step(parts, actor, { edition, verb: 'save' }, async ({ draft, survey }) => {
          const seen = form['seen']
          const now = sectionMark(survey, draft, edition, section)
          // Somebody else saved the same part since this page was opened.
          if (typeof seen === 'string' && seen !== '' && seen !== now) {
            throw new ObservatoryError('changed-meanwhile')
          }
          const answers = { ...draft.answers }
          for (const question of questionsOf(survey, edition, section)) {
            answers[question.id] = readAnswer(question, form)
          }
          mark = sectionMark(survey, { answers }, edition, section)
          return begun(answers, draft)
        })
        return mark
      },
      takeAnswers: (edition, given) =>
        step(parts, actor, { edition, verb: 'save' }, async ({ draft }) => {
          return begun({ ...draft.answers, ...given }, draft)
        }),
      submit: (edition, document) =>
        step(parts, actor, { edition, verb: 'submit' }, async (view, trx) => {
          mustBeWhole(view, home, edition)
          if (document !== undefined && document.hash !== view.hash) {
            throw new ObservatoryError('changed-meanwhile')
          }
          if (document !== undefined) {
            await addDocument(trx, { sha256: document.sha256, edition, now: clock.now() })
          }
          return {
            ...{ ...begun(view.draft.answers, view.draft), state: 'submitted', returned: null },
            attested: clock.now().toISOString(),
            ...(document === undefined ? {} : { document: document.sha256 }),
          }
        }),
      sign: (edition, signature) =>
        step(parts, actor, { edition, verb: 'sign' }, async ({ draft }, trx) => {
          await addDocument(trx, { sha256: signature.file, edition, now: clock.now() })
          return { ...draft, signature }
        }),
      giveBack: (edition, reason) =>
        step(parts, actor, { edition, verb: 'return' }, async ({ draft }) => ({
          ...{ ...begun(draft.answers, draft), returned: reason.trim().slice(0, 2000) },
        })),
      publish: (edition, page) =>
        step(parts, actor, { edition, verb: 'publish' }, async (view, trx) => {
          mustBeWhole(view, home, edition)
          // Whoever handed the answers in does not publish them too.
          const person = personOf(actor)
          if (person !== null && person === view.author) throw new ObservatoryError('same-person')
          await publishProfile(trx, view, { page, now: clock.now(), minimum: parts.minimum })
          await parts.jobs.send(editionsJob, {}, { transaction: trx, once: editionsJob })
          return { ...view.draft, state: 'published' }
        }),
    }),
  }
}

/** As it is while it is written: what was attested and signed was something else. */
function begun(answers: Draft['answers'], { returned }: Draft): Draft {
  return { answers, state: 'draft', returned, attested: null }
}

function mustBeWhole({ problems }: DraftView, city: string, edition: number): void {
  const [first] = problems
  if (first !== undefined) throw new ObservatoryError('bad-answers', { city, edition, ...first })
}

async function readDraft(db: Db, home: string, edition: number): Promise<DraftView | null> {
  const survey = (await newestSurvey(db))?.content
  const sheet = (await newestProfiles(db)).find(
    (each) => each.city === home && each.edition === edition,
  )
  if (survey === undefined || sheet === undefined) return null
  const [stored] = (await sheetVersions(db, 'answers', idOf(home, edition))) as StoredSheet<Draft>[]
  // To begin with, what is published already: nobody types it again.
  const draft: Draft = stored?.content ?? {
    ...{ answers: sheet.answers, state: 'published', returned: null, attested: null },
  }
  const problems = problemsIn(survey, draft, sheet)
  return {
    survey,
    sheet,
    draft,
    version: stored?.version ?? 0,
    hash: stored?.hash ?? null,
    problems,
    author: stored?.author ?? null,
  }
}

type Verb = keyof typeof steps

const acts: Partial<Record<Verb, 'answers.submitted' | 'answers.signed' | 'answers.published'>> = {
  submit: 'answers.submitted',
  sign: 'answers.signed',
  publish: 'answers.published',
}

async function step(
  { database, clock, journal, home }: AnsweringParts,
  actor: Actor,
  { edition, verb }: { edition: number; verb: Verb },
  work: (view: DraftView, trx: Transaction<Schema>) => Promise<Draft>,
): Promise<void> {
  const now = clock.now()
  mustWrite(actor, verb === 'return' || verb === 'publish' ? 'publish' : 'draft', now)
  const id = idOf(home, edition)
  await database.transaction(async (trx) => {
    await lockSheet(trx, 'answers', id)
    const view = await readDraft(trx, home, edition)
    if (view === null) throw new ObservatoryError('not-found', { city: home })
    if (!steps[verb].includes(view.draft.state)) throw new ObservatoryError('wrong-state')
    const content = await work(view, trx)
    const version = view.version + 1
    const hash = hashOf(content)
    // A page that saves by itself would make versions that say the same.
    if (verb === 'save' && hash === view.hash) return
    await addSheet(trx, {
      ...{ kind: 'answers', id, version, content, hash, withdrawn: false },
      // Who signs does not become who handed in: the rule of the second person asks for that one.
      ...{ author: verb === 'sign' ? view.author : personOf(actor), recorded: now },
    })
    const act = acts[verb]
    if (act === undefined) return
    const file = verb === 'submit' ? content.document : content.signature?.file
    await journal.write(trx, {
      ...{ act, actor, about: { kind: 'answers', id } },
      content: { city: home, edition, version, hash },
      ...(file === undefined || verb === 'publish' ? {} : { files: [file] }),
    })
  })
}

async function publishProfile(
  trx: Db,
  { survey, draft, sheet }: DraftView,
  { page, now, minimum }: { page: string; now: Date; minimum: number },
): Promise<void> {
  await lockObservatory(trx)
  const whole = completed(survey, draft, sheet)
  const source = {
    kind: 'form' as const,
    url: page,
    extent: 'complete',
    basis: 'answered here by the city',
  }
  const { attestation: _, ...answered } = whole
  const profile: CityProfile = {
    ...{ ...answered, source, version: sheet.version + 1 },
    ...(draft.signature === undefined ? {} : { attestation: draft.signature }),
  }
  await addProfile(trx, profile, contentHash(profile), now)
  await freezeFigures(trx, { minimum, now })
}
