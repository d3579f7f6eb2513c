// Writes down in one case what time alone has changed since its last event, and reminds who answers for it.
import { type Letters, custodyOfRecord, giveNotice, vacantPositions, whoAnswers } from '#people'
import { shownNumber } from '../filing/filing-parts.ts'
import type { CaseStep } from './act-on-case.ts'
import { daysOf, dutyOf, stageOf } from './days.ts'
import { deemNotFiled } from './deem-not-filed.ts'
import { tellLateAccess } from './tell-late-access.ts'

export interface Recorded {
  events: number
  reminded: number
}

/** Done twice it writes nothing the second time. */
export async function recordTime(
  step: CaseStep,
  { mail }: { mail?: Letters | undefined } = {},
): Promise<Recorded> {
  const before = step.events.length
  await moveOn(step)
  await tellCalendar(step)
  await tellPhase(step)
  await tellOverdue(step)
  const told = await tellLateAccess(step, mail)
  await step.refresh()
  const events = step.events.length - before
  return { events, reminded: told + (await remind(step, mail)) }
}

/** A post that nobody holds gives the case back to its office; a closed office, to its successor. */
async function moveOn(step: CaseStep): Promise<void> {
  const { trx, now, filed, standing } = step
  const custody = await custodyOfRecord(trx, filed.id, now)
  const succeeded = custody !== null && custody !== standing.office
  const position = standing.position
  if (succeeded) {
    await step.append('moved-on', { office: custody, from: standing.office, position }, { custody })
    return
  }
  if (position === null) return
  if (!(await vacantPositions(trx, now)).includes(position)) return
  const content = { office: standing.office, position, why: 'vacant' }
  await step.append('moved-on', content, { position })
}

/** Invariant 10: a term computed anew says since which edition, and what it was before. */
async function tellCalendar(step: CaseStep): Promise<void> {
  const told = valuesOf(step, 'recomputed', 'edition')
  const changed = step.state.terms.flatMap(({ key, computations }) =>
    computations.flatMap(({ cause, due }, at) => {
      if (cause.kind !== 'calendar' || told.has(cause.id)) return []
      return [{ key, was: computations[at - 1]?.due ?? null, due, edition: cause.id }]
    }),
  )
  for (const edition of new Set(changed.map((each) => each.edition))) {
    const terms = changed.filter((each) => each.edition === edition)
    await step.append('recomputed', { edition, terms }, { edition })
  }
}

/** Read from the state, not from what a column said before: other verbs may have written it since. */
async function tellPhase(step: CaseStep): Promise<void> {
  const { silence, terms } = step.state
  if (silence !== null && !valuesOf(step, 'silence-came', 'on').has(silence.on)) {
    await step.append('silence-came', { silence: silence.kind, on: silence.on }, { ...silence })
  }
  await deemNotFiled(step)
  for (const { rule, key, status, due } of terms) {
    if (rule !== 'SUSP-ADM' || status !== 'took-effect') continue
    if (!valuesOf(step, 'term-resumed', 'term').has(key)) {
      await step.append('term-resumed', { term: key, due }, { term: key })
    }
  }
}

function valuesOf({ events }: CaseStep, kind: string, name: string): ReadonlySet<unknown> {
  return new Set(events.filter((each) => each.kind === kind).map(({ content }) => content[name]))
}

async function tellOverdue(step: CaseStep): Promise<void> {
  const duty = dutyOf(step.state)
  if (duty?.status !== 'overdue') return
  const { key: term, due } = duty
  const told = step.events.some(
    ({ kind, content }) =>
      kind === 'term-passed' && content['term'] === term && content['due'] === due,
  )
  if (!told) await step.append('term-passed', { term, due }, { term, due })
}

/** At 50, 80 and 100 % of what is to be done, each once, to the post or to who heads the office. */
async function remind(step: CaseStep, mail: Letters | undefined): Promise<number> {
  const { trx, now, state, filed, standing } = step
  const days = daysOf(state)
  const percent = stageOf(days, state.today)
  if (percent === 0 || standing.office === null || days.actBy === null) return 0
  const { office, position } = standing
  const persons = await whoAnswers(trx, { office, position }, now)
  const notice = {
    kind: 'case-due' as const,
    about: `${filed.id} ${days.actBy} ${percent}`,
    path: `/bandeja/${filed.id}`,
    detail: { number: shownNumber(filed), percent, due: days.actBy },
  }
  return (await giveNotice(trx, { persons, notice, now, mail })).length
}
