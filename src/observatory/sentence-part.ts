// Shows one sentence with its permalink and the panel that says why it stands there.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, details, summaryList } from '#pages'
import { shareText } from './grammar.ts'
import { type Sentence, baseOf } from './sentences.ts'
import { type Survey, questionOf, wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'

/** `page` is the address that keeps saying this, with edition and wording in it. */
export function sentencePart(
  context: PageContext,
  survey: Survey,
  sentence: Sentence,
  page: string,
): Html {
  const { t, lang } = context
  const { id, text, depends, hash } = sentence
  const facts = depends.answers.flatMap(({ question, answer }) => {
    const asked = questionOf(survey, question)
    const value = answerInWords(context, survey, question, answer)
    return [
      { label: asked ? wordsOf(asked.text, lang) : question, value },
      {
        label: t('observatory.why.comment'),
        value: answer.comment === undefined ? null : html`<span lang="en">${answer.comment}</span>`,
      },
      { label: t('observatory.why.evidence'), value: answer.evidence ?? null },
    ]
  })
  const { host } = new URL(depends.source)
  return html`<div class="observatory-sentence" id="${id}">
    <p>${text}</p>
    ${details({
      summary: t('observatory.why.title'),
      body: html`${summaryList([
          ...facts,
          { label: t('observatory.why.figure'), value: figureInWords(context, survey, sentence) },
          {
            label: t('observatory.why.edition'),
            value: t('observatory.why.edition-value', {
              year: String(depends.edition),
              version: depends.version,
            }),
          },
          {
            label: t('observatory.why.source'),
            value: html`<a href="${depends.source}" rel="noopener">${host}</a>`,
          },
          {
            label: t('observatory.why.words'),
            value: t(`observatory.why.words.${sentence.words}`),
          },
          { label: t('observatory.why.link'), value: html`<a href="${page}#${id}">#${id}</a>` },
        ])}
        <p class="quiet">SHA-256 <code class="hash">${hash}</code></p>`,
    })}
  </div>`
}

function figureInWords(
  context: PageContext,
  survey: Survey,
  { depends: { aggregate } }: Sentence,
): Html | null {
  const { t, lang } = context
  if (aggregate === null) return null
  if ('url' in aggregate) {
    const conflict = aggregate.conflicts ? wordsOf(aggregate.conflicts, lang) : ''
    return html`${shareText(t, aggregate.value ?? 0)} (${baseOf({ t, survey }, aggregate)}).
      ${t('observatory.why.cited')}
      <a href="${aggregate.url}" rel="noopener">${new URL(aggregate.url).host}</a>. ${conflict}`
  }
  const { chosen, answered, asked, low, high } = aggregate
  const interval =
    low === null || high === null
      ? null
      : t('observatory.why.interval', { low: Math.round(low), high: Math.round(high) })
  return html`${t('observatory.why.counted', { chosen, answered, asked })}
  ${t('observatory.why.counted-with')} ${interval}`
}
