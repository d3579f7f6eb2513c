// Says answers in the reader's language: options by their label, and why there is none.
import { type Html, html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Translate } from '#platform'
import type { Answer } from './answer.ts'
import { type Survey, questionOf, wordsOf } from './survey.ts'

/** An answer without marks, for documents; of a matrix, each area by name. */
export function plainAnswer(
  { t, lang }: { t: Translate; lang: string },
  survey: Survey,
  question: string,
  { state, choices = [], value, sufficient = [], insufficient = [] }: Answer,
): string {
  if (state !== 'answered') return t(`observatory.state.${state}`)
  if (value !== undefined) return String(value)
  const options = questionOf(survey, question)?.options ?? []
  const name = (id: string): string =>
    wordsOf(options.find((each) => each.id === id) ?? { es: id, en: id }, lang)
  const judged = [
    { word: t('observatory.answering.sufficient'), ids: sufficient },
    { word: t('observatory.answering.insufficient'), ids: insufficient },
  ]
    .filter(({ ids }) => ids.length > 0)
    .map(({ word, ids }) => `${word}: ${ids.map(name).join('; ')}`)
  const said = choices.map((each) => ('other' in each ? `«${each.other}»` : name(each.option)))
  return [...judged, ...(said.length > 0 ? [said.join('; ')] : [])].join('. ')
}

/** Labels of what was chosen; a city's own words are marked as English. */
export function choiceLabels(
  { lang }: PageContext,
  survey: Survey,
  question: string,
  { choices = [] }: Answer,
): Html[] {
  const options = questionOf(survey, question)?.options ?? []
  return choices.map((each) => {
    if ('other' in each) return html`<span lang="en">${each.other}</span>`
    const option = options.find(({ id }) => id === each.option)
    return html`${option ? wordsOf(option, lang) : each.option}`
  })
}

/** An answer in one cell; of a matrix, how many areas. */
export function answerInWords(
  context: PageContext,
  survey: Survey,
  question: string,
  answer: Answer,
): Html {
  const { t } = context
  if (answer.state !== 'answered') {
    return html`<span class="quiet">${t(`observatory.state.${answer.state}`)}</span>`
  }
  if (answer.value !== undefined) return html`${answer.value}`
  if (answer.sufficient !== undefined) {
    const sufficient = answer.sufficient.length
    const insufficient = answer.insufficient?.length ?? 0
    return html`${t('observatory.city.data-short', { sufficient, insufficient })}`
  }
  const labels = choiceLabels(context, survey, question, answer)
  // In one piece: a narrow table sets the parts of a cell apart.
  return html`<span>${labels.map((label, at) => html`${at > 0 ? '; ' : ''}${label}`)}</span>`
}
