// What may be done with a file that was handed in: by its drafter, and by the second person.
import { html, type Html } from '@rimaq/markup'
import type { Submission } from '#datasets'
import { type FormError, type PageContext, details, form, textArea } from '#pages'
import { hidden } from './work-page.ts'

interface Deciding {
  submission: Submission
  own: boolean
  /** What was wrong with the form that came back. */
  wrong: FormError[]
  acting: string
}

/** Null where nothing may be done any more, or not by this person. */
export function decisionPart(context: PageContext, deciding: Deciding): Html | null {
  const { own, submission } = deciding
  const { state } = submission
  if (state !== 'ready' && state !== 'waiting') return null
  if (!own && state === 'ready') return null
  return html`<section class="review-part" id="decision">
    <h2>${context.t(`open-data.review.decide.${own ? 'own' : 'other'}`)}</h2>
    ${own ? ownForms(context, deciding) : reviewForms(context, deciding)}
  </section>`
}

/** Hand it on, answer for it, or take it back. */
function ownForms(context: PageContext, { submission, wrong }: Deciding): Html {
  const { t, link } = context
  const { id, stopped, state } = submission
  return html`${
    state === 'ready' && !stopped
      ? form(context, {
          action: link(`/revisar/${id}/presentar`),
          body: html`<p>${t('open-data.review.send-text')}</p>`,
          submit: t('open-data.review.do.send'),
        })
      : null
  }
  ${stopped ? overrideForm(context, submission, wrong) : null} ${withdrawForm(context, submission)}`
}

function overrideForm(context: PageContext, { id }: Submission, errors: FormError[]): Html {
  const { t, link } = context
  return details({
    summary: t('open-data.review.override-summary'),
    open: errors.length > 0,
    body: form(context, {
      action: link(`/revisar/${id}/cambiar`),
      errors,
      body: html`${hidden('do', 'override')}
      ${textArea(context, {
        name: 'reason',
        label: t('open-data.review.override-reason'),
        hint: t('open-data.review.override-hint'),
        maxlength: 2000,
        error: errors[0]?.message ?? null,
      })}`,
      submit: t('open-data.review.do.override'),
      kind: 'secondary',
    }),
  })
}

export function withdrawForm(context: PageContext, { id }: Submission): Html {
  const { t, link } = context
  return form(context, {
    action: link(`/revisar/${id}/cambiar`),
    body: hidden('do', 'withdraw'),
    submit: t('open-data.review.do.withdraw'),
    kind: 'secondary',
  })
}

function reviewForms(context: PageContext, { submission, wrong, acting }: Deciding): Html {
  const { t, link } = context
  const { id, stopped } = submission
  return html`${
    stopped
      ? html`<p>${t('open-data.review.stopped-text')}</p>`
      : form(context, {
          action: link(`/revisar/${id}/aprobar`),
          body: html`${hidden('acting', acting)}
            <p>${t('open-data.review.approve-text')}</p>`,
          submit: t('open-data.review.do.approve'),
        })
  }
  ${form(context, {
    action: link(`/revisar/${id}/rechazar`),
    errors: wrong,
    body: html`${hidden('acting', acting)}
    ${textArea(context, {
      name: 'reason',
      label: t('open-data.review.refuse-reason'),
      hint: t('open-data.review.refuse-hint'),
      maxlength: 2000,
      rows: 3,
      error: wrong.find(({ field }) => field === 'reason')?.message ?? null,
    })}`,
    submit: t('open-data.review.do.refuse'),
    kind: 'secondary',
  })}`
}
