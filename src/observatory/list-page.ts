// The cities of the observatory: filters that stand in the address, a map, the list, and figures over all.
import { type Html, html } from '@rimaq/markup'
import { type FacetGroup, type PageContext, emptyState, facets, layout, table } from '#pages'
import { answerTo, optionsIn } from './answer.ts'
import { answerPath } from './answering/paths.ts'
import { cohortFrom } from './cohort.ts'
import { figurePart } from './figure-part.ts'
import { figureQuestions } from './figures.ts'
import { housePath } from './house/paths.ts'
import type { Holdings } from './observatory.ts'
import { type GroupKind, groupIn, groupKinds, groupsBy } from './groups.ts'
import { type Place, countryName, nameOf } from './profile.ts'
import type { StoredProfile } from './store-observatory.ts'
import { questionOf, wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'
import { worldMap } from './world-map.ts'

/** What a city says of itself that it can be looked for by. */
const questionBy = { area: 'areas', role: 'roles', activity: 'activities' } as const

export const filterNames = ['area', 'role', 'activity', ...groupKinds] as const
export type FilterName = (typeof filterNames)[number]
export type Filters = Partial<Record<FilterName, string>>

interface Entry {
  place: Place
  /** The newest. */
  profile: StoredProfile
  editions: number[]
}

const kindOf = (name: FilterName): GroupKind | undefined => groupKinds.find((each) => each === name)

/** Values an entry has under one filter. */
function valuesBy(name: FilterName, { place, profile }: Entry): string[] {
  const kind = kindOf(name)
  if (kind !== undefined) return [groupIn(kind, { place, facts: profile.facts }).value]
  return optionsIn(answerTo(profile, questionBy[name as keyof typeof questionBy]))
}

/** One entry for each city with a sheet, by name. */
function entriesOf({ places, profiles }: Holdings, lang: string): Entry[] {
  return places
    .flatMap((place) => {
      const sheets = profiles.filter(({ city }) => city === place.id)
      const profile = sheets.at(-1)
      return profile ? [{ place, profile, editions: sheets.map(({ edition }) => edition) }] : []
    })
    .toSorted((a, b) => nameOf(a.place, lang).localeCompare(nameOf(b.place, lang), lang))
}

function fits(entry: Entry, filters: Filters, but?: FilterName): boolean {
  return filterNames.every((name) => {
    const wanted = filters[name]
    return wanted === undefined || name === but || valuesBy(name, entry).includes(wanted)
  })
}

export function listPage(
  context: PageContext,
  holdings: Holdings | null,
  filters: Filters,
  /** Whether the reader answers for the city. */
  answers = false,
): string {
  const { t, lang, link } = context
  const title = t('observatory.list.title')
  const all = holdings ? entriesOf(holdings, lang) : []
  const found = all.filter((entry) => fits(entry, filters))
  const narrowed = Object.keys(filters).length > 0 && found.length > 0
  // One filter that is a group by itself keeps its name; anything else is a list of cities.
  const [only, ...others] = Object.entries(filters)
  const kind = groupKinds.find((each) => each === only?.[0])
  const chosen =
    kind !== undefined && others.length === 0
      ? `${kind}:${only?.[1] ?? ''}`
      : `cities:${found.map(({ place }) => place.id).join(',')}`
  const group = narrowed ? cohortFrom(holdings, chosen) : undefined
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.list.lead', { count: all.length })}</p>
    <ul class="observatory-ways">
      <li>
        <a href="${link(housePath)}"
          >${t('observatory.house.title', { city: context.city.name })}</a
        >
      </li>
      <li><a href="${link('/observatory/compare')}">${t('observatory.compare.title')}</a></li>
      <li><a href="${link('/observatory/changes')}">${t('observatory.changes.title')}</a></li>
      <li>
        <a href="${link('/observatory/assessments')}">${t('observatory.assessment.title')}</a>
      </li>
      ${
        answers
          ? html`<li><a href="${link(answerPath)}">${t('observatory.answering.title')}</a></li>`
          : null
      }
    </ul>
    ${
      holdings === null
        ? emptyState({ title: t('observatory.list.none'), body: t('observatory.list.none-text') })
        : html`<p class="quiet">
              ${t('observatory.list.sample')} ${t('observatory.list.income-note')}
              ${t('observatory.list.minimum', { least: holdings.minimum })}
            </p>
            <div class="observatory-list">
              <details class="observatory-filters">
                <summary>${t('observatory.list.narrow')}</summary>
                ${facets(context, { groups: groupsOf(context, holdings, all, filters), clear: link('/observatory') })}
              </details>
              <div>
                <p role="status">${t('observatory.list.count', { count: found.length })}</p>
                ${found.length === 0 ? emptyState({ title: t('observatory.list.no-match'), body: t('observatory.list.no-match-text') }) : [mapOf(context, found), tableOf(context, holdings, found)]}
              </div>
            </div>
            <h2>${t(narrowed ? 'observatory.list.figures-some' : 'observatory.list.figures')}</h2>
            <div class="observatory-figures">
              ${figureQuestions.map((each) => figurePart(context, holdings, each, group))}
            </div>`
    }
    <p>
      ${t('observatory.list.files')}
      ${(['csv', 'json', 'xlsx'] as const).map(
        (each) =>
          html`<a href="${link(`/observatory/answers/answers.${each}`)}"
            >${each.toUpperCase()}</a
          > `,
      )}
      ·
      <a href="${link('/observatory/answers/codebook.csv')}">${t('observatory.list.codebook')}</a> ·
      <a href="${link('/dataset/observatorio-de-ciudades')}">${t('observatory.house.dataset')}</a>
    </p>`
  return layout(context, {
    title,
    description: t('observatory.list.lead', { count: all.length }),
    body,
    section: 'observatory',
    styles: ['observatory.css'],
  })
}

function groupsOf(
  context: PageContext,
  holdings: Holdings,
  all: Entry[],
  filters: Filters,
): FacetGroup[] {
  const { t, link } = context
  return filterNames.map((name) => ({
    id: name,
    label: t(`observatory.filter.${name}`),
    choices: choicesOf(context, holdings, name)
      .map(({ value, label }) => {
        const chosen = filters[name] === value
        return {
          label,
          chosen,
          count: all.filter(
            (entry) => fits(entry, filters, name) && valuesBy(name, entry).includes(value),
          ).length,
          href: link('/observatory', { ...filters, [name]: chosen ? undefined : value }),
        }
      })
      .filter(({ count, chosen }) => count > 0 || chosen),
  }))
}

function choicesOf(
  { t, lang }: PageContext,
  { survey }: Holdings,
  name: FilterName,
): { value: string; label: string }[] {
  const kind = kindOf(name)
  if (kind !== undefined) {
    return groupsBy(kind).map(({ value, label }) => ({ value, label: label(t) }))
  }
  const question = questionBy[name as keyof typeof questionBy]
  return (questionOf(survey, question)?.options ?? []).map((option) => ({
    value: option.id,
    label: wordsOf(option, lang),
  }))
}

function mapOf({ t, lang }: PageContext, entries: Entry[]): Html {
  return worldMap({
    id: 'cities',
    title: t('observatory.list.map'),
    description: t('observatory.list.map-text', { count: entries.length }),
    places: entries.map(({ place }) => ({
      label: nameOf(place, lang),
      at: place.at,
    })),
  })
}

function tableOf(context: PageContext, { survey }: Holdings, entries: Entry[]): Html {
  const { t, lang, link } = context
  return table(context, {
    id: 'city-list',
    caption: t('observatory.list.title'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'city', label: t('observatory.list.city'), rowHead: true },
      { id: 'country', label: t('observatory.list.country') },
      { id: 'editions', label: t('observatory.list.editions') },
      { id: 'strategy', label: t('observatory.list.strategy') },
      { id: 'areas', label: t('observatory.filter.area') },
    ],
    rows: entries.map(({ place, profile, editions }) => ({
      city: html`<a href="${link(`/observatory/cities/${place.id}`)}">${nameOf(place, lang)}</a>`,
      country: countryName(place, lang),
      editions: editions.join(', '),
      strategy: answerInWords(context, survey, 'strategy', answerTo(profile, 'strategy')),
      areas: answerInWords(context, survey, 'areas', answerTo(profile, 'areas')),
    })),
  })
}
