// Parts of a profile that stand in no sentence: data by area, what changed between editions, and what is not known.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, summaryList, table } from '#pages'
import { answerTo } from './answer.ts'
import { isChanged } from './changes.ts'
import type { CityView } from './city-page.ts'
import type { Holdings } from './observatory.ts'
import { nameOf } from './profile.ts'
import { questionOf, wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'

export function dataPart(
  context: PageContext,
  { survey }: Holdings,
  { place, profile }: CityView,
): Html | null {
  const { t, lang } = context
  const { sufficient = [], insufficient = [] } = answerTo(profile, 'data')
  if (sufficient.length + insufficient.length === 0) return null
  const options = questionOf(survey, 'data')?.options ?? []
  const items = (ids: readonly string[]): Html =>
    html`<ul>
      ${ids.map((id) => html`<li>${wordsOf(options.find((each) => each.id === id) ?? { es: id, en: id }, lang)}</li>`)}
    </ul>`
  return html`<section id="data">
    <h2>${t('observatory.city.part.data', { city: nameOf(place, lang) })}</h2>
    <div class="observatory-columns">
      <div>
        <h3>${t('observatory.city.sufficient', { count: sufficient.length })}</h3>
        ${items(sufficient)}
      </div>
      <div>
        <h3>${t('observatory.city.insufficient', { count: insufficient.length })}</h3>
        ${items(insufficient)}
      </div>
    </div>
  </section>`
}

/** What the city answered differently in another edition, with both answers. */
export function changesPart(
  context: PageContext,
  { survey }: Holdings,
  { profile, others }: CityView,
): Html | null {
  const { t, lang } = context
  const other = others[0]
  if (other === undefined) return null
  const [first, last] = [profile, other].toSorted((a, b) => a.edition - b.edition)
  if (first === undefined || last === undefined) return null
  const rows = survey.questions.flatMap(({ id, text }) => {
    if (!isChanged(survey, id, [first, last])) return []
    const [before, after] = [first, last].map((each) =>
      answerInWords(context, survey, id, answerTo(each, id)),
    )
    return [{ question: wordsOf(text, lang), before, after }]
  })
  if (rows.length === 0) return null
  return html`<section>
    <h2>
      ${t('observatory.city.changes', { first: String(first.edition), last: String(last.edition) })}
    </h2>
    ${table(context, {
      id: 'changes',
      caption: t('observatory.city.changes-caption'),
      captionHidden: true,
      stack: true,
      columns: [
        { id: 'question', label: t('observatory.city.question'), rowHead: true },
        { id: 'before', label: String(first.edition) },
        { id: 'after', label: String(last.edition) },
      ],
      rows,
    })}
  </section>`
}

/** Questions without an answer, and why: never drawn as zero, never left out in silence. */
export function unknownPart(
  context: PageContext,
  { survey }: Holdings,
  { profile }: CityView,
): Html | null {
  const { t, lang } = context
  const facts = survey.questions
    .map(({ id, text }) => ({ label: wordsOf(text, lang), state: answerTo(profile, id).state }))
    .filter(({ state }) => state !== 'answered' && state !== 'none-of-these')
    .map(({ label, state }) => ({ label, value: t(`observatory.state.${state}`) }))
  if (facts.length === 0) return null
  return html`<section>
    <h2>${t('observatory.city.unknown')}</h2>
    ${summaryList(facts)}
  </section>`
}
