// Up to five cities side by side, question by question, beside a group of cities; all of it stands in the address.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, emptyState, layout, table, tabs } from '#pages'
import { answerTo } from './answer.ts'
import { type Cohort, cohortChoices, cohortFrom } from './cohort.ts'
import { ObservatoryError } from './errors.ts'
import { roundedShare } from './grammar.ts'
import { type Holdings, countIn } from './observatory.ts'
import { nameOf } from './profile.ts'
import { type Question, questionOf, wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'

export const mostCities = 5

/** Of each question, in the column of a group. */
const mostOptions = 3

/**
 * `cities` are ids joined by commas, each with its edition where not the newest is meant:
 * `lima,toronto:2018,toronto:2020`; `cohort` names the group beside them.
 * @throws ObservatoryError not-found, too-many-cities
 */
export function comparePage(
  context: PageContext,
  holdings: Holdings | null,
  cities: string,
  asked?: unknown,
): string {
  const { t, lang, link } = context
  const names = [...new Set(cities.split(',').filter(Boolean))]
  if (names.length > mostCities) throw new ObservatoryError('too-many-cities', { most: mostCities })
  const chosen = names.map((each) => sheetOf(holdings, each))
  const cohort = asked === 'all' ? 'all' : cohortFrom(holdings, asked)
  const title = t('observatory.compare.title')
  const lead = t('observatory.compare.lead', { most: mostCities })
  const body = html`<h1>${title}</h1>
    <p class="lead">${lead}</p>
    ${chooser(context, holdings, names, asked)}
    ${
      holdings === null || chosen.length === 0
        ? emptyState({
            title: t('observatory.compare.none'),
            body: t('observatory.compare.none-text'),
          })
        : html`${groups(context, chosen, names, asked)}
            ${cohort === undefined ? null : html`<p class="quiet">${t('observatory.compare.group-note', { least: holdings.minimum })}</p>`}
            <div class="observatory-comparison">
              ${table(context, {
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
                  ...(cohort === undefined
                    ? []
                    : [
                        {
                          id: 'group',
                          label:
                            cohort === 'all' ? t('observatory.cohort.all') : cohort.label(t, lang),
                        },
                      ]),
                ],
                rows: holdings.survey.questions.map((question) => ({
                  question: wordsOf(question.text, lang),
                  ...Object.fromEntries(
                    chosen.map(({ profile }, at) => [
                      String(at),
                      answerInWords(
                        context,
                        holdings.survey,
                        question.id,
                        answerTo(profile, question.id),
                      ),
                    ]),
                  ),
                  ...(cohort === undefined
                    ? {}
                    : { group: ofGroup(context, holdings, question, cohort) }),
                })),
              })}
            </div>`
    }`
  return layout(context, {
    ...{ title, description: lead, body, section: 'observatory', styles: ['observatory.css'] },
    breadcrumbs: [{ label: t('observatory.list.title'), href: link('/observatory') }],
  })
}

interface Chosen {
  place: Holdings['places'][number]
  profile: Holdings['profiles'][number]
}

function sheetOf(holdings: Holdings | null, name: string): Chosen {
  const [city = '', edition] = name.split(':')
  const place = holdings?.places.find(({ id }) => id === city)
  const profile = holdings?.profiles.findLast(
    (each) => each.city === city && (edition === undefined || String(each.edition) === edition),
  )
  if (!place || !profile) throw new ObservatoryError('not-found', { city })
  return { place, profile }
}

/** What most cities of the group answered: counts always, a percentage from the smallest base on. */
function ofGroup(
  context: PageContext,
  holdings: Holdings,
  { id }: Question,
  cohort: Cohort | 'all',
): Html {
  const { t, lang } = context
  const count = countIn(holdings, 'pooled', cohort === 'all' ? undefined : cohort)
  const figures = (questionOf(holdings.survey, id)?.options ?? [])
    .map((option) => ({ option, figure: count(id, option.id) }))
    .filter(({ figure }) => figure.chosen > 0)
    .toSorted((a, b) => b.figure.chosen - a.figure.chosen)
  if (figures.length === 0) return html`—`
  return html`<ul class="compare-group">
    ${figures.slice(0, mostOptions).map(({ option, figure: { chosen, answered, percent } }) => {
      const base = t('observatory.compare.of', { chosen, answered })
      return html`<li>
        ${wordsOf(option, lang)}:
        ${percent === null ? base : html`${roundedShare(t, percent)} <span class="quiet">(${base})</span>`}
      </li>`
    })}
  </ul>`
}

/** The groups of the cities on the page, and these cities as a group of one's own choice. */
function groups(
  context: PageContext,
  chosen: readonly Chosen[],
  names: readonly string[],
  asked: unknown,
): Html {
  const { t, lang, link } = context
  const own = [...new Set(chosen.map(({ place }) => place.id))]
  const kinds = new Map<string, string>([
    ['', t('observatory.compare.no-group')],
    ['all', t('observatory.cohort.all')],
    ...chosen
      .flatMap(({ place, profile }) => cohortChoices(place, profile))
      .map(({ name, label }) => [name, label(t, lang)] as const),
    ...(own.length > 1
      ? [[`cities:${own.join(',')}`, t('observatory.compare.these')] as const]
      : []),
  ])
  const current = typeof asked === 'string' ? asked : ''
  return tabs(context, {
    label: t('observatory.cohort.label'),
    tabs: [...kinds].map(([name, label]) => ({
      label,
      href: link('/observatory/compare', {
        cities: names.join(','),
        cohort: name === '' ? undefined : name,
      }),
      current: name === current,
    })),
  })
}

/** Links that add a city or take one away; nothing to fill in. */
function chooser(
  context: PageContext,
  holdings: Holdings | null,
  names: readonly string[],
  asked: unknown,
): Html | null {
  const { t, lang, link } = context
  if (holdings === null) return null
  const cohort = typeof asked === 'string' && asked !== '' ? asked : undefined
  const to = (list: readonly string[]): string =>
    link('/observatory/compare', { cities: list.join(',') || undefined, cohort })
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
