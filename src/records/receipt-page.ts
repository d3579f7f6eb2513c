// The page where anybody pastes or uploads a receipt and sees at once whether it is genuine.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, codeBlock, fileField, form, layout, summaryList, textArea } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { describeLedgerError } from '@rimaq/ledger'
import { actSentence } from './acts.ts'
import { verifierLines } from './ledger/keys.ts'
import { readTextParts } from './multipart.ts'
import { type Verdict, judgeReceipt } from './receipt.ts'
import type { RecordsFace } from './routes.ts'

const kinds = {
  genuine: 'success',
  false: 'error',
  foreign: 'warning',
  unreadable: 'warning',
} as const

/** GET shows the question, POST the verdict above it. */
export function receiptPage(face: RecordsFace, request: RouteRequest): Answer {
  const context = face.context(request)
  const { t, link } = context
  const text = request.method === 'POST' ? textOf(request) : ''
  const asked = request.method === 'POST'
  const verdict = asked && text.trim() !== '' ? judgeReceipt(face.records.ledger, text) : null
  const { ledger } = face.records
  const missing = asked && verdict === null ? t('records.receipt.missing') : null
  const title = t('records.receipt.title')
  const body = html`<h1>${title}</h1>
    ${verdict ? verdictOf(context, verdict) : html`<p class="lead">${t('records.receipt.lead')}</p>`}
    <rimaq-receipt
      data-verifier="/ledger/rimaq-verify.mjs"
      data-keys="${verifierLines(ledger.keys).ledger.join('\n')}"
      data-origin="${ledger.keys.origin}"
      data-right="${t('records.receipt.browser.right')}"
      data-wrong="${t('records.receipt.browser.wrong')}"
    >
      ${form(context, {
        action: link('/recibo'),
        upload: true,
        errors: missing === null ? [] : [{ field: 'receipt', message: missing }],
        submit: t('records.receipt.submit'),
        body: html`${textArea(context, {
          name: 'receipt',
          label: t('records.receipt.text'),
          hint: t('records.receipt.hint'),
          rows: 8,
          value: text.slice(0, 65_536),
          required: false,
          error: missing,
        })}
        ${fileField(context, {
          name: 'file',
          label: t('records.receipt.file'),
          accept: '.tlog-proof,.txt,.json',
          required: false,
        })}`,
      })}
      <p role="status" data-answer></p>
    </rimaq-receipt>
    <h2>${t('records.verify.title')}</h2>
    <p>${t('records.receipt.offline')}</p>
    ${codeBlock(context, {
      label: t('records.verify.terminal'),
      code: `node rimaq-verify.mjs receipt recibo.tlog-proof --key key`,
    })}
    <p><a href="${link('/registro')}">${t('records.register.title')}</a></p>`
  return {
    body: layout(context, {
      title,
      section: 'register',
      body,
      scripts: ['receipt'],
      styles: ['records.css'],
      noindex: asked,
    }),
    cache: 'no-store',
  }
}

function textOf({ body, headers }: RouteRequest): string {
  const raw = typeof body === 'string' ? body : ''
  const type = String(headers['content-type'] ?? '')
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(raw).get('receipt') ?? ''
  }
  const fields = readTextParts(raw, type)
  return fields.get('file') || (fields.get('receipt') ?? '')
}

/** First what one can read across a room, then the evidence. */
function verdictOf(context: PageContext, judged: Verdict): Html {
  const { t, lang, locale } = context
  const { verdict, reason, leaf, index, size, signers, signed } = judged
  const words = reason && describeLedgerError(reason, lang === 'en' ? 'en' : 'es')
  const said = words ?? (leaf && actSentence(t, leaf.act, leaf.about))
  return html`<div class="verdict verdict-${kinds[verdict]}" role="status">
      <h2>${t(`records.receipt.verdict.${verdict}`)}</h2>
      ${said ? html`<p>${said}</p>` : null}
    </div>
    ${summaryList([
      {
        label: t('records.receipt.when'),
        value: leaf && locale.dateTime(lang, new Date(leaf.time)),
      },
      { label: t('records.receipt.entry'), value: leaf?.entry },
      {
        label: t('records.receipt.place'),
        value: index === null ? null : t('records.receipt.of', { index, size }),
      },
      { label: t('records.receipt.signers'), value: signers.join(', ') },
      { label: t('records.receipt.signed'), value: signed && locale.dateTime(lang, signed) },
    ])}`
}
