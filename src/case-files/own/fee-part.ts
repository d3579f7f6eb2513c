// The fee of a case on pages: what was paid, what is given back, and the form that tells of a payment.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, details, form, textField } from '#pages'
import type { ReadEvent } from '../case/custody.ts'
import { type Fees, type Payment, feesOf, hundredthsIn } from '../case/fees.ts'
import type { ProcedureContent } from '../catalogue/procedure.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'

/** `S/ 45.50` */
export function soles(hundredths: number): string {
  return `S/ ${(hundredths / 100).toFixed(2)}`
}

/** Lines for a summary: payments, and what became of them; empty where nobody paid. */
export function feeRows(
  context: PageContext,
  events: readonly ReadEvent[],
): { label: string; value: Html }[] {
  const { t } = context
  const fees = feesOf(events)
  if (fees.paid.length === 0) return []
  const refund = refundLine(context, fees)
  return [
    {
      label: t('case-files.fees.paid'),
      value: html`${fees.paid.map((each) => html`<div>${paymentLine(context, each)}</div>`)}`,
    },
    ...(refund === null ? [] : [{ label: t('case-files.fees.refund'), value: refund }]),
  ]
}

function paymentLine({ t, lang, locale }: PageContext, { reference, on, amount }: Payment): string {
  const day = locale.date(lang, noonOf(on as never))
  return t('case-files.fees.payment', { amount: soles(amount), reference, day })
}

function refundLine(context: PageContext, { ordered, refunded }: Fees): Html | null {
  const { t, lang, locale } = context
  if (ordered === null) return null
  if (refunded !== null) return html`${paymentLine(context, refunded)}`
  const day = locale.date(lang, ordered.at)
  return html`<strong
    >${t('case-files.fees.ordered', { amount: soles(ordered.amount), day })}</strong
  >`
}

/** Number of the operation, day and, where it is not known already, the amount. */
export function paymentFields(
  context: PageContext,
  { sent, prefix, amount }: { sent: Sent; prefix: string; amount: boolean },
): Html {
  const { t } = context
  return html`${textField(context, {
    ...{ name: 'operacion', id: `${prefix}operacion`, label: t('case-files.fees.reference') },
    ...{ value: textOf(sent, 'operacion'), maxlength: 60, width: 'medium' },
  })}
  ${textField(context, {
    ...{ name: 'dia', id: `${prefix}dia`, label: t('case-files.fees.day'), type: 'date' },
    ...{ value: textOf(sent, 'dia'), width: 'short' },
  })}
  ${
    amount
      ? textField(context, {
          ...{ name: 'monto', id: `${prefix}monto`, label: t('case-files.fees.amount') },
          ...{ inputmode: 'decimal', value: textOf(sent, 'monto'), width: 'short' },
        })
      : null
  }`
}

/** What the fields sent; whether it can be, the verb says. */
export function paymentIn(sent: Sent): Payment {
  return {
    ...{ reference: textOf(sent, 'operacion') ?? '', on: textOf(sent, 'dia') ?? '' },
    amount: hundredthsIn(textOf(sent, 'monto') ?? ''),
  }
}

/** A procedure that is free has no form; one whose fee nobody confirmed has. */
export function hasFee({ fee }: Pick<ProcedureContent, 'fee'>): boolean {
  return fee.amount !== 0
}

/** For the filer: the number of the operation is enough, no voucher is asked for (art. 40.1.8). */
export function ownFeeForm(
  context: PageContext,
  { base, sent, error }: { base: string; sent: Sent; error: string | null },
): Html {
  const { t, link } = context
  return details({
    summary: t('case-files.fees.declare'),
    open: error !== null,
    body: form(context, {
      action: link(`${base}/derecho`),
      errors: error === null ? [] : [{ field: 'derecho-operacion', message: error }],
      submit: t('case-files.fees.declare-do'),
      kind: 'secondary',
      body: html`<p>${t('case-files.fees.declare-text')}</p>
        ${paymentFields(context, { sent, prefix: 'derecho-', amount: true })}`,
    }),
  })
}
