// The profile of one city in one edition: what it answered, beside others, and where each sentence comes from.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, layout, notice, summaryList, tabs } from '#pages'
import { type Answer, answerTo } from './answer.ts'
import { signersPart } from './answering/attestation-part.ts'
import { changesPart, dataPart, unknownPart } from './city-parts.ts'
import { type Cohort, cohortChoices, cohortFrom } from './cohort.ts'
import { ObservatoryError } from './errors.ts'
import { figurePart } from './figure-part.ts'
import { type Holdings, countIn } from './observatory.ts'
import { type Place, countryName, nameOf } from './profile.ts'
import { publishedCounts, publishedOrder } from './published-figure.ts'
import { sentencePart } from './sentence-part.ts'
import { type Sentence, type Wording, sentencesOf, wordings } from './sentences.ts'
import type { StoredProfile } from './store-observatory.ts'
import { questionOf, wordsOf } from './survey.ts'
import { choiceLabels } from './words.ts'

export interface CityView {
  place: Place
  profile: StoredProfile
  /** Of the same city in other editions. */
  others: StoredProfile[]
  wording: Wording
  sentences: Sentence[]
  /** The group of cities it is set beside in the wording `held`; absent: all. */
  cohort?: Cohort
}

/** @throws ObservatoryError not-found */
export function cityView(
  { t, lang }: Pick<PageContext, 't' | 'lang'>,
  holdings: Holdings | null,
  asked: { city: string; edition?: unknown; wording?: unknown; cohort?: unknown },
): CityView {
  const place = holdings?.places.find(({ id }) => id === asked.city)
  const sheets = holdings?.profiles.filter(({ city }) => city === asked.city) ?? []
  const wanted = typeof asked.edition === 'string' ? asked.edition : undefined
  const profile =
    wanted === undefined ? sheets.at(-1) : sheets.find((each) => String(each.edition) === wanted)
  if (!holdings || !place || !profile) throw new ObservatoryError('not-found', { city: asked.city })
  const wording = wordings.find((each) => each === asked.wording) ?? 'full'
  const { survey } = holdings
  const cohort = cohortFrom(holdings, asked.cohort)
  const count = countIn(holdings, 'pooled', cohort)
  const sentences = sentencesOf({ t, lang, survey, place, profile, wording, count })
  return {
    ...{ place, profile, wording, sentences },
    others: sheets.filter((each) => each !== profile),
    ...(cohort === undefined ? {} : { cohort }),
  }
}

export function cityPage(context: PageContext, holdings: Holdings, view: CityView): string {
  const { t, lang, link } = context
  const { place, profile } = view
  const name = nameOf(place, lang)
  const title = t('observatory.city.title', { city: name })
  const description = t('observatory.city.lead', {
    ...{ city: name, country: countryName(place, lang), year: String(profile.edition) },
  })
  const show = partsOf(context, holdings, view)
  const body = html`<h1>${title}</h1>
    <p class="lead">${description}</p>
    ${switches(context, view)} ${sourceNotice(context, view)} ${headFacts(context, view)}
    ${show.list('helping')} ${show.list('factors')} ${spotlight(context, view)}
    ${show.section('vision', [show.say('strategy'), show.say('approach')])}
    ${areasPart(context, holdings, view)}
    ${show.section('roles', [
      show.say('roles'),
      show.chips('roles'),
      figurePart(context, holdings, 'roles'),
    ])}
    ${structurePart(context, holdings, view)} ${show.list('terms')}
    ${show.section('activities', [
      show.chips('activities'),
      show.say('activities'),
      publishedOrder(context, holdings),
    ])}
    ${show.section('funding', [
      show.say('funding'),
      show.titled('sources'),
      show.titled('funded'),
      show.say('invests'),
      show.say('training'),
      answerTo(profile, 'funding').state === 'answered' ? publishedCounts(context, holdings) : null,
    ])}
    ${show.section('partners', [show.say('partners'), show.say('data-partners')])}
    ${dataPart(context, holdings, view)} ${changesPart(context, holdings, view)}
    ${unknownPart(context, holdings, view)}
    <p>
      <a
        href="${link(`/observatory/cities/${place.id}/profile.json`, { edition: profile.edition, wording: view.wording })}"
        >JSON</a
      >
      · ${t('observatory.city.answers')}
      ${(['csv', 'json', 'xlsx'] as const).map(
        (format) =>
          html`<a
            href="${link(`/observatory/cities/${place.id}/answers.${format}`, { edition: profile.edition })}"
            >${format.toUpperCase()}</a
          > `,
      )}
      ·
      <a href="${link('/observatory/compare', { cities: `${place.id}:${profile.edition}` })}"
        >${t('observatory.compare.title')}</a
      >
    </p>`
  return layout(context, {
    title,
    description,
    body,
    breadcrumbs: [{ label: t('observatory.list.title'), href: link('/observatory') }],
    section: 'observatory',
    styles: ['observatory.css'],
  })
}

