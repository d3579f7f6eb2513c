// Writes the sentences of a profile from answers and figures; each carries what it depends on.
import type { Translate } from '#platform'
import { type Aggregate, hashOf } from './aggregate.ts'
import { type Answer, answerTo, optionsIn, singleIn } from './answer.ts'
import { listOf, longListOf, ownerOf, shareText, withArticle } from './grammar.ts'
import type { CityProfile, Place } from './profile.ts'
import { nameOf } from './profile.ts'
import {
  type PublishedAggregate,
  type Scope,
  type Survey,
  publishedFor,
  questionOf,
  wordsOf,
} from './survey.ts'

/**
 * `published` leaves out bases and editions, as the survey's own pages did; `full` states them;
 * `held` compares with the profiles that are kept here instead of with figures of others.
 */
export const wordings = ['full', 'published', 'held'] as const
export type Wording = (typeof wordings)[number]

export interface Sentence {
  /** Its permalink on the page: strategy, approach, roles … */
  id: string
  text: string
  /**
   * `seen`: these words stood on the survey's pages, with other names and numbers; `own`: what was
   * answered is theirs, the words are ours, because no page that shows them is known.
   */
  words: 'seen' | 'own'
  /** For the "why?" panel, and for the hash. */
  depends: {
    answers: { question: string; answer: Answer }[]
    aggregate: PublishedAggregate | Aggregate | null
    edition: number
    version: number
    source: string
  }
  /** SHA-256 of text and `depends`. */
  hash: string
}

export interface SentenceParts {
  t: Translate
  lang: string
  survey: Survey
  place: Place
  profile: CityProfile
  wording: Wording
  /** Counts over the sheets that are held; asked for by the wording `held` only. */
  count?: (question: string, option: string) => Aggregate
}

type Lead = 'along' | 'similar' | 'like'

/** Every sentence the answers allow, in the order of the page. Nothing is said of what is not known. */
export function sentencesOf(parts: SentenceParts): Sentence[] {
  return [
    comparison(parts, 'strategy', 'along'),
    comparison(parts, 'approach', 'similar'),
    rolesSentence(parts),
    ...structureSentences(parts),
    activitiesSentence(parts),
    comparison(parts, 'funding', 'like'),
    investsSentence(parts),
    trainingSentence(parts),
    partnersSentence(parts),
    dataPartnersSentence(parts),
  ].filter((each) => each !== null)
}

function sentence(
  { profile }: SentenceParts,
  id: string,
  text: string,
  questions: readonly string[],
  aggregate: PublishedAggregate | Aggregate | null = null,
): Sentence {
  const depends = {
    answers: questions.map((question) => ({ question, answer: answerTo(profile, question) })),
    aggregate,
    edition: profile.edition,
    version: profile.version,
    source: profile.source.url,
  }
  const words = seenWords.has(seenName(id, depends.answers)) ? 'seen' : 'own'
  return { id, text, words, depends, hash: hashOf({ id, text, depends }) }
}

/** Sentences whose English wording was read on a page of the survey; see acceptance.test.ts for which. */
const seenWords: ReadonlySet<string> = new Set([
  ...['strategy.yes', 'strategy.no', 'approach.both', 'approach.holistic', 'approach.specific'],
  ...['roles', 'structure-task-group', 'structure-lead', 'structure-no-team', 'activities'],
  ...['funding.yes', 'funding.no', 'invests', 'partners', 'data-partners'],
])

function seenName(id: string, answers: Sentence['depends']['answers']): string {
  const [first] = answers
  const option =
    first && ['strategy', 'approach', 'funding'].includes(id) ? singleIn(first.answer) : null
  return option === null ? id : `${id}.${option}`
}

/** Of a `single` answer: what the city does, beside how many do the same. */
function comparison(parts: SentenceParts, question: string, lead: Lead): Sentence | null {
  const { t, lang, place, profile } = parts
  const option = singleIn(answerTo(profile, question))
  if (option === null) return null
  const fact = t(`observatory.fact.${question}.${option}`, { city: nameOf(place, lang) })
  const scope = profile.generation === 2019 ? profile.edition : 'pooled'
  return beside(parts, { id: question, question, option, fact, lead, scope })
}

interface Beside {
  id: string
  question: string
  option: string
  fact: string
  lead: Lead
  scope: Scope
}

function beside(parts: SentenceParts, about: Beside): Sentence {
  const { survey, wording, t } = parts
  const { id, question, option, fact } = about
  if (wording === 'held') return besideHeld(parts, about)
  const figure = publishedFor(survey, question, option, about.scope)
  if (figure?.value === undefined) {
    return sentence(parts, id, t('observatory.lead.alone', { fact }), [question])
  }
  const year = String(figure.scope)
  const values = { fact, share: publishedShare(parts, figure), base: baseOf(parts, figure), year }
  const text = t(`observatory.lead.${leadOf(parts, about, figure.value)}`, values)
  return sentence(parts, id, text, [question], figure)
}

function leadOf({ wording }: SentenceParts, about: Beside, value: number): string {
  const ofYear = typeof about.scope === 'number' && about.id === 'training'
  if (wording === 'published') return ofYear ? 'edition.published' : `${about.lead}.published`
  // Less than half do the same: "similar to" would mislead.
  return value < 50 ? 'unlike' : ofYear ? 'edition.full' : `${about.lead}.full`
}

/** `50%`, or the words that stood in its place; with the number beside them where bases are told. */
export function publishedShare(
  { t, wording }: Pick<SentenceParts, 't' | 'wording'>,
  { value = 0, words }: PublishedAggregate,
): string {
  const number = shareText(t, value)
  if (words === undefined) return number
  const said = t(`observatory.share.${words}`)
  return wording === 'published' ? said : t('observatory.share.words', { said, number })
}

