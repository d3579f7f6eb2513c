// Writes down that the fee of a procedure was paid, and that what was ordered back has been given back.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, type CaseStep, actOnCase } from './act-on-case.ts'
import { type Access, actOnMine } from './act-on-mine.ts'
import { type Payment, checkedPayment, feesOf } from './fees.ts'

/** An official writes down what was paid. @throws CaseFilesError bad-payment, paid-already, not-now, case-moved */
export async function registerFee(
  parts: CaseParts,
  actor: Actor,
  { id, seen, payment }: { id: string; seen: number | null; payment: Payment },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) => pay(step, payment))
}

/** The filer says what was paid. @throws CaseFilesError bad-payment, paid-already, not-now, not-found */
export async function declareFee(
  parts: CaseParts,
  access: Access,
  payment: Payment,
): Promise<void> {
  await actOnMine(parts, access, (step) => pay(step, payment))
}

async function pay(step: CaseStep, payment: Payment): Promise<void> {
  const said = checkedPayment(payment, step.state.today)
  const known = feesOf(step.events).paid.some(({ reference }) => reference === said.reference)
  if (known) throw new CaseFilesError('paid-already', { reference: said.reference })
  await step.append('fee-paid', { ...said }, { amount: said.amount })
}

/** What was ordered has been paid back, whole. @throws CaseFilesError no-refund, bad-payment, case-moved */
export async function registerRefund(
  parts: CaseParts,
  actor: Actor,
  { id, seen, payment }: { id: string; seen: number | null; payment: Omit<Payment, 'amount'> },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    const { ordered, refunded } = feesOf(step.events)
    if (ordered === null || refunded !== null) throw new CaseFilesError('no-refund')
    const said = checkedPayment({ ...payment, amount: ordered.amount }, step.state.today)
    await step.append('refund-paid', { ...said }, { amount: said.amount })
  })
}