/** Names the edition and the wording, so that it says the same when there are newer ones. */
function permalinkOf({ link }: PageContext, { place, profile, wording, cohort }: CityView): string {
  const { edition } = profile
  return link(`/observatory/cities/${place.id}`, { edition, wording, cohort: cohort?.name })
}

interface Show {
  say(id: string): Html | null
  chips(question: string): Html | null
  titled(question: string): Html | null
  list(question: string): Html | null
  /** Nothing at all where every part but figures over all cities is empty. */
  section(id: string, parts: readonly (Html | null)[]): Html | null
}

function partsOf(context: PageContext, holdings: Holdings, view: CityView): Show {
  const { t, lang } = context
  const { survey } = holdings
  const { profile, place } = view
  const city = nameOf(place, lang)
  const permalink = permalinkOf(context, view)
  const say = (id: string): Html | null => {
    const found = view.sentences.find((each) => each.id === id)
    return found ? sentencePart(context, survey, found, permalink) : null
  }
  const chips = (question: string): Html | null => {
    const labels = choiceLabels(context, survey, question, answerTo(profile, question))
    if (labels.length === 0) return null
    return html`<ul class="observatory-chips">
      ${labels.map((label, at) => html`<li>${label} ${exampleOf(context, holdings, question, answerTo(profile, question), at)}</li>`)}
    </ul>`
  }
  const under = (question: string, level: 2 | 3): Html | null => {
    const items = chips(question)
    const title = t(`observatory.city.part.${question}`, { city })
    if (items === null) return null
    return level === 2
      ? html`<section>
          <h2>${title}</h2>
          ${items}
        </section>`
      : html`<h3>${title}</h3>
          ${items}`
  }
  return {
    say,
    chips,
    titled: (question) => under(question, 3),
    list: (question) => under(question, 2),
    section: (id, parts) => {
      const own = id === 'roles' || id === 'activities' ? parts.slice(0, 2) : parts
      if (own.every((part) => part === null)) return null
      return html`<section>
        <h2>${t(`observatory.city.part.${id}`, { city })}</h2>
        ${parts}
      </section>`
    },
  }
}

function exampleOf(
  { t, lang }: PageContext,
  { survey }: Holdings,
  question: string,
  { choices = [] }: Answer,
  at: number,
): Html | null {
  const choice = choices[at]
  const option =
    choice !== undefined && 'option' in choice
      ? questionOf(survey, question)?.options.find(({ id }) => id === choice.option)
      : undefined
  if (option?.example === undefined) return null
  return html`<span class="quiet"
    >${t('observatory.city.example', { example: wordsOf(option.example, lang) })}</span
  >`
}

function switches(
  context: PageContext,
  { place, profile, others, wording, cohort }: CityView,
): Html {
  const { t, lang, link } = context
  const to = (edition: number, worded: Wording): string =>
    link(`/observatory/cities/${place.id}`, { edition, wording: worded })
  const editions = [profile, ...others].map(({ edition }) => edition).toSorted((a, b) => a - b)
  return html`${
    editions.length > 1
      ? tabs(context, {
          label: t('observatory.city.editions'),
          tabs: editions.map((edition) => ({
            label: String(edition),
            href: to(edition, wording),
            current: edition === profile.edition,
          })),
        })
      : null
  }
  ${tabs(context, {
    label: t('observatory.city.wordings'),
    tabs: wordings.map((each) => ({
      label: t(`observatory.wording.${each}`),
      href: to(profile.edition, each),
      current: each === wording,
    })),
  })}
  ${
    wording === 'held'
      ? tabs(context, {
          label: t('observatory.cohort.label'),
          tabs: [undefined, ...cohortChoices(place, profile)].map((each) => ({
            label: each?.label(t, lang) ?? t('observatory.cohort.all'),
            href: link(`/observatory/cities/${place.id}`, {
              ...{ edition: profile.edition, wording, cohort: each?.name },
            }),
            current: each?.name === cohort?.name,
          })),
        })
      : null
  }`
}

