// The mayor's page as a document to be sealed: the same plan, indicators and portfolio, and how each number was measured.
import type { PageContext } from '#pages'
import { type HouseView, indicatorsOf, planOf, projectsBy } from './house.ts'
import type { HousePageParts } from './house-page.ts'
import { actionWords, nextOf } from './plan-words.ts'
import { amountWords, choiceWords, dayWords, lightWords, periodWords } from './house-words.ts'
import { houseFigures, soles } from './house-figures.ts'
import type { Indicator } from './indicator.ts'
import { fieldsOf, stages } from './kinds.ts'

type Text = string | readonly (string | { text: string; bold?: boolean; fixed?: boolean })[]

/** What the document is made of; whoever seals it knows how these become pages. */
export type ReportBlock =
  | { kind: 'heading'; level: 2 | 3; text: string }
  | { kind: 'paragraph'; text: Text; tone?: 'quiet' | 'mark' }
  | { kind: 'list'; items: readonly Text[] }
  | {
      kind: 'table'
      columns: readonly { label: string; share?: number; align?: 'left' | 'right' }[]
      rows: readonly (readonly Text[])[]
    }
  | { kind: 'summary'; rows: readonly { label: string; value: Text }[] }

export interface ReportDocument {
  title: string
  lang: 'es' | 'en'
  /** The institution first. */
  heading: readonly string[]
  blocks: readonly ReportBlock[]
  /** Why it is sealed, as it stands in the signature. */
  reason: string
}

/** The state of the house on one day, in the reader's language: the same state is the same document. */
export function reportOf(context: PageContext, parts: HousePageParts): ReportDocument {
  const { t, lang, city, now, locale } = context
  const { view } = parts
  const day = locale.date(lang, now, 'long')
  return {
    title: t('observatory.report.title', { city: city.name }),
    lang: lang === 'en' ? 'en' : 'es',
    heading: [city.institution, t('observatory.list.title')],
    reason: t('observatory.report.reason'),
    blocks: [
      { kind: 'paragraph', text: t('observatory.report.day', { day }) },
      { kind: 'summary', rows: countRows(context, view) },
      ...planBlocks(context, view),
      ...otherBlocks(context, view),
      ...portfolioBlocks(context, parts),
      ...budgetBlocks(context, parts),
      ...trainingBlocks(context, view),
      ...partnerBlocks(context, parts),
      ...measuredBlocks(context, view),
    ],
  }
}

function countRows({ t, locale, lang }: PageContext, view: HouseView) {
  const count = (light: string | null): number =>
    view.indicators.filter(({ judgement }) => judgement.light === light).length
  return [
    ...(['good', 'warn', 'bad'] as const).map((light) => ({
      label: t(`observatory.light.${light}`),
      value: locale.number(lang, count(light)),
    })),
    { label: t('observatory.house.unjudged'), value: locale.number(lang, count(null)) },
    {
      label: t('observatory.house.running'),
      value: locale.number(
        lang,
        view.sheets.project.filter(({ content }) => content['stage'] !== 'stopped').length,
      ),
    },
  ]
}

function indicatorBlocks(context: PageContext, indicators: readonly Indicator[]): ReportBlock[] {
  const { t } = context
  if (indicators.length === 0) return []
  return [
    {
      kind: 'table',
      columns: [
        { label: t('observatory.kind.indicator'), share: 2 },
        { label: t('observatory.house.value'), share: 1.7 },
        { label: t('observatory.house.target'), share: 1.7 },
        { label: t('observatory.house.light'), share: 1.2 },
      ],
      rows: indicators.map((each) => {
        const { sheet, latest, unit, judgement } = each
        const at = (value: { value: number; period: string } | null): string =>
          value === null
            ? '—'
            : `${amountWords(context, value.value, unit)} (${periodWords(context, value.period)})`
        return [
          String(sheet.content['name']),
          at(latest),
          at(judgement.target),
          lightWords(context, each),
        ]
      }),
    },
  ]
}

function planBlocks(context: PageContext, view: HouseView): ReportBlock[] {
  const { t, lang, locale } = context
  const plan = planOf(view)
  if (plan.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: t('observatory.house.plan') },
    ...plan.flatMap(({ objective, actions }): ReportBlock[] => [
      { kind: 'heading', level: 3, text: `${objective.id} ${String(objective.content['name'])}` },
      ...indicatorBlocks(context, indicatorsOf(view, objective.id)),
      ...actions.flatMap(({ action, activities }): ReportBlock[] => [
        {
          kind: 'paragraph',
          text: [
            { text: action.id, bold: true },
            ` ${actionWords(action)}. ${String(action.content['office'])}.`,
          ],
        },
        ...indicatorBlocks(context, indicatorsOf(view, action.id)),
        ...(activities.length === 0
          ? []
          : [
              {
                kind: 'list' as const,
                items: activities.map(({ id, content }) => {
                  const name = `${id} ${String(content['name'])}`
                  const { budget } = content
                  return budget === undefined
                    ? name
                    : `${name}: S/ ${locale.number(lang, Number(budget))}`
                }),
              },
            ]),
      ]),
    ]),
  ]
}

