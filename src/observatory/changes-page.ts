// Shows what changed between two editions: question by question, only over cities that answered both.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, emptyState, layout, table, tabs } from '#pages'
import { type Changes, changesIn } from './changes.ts'
import { type Cohort, cohortFrom } from './cohort.ts'
import type { Holdings } from './observatory.ts'
import { nameOf, regionOf } from './profile.ts'
import { questionOf, wordsOf } from './survey.ts'
import { answerInWords } from './words.ts'

export interface ChangesAsked {
  from?: unknown
  to?: unknown
  cohort?: unknown
}

/** @throws ObservatoryError not-found */
export function changesPage(
  context: PageContext,
  holdings: Holdings | null,
  asked: ChangesAsked,
): string {
  const { t, link } = context
  const title = t('observatory.changes.title')
  const lead = t('observatory.changes.lead')
  const body =
    holdings === null
      ? html`<h1>${title}</h1>
          ${emptyState({ title: t('observatory.list.none'), body: t('observatory.list.none-text') })}`
      : changesBody(context, holdings, asked)
  return layout(context, {
    ...{ title, description: lead, body, section: 'observatory', styles: ['observatory.css'] },
    breadcrumbs: [{ label: t('observatory.list.title'), href: link('/observatory') }],
  })
}

function changesBody(context: PageContext, holdings: Holdings, asked: ChangesAsked) {
  const { t, lang, link } = context
  const cohort = cohortFrom(holdings, asked.cohort)
  const changes = changesIn(holdings, asked, lang, cohort)
  const { from, to, panel } = changes
  return html`<h1>${t('observatory.changes.title')}</h1>
    <p class="lead">${t('observatory.changes.lead')}</p>
    ${groupTabs(context, holdings, asked, cohort)}
    <p>
      ${t('observatory.changes.panel', { count: panel.length, from: String(from), to: String(to) })}
      ${panel.map(
        (place, at) =>
          html`${at > 0 ? ', ' : ''}<a
              href="${link('/observatory/compare', { cities: `${place.id}:${from},${place.id}:${to}` })}"
              >${nameOf(place, lang)}</a
            >`,
      )}
    </p>
    ${
      panel.length === 0
        ? emptyState({
            title: t('observatory.changes.none'),
            body: t('observatory.changes.none-text'),
          })
        : [changesTable(context, holdings, changes), limitedNote(context, changes)]
    }
    <p class="quiet" data-screen-only>
      ${(['csv', 'json', 'xlsx'] as const).map(
        (format) =>
          html`<a
            href="${link(`/observatory/changes/changes.${format}`, { from, to, cohort: cohort?.name })}"
            >${format.toUpperCase()}</a
          > `,
      )}
    </p>`
}

/** The regions of the cities that answered more than once. */
function groupTabs(
  context: PageContext,
  holdings: Holdings,
  asked: ChangesAsked,
  cohort: Cohort | undefined,
) {
  const { t, link } = context
  const { panel } = changesIn(holdings, asked, context.lang)
  const regions = [...new Set(panel.map(regionOf))]
  const { from, to } = changesIn(holdings, asked, context.lang)
  return tabs(context, {
    label: t('observatory.cohort.label'),
    tabs: [undefined, ...regions].map((region) => {
      const name = region === undefined ? undefined : `region:${region}`
      return {
        label:
          region === undefined ? t('observatory.cohort.all') : t(`observatory.region.${region}`),
        href: link('/observatory/changes', { from, to, cohort: name }),
        current: cohort?.name === name,
      }
    }),
  })
}

function changesTable(context: PageContext, { survey }: Holdings, changes: Changes) {
  const { t, lang } = context
  const { from, to } = changes
  const rows = changes.questions.flatMap(
    ({ question, answered, changed }): Record<string, Html | string>[] => {
      const asked = questionOf(survey, question)
      const name = asked === undefined ? question : wordsOf(asked.text, lang)
      const count = t('observatory.changes.count', { changed: changed.length, answered })
      if (answered === 0) return []
      if (changed.length === 0) return [{ question: name, count, city: '—', before: '', after: '' }]
      return changed.map(({ place, before, after }, at) => ({
        question: at === 0 ? name : html`<span class="visually-hidden">${name}</span>`,
        count: at === 0 ? count : '',
        city: nameOf(place, lang),
        before: answerInWords(context, survey, question, before),
        after: answerInWords(context, survey, question, after),
      }))
    },
  )
  return table(context, {
    ...{ id: 'changes', caption: t('observatory.changes.title'), captionHidden: true, stack: true },
    columns: [
      { id: 'question', label: t('observatory.city.question'), rowHead: true },
      { id: 'count', label: t('observatory.changes.changed') },
      { id: 'city', label: t('observatory.list.city') },
      { id: 'before', label: String(from) },
      { id: 'after', label: String(to) },
    ],
    rows,
  })
}

function limitedNote({ t, lang }: PageContext, { questions }: Changes) {
  const options = questions.flatMap(({ limited }) => limited)
  if (options.length === 0) return null
  const list = options.map((option) => wordsOf(option, lang)).join('; ')
  return html`<p class="quiet">${t('observatory.changes.limited', { options: list })}</p>`
}

/** One row for each city and question whose answers differ, and one for questions where none did. */
export function changesTableFile({ t }: PageContext, changes: Changes) {
  const columns = ['question', 'answered', 'changed', 'city', 'before', 'after'] as const
  const plain = (answer: Changes['questions'][number]['changed'][number]['before']): string =>
    answer.value !== undefined
      ? String(answer.value)
      : [
          ...(answer.choices ?? []).map((each) => ('option' in each ? each.option : each.other)),
          ...(answer.sufficient ?? []).map((each) => `+${each}`),
          ...(answer.insufficient ?? []).map((each) => `-${each}`),
        ].join('; ') || answer.state
  return {
    title: t('observatory.changes.title'),
    columns: columns.map((id) => ({ id, label: id })),
    rows: changes.questions.flatMap(({ question, answered, changed }) =>
      changed.length === 0
        ? [[question, answered, 0, null, null, null]]
        : changed.map(({ place, before, after }) => [
            ...[question, answered, changed.length, place.id, plain(before), plain(after)],
          ]),
    ),
  }
}
