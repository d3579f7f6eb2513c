// Which datasets hold a word, and how strongly: the inverted index behind the catalogue's search.
import { Spelling } from './spelling.ts'
import { isCommon, stemOf, tellingWords, wordsOf } from './words.ts'

/** Texts of a dataset by how much a hit in them tells; strongest first. */
export interface Fields {
  title: string
  tags: string
  /** Names of organisation and themes. */
  about: string
  /** Headings and meanings of columns. */
  columns: string
  description: string
}

/**
 * Weight of one occurrence and the most a field may add for one word. The most of a field is less
 * than one hit in the field above it, so that many hits below never outrank one above.
 */
const fields: [keyof Fields, { each: number; most: number }][] = [
  ['title', { each: 16, most: 16 }],
  ['tags', { each: 8, most: 8 }],
  ['about', { each: 3, most: 3 }],
  ['columns', { each: 1, most: 1.5 }],
  ['description', { each: 1, most: 2 }],
]

/** How soon more weight stops counting (k1 of BM25, Robertson and Zaragoza 2009, section 3.4). */
const saturation = 6

interface Entry {
  weights: Map<string, number>
  words: Set<string>
}

/** Datasets that hold a stem and how strongly, side by side: plain arrays are scanned fastest. */
interface Posting {
  slots: number[]
  weights: number[]
}

export interface Matches {
  slots: number[]
  /** By slot; only those of `slots` mean anything. */
  scores: Float64Array
  /** The question as it was read, if a word was mistyped. */
  corrected: string | null
}

/** Words of every dataset by stem. Slots are small numbers the caller gives to datasets. */
export class Postings {
  readonly #stems = new Map<string, Posting>()
  readonly #uses = new Map<string, number>()
  readonly #entries = new Map<number, Entry>()
  readonly spelling = new Spelling()
  #sorted: string[] | null = null
  #capacity = 0

  add(slot: number, texts: Fields): void {
    const entry: Entry = { weights: new Map(), words: new Set() }
    for (const [field, { each, most }] of fields) {
      const inField = new Map<string, number>()
      for (const word of wordsOf(texts[field])) {
        const stem = stemOf(word)
        inField.set(stem, Math.min(most, (inField.get(stem) ?? 0) + each))
        entry.words.add(word)
      }
      for (const [stem, weight] of inField) {
        entry.weights.set(stem, (entry.weights.get(stem) ?? 0) + weight)
      }
    }
    this.#entries.set(slot, entry)
    this.#capacity = Math.max(this.#capacity, slot + 1)
    for (const [stem, weight] of entry.weights) {
      const posting = this.#stems.get(stem)
      if (posting === undefined) this.#stems.set(stem, { slots: [slot], weights: [weight] })
      else {
        posting.slots.push(slot)
        posting.weights.push(weight)
      }
    }
    for (const word of entry.words) {
      const uses = this.#uses.get(word) ?? 0
      this.#uses.set(word, uses + 1)
      if (uses === 0) this.#sorted = null
      this.spelling.add(word)
    }
  }

  remove(slot: number): void {
    const entry = this.#entries.get(slot)
    if (entry === undefined) return
    this.#entries.delete(slot)
    for (const stem of entry.weights.keys()) {
      const posting = this.#stems.get(stem)
      if (posting === undefined) continue
      const at = posting.slots.indexOf(slot)
      posting.slots.splice(at, 1)
      posting.weights.splice(at, 1)
      if (posting.slots.length === 0) this.#stems.delete(stem)
    }
    for (const word of entry.words) {
      const uses = this.#uses.get(word) ?? 0
      if (uses <= 1) {
        this.#uses.delete(word)
        this.#sorted = null
      } else this.#uses.set(word, uses - 1)
      this.spelling.remove(word)
    }
  }

  /** Known words that begin with `start`, at most 100. */
  beginning(start: string): string[] {
    this.#sorted ??= [...this.#uses.keys()].toSorted()
    const sorted = this.#sorted
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? '') < start) low = middle + 1
      else high = middle
    }
    const found: string[] = []
    while (found.length < 100 && sorted[low]?.startsWith(start)) found.push(sorted[low++] ?? '')
    return found
  }

  /** Stems that a word of a question stands for: its own, else those it begins. */
  #meanings(word: string): Map<string, number> {
    const stem = stemOf(word)
    if (this.#stems.has(stem)) return new Map([[stem, 1]])
    if (word.length < 3) return new Map()
    return new Map(this.beginning(word).map((known) => [stemOf(known), 0.5]))
  }

  /** Datasets that hold every telling word. Unknown words are read as the nearest known one. */
  match(text: string): Matches {
    let corrected = false
    const read = wordsOf(text).map((word) => {
      if (isCommon(word) || this.#meanings(word).size > 0) return word
      const near = this.spelling.nearest(word)
      corrected ||= near !== null
      return near ?? word
    })
    const scores = new Float64Array(this.#capacity)
    // How many words of the question were found in each dataset so far.
    const found = new Uint16Array(this.#capacity)
    let slots: number[] = []
    for (const [at, word] of tellingWords(read).entries()) {
      slots = this.#addHits(word, at, found, scores)
    }
    return { slots, scores, corrected: corrected ? read.join(' ') : null }
  }

  /** Adds one word's scores to datasets that hold the words before it; answers those datasets. */
  #addHits(word: string, before: number, found: Uint16Array, scores: Float64Array): number[] {
    const meanings = this.#meanings(word)
    const best = meanings.size > 1 ? new Float64Array(this.#capacity) : null
    const slots: number[] = []
    for (const [stem, share] of meanings) {
      const posting = this.#stems.get(stem)
      if (posting === undefined) continue
      const { slots: holders, weights } = posting
      const rare = Math.log(
        1 + (this.#entries.size - holders.length + 0.5) / (holders.length + 0.5),
      )
      const factor = share * rare * (saturation + 1)
      for (let at = 0; at < holders.length; at += 1) {
        const slot = holders[at] ?? 0
        const weight = weights[at] ?? 0
        const score = (factor * weight) / (weight + saturation)
        if (found[slot] === before) {
          found[slot] = before + 1
          slots.push(slot)
          scores[slot] = (scores[slot] ?? 0) + score
          if (best !== null) best[slot] = score
        } else if (best !== null && found[slot] === before + 1 && score > (best[slot] ?? 0)) {
          scores[slot] = (scores[slot] ?? 0) + score - (best[slot] ?? 0)
          best[slot] = score
        }
      }
    }
    return slots
  }
}
