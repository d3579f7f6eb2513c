// The figures over all cities: one list of rows from which chart, table, CSV, JSON and picture are made.
import { type Aggregate, hashOf } from './aggregate.ts'
import { type Holdings, countIn } from './observatory.ts'
import { type Option, questionOf, wordsOf } from './survey.ts'

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

export interface FigureRow extends Pick<Aggregate, 'asked' | 'answered' | 'chosen' | 'percent'> {
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
export function figureOf(holdings: Holdings, question: FigureQuestion, lang: string): Figure {
  const count = countIn(holdings, 'pooled')
  const options: readonly Option[] = questionOf(holdings.survey, question)?.options ?? []
  const counted = options.map((option) => ({ option, figure: count(question, option.id) }))
  const rows = counted
    .map(({ option, figure: { asked, answered, chosen, percent } }) => ({
      option: option.id,
      label: wordsOf(option, lang),
      ...{ asked, answered, chosen, percent },
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

/** RFC 4180. The columns are explained at `/observatory`. */
export function figureCsv({ rows }: Figure): string {
  const columns = [
    'option',
    'label',
    'chosen',
    'answered',
    'asked',
    'percent',
    'published',
    'editions',
  ] as const
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','))
  return [columns.join(','), ...lines, ''].join('\r\n')
}

const picture = { width: 640, row: 44, top: 64 } as const

/** A picture that stands by itself: colours in it, title and description first (SVG 2, 5.8). */
export function figureSvg({ rows }: Figure, words: { title: string; description: string }): string {
  const most = Math.max(1, ...rows.map(({ chosen }) => chosen))
  const height = picture.top + rows.length * picture.row
  const bars = rows.map(({ label, chosen }, at) => {
    const y = picture.top + at * picture.row
    const width = Math.round((chosen / most) * (picture.width - 48))
    return [
      `<text x="24" y="${y + 14}">${escapeXml(label)}</text>`,
      `<text x="${picture.width - 24}" y="${y + 14}" text-anchor="end">${chosen}</text>`,
      `<rect x="24" y="${y + 20}" width="${width}" height="14" fill="#0b5c8a"/>`,
    ].join('')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${picture.width} ${height}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="15"><title id="t">${escapeXml(words.title)}</title><desc id="d">${escapeXml(words.description)}</desc><rect width="${picture.width}" height="${height}" fill="#ffffff"/><text x="24" y="34" font-size="18" font-weight="bold">${escapeXml(words.title)}</text>${bars.join('')}</svg>`
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
