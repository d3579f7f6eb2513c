// The figures of the city's own house: how indicators stand, budget by source and activity, training given.
import type { PageContext } from '#pages'
import { hashOf } from '../aggregate.ts'
import { barsDrawing } from '../files/drawing.ts'
import type { FigureFile } from '../files/figure-file.ts'
import type { Survey } from '../survey.ts'
import type { HouseView } from './house.ts'
import { choiceWords } from './house-words.ts'
import { fieldsOf, stages } from './kinds.ts'

export const houseFigureIds = [
  'lights',
  'budget-fund',
  'budget-funded',
  'training',
  'stages',
] as const
export type HouseFigureId = (typeof houseFigureIds)[number]

export interface HouseFigure {
  id: HouseFigureId
  title: string
  /** Unit and span. */
  subtitle: string
  rows: readonly { label: string; value: number; second: number | null }[]
  /** Headings of value and second; the second is absent where the figure has one number. */
  heads: readonly [string, string?]
}

/** Those that have something to show, from the sheets that stand now. */
export function houseFigures(
  context: PageContext,
  view: HouseView,
  survey: Survey | null,
): HouseFigure[] {
  return [
    lightsFigure(context, view),
    budgetFigure(context, view, survey, 'fund'),
    budgetFigure(context, view, survey, 'funded'),
    trainingFigure(context, view),
    stagesFigure(context, view),
  ].filter(({ rows }) => rows.some(({ value }) => value > 0))
}

function lightsFigure({ t }: PageContext, { indicators }: HouseView): HouseFigure {
  const count = (light: string | null): number =>
    indicators.filter(({ judgement }) => judgement.light === light).length
  return {
    ...{ id: 'lights', title: t('observatory.house.figure.lights') },
    subtitle: t('observatory.house.figure.lights-note'),
    heads: [t('observatory.house.figure.indicators')],
    rows: [
      ...(['good', 'warn', 'bad'] as const).map((light) => ({
        ...{ label: t(`observatory.light.${light}`), value: count(light), second: null },
      })),
      { label: t('observatory.house.unjudged'), value: count(null), second: null },
    ],
  }
}

function budgetFigure(
  context: PageContext,
  { sheets }: HouseView,
  survey: Survey | null,
  field: 'fund' | 'funded',
): HouseFigure {
  const { t } = context
  const sums = new Map<string, { value: number; second: number | null }>()
  for (const { content } of sheets.budget) {
    const key = String(content[field])
    const known = sums.get(key) ?? { value: 0, second: null }
    const spent = content['executed']
    sums.set(key, {
      value: known.value + Number(content['planned']),
      second: spent === undefined ? known.second : (known.second ?? 0) + Number(spent),
    })
  }
  const own = fieldsOf('budget').find(({ id }) => id === field)
  const years = [...new Set(sheets.budget.map(({ content }) => Number(content['year'])))]
  return {
    ...{ id: `budget-${field}`, title: t(`observatory.house.by-${field}`) },
    subtitle: t('observatory.house.budget-note', { years: years.toSorted().join(', ') }),
    heads: [t('observatory.field.planned'), t('observatory.field.executed')],
    rows: [...sums]
      .map(([key, sum]) => ({
        label: own ? choiceWords(context, survey, own, key) : key,
        ...sum,
      }))
      .toSorted((a, b) => b.value - a.value),
  }
}

/** Hours of all who took part, by year: an hour of a course of ten is ten. */
function trainingFigure({ t }: PageContext, { sheets }: HouseView): HouseFigure {
  const years = new Map<string, { value: number; second: number }>()
  for (const { content } of sheets.training) {
    const year = String(content['day']).slice(0, 4)
    const known = years.get(year) ?? { value: 0, second: 0 }
    const people = Number(content['people'])
    years.set(year, {
      value: known.value + Number(content['hours']) * people,
      second: known.second + people,
    })
  }
  return {
    ...{ id: 'training', title: t('observatory.house.figure.training') },
    subtitle: t('observatory.house.figure.training-note'),
    heads: [t('observatory.field.hours'), t('observatory.field.people')],
    rows: [...years]
      .map(([label, sum]) => ({ label, ...sum }))
      .toSorted((a, b) => (a.label < b.label ? -1 : 1)),
  }
}

function stagesFigure({ t }: PageContext, { sheets }: HouseView): HouseFigure {
  return {
    ...{ id: 'stages', title: t('observatory.house.figure.stages') },
    subtitle: t('observatory.house.figure.stages-note'),
    heads: [t('observatory.house.figure.projects')],
    rows: stages.map((stage) => ({
      label: t(`observatory.choice.stage.${stage}`),
      value: sheets.project.filter(({ content }) => content['stage'] === stage).length,
      second: null,
    })),
  }
}

/** Amounts in soles, as a reader of the language writes them. */
export function soles({ locale, lang }: PageContext, value: number): string {
  return `S/ ${locale.number(lang, value)}`
}

/** How a value of the figure is written. */
export function figureNumber(context: PageContext, { id }: HouseFigure, value: number): string {
  const { locale, lang } = context
  return id.startsWith('budget-') ? soles(context, value) : locale.number(lang, value)
}

/** The same rows as table and picture. */
export function houseFigureFile(context: PageContext, figure: HouseFigure): FigureFile {
  const { t, city } = context
  const { id, title, subtitle, rows, heads } = figure
  const [first, second] = heads
  const source = t('observatory.house.figure.source', { institution: city.institution })
  const cells = rows.map((row) => [
    row.label,
    row.value,
    ...(second === undefined ? [] : [row.second]),
  ])
  return {
    ...{ name: id, title, description: subtitle, source, rows: cells },
    columns: [
      { id: 'label', label: title },
      { id: 'value', label: first },
      ...(second === undefined ? [] : [{ id: 'second', label: second }]),
    ],
    version: hashOf({ id, title, cells }),
    drawing: () =>
      barsDrawing(
        { title, subtitle, description: subtitle, source },
        rows.map(({ label, value }) => ({
          ...{ label, value, shown: figureNumber(context, figure, value) },
        })),
      ),
  }
}
