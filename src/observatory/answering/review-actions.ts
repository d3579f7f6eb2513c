// What may be done with the answers now: hand in with a statement, publish, or give back with a reason.
import { randomUUID } from 'node:crypto'
import { type Html, html } from '@rimaq/markup'
import { type PageContext, checkboxes, form, linkButton, notice, textArea } from '#pages'
import type { DraftView } from './answering.ts'
import { answerPath } from './paths.ts'

export interface ReviewRights {
  draft: boolean
  publish: boolean
  /** Whether the reader handed it in. */
  same: boolean
  /** What was wrong with a signed document that was handed in just now. */
  fault: string | null
}

export function reviewActions(
  context: PageContext,
  edition: number,
  { draft, problems, sheet }: DraftView,
  may: ReviewRights,
): Html | null {
  const { t, link } = context
  const once = html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
  if (draft.state === 'draft' && may.draft && problems.length === 0) {
    return form(context, {
      action: link(`${answerPath}/${edition}/submit`),
      body: html`${once}
      ${checkboxes(context, {
        ...{ name: 'attest', label: t('observatory.answering.attest-label') },
        options: [{ value: 'yes', label: t('observatory.answering.attest') }],
      })}`,
      submit: t('observatory.answering.submit'),
    })
  }
  if (draft.state === 'published') {
    return linkButton({
      label: t('observatory.answering.see'),
      href: link(`/observatory/cities/${sheet.city}`, { edition }),
      kind: 'secondary',
    })
  }
  if (draft.state !== 'submitted') return null
  if (!may.publish || may.same) {
    return notice(context, { kind: 'info', title: t('observatory.answering.second') })
  }
  return html`${form(context, {
    action: link(`${answerPath}/${edition}/publish`),
    body: once,
    submit: t('observatory.answering.publish'),
  })}
  ${form(context, {
    action: link(`${answerPath}/${edition}/return`),
    body: html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />
      ${textArea(context, { name: 'reason', label: t('observatory.answering.reason'), rows: 3 })}`,
    submit: t('observatory.answering.return'),
    kind: 'secondary',
  })}`
}
