// The fee of a procedure, from the events of a case: what was paid, what is to be given back, and that it was. Pure.
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import type { ReadEvent } from './custody.ts'

/** What somebody says of a payment: the number of the operation is enough (Law 27444, art. 40.1.8). */
export interface Payment {
  reference: string
  /** `YYYY-MM-DD` */
  on: string
  /** In hundredths of a sol. */
  amount: number
}

export interface Fees {
  paid: (Payment & { seq: number })[]
  /** Sum of what was paid, in hundredths. */
  total: number
  /** The event that ordered the refund, with its day. */
  ordered: { seq: number; at: Date; amount: number } | null
  /** The payment by which it was given back. */
  refunded: (Payment & { seq: number }) | null
}

const most = 100_000_000

export function feesOf(events: readonly ReadEvent[]): Fees {
  const payments = (kind: string): Fees['paid'] =>
    events
      .filter((each) => each.kind === kind)
      .map(({ seq, content }) => ({
        ...{ seq, reference: String(content['reference']), on: String(content['on']) },
        amount: Number(content['amount']),
      }))
  const paid = payments('fee-paid')
  const order = events.find(({ kind }) => kind === 'refund-ordered')
  return {
    paid,
    total: paid.reduce((sum, { amount }) => sum + amount, 0),
    ordered:
      order === undefined
        ? null
        : { seq: order.seq, at: order.at, amount: Number(order.content['amount']) },
    refunded: payments('refund-paid')[0] ?? null,
  }
}

/** As it is kept. @throws CaseFilesError bad-payment */
export function checkedPayment({ reference, on, amount }: Payment, today: string): Payment {
  const said = cleaned(reference).trim()
  const day = /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(on)) && on <= today
  const fits = Number.isSafeInteger(amount) && amount > 0 && amount <= most
  if (said.length < 3 || said.length > 60 || !day || !fits) throw new CaseFilesError('bad-payment')
  return { reference: said, on, amount }
}

/** `45.50` or `45,5` as hundredths; NaN for anything else. */
export function hundredthsIn(text: string): number {
  const [, whole, part = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim()) ?? []
  return whole === undefined ? Number.NaN : Number(whole) * 100 + Number(part.padEnd(2, '0'))
}
