// What a procedure costs and how it is paid, in words: on its page, on the form, and before it is filed.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, notice } from '#pages'
import { type ProcedureContent, wordsOf } from './procedure.ts'

type Priced = Pick<ProcedureContent, 'fee'>

export function feeInWords({ t, lang, locale }: PageContext, { fee }: Priced): string {
  const price =
    fee.amount === null
      ? t('case-files.fee.open')
      : fee.amount === 0
        ? t('case-files.fee.free')
        : t('case-files.fee.amount', { amount: locale.number(lang, fee.amount, { digits: 2 }) })
  return fee.note === undefined ? price : `${price}. ${wordsOf(fee.note, lang)}`
}

/** Null where nothing is paid. */
export function payInWords({ t, lang }: PageContext, { fee }: Priced): string | null {
  if (fee.amount === 0) return null
  return fee.pay === undefined ? t('case-files.fee.no-way') : wordsOf(fee.pay, lang)
}

/** Before somebody files: what it costs, how it is paid, and what is told of the payment afterwards. */
export function feeNotice(context: PageContext, content: Priced): Html {
  const { t } = context
  const pay = payInWords(context, content)
  return notice(context, {
    kind: 'info',
    title: `${t('case-files.procedure.fee')}: ${feeInWords(context, content)}`,
    body:
      pay === null
        ? null
        : html`<p>${pay}</p>
            <p>${t('case-files.fee.after')}</p>`,
  })
}
