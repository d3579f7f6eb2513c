// Figures that the survey itself published: cited with their base and address, and never mixed with what is counted here.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, barChart, table } from '#pages'
import { hashOf } from './aggregate.ts'
import { editionNote, figureWays } from './figure-part.ts'
import { barsDrawing } from './files/drawing.ts'
import type { FigureFile } from './files/figure-file.ts'
import type { Holdings } from './observatory.ts'
import { type Survey, wordsOf } from './survey.ts'

/** Its name in addresses. */
export const publishedName = 'published-funded'

interface PublishedRow {
  option: string
  label: string
  value: number
  scope: string
  url: string
}

/** How many of all cities surveyed fund what; the pages state the counts, not their base. */
function publishedRows({ t, lang }: PageContext, { questions, published }: Survey): PublishedRow[] {
  const options = questions.find(({ id }) => id === 'funded')?.options ?? []
  return published
    .filter(({ question, unit }) => question === 'funded' && unit === 'cities')
    .map(({ option = '', value = 0, scope, url }) => ({
      ...{ option, value, url },
      label: wordsOf(options.find(({ id }) => id === option) ?? { es: '', en: '' }, lang),
      scope: scope === 'pooled' ? t('observatory.figure.pooled') : String(scope),
    }))
}

export function publishedFile(context: PageContext, survey: Survey): FigureFile {
  const { t, lang, locale } = context
  const rows = publishedRows(context, survey)
  const title = t('observatory.figure.published-funded')
  const description = t('observatory.figure.published-note')
  const source = [...new Set(rows.map(({ url }) => url))].join(' ')
  return {
    ...{ name: publishedName, title, description, source, version: hashOf(rows) },
    columns: [
      { id: 'option', label: t('observatory.figure.option') },
      { id: 'label', label: t('observatory.column.label') },
      { id: 'cities', label: t('observatory.figure.cities') },
      { id: 'edition', label: t('observatory.figure.edition') },
      { id: 'source', label: t('observatory.figure.source') },
    ],
    rows: rows.map(({ option, label, value, scope, url }) => [option, label, value, scope, url]),
    drawing: () =>
      barsDrawing(
        { title, subtitle: description, description, source },
        rows.map(({ label, value }) => ({ label, value, shown: locale.number(lang, value) })),
      ),
  }
}

/** Chart, table and files from the same rows; frozen by the version of the survey that states them. */
export function publishedCounts(context: PageContext, holdings: Holdings): Html {
  const title = context.t('observatory.figure.published-funded')
  return html`<div class="observatory-figure">
    ${publishedBody(context, holdings.survey)}
    ${figureWays(context, { name: publishedName, title, frozen: holdings.surveyVersion })}
    ${editionNote(context, holdings, 'funded')}
  </div>`
}

/** What an `<iframe>` of other sites holds too. */
export function publishedBody(context: PageContext, survey: Survey): Html {
  const { t } = context
  const rows = publishedRows(context, survey)
  const title = t('observatory.figure.published-funded')
  return html`${barChart(context, {
    ...{ id: publishedName, title, subtitle: t('observatory.figure.published-note') },
    bars: rows,
  })}
  ${table(context, {
    id: `${publishedName}-rows`,
    caption: title,
    ...{ captionHidden: true, stack: true, dense: true },
    columns: [
      { id: 'label', label: t('observatory.figure.option'), rowHead: true },
      { id: 'value', label: t('observatory.figure.cities'), kind: 'number' },
      { id: 'scope', label: t('observatory.figure.edition') },
      { id: 'source', label: t('observatory.figure.source') },
    ],
    rows: rows.map(({ label, value, scope, url }) => ({
      ...{ label, value, scope },
      source: html`<a href="${url}" rel="noopener">${new URL(url).host}</a>`,
    })),
  })}`
}

/** The most common activities of all cities surveyed, in order: it is no ranking of one city. */
export function publishedOrder({ t, lang }: PageContext, { survey }: Holdings): Html | null {
  const figure = survey.published.find(
    ({ question, unit }) => question === 'activities' && unit === 'order',
  )
  const options = survey.questions.find(({ id }) => id === 'activities')?.options ?? []
  if (figure?.order === undefined) return null
  return html`<h3>${t('observatory.figure.order')}</h3>
    <ol>
      ${figure.order.map((id) => html`<li>${wordsOf(options.find((each) => each.id === id) ?? { es: id, en: id }, lang)}</li>`)}
    </ol>
    <p class="quiet">
      ${t('observatory.figure.order-note')}
      <a href="${figure.url}" rel="noopener">${new URL(figure.url).host}</a>
    </p>`
}
