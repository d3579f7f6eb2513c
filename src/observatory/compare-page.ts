// Up to five cities side by side, question by question; which ones stands in the address.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, emptyState, layout, table } from '#pages'
import { answerTo } from './answer.ts'
import { ObservatoryError } from './errors.ts'
import type { Holdings } from './observatory.ts'
import { nameOf } from './profile.ts'
import { wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'

export const mostCities = 5

/**
 * `cities` are ids joined by commas, each with its edition where not the newest is meant:
 * `lima,toronto:2018,toronto:2020`.
 * @throws ObservatoryError not-found, too-many-cities
 */
export function comparePage(
  context: PageContext,
  holdings: Holdings | null,
  cities: string,
): string {
  const { t, lang, link } = context
  const names = [...new Set(cities.split(',').filter(Boolean))]
  if (names.length > mostCities) throw new ObservatoryError('too-many-cities', { most: mostCities })
  const chosen = names.map((each) => sheetOf(holdings, each))
  const title = t('observatory.compare.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.compare.lead', { most: mostCities })}</p>
    ${chooser(context, holdings, names)}
    ${
      holdings === null || chosen.length === 0
        ? emptyState({
            title: t('observatory.compare.none'),
            body: t('observatory.compare.none-text'),
          })
        : table(context, {
            id: 'comparison',
            caption: title,
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'question', label: t('observatory.city.question'), rowHead: true },
              ...chosen.map(({ place, profile }, at) => ({
                id: String(at),
                label: `${nameOf(place, lang)} ${profile.edition}`,
              })),
            ],
            rows: holdings.survey.questions.map(({ id, text }) => ({
              question: wordsOf(text, lang),
              ...Object.fromEntries(
                chosen.map(({ profile }, at) => [
                  String(at),
                  answerInWords(context, holdings.survey, id, answerTo(profile, id)),
                ]),
              ),
            })),
          })
    }`
  return layout(context, {
    title,
    description: t('observatory.compare.lead', { most: mostCities }),
    body,
    breadcrumbs: [{ label: t('observatory.list.title'), href: link('/observatory') }],
    section: 'observatory',
    styles: ['observatory.css'],
  })
}

function sheetOf(
  holdings: Holdings | null,
  name: string,
): { place: Holdings['places'][number]; profile: Holdings['profiles'][number] } {
  const [city = '', edition] = name.split(':')
  const place = holdings?.places.find(({ id }) => id === city)
  const profile = holdings?.profiles.findLast(
    (each) => each.city === city && (edition === undefined || String(each.edition) === edition),
  )
  if (!place || !profile) throw new ObservatoryError('not-found', { city })
  return { place, profile }
}

/** Links that add a city or take one away; nothing to fill in. */
function chooser(
  context: PageContext,
  holdings: Holdings | null,
  names: readonly string[],
): Html | null {
  const { t, lang, link } = context
  if (holdings === null) return null
  const to = (list: readonly string[]): string =>
    link('/observatory/compare', { cities: list.join(',') || undefined })
  const label = (name: string): string => {
    const { place, profile } = sheetOf(holdings, name)
    return `${nameOf(place, lang)} ${profile.edition}`
  }
  const open = holdings.profiles
    .map(({ city, edition }) => `${city}:${edition}`)
    .filter((each) => !names.includes(each))
  return html`<ul class="observatory-chips">
      ${names.map(
        (each) =>
          html`<li>
            ${label(each)}
            <a href="${to(names.filter((other) => other !== each))}"
              >${t('observatory.compare.remove')}<span class="visually-hidden">
                ${label(each)}</span
              ></a
            >
          </li>`,
      )}
    </ul>
    ${
      names.length >= mostCities
        ? null
        : html`<details class="details">
            <summary>${t('observatory.compare.add')}</summary>
            <ul class="observatory-choices">
              ${open.map((each) => html`<li><a href="${to([...names, each])}">${label(each)}</a></li>`)}
            </ul>
          </details>`
    }`
}
