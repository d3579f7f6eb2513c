// A complaint about how a case is handled: a case of its own that goes to the superior by itself (art. 158; TUO 2019, 169).
import { superiorOf } from '#people'
import { type CaseStep, actAsCity } from '../case/act-on-case.ts'
import { underWay } from '../case/custody.ts'
import { custodyInStep } from '../case/project-case.ts'
import type { Counter } from '../filing/counter.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { reasonsIn } from './deliver.ts'
import { type Access, type NotifyParts, actOnMine, asResident } from './notify-parts.ts'
import { caseByNumber, complaintsToEscalate } from './store-complaints.ts'

/** Code of the procedure. */
export const complaintCode = 'queja-por-demora'

/** Name of the job that brings complaints to the superior, and up again when nobody answered in time. */
export const complaintJob = 'case-files.escalate-complaints'

/** Call before `jobs.work()`. */
export function defineComplaints(parts: NotifyParts): void {
  parts.jobs.define(complaintJob, async () => void (await escalateComplaints(parts)))
}

/**
 * Files it for whoever filed the case, with number and key of its own, and brings it to the superior.
 * Killed in between, the job brings it there.
 * @throws CaseFilesError not-found, no-reasons, counter-closed
 */
export async function complain(
  parts: NotifyParts & { counter: Counter },
  access: Access,
  { reasons }: { reasons: string },
): Promise<{ id: string; key: string }> {
  const motivo = reasonsIn(reasons).slice(0, 4000)
  const filed = await actOnMine(parts, access, async (step) => step.filed)
  const answers = { expediente: shownNumber(filed), motivo }
  const own = await parts.counter.begin(complaintCode, { filer: filed.filer, answers })
  await parts.counter.file(own, asResident(access.actor))
  await escalate(parts, own.id)
  return own
}

/** How many went up. Each in its own transactions. */
export async function escalateComplaints(parts: NotifyParts): Promise<number> {
  let count = 0
  for (const id of await complaintsToEscalate(parts.database.kysely)) {
    if (await escalate(parts, id)) count += 1
  }
  return count
}

/**
 * The first time to the superior of who handles the case it is about; again, once, to the one above when
 * its three days are over. False where there is nothing to do: then a clerk routes it, as other cases.
 */
async function escalate(parts: NotifyParts, id: string): Promise<boolean> {
  const [complaint, done] = await actAsCity(parts, id, async ({ filed, events }) => [
    filed,
    events.filter(({ kind }) => kind === 'complaint-escalated').length,
  ])
  const about = await aboutWhat(parts, complaint)
  if (about === null) return false
  const office = await actAsCity(parts, about, async (step) => {
    await tellCase(step, id)
    return step.standing.office
  })
  return actAsCity(parts, id, async (step) => {
    const late = step.state.terms.some(
      ({ rule, status }) => rule === 'QUEJA' && status === 'overdue',
    )
    const level = step.events.filter(({ kind }) => kind === 'complaint-escalated').length
    if (level > done || level > 1 || (level === 1 && !late) || step.state.phase !== 'open')
      return false
    const from = level === 0 ? office : step.standing.office
    const superior = from === null ? null : await superiorOf(step.trx, from, step.now)
    // The highest office judges its own delay: nobody is above it.
    const to = superior ?? (level === 0 ? from : null)
    if (to === null) return false
    await send(step, to)
    await step.append('complaint-escalated', { about, to, level: level + 1 }, { about, to })
    return true
  })
}

/** The case it names, where the same person filed both: others are told nothing through a number. */
async function aboutWhat(parts: NotifyParts, complaint: CaseFile): Promise<string | null> {
  const named = String(complaint.answers['expediente'] ?? '')
  const [, year, number] = /(\d{4})\s*-\s*(\d{1,9})/.exec(named) ?? []
  if (year === undefined || number === undefined) return null
  const { document, number: of } = complaint.filer
  return caseByNumber(parts.database.kysely, {
    ...{ institution: complaint.institution, year: Number(year), number: Number(number) },
    ...{ document, documentNumber: of, not: complaint.id },
  })
}

/** Once for each complaint. */
async function tellCase(step: CaseStep, complaint: string): Promise<void> {
  const told = step.events.some(
    ({ kind, content }) => kind === 'complaint-made' && content['complaint'] === complaint,
  )
  if (!told) await step.append('complaint-made', { complaint }, { complaint })
}

/** Routed as any case, so that trays and access follow; it stays where it is when it is there already. */
async function send(step: CaseStep, to: string): Promise<void> {
  const custody = await custodyInStep(step)
  if (custody.office === to) return
  const under = underWay(custody)
  if (under !== null) await step.append('received', { n: under.n }, { n: under.n })
  const waits = step.state.terms.some(
    ({ key, status }) => key === 'DERIV' && ['running', 'due-today', 'overdue'].includes(status),
  )
  const content = { to, motive: 'decision', note: '', priority: 'urgent', copies: [] }
  const clock = waits ? { clock: { kind: 'answered', task: 'DERIV' } } : {}
  await step.append('routed', { ...content, ...clock }, { to })
}