/** How many answered, and when, as far as that was published. */
export function baseOf(
  { t, survey }: Pick<SentenceParts, 't' | 'survey'>,
  { scope }: PublishedAggregate,
): string {
  if (scope === 'pooled') {
    const count = survey.pooledRespondents
    const years = survey.editions.map(({ year }) => String(year))
    return t('observatory.base.pooled', { count, first: years[0] ?? '', last: years.at(-1) ?? '' })
  }
  const { respondents = null } = survey.editions.find(({ year }) => year === scope) ?? {}
  return respondents === null
    ? t('observatory.base.unknown', { year: String(scope) })
    : t('observatory.base.edition', { count: respondents, year: String(scope) })
}

function besideHeld(parts: SentenceParts, { id, question, option, fact }: Beside): Sentence {
  const { t, count } = parts
  const figure = count?.(question, option) ?? null
  if (figure === null || figure.answered === 0) {
    return sentence(parts, id, t('observatory.lead.alone', { fact }), [question])
  }
  const { percent, chosen, answered } = figure
  const text =
    percent === null
      ? t('observatory.lead.few', { fact, chosen, answered })
      : t('observatory.lead.held', { fact, share: shareText(t, percent), chosen, answered })
  return sentence(parts, id, text, [question], figure)
}

function rolesSentence(parts: SentenceParts): Sentence | null {
  const { t, lang, place, profile, wording } = parts
  const { state, value: count } = answerTo(profile, 'rolesCount')
  if (state !== 'answered' || count === undefined) return null
  const listed = answerTo(profile, 'roles').choices?.length ?? 0
  const said = t('observatory.sentence.roles', { city: nameOf(place, lang), count })
  const text =
    wording === 'published' || listed === 0 || listed === count
      ? said
      : `${said} ${t('observatory.sentence.listed', { listed, count })}`
  return sentence(parts, 'roles', text, ['rolesCount', 'roles'])
}

function structureSentences(parts: SentenceParts): Sentence[] {
  const { t, lang, place, profile } = parts
  const city = nameOf(place, lang)
  const said = optionsIn(answerTo(profile, 'structure')).map((kind) =>
    sentence(
      parts,
      `structure-${kind}`,
      t(`observatory.structure.${kind}`, { city, owner: ownerOf(lang, city) }),
      ['structure'],
    ),
  )
  const lead = profile.facts.structure?.lead
  if (lead === undefined) return said
  const values = {
    owner: ownerOf(lang, city),
    lead: lang === 'en' ? withArticle(lead.en) : lead.es,
  }
  return [
    ...said,
    sentence(parts, 'structure-lead', t('observatory.sentence.lead', values), ['structure']),
  ]
}

/** The options chosen, as they stand inside a sentence; a city's own words as they are. */
function inline({ survey, profile, lang }: SentenceParts, question: string): Map<string, string> {
  const options = questionOf(survey, question)?.options ?? []
  return new Map(
    (answerTo(profile, question).choices ?? []).map((each) => {
      if ('other' in each) return [each.other, each.other]
      const option = options.find(({ id }) => id === each.option)
      return [each.option, option ? wordsOf(option.inline ?? option, lang) : each.option]
    }),
  )
}

function activitiesSentence(parts: SentenceParts): Sentence | null {
  const items = [...inline(parts, 'activitiesAlso').values()]
  if (items.length === 0) return null
  const list = longListOf(parts.lang, items)
  return sentence(parts, 'activities', parts.t('observatory.sentence.activities', { list }), [
    'activitiesAlso',
  ])
}

function investsSentence(parts: SentenceParts): Sentence | null {
  const { t, lang, place } = parts
  const chosen = inline(parts, 'funded')
  const items = ['digital', 'physical'].flatMap((id) => chosen.get(id) ?? [])
  if (items.length === 0) return null
  const values = { city: nameOf(place, lang), list: listOf(lang, items) }
  return sentence(parts, 'invests', t('observatory.sentence.invests', values), ['funded'])
}

/** Asked in 2020 only: its share has the base of that edition. */
function trainingSentence(parts: SentenceParts): Sentence | null {
  const { t, lang, place, profile } = parts
  if (!optionsIn(answerTo(profile, 'funded')).includes('training')) return null
  const fact = t('observatory.fact.training', { city: nameOf(place, lang) })
  const about = { id: 'training', question: 'funded', option: 'training', lead: 'similar' } as const
  return beside(parts, { ...about, fact, scope: profile.edition })
}

function partnersSentence(parts: SentenceParts): Sentence | null {
  const { t, lang, place } = parts
  const items = [...inline(parts, 'partners').values()]
  if (items.length === 0) return null
  const values = { city: nameOf(place, lang), list: listOf(lang, items) }
  return sentence(parts, 'partners', t('observatory.sentence.partners', values), ['partners'])
}

function dataPartnersSentence(parts: SentenceParts): Sentence | null {
  const { t, lang } = parts
  const chosen = inline(parts, 'dataPartners')
  const cities = chosen.get('cities')
  const others = [...chosen].flatMap(([id, words]) => (id === 'cities' ? [] : [words]))
  if (others.length === 0) {
    if (cities === undefined) return null
    const text = t('observatory.sentence.data-cities', {})
    return sentence(parts, 'data-partners', text, ['dataPartners'])
  }
  const list = listOf(lang, others)
  const text =
    cities === undefined
      ? t('observatory.sentence.data-partners', { list })
      : t('observatory.sentence.data-partners-cities', { list })
  return sentence(parts, 'data-partners', text, ['dataPartners'])
}
