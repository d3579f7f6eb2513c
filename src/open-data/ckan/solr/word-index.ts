// Finds and ranks datasets by plain words in a millisecond: each word knows its datasets and weights.
import { defaultWeights, mustMatch, weigh } from './dismax.ts'
import type { Dismax } from './dismax.ts'
import type { SearchDocument } from './document.ts'
import type { Ranked } from './sort.ts'

interface Posting {
  /** Places of datasets, ascending. */
  places: number[]
  /** What the word weighs in each (`weigh`). */
  weights: number[]
}

/** Gives exactly what `rank` gives with the default weights; made once per state of the catalogue. */
export class WordIndex {
  readonly documents: SearchDocument[]
  readonly #postings = new Map<string, Posting>()

  constructor(documents: SearchDocument[]) {
    this.documents = documents
    documents.forEach((document, place) => {
      for (const word of wordsOf(document)) {
        const posting = this.#postings.get(word) ?? { places: [], weights: [] }
        this.#postings.set(word, posting)
        posting.places.push(place)
        posting.weights.push(weigh(document, [word], defaultWeights))
      }
    })
  }

  rank(query: Dismax): Ranked[] {
    const size = this.documents.length
    const sums = new Float64Array(size)
    const wanted = new Uint16Array(size)
    const required = new Uint16Array(size)
    const count = (stems: string[], into: Uint16Array): void => {
      const { places, weights } = this.#posting(stems)
      const rarity = Math.log(1 + size / Math.max(places.length, 1))
      for (let i = 0; i < places.length; i++) {
        sums[places[i]!]! += weights[i]! * rarity
        into[places[i]!]!++
      }
    }
    for (const stems of query.wanted) count(stems, wanted)
    for (const stems of query.required) count(stems, required)
    const refused = new Set(query.refused.flatMap((stems) => this.#posting(stems).places))

    const least = mustMatch(query.wanted.length)
    const free = query.wanted.length + query.required.length === 0
    const found: Ranked[] = []
    for (let place = 0; place < size; place++) {
      if (wanted[place]! < least || required[place]! < query.required.length) continue
      if (refused.has(place)) continue
      found.push({ document: this.documents[place]!, score: free ? 1 : sums[place]! })
    }
    return found
  }

  /** Phrases are weighed where their first word occurs, or where a whole value is the phrase. */
  #posting(stems: string[]): Posting {
    const none: Posting = { places: [], weights: [] }
    if (stems.length === 1) return this.#postings.get(stems[0]!) ?? none
    const first = this.#postings.get(stems[0]!)?.places ?? []
    const whole = this.#postings.get(stems.join(' '))?.places ?? []
    const answer: Posting = { places: [], weights: [] }
    for (const place of new Set([...first, ...whole])) {
      const weight = weigh(this.documents[place]!, stems, defaultWeights)
      if (weight === 0) continue
      answer.places.push(place)
      answer.weights.push(weight)
    }
    return answer
  }
}

function wordsOf(document: SearchDocument): Set<string> {
  const found = new Set<string>()
  for (const field of Object.keys(defaultWeights)) {
    for (const word of document.text.get(field)?.counts.keys() ?? []) found.add(word)
    for (const value of document.whole.get(field) ?? []) found.add(value)
  }
  return found
}
