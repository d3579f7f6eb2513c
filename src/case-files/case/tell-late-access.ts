// Tells those responsible that a request for public information is about to be late, or is: by notice and mail, once each, with a trace in the case.
import { type Letters, giveNotice, whoAnswers } from '#people'
import { shownNumber } from '../filing/filing-parts.ts'
import type { CaseStep } from './act-on-case.ts'

/** `warning`: the last day to tell the applicant that more time is needed; `answer`: the answer is late. */
export type LateStage = 'warning' | 'answer'

/**
 * Law 27806, art. 11 b and g. Where nobody holds the post the next run of the clock tries again. Mail
 * waits in the outbox of the same transaction. Answers how many persons were told.
 */
export async function tellLateAccess(step: CaseStep, mail: Letters | undefined): Promise<number> {
  const { trx, now, filed, standing, state } = step
  const found = lateStage(step)
  if (found === null || standing.office === null) return 0
  const { stage, due } = found
  const told = step.events.some(
    ({ kind, content }) =>
      kind === 'access-late-told' && content['stage'] === stage && content['due'] === due,
  )
  if (told) return 0
  const { office, position } = standing
  const persons = await whoAnswers(trx, { office, position }, now)
  if (persons.length === 0) return 0
  let mails = 0
  const counted: Letters | undefined = mail && {
    ...mail,
    async notice(within, to, notice) {
      await mail.notice(within, to, notice)
      mails += 1
    },
  }
  const fresh = await giveNotice(trx, {
    ...{ persons, now, mail: counted },
    notice: {
      kind: stage === 'warning' ? 'access-warning' : 'access-late',
      about: `${filed.id} ${stage} ${due}`,
      path: `/bandeja/${filed.id}`,
      detail: { number: shownNumber(filed), due },
    },
  })
  const content = { stage, due, on: state.today, persons: persons.length, mails }
  await step.append('access-late-told', content, { stage, due })
  return fresh.length
}

function lateStage({ state }: Pick<CaseStep, 'state'>): { stage: LateStage; due: string } | null {
  if (state.phase !== 'open') return null
  const answer = state.terms.findLast(({ rule }) => rule === 'SAIP')
  if (answer === undefined || answer.due === null) return null
  if (answer.status === 'overdue') return { stage: 'answer', due: answer.due }
  const warning = state.terms.find(({ rule }) => rule === 'SAIP-AVISO')
  if (warning?.status !== 'due-today' || warning.due === null) return null
  return { stage: 'warning', due: warning.due }
}
