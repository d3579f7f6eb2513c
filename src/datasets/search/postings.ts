// Which datasets hold a word, and how strongly: the inverted index behind the catalogue's search.
import { Spelling } from './spelling.ts'
import { stemOf, tellingWords, wordsOf } from './words.ts'

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

/** Words of every dataset by stem. Slots are small numbers the caller gives to datasets. */
export class Postings {
  readonly #stems = new Map<string, Map<number, number>>()
  readonly #uses = new Map<string, number>()
  readonly #entries = new Map<number, Entry>()
  readonly spelling = new Spelling()
  #sorted: string[] | null = null

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
    for (const [stem, weight] of entry.weights) {
      const posting = this.#stems.get(stem)
      if (posting === undefined) this.#stems.set(stem, new Map([[slot, weight]]))
      else posting.set(slot, weight)
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
      posting?.delete(slot)
      if (posting?.size === 0) this.#stems.delete(stem)
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

  /**
   * Datasets that hold every telling word, with their scores. Unknown words are read as the nearest
   * known one; `corrected` is then the question as it was read.
   */
  match(text: string): { scores: Map<number, number>; corrected: string | null } {
    const asked = wordsOf(text)
    let corrected = false
    const read = asked.map((word) => {
      if (tellingWords([word, 'x'])[0] !== word || this.#meanings(word).size > 0) return word
      const near = this.spelling.nearest(word)
      corrected ||= near !== null
      return near ?? word
    })
    let scores: Map<number, number> | null = null
    for (const word of tellingWords(read)) {
      const hits = this.#hits(word)
      const before: Map<number, number> | null = scores
      scores = new Map<number, number>()
      for (const [slot, score] of hits) {
        const earlier = before === null ? 0 : before.get(slot)
        if (earlier !== undefined) scores.set(slot, earlier + score)
      }
    }
    return { scores: scores ?? new Map(), corrected: corrected ? read.join(' ') : null }
  }

  #hits(word: string): Map<number, number> {
    const hits = new Map<number, number>()
    for (const [stem, share] of this.#meanings(word)) {
      const posting = this.#stems.get(stem)
      if (posting === undefined) continue
      const rare = Math.log(1 + (this.#entries.size - posting.size + 0.5) / (posting.size + 0.5))
      for (const [slot, weight] of posting) {
        const score = (share * rare * weight * (saturation + 1)) / (weight + saturation)
        const known = hits.get(slot)
        if (known === undefined || known < score) hits.set(slot, score)
      }
    }
    return hits
  }
}
