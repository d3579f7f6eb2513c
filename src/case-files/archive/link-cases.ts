// Accumulation and separation of cases (Law 27444, art. 149), and parts on paper with their loans.
import { type Actor, findRecord } from '#people'
import { type CaseParts, type CaseStep, actAsCity, actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { makeIndex } from './sign-index.ts'
import { indexHeadOf, insertIndexEntry } from './store-index.ts'
import {
  endAccumulation,
  endLoan,
  insertAccumulation,
  insertLoan,
  linksOf,
  officeNamed,
} from './store-links.ts'

/** A resolution as somebody cites it. @throws CaseFilesError no-resolution */
export function mustCiteResolution(text: string): string {
  const act = text.trim()
  if (act.length < 3 || act.length > 300) throw new CaseFilesError('no-resolution')
  return act
}

interface Pair {
  /** The case that goes on. */
  id: string
  /** The one that is put to it, or taken out. */
  other: string
  act: string
  seen?: number
}

/**
 * The other case keeps its own folios; here it takes one, the note that it was added and how many it
 * has (art. 152.2). From then on what concerns it comes into this one.
 * @throws CaseFilesError not-found, no-resolution, accumulated, not-now, case-moved
 */
export async function accumulate(
  parts: CaseParts,
  actor: Actor,
  { id, other, act, seen }: Pair,
): Promise<void> {
  const cited = mustCiteResolution(act)
  if (id === other) throw new CaseFilesError('accumulated')
  await actOnCase(parts, actor, { id, verb: 'change-state', ...given(seen) }, async (step) => {
    const { trx, now } = step
    await mustBeMine(step, other)
    if ((await linksOf(trx, id)).some(isAwayFromHere)) throw new CaseFilesError('accumulated')
    if ((await linksOf(trx, other)).some(isAwayFromHere)) throw new CaseFilesError('accumulated')
    const index = await makeIndex(trx, { id: other, status: 'E01', now })
    const folios = (await indexHeadOf(trx, other))?.folios ?? 0
    const seq = await step.append('accumulated', { case: other, act: cited, folios })
    await tellOther(parts, step, {
      other,
      kind: 'accumulated-into',
      content: { case: id, act: cited },
    })
    if (index !== null) {
      const subCase = { id: other, folios, index: index.hash }
      await insertIndexEntry(trx, id, { event: seq, pages: 1, subCase })
    }
    await insertAccumulation(trx, { id, other, seq, act: cited })
  })
}

/** @throws CaseFilesError not-found, no-resolution, not-accumulated, case-moved */
export async function separate(
  parts: CaseParts,
  actor: Actor,
  { id, other, act, seen }: Pair,
): Promise<void> {
  const cited = mustCiteResolution(act)
  await actOnCase(parts, actor, { id, verb: 'change-state', ...given(seen) }, async (step) => {
    await mustBeMine(step, other)
    const seq = await step.append('separated', { case: other, act: cited })
    if (!(await endAccumulation(step.trx, { id, other, seq, act: cited }))) {
      throw new CaseFilesError('not-accumulated')
    }
    await tellOther(parts, step, {
      other,
      kind: 'separated-from',
      content: { case: id, act: cited },
    })
  })
}

const isAwayFromHere = ({
  kind,
  goesOn,
  endedAct,
}: Awaited<ReturnType<typeof linksOf>>[number]): boolean =>
  kind === 'accumulated' && !goesOn && endedAct === null

const given = (seen: number | undefined): { seen?: number } => (seen === undefined ? {} : { seen })

/** Whoever joins two cases may change both. @throws CaseFilesError not-found */
async function mustBeMine({ trx, actor, now }: CaseStep, other: string): Promise<void> {
  const find = { verb: 'change-state', kind: 'case', id: other }
  if ((await findRecord({ trx, actor, now }, find)) === null) throw new CaseFilesError('not-found')
}

async function tellOther(
  parts: CaseParts,
  { trx, actor }: Pick<CaseStep, 'trx' | 'actor'>,
  told: {
    other: string
    kind: 'accumulated-into' | 'separated-from'
    content: Record<string, unknown>
  },
): Promise<void> {
  // Journal and event name who did it, not the program.
  const within = { ...parts, within: trx, actor }
  await actAsCity(within, told.other, (step) => step.append(told.kind, told.content))
}

/** A part on paper comes into the index with its folios. @throws CaseFilesError not-found, archived */
export async function addPaper(
  parts: CaseParts,
  actor: Actor,
  { id, paper, folios }: { id: string; paper: string; folios: number },
): Promise<void> {
  const words = paper.trim().replaceAll(/\s+/g, ' ')
  if (words.length < 3 || words.length > 300 || !(folios >= 1 && folios <= 10_000)) {
    throw new CaseFilesError('loan')
  }
  await actOnCase(parts, actor, { id, verb: 'update' }, async (step) => {
    const seq = await step.append('paper-added', { paper: words, folios })
    await insertIndexEntry(step.trx, id, { event: seq, pages: folios, paper: words }).catch(asLoan)
  })
}

/** Lends a part on paper; one that is out is lent to nobody else. @throws CaseFilesError loan */
export async function lend(
  parts: CaseParts,
  actor: Actor,
  loan: { id: string; paper: string; office: string; holder: string; dueOn: string },
): Promise<void> {
  const { id, paper, office, dueOn } = loan
  const holder = loan.holder.trim()
  if (holder.length < 3 || holder.length > 200 || !isDay(dueOn)) throw new CaseFilesError('loan')
  await actOnCase(parts, actor, { id, verb: 'seal' }, async (step) => {
    const to = await officeNamed(step.trx, step.filed.institution, office)
    if (to === null) throw new CaseFilesError('loan')
    const seq = await step.append('loan-out', { paper, office, holder, dueOn })
    await insertLoan(step.trx, { id, paper, seq, office: to, holder, dueOn }).catch(asLoan)
  })
}

/** @throws CaseFilesError loan when the part is not out */
export async function takeBack(
  parts: CaseParts,
  actor: Actor,
  { id, paper }: { id: string; paper: string },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'seal' }, async (step) => {
    const seq = await step.append('loan-back', { paper })
    if (!(await endLoan(step.trx, { id, paper, seq }))) throw new CaseFilesError('loan')
  })
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** What the database refused, in words of this room. */
function asLoan(cause: unknown): never {
  const { code, hint } = cause as { code?: string; hint?: string }
  if (hint === 'archived' || hint === 'accumulated') throw new CaseFilesError(hint, {}, { cause })
  if (code === '23505' || code === '23503') throw new CaseFilesError('loan', {}, { cause })
  throw cause
}
