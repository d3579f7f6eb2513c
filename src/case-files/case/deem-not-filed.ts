// Says that a filing is deemed not filed, and orders that its fee be given back; once each.
import type { CaseStep } from './act-on-case.ts'
import { feesOf } from './fees.ts'

type Told = Pick<CaseStep, 'state' | 'events' | 'append'>

/** Law 27444, art. 125.4: not corrected in time. Nothing in any other phase, nor a second time. */
export async function deemNotFiled(step: Told): Promise<void> {
  if (step.state.phase !== 'not-filed') return
  const told = (kind: string): boolean => step.events.some((each) => each.kind === kind)
  if (!told('deemed-not-filed')) {
    const term = step.state.terms.findLast(({ rule }) => rule === 'OBS-SUB')
    await step.append('deemed-not-filed', { due: term?.due ?? null })
  }
  const { total, paid } = feesOf(step.events)
  if (total === 0 || told('refund-ordered')) return
  const content = { amount: total, payments: paid.map(({ seq }) => seq), basis: '125.4' }
  await step.append('refund-ordered', content, { amount: total })
}
