// The figures over all cities: one list of rows from which chart, table, CSV, JSON and picture are made.
import type { Translate } from '#platform'
import { type Aggregate, hashOf } from './aggregate.ts'
import type { Cohort } from './cohort.ts'
import { barsDrawing } from './files/drawing.ts'
import type { FigureFile } from './files/figure-file.ts'
import { type Holdings, countIn } from './observatory.ts'
import { type Option, type Survey, questionOf, wordsOf } from './survey.ts'

/** Questions that have a figure. */
export const figureQuestions = [
  'areas',
  'roles',
  'activities',
  'terms',
  'helping',
  'factors',
  'funded',
] as const
export type FigureQuestion = (typeof figureQuestions)[number]

type Counted = Pick<Aggregate, 'asked' | 'answered' | 'chosen' | 'percent' | 'low' | 'high'>

export interface FigureRow extends Counted {
  option: string
  label: string
  /** Cities that chose it among all surveyed, as published; null where that was not. */
  published: number | null
  /** Editions that had the option, as text; empty when all had. */
  editions: string
}

export interface Figure {
  question: FigureQuestion
  rows: FigureRow[]
  /** SHA-256 of the answers behind the rows. */
  dataVersion: string
}

/** Latest answer of each city that is held, the most frequent first. */
export function figureOf(
  holdings: Holdings,
  question: FigureQuestion,
  lang: string,
  cohort?: Cohort,
): Figure {
  return figureFrom(holdings, question, lang, countIn(holdings, 'pooled', cohort))
}

/** As it was counted when the edition was frozen. */
export function frozenFigure(
  holdings: Holdings,
  question: FigureQuestion,
  lang: string,
  frozen: readonly Aggregate[],
): Figure {
  const kept = frozen.filter((each) => each.question === question)
  // Options that came later were not counted then.
  const missing = (option: string): Aggregate => ({
    ...{ question, option, scope: 'pooled', cohort: 'all', places: 0, asked: 0, answered: 0 },
    ...{ chosen: 0, from: {}, percent: null, low: null, high: null },
    ...{ suppressed: 'nobody-asked', dataVersion: '' },
  })
  const count = (_: string, option: string): Aggregate =>
    kept.find((each) => each.option === option) ?? missing(option)
  return figureFrom(holdings, question, lang, count)
}

function figureFrom(
  holdings: Holdings,
  question: FigureQuestion,
  lang: string,
  count: (question: string, option: string) => Aggregate,
): Figure {
  const options: readonly Option[] = questionOf(holdings.survey, question)?.options ?? []
  const counted = options.map((option) => ({ option, figure: count(question, option.id) }))
  const rows = counted
    .map(({ option, figure: { asked, answered, chosen, percent, low, high } }) => ({
      option: option.id,
      label: wordsOf(option, lang),
      ...{ asked, answered, chosen, percent, low, high },
      published: publishedCount(holdings, question, option.id),
      editions: (option.editions ?? []).join(' '),
    }))
    .toSorted((a, b) => b.chosen - a.chosen)
  return { question, rows, dataVersion: hashOf(counted.map(({ figure }) => figure.dataVersion)) }
}

function publishedCount({ survey }: Holdings, question: string, option: string): number | null {
  const found = survey.published.find(
    (each) => each.question === question && each.option === option && each.unit === 'cities',
  )
  return found?.value ?? null
}

/** Whose numbers they are stands in the title: all profiles that are kept, or the group by name. */
export function figureTitle(
  { t, lang }: { t: Translate; lang: string },
  survey: Survey,
  question: FigureQuestion,
  cohort?: Cohort,
): string {
  if (cohort === undefined) return t(`observatory.figure.${question}`)
  const asked = questionOf(survey, question)
  const said = asked === undefined ? question : wordsOf(asked.text, lang)
  return t('observatory.figure.in-group', { question: said, group: cohort.label(t, lang) })
}

/** The figure as files: table and pictures from the same rows. */
export function fileOf(
  { t, lang, number }: { t: Translate; lang: string; number(value: number): string },
  survey: Survey,
  figure: Figure,
  cohort?: Cohort,
): FigureFile {
  const { question, rows, dataVersion } = figure
  const answered = Math.max(0, ...rows.map((row) => row.answered))
  const title = figureTitle({ t, lang }, survey, question, cohort)
  const base = t('observatory.figure.base', { answered })
  const description = cohort === undefined ? base : `${cohort.label(t, lang)}. ${base}`
  const columns = [
    ...['option', 'label', 'chosen', 'answered', 'asked', 'percent', 'low', 'high', 'published'],
    'editions',
  ] as const
  const source = t('observatory.figure.file-source', { version: dataVersion.slice(0, 12) })
  return {
    ...{ name: question, title, description, source, version: dataVersion },
    columns: columns.map((id) => ({ id, label: t(`observatory.column.${id}`) })),
    rows: rows.map((row) => columns.map((id) => row[id as keyof FigureRow] ?? null)),
    drawing: () =>
      barsDrawing(
        { title, subtitle: description, description, source },
        rows
          .filter(({ chosen }) => chosen > 0)
          .map(({ label, chosen }) => ({ label, value: chosen, shown: number(chosen) })),
      ),
  }
}