function sourceNotice(context: PageContext, { place, profile }: CityView): Html {
  const { t, link } = context
  const { source, edition, generation } = profile
  return notice(context, {
    kind: 'info',
    title: t(`observatory.city.${source.kind === 'form' ? 'answered' : 'transcribed'}`, {
      year: String(edition),
    }),
    body: html`<p>
        <a class="observatory-source" href="${source.url}" rel="noopener">${source.url}</a>
        ${
          source.kind === 'form'
            ? null
            : source.extent === 'complete'
              ? html`<span class="quiet">(${t('observatory.city.complete')})</span>`
              : html`<span lang="en" class="quiet">(${source.extent})</span>`
        }
      </p>
      ${
        profile.attestation === undefined
          ? null
          : signersPart(
              context,
              profile.attestation,
              link(`/observatory/cities/${place.id}/attestation.pdf`, { edition }),
            )
      }
      ${edition === 2018 && generation === 2021 ? html`<p>${t('observatory.city.old-answers')}</p>` : null}`,
  })
}

/** Dated facts: who held an office then, never who holds it now. */
function headFacts({ t, lang, locale }: PageContext, { profile }: CityView): Html {
  const { mayor, population, officers } = profile.facts
  const year = String(profile.edition)
  const people =
    population === null
      ? null
      : population.year === null
        ? t('observatory.city.population-undated', { value: locale.number(lang, population.value) })
        : t('observatory.city.population', {
            value: locale.number(lang, population.value),
            year: String(population.year),
          })
  return summaryList([
    { label: t('observatory.city.mayor', { year }), value: mayor },
    { label: t('observatory.city.people'), value: people },
    {
      label: t('observatory.city.officers', { year, count: officers.length }),
      value: officers.join(', '),
    },
  ])
}

function spotlight({ t, lang }: PageContext, { place, profile }: CityView): Html | null {
  const { spotlight: text } = profile.facts
  if (text === null) return null
  return html`<section>
    <h2>${t('observatory.city.part.spotlight', { city: nameOf(place, lang) })}</h2>
    <p lang="en">${text.slice(0, 1).toUpperCase()}${text.slice(1)}</p>
    <p class="quiet">${t('observatory.city.summary-note')}</p>
  </section>`
}

function areasPart(context: PageContext, holdings: Holdings, view: CityView): Html | null {
  const { t, lang } = context
  const answer = answerTo(view.profile, 'areas')
  const city = nameOf(view.place, lang)
  const own =
    answer.state === 'none-of-these'
      ? html`<p id="areas">${t('observatory.city.no-areas', { city })}</p>`
      : partsOf(context, holdings, view).chips('areas')
  if (own === null) return null
  return html`<section>
    <h2>${t('observatory.city.part.areas', { city })}</h2>
    ${own} ${figurePart(context, holdings, 'areas')}
  </section>`
}

function structurePart(context: PageContext, holdings: Holdings, view: CityView): Html | null {
  const { t, lang, locale } = context
  const said = view.sentences.filter(({ id }) => id.startsWith('structure'))
  const { structure } = view.profile.facts
  const own = choiceLabels(context, holdings.survey, 'structure', {
    ...answerTo(view.profile, 'structure'),
    choices: (answerTo(view.profile, 'structure').choices ?? []).filter((each) => 'other' in each),
  })
  if (said.length === 0 && own.length === 0) return null
  const { location, staff, note } = structure ?? {}
  return html`<section>
    <h2>${t('observatory.city.part.structure', { city: nameOf(view.place, lang) })}</h2>
    ${said.map((each) => sentencePart(context, holdings.survey, each, permalinkOf(context, view)))}
    ${
      own.length === 0 && location === undefined && staff === undefined
        ? null
        : summaryList([
            { label: t('observatory.city.form'), value: own.length > 0 ? own : null },
            {
              label: t('observatory.city.location'),
              value: location === undefined ? null : html`<span lang="en">${location}</span>`,
            },
            {
              label: t('observatory.city.staff'),
              value:
                staff === undefined
                  ? null
                  : html`${locale.number(lang, staff)}
                    ${note === undefined ? null : html`<span class="quiet" lang="en">(${note})</span>`}`,
            },
          ])
    }
  </section>`
}
