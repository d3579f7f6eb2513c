// Writes what is read from the events of a case: phase and days, who has it, movements, observations, tasks, terms.
import { type Calendars, editionAt } from '@rimaq/workdays'
import { noteRecord, passCustody } from '#people'
import type { CaseStep } from './act-on-case.ts'
import { type Custody, custodyOf } from './custody.ts'
import { daysOf } from './days.ts'
import { projectionOf } from './replay.ts'
import { countTerms, insertTerm, updateClock, updateResponsible } from './store-case.ts'
import {
  firstOffice,
  keepAnswers,
  keepMovement,
  keepObservation,
  keepTask,
} from './store-movements.ts'

/** All that is written has its facts in the events; writing it twice changes nothing. */
export async function projectCase(step: CaseStep, calendars: Calendars): Promise<void> {
  const { trx, filed, state, events, standing, now } = step
  const { id } = filed
  const projection = projectionOf(state)
  const { version } = editionAt(calendars.book, state.today)
  await updateClock(trx, id, { ...projection, ...daysOf(state), edition: version })
  if (standing.phase !== projection.phase) {
    await noteRecord(trx, id, { state: projection.phase }, now)
  }
  standing.phase = projection.phase
  standing.lastSeq = events.at(-1)?.seq ?? 0
  await projectCustody(step, await custodyInStep(step))
  const known = await countTerms(trx, id)
  for (const [at, { on, term, computation }] of state.computed.slice(known).entries()) {
    const row = { id, n: known + at + 1, seq: standing.lastSeq }
    await insertTerm(trx, { ...row, key: term, on, computation })
  }
}

/** Who has the case after the events so far. */
export async function custodyInStep({ trx, filed, events, standing }: CaseStep): Promise<Custody> {
  const named = typeof events[0]?.content['office'] === 'string'
  const first = named ? '' : ((await firstOffice(trx, filed.id)) ?? standing.office ?? '')
  return custodyOf(events, first)
}

async function projectCustody(step: CaseStep, custody: Custody): Promise<void> {
  const { trx, filed, state, standing, now, events } = step
  const { id } = filed
  const { office, position } = custody
  if (office !== standing.office || position !== standing.position) {
    await updateResponsible(trx, id, { office, position })
    standing.position = position
  }
  // Where there is no record yet, the verb that files is about to make it with this office.
  if (office !== standing.office) await passCustody(trx, { record: id, to: office }, now)
  standing.office = office
  for (const moved of custody.movements) await keepMovement(trx, id, moved)
  for (const observed of custody.observations) await keepObservation(trx, id, observed)
  for (const task of custody.tasks) {
    const due = state.terms.find(({ key }) => key === task.task)?.due ?? null
    await keepTask(trx, id, { ...task, due })
  }
  if (events.some(({ kind }) => kind === 'corrected')) await keepAnswers(trx, id, custody.answers)
}
