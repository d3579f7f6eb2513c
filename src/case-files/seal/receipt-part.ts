// What the filer's page says of the signed receipt: the download and its code, or what it waits for.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, linkButton, notice } from '#pages'
import type { Own } from '../filing/counter.ts'
import type { ReceiptState } from './receipts.ts'

export function signedReceiptPart(
  context: PageContext,
  { receipt, own }: { receipt: ReceiptState; own: Own },
): Html {
  const { t, link } = context
  const { made, late } = receipt
  const last = made?.versions.at(-1)
  if (made === null || last === undefined) {
    const title = t(`case-files.seal.receipt.${late ? 'late' : 'making'}`)
    return notice(context, { kind: late ? 'warning' : 'info', title })
  }
  return html`<h2>${t('case-files.seal.receipt.title')}</h2>
    <p>
      ${linkButton({
        label: t('case-files.seal.receipt.download', { bytes: last.bytes }),
        href: link(`/presentacion/${own.id}/${own.key}/cargo`),
      })}
    </p>
    <p>
      ${t('case-files.seal.receipt.code')}: <code>${made.code}</code>.
      ${t('case-files.seal.receipt.code-text')}
      <a href="${link(`/verificar/${made.code}`)}">${t('case-files.verify.title')}</a>
    </p>
    ${last.pending ? notice(context, { kind: 'info', title: t('case-files.seal.receipt.pending') }) : null}
    ${last.testSeal ? html`<p class="quiet">${t('case-files.seal.test')}</p>` : null}`
}
