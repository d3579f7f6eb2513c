// Decides whether a dataset matches a Solr query, and how well.
import { fold, stem, words } from './analyse.ts'
import { solrDate } from './dates.ts'
import type { SearchDocument } from './document.ts'
import { hasWildcard, wildcardPattern } from './syntax.ts'
import type { Query } from './syntax.ts'

/** 0 is no match; more is better. */
export type Score = (document: SearchDocument) => number

/** Compiles a tree once, to be asked of every document. Words without a field look in `text`. */
export function compile(query: Query, now: Date): Score {
  switch (query.kind) {
    case 'all':
      return () => 1
    case 'none':
      return () => 0
    case 'term':
      return term(query.field ?? 'text', query.text)
    case 'phrase':
      return phrase(query.field ?? 'text', query.text)
    case 'range':
      return range(query, now)
    case 'boost': {
      const score = compile(query.part, now)
      return (document) => score(document) * Math.max(query.by, Number.MIN_VALUE)
    }
    case 'not': {
      const score = compile(query.part, now)
      return (document) => (score(document) > 0 ? 0 : 1)
    }
    case 'or': {
      const scores = query.parts.map((part) => compile(part, now))
      return (document) => scores.reduce((sum, score) => sum + score(document), 0)
    }
    case 'and': {
      const scores = query.parts.map((part) => compile(part, now))
      return (document) => {
        let sum = 0
        for (const score of scores) {
          const one = score(document)
          if (one <= 0) return 0
          sum += one
        }
        return sum
      }
    }
  }
}

function term(field: string, text: string): Score {
  if (hasWildcard(text)) return wildcard(field, text)
  const stems = words(text).map(stem)
  return (document) => {
    const analysed = document.text.get(field)
    if (analysed) return stems.length === 0 ? 0 : sequence(analysed.stems, stems)
    return exact(document, field, text)
  }
}

function phrase(field: string, text: string): Score {
  const stems = words(text).map(stem)
  return (document) => {
    const analysed = document.text.get(field)
    if (analysed) return stems.length === 0 ? 0 : sequence(analysed.stems, stems)
    return exact(document, field, text)
  }
}

function exact(document: SearchDocument, field: string, text: string): number {
  const values = document.exact.get(field)
  if (values) return values.includes(text) ? 1 : 0
  const date = document.dates.get(field)
  return date !== undefined && date === Date.parse(text) ? 1 : 0
}

/** How often the stems follow one another. */
function sequence(stems: string[], wanted: string[]): number {
  let found = 0
  for (let i = 0; i + wanted.length <= stems.length; i++) {
    let j = 0
    while (j < wanted.length && stems[i + j] === wanted[j]) j++
    if (j === wanted.length) found++
  }
  return found
}

function wildcard(field: string, text: string): Score {
  const written = wildcardPattern(text)
  const folded = wildcardPattern(fold(text))
  return (document) => {
    const analysed = document.text.get(field)
    if (analysed) return analysed.words.some((word) => folded.test(word)) ? 1 : 0
    if (document.dates.has(field)) return written.test('') ? 1 : 0
    return document.exact.get(field)?.some((value) => written.test(value)) ? 1 : 0
  }
}

function range(query: Query & { kind: 'range' }, now: Date): Score {
  const field = query.field ?? 'text'
  const { from, to, includeFrom, includeTo } = query
  const fromDate = from === '*' ? -Infinity : solrDate(from, now)
  const toDate = to === '*' ? Infinity : solrDate(to, now)
  const inside = <T extends string | number>(value: T, low: T | null, high: T | null): boolean =>
    (low === null || (includeFrom ? value >= low : value > low)) &&
    (high === null || (includeTo ? value <= high : value < high))

  return (document) => {
    const date = document.dates.get(field) ?? dateValue(document, field)
    if (date !== undefined) {
      if (fromDate === null || toDate === null) return 0
      return inside(date, fromDate, toDate) ? 1 : 0
    }
    const values = document.exact.get(field) ?? document.text.get(field)?.words
    const numeric = isNumber(from) && isNumber(to)
    return values?.some((value) =>
      numeric && value !== '' && !Number.isNaN(Number(value))
        ? inside(Number(value), bound(from, -Infinity), bound(to, Infinity))
        : inside(value, from === '*' ? null : from, to === '*' ? null : to),
    )
      ? 1
      : 0
  }
}

function isNumber(text: string): boolean {
  return text === '*' || (text !== '' && !Number.isNaN(Number(text)))
}

function bound(text: string, open: number): number {
  return text === '*' ? open : Number(text)
}

/** Fields that end in `_date` are dates in CKAN's schema, whatever put them there. */
function dateValue(document: SearchDocument, field: string): number | undefined {
  if (!field.endsWith('_date')) return undefined
  const time = Date.parse(document.exact.get(field)?.[0] ?? '')
  return Number.isNaN(time) ? undefined : time
}
