// The page on which a file of answers is handed in, with what is wrong in it row by row.
import { html } from '@rimaq/markup'
import { type PageContext, fileField, form } from '#pages'
import { nameOf } from '../profile.ts'
import { type AnswerPageParts, frame } from './answer-pages.ts'
import { answerPath } from './paths.ts'

/** More are no help: the first ones are mended first. */
const mostFaults = 100

export function importPage(
  context: PageContext,
  { place, edition }: AnswerPageParts,
  faults: readonly string[],
): string {
  const { t, lang, link } = context
  const title = t('observatory.import.heading', {
    city: nameOf(place, lang),
    year: String(edition),
  })
  const more = faults.length - mostFaults
  const errors = [
    ...faults.slice(0, mostFaults),
    ...(more > 0 ? [t('observatory.import.more', { count: more })] : []),
  ].map((message) => ({ field: 'file', message }))
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.import.lead')}</p>
    <p>
      ${t('observatory.import.begin')}
      ${(['csv', 'json', 'xlsx'] as const).map(
        (format) =>
          html`<a href="${link(`/observatory/cities/${place.id}/answers.${format}`, { edition })}"
            >${format.toUpperCase()}</a
          > `,
      )}
      · <a href="${link('/observatory/answers/codebook.csv')}">${t('observatory.list.codebook')}</a>
    </p>
    ${form(context, {
      action: link(`${answerPath}/${edition}/import`),
      upload: true,
      errors,
      body: fileField(context, {
        ...{ name: 'file', label: t('observatory.import.field'), accept: '.csv,.json,.xlsx' },
        hint: t('observatory.import.hint'),
        ...(errors.length > 0 ? { error: t('observatory.import.refused') } : {}),
      }),
      submit: t('observatory.import.submit'),
      other: html`<a href="${link(`${answerPath}/${edition}/review`)}"
        >${t('observatory.answering.to-review')}</a
      >`,
    })}`
  return frame(context, title, body)
}
