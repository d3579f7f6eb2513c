// Plain search words without field names: how CKAN ranks them (Solr's dismax parser).
import { stem, words } from './analyse.ts'
import type { SearchDocument } from './document.ts'
import type { Ranked } from './sort.ts'

/** CKAN's default weights: `name^4 title^4 tags^2 groups^2 text`. */
export const defaultWeights: Record<string, number> = {
  name: 4,
  title: 4,
  tags: 2,
  groups: 2,
  text: 1,
}

export interface Dismax {
  /** One entry per word or phrase. */
  wanted: string[][]
  required: string[][]
  refused: string[][]
}

/** Words and quoted phrases; `+` must, `-` must not. Never fails. */
export function parseDismax(source: string): Dismax {
  const found: Dismax = { wanted: [], required: [], refused: [] }
  for (const match of source.matchAll(/([+-]?)(?:"([^"]*)"|([^\s"]+))/g)) {
    const stems = words(match[2] ?? match[3] ?? '').map(stem)
    if (stems.length === 0) continue
    if (match[1] === '-') found.refused.push(stems)
    else if (match[1] === '+') found.required.push(stems)
    else found.wanted.push(stems)
  }
  return found
}

/** How many of the words must match: CKAN's `mm` of `2<-1 5<80%`. */
export function mustMatch(count: number): number {
  if (count <= 2) return count
  if (count <= 5) return count - 1
  return Math.floor(count * 0.8)
}

/** Scores of all documents that match, in the order of `documents`. */
export function rank(
  query: Dismax,
  documents: SearchDocument[],
  weights: Record<string, number> = defaultWeights,
): Ranked[] {
  const parts = [...query.wanted, ...query.required]
  const frequency = parts.map(() => 0)
  const matches: { document: SearchDocument; raw: number[] }[] = []
  const least = mustMatch(query.wanted.length)

  for (const document of documents) {
    const raw = parts.map((stems) => weigh(document, stems, weights))
    raw.forEach((one, i) => (frequency[i]! += one > 0 ? 1 : 0))
    const wanted = raw.slice(0, query.wanted.length).filter((one) => one > 0).length
    const required = raw.slice(query.wanted.length).every((one) => one > 0)
    if (wanted < least || !required) continue
    if (query.refused.some((stems) => weigh(document, stems, weights) > 0)) continue
    matches.push({ document, raw })
  }
  const rarity = frequency.map((count) => Math.log(1 + documents.length / Math.max(count, 1)))
  return matches.map(({ document, raw }) => ({
    document,
    score: parts.length === 0 ? 1 : raw.reduce((sum, one, i) => sum + one * rarity[i]!, 0),
  }))
}

/** The best field counts, the others a tenth (`tie` 0.1). */
export function weigh(
  document: SearchDocument,
  stems: string[],
  weights: Record<string, number>,
): number {
  let best = 0
  let sum = 0
  for (const field in weights) {
    const times = occurrences(document, field, stems)
    if (times === 0) continue
    const score = weights[field]! * (1 + Math.log(times))
    sum += score
    if (score > best) best = score
  }
  return best + 0.1 * (sum - best)
}

function occurrences(document: SearchDocument, field: string, stems: string[]): number {
  const text = document.text.get(field)
  if (text) {
    if (stems.length === 1) return text.counts.get(stems[0]!) ?? 0
    return text.stems.some((_, i) => stems.every((one, j) => text.stems[i + j] === one)) ? 1 : 0
  }
  return document.whole.get(field)?.includes(stems.join(' ')) ? 1 : 0
}
