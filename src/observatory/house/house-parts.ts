// Budget, training and partnerships on the mayor's page: charts with their files, and every line.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, table } from '#pages'
import type { HouseView } from './house.ts'
import { houseFigurePart } from './house-figure-part.ts'
import { houseFigures } from './house-figures.ts'
import type { HousePageParts } from './house-page.ts'
import { choiceWords, dayWords } from './house-words.ts'
import { fieldsOf } from './kinds.ts'
import { sheetPath } from './paths.ts'

export function budgetPart(context: PageContext, { view, survey }: HousePageParts): Html | null {
  const { t, locale, lang, link } = context
  const lines = view.sheets.budget
  if (lines.length === 0) return null
  const figures = houseFigures(context, view, survey).filter(({ id }) => id.startsWith('budget-'))
  return html`<section>
    <h2>${t('observatory.house.budget')}</h2>
    <div class="observatory-columns">
      ${figures.map((figure) => houseFigurePart(context, figure))}
    </div>
    ${table(context, {
      id: 'budget',
      caption: t('observatory.house.budget'),
      captionHidden: true,
      ...{ stack: true, dense: true },
      columns: [
        { id: 'line', label: t('observatory.kind.budget'), rowHead: true },
        { id: 'planned', label: t('observatory.field.planned'), kind: 'number' },
        { id: 'executed', label: t('observatory.field.executed'), kind: 'number' },
      ],
      rows: lines.map(({ id, content }) => ({
        line: html`<a href="${link(sheetPath('budget', id))}"
          >${String(content['year'])},
          ${fieldsOf('budget')
            .filter(({ id: field }) => field === 'fund' || field === 'funded')
            .map((field) => choiceWords(context, survey, field, String(content[field.id])))
            .join(', ')}</a
        >`,
        planned: locale.number(lang, Number(content['planned'])),
        executed:
          content['executed'] === undefined
            ? '—'
            : locale.number(lang, Number(content['executed'])),
      })),
    })}
  </section>`
}

export function trainingPart(context: PageContext, { view, survey }: HousePageParts): Html | null {
  const { t, locale, lang, link } = context
  const { training } = view.sheets
  if (training.length === 0) return null
  const [figure] = houseFigures(context, view, survey).filter(({ id }) => id === 'training')
  return html`<section>
    <h2>${t('observatory.house.training')}</h2>
    <p>${trainingWords(context, view)}</p>
    ${figure === undefined ? null : houseFigurePart(context, figure)}
    <ul>
      ${training.map(
        ({ id, content }) =>
          html`<li>
            <a href="${link(sheetPath('training', id))}">${content['name']}</a>
            <span class="quiet"
              >${dayWords(context, String(content['day']))},
              ${t('observatory.house.training-of', {
                people: Number(content['people']),
                hours: locale.number(lang, Number(content['hours'])),
              })}</span
            >
          </li>`,
      )}
    </ul>
  </section>`
}

function trainingWords({ t }: PageContext, { sheets: { training } }: HouseView): string {
  const sum = (of: (content: (typeof training)[number]['content']) => number): number =>
    training.reduce((total, { content }) => total + of(content), 0)
  return t('observatory.house.training-sum', {
    courses: training.length,
    people: sum((content) => Number(content['people'])),
    hours: sum((content) => Number(content['hours']) * Number(content['people'])),
  })
}

/** Those for data apart: what the survey asks as a question of its own. */
export function partnersPart(context: PageContext, { view, survey }: HousePageParts): Html | null {
  const { t, link } = context
  const { partnership } = view.sheets
  if (partnership.length === 0) return null
  const field = fieldsOf('partnership').find(({ id }) => id === 'partner')
  const list = (data: 'yes' | 'no'): Html | null => {
    const own = partnership.filter(({ content }) => content['data'] === data)
    if (own.length === 0) return null
    return html`<h3>${t(`observatory.house.partnerships-${data === 'yes' ? 'data' : 'other'}`)}</h3>
      <ul>
        ${own.map(
          ({ id, content }) =>
            html`<li>
              <a href="${link(sheetPath('partnership', id))}">${content['name']}</a>
              <span class="quiet"
                >${field ? choiceWords(context, survey, field, String(content['partner'])) : null}:
                ${content['purpose']}</span
              >
              ${data === 'yes' ? badge({ label: t('observatory.house.data'), kind: 'info' }) : null}
            </li>`,
        )}
      </ul>`
  }
  return html`<section>
    <h2>${t('observatory.house.partnerships')}</h2>
    ${list('yes')} ${list('no')}
  </section>`
}