function otherBlocks(context: PageContext, view: HouseView): ReportBlock[] {
  const known = new Set([...view.sheets.objective, ...view.sheets.action].map(({ id }) => id))
  const others = view.indicators.filter(({ sheet }) => !known.has(String(sheet.content['of'])))
  if (others.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: context.t('observatory.house.other-indicators') },
    ...indicatorBlocks(context, others),
  ]
}

function portfolioBlocks(context: PageContext, { view }: HousePageParts): ReportBlock[] {
  const { t } = context
  const by = projectsBy(view)
  const projects = stages.flatMap((stage) => by.get(stage) ?? [])
  if (projects.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: t('observatory.house.portfolio') },
    {
      kind: 'table',
      columns: [
        { label: t('observatory.kind.project'), share: 1.8 },
        { label: t('observatory.field.stage') },
        { label: t('observatory.field.office'), share: 1.4 },
        { label: t('observatory.house.next'), share: 1.8 },
      ],
      rows: projects.map(({ content }) => [
        String(content['name']),
        t(`observatory.choice.stage.${content['stage'] as string}`),
        String(content['office']),
        nextOf(context, content) || '—',
      ]),
    },
  ]
}

function budgetBlocks(context: PageContext, { view, survey }: HousePageParts): ReportBlock[] {
  const { t } = context
  const figures = houseFigures(context, view, survey).filter(({ id }) => id.startsWith('budget-'))
  if (figures.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: t('observatory.house.budget') },
    ...figures.map(({ title, rows }): ReportBlock => ({
      kind: 'table',
      columns: [
        { label: title, share: 2 },
        { label: t('observatory.field.planned'), align: 'right' },
        { label: t('observatory.field.executed'), align: 'right' },
      ],
      rows: rows.map(({ label, value, second }) => [
        label,
        soles(context, value),
        second === null ? '—' : soles(context, second),
      ]),
    })),
  ]
}

function trainingBlocks(context: PageContext, { sheets }: HouseView): ReportBlock[] {
  const { t, locale, lang } = context
  if (sheets.training.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: t('observatory.house.training') },
    {
      kind: 'list',
      items: sheets.training.map(({ content }) => {
        const people = Number(content['people'])
        const hours = locale.number(lang, Number(content['hours']))
        const size = t('observatory.house.training-of', { people, hours })
        return `${String(content['name'])}. ${dayWords(context, String(content['day']))}, ${size}.`
      }),
    },
  ]
}

function partnerBlocks(context: PageContext, { view, survey }: HousePageParts): ReportBlock[] {
  const { partnership } = view.sheets
  const field = fieldsOf('partnership').find(({ id }) => id === 'partner')
  if (partnership.length === 0 || field === undefined) return []
  return [
    { kind: 'heading', level: 2, text: context.t('observatory.house.partnerships') },
    {
      kind: 'list',
      items: partnership.map(({ content }) => {
        const partner = choiceWords(context, survey, field, String(content['partner']))
        return `${String(content['name'])} (${partner}). ${String(content['purpose'])}`
      }),
    },
  ]
}

/** So that whoever holds the paper can ask the same again. */
function measuredBlocks(context: PageContext, { indicators }: HouseView): ReportBlock[] {
  const measured = indicators.filter((each) => each.measured)
  const { t } = context
  if (measured.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: t('observatory.house.query') },
    { kind: 'paragraph', text: t('observatory.house.query-text'), tone: 'quiet' },
    ...measured.flatMap(({ sheet, latest }): ReportBlock[] => [
      {
        kind: 'paragraph',
        text: [
          { text: String(sheet.content['name']), bold: true },
          `. ${t('observatory.report.dataset', { dataset: String(sheet.content['dataset']) })}`,
          ...(latest?.tables ?? []).flatMap(({ name, version, hash }) => [
            `; ${t('observatory.house.table-version', { name, version })} `,
            { text: hash.slice(0, 16), fixed: true },
          ]),
        ],
      },
      { kind: 'paragraph', text: [{ text: String(sheet.content['sql']), fixed: true }] },
    ]),
  ]
}
