// Searches the catalogue in memory: words, filters, facets, order, and beginnings of titles.
import type { DatasetSearch, PublicationState } from '../model.ts'
import { type Fields, Postings } from './postings.ts'
import { wordsOf } from './words.ts'

export const facetNames = ['organisation', 'theme', 'tag', 'licence', 'format'] as const
export type FacetName = (typeof facetNames)[number]

/** What the index keeps of a dataset. */
export interface Listed {
  id: string
  slug: string
  state: PublicationState
  title: string
  texts: Fields
  facets: Record<FacetName, string[]>
  created: number
  modified: number
}

/** Which datasets a reader finds: by their state, and some by name whatever their state. */
export interface Visible {
  state(state: PublicationState): boolean
  also: ReadonlySet<string>
}

export interface Hits {
  total: number
  ids: string[]
  facets: Record<FacetName, Map<string, number>>
  corrected: string | null
}

/** Values of a facet as small numbers, so that counting them is adding to an array. */
class FacetValues {
  readonly #numbers = new Map<string, number>()
  readonly values: string[] = []

  /** Without remembering it: readers may ask for values that do not exist. */
  known(value: string): number | undefined {
    return this.#numbers.get(value)
  }

  numberOf(value: string): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#numbers.set(value, this.values.length)
    return this.values.push(value) - 1
  }
}

interface Slot extends Omit<Listed, 'texts' | 'facets'> {
  /** Numbers of its values, by facet in the order of `facetNames`. */
  facets: number[][]
  order: string
  words: string[]
}

/** Ñ follows n in Spanish; other accents do not change the order. */
function titleOrder(title: string): string {
  return wordsOf(title.replace(/ñ/gi, 'nzzz')).join(' ')
}

export class SearchIndex {
  readonly #postings = new Postings()
  readonly #slots: (Slot | null)[] = []
  readonly #values = facetNames.map(() => new FacetValues())
  readonly #free: number[] = []
  readonly #slotOf = new Map<string, number>()

  get size(): number {
    return this.#slotOf.size
  }

  put(listed: Listed): void {
    this.remove(listed.id)
    const slot = this.#free.pop() ?? this.#slots.length
    const { texts, facets, ...kept } = listed
    this.#slotOf.set(listed.id, slot)
    this.#slots[slot] = {
      ...kept,
      facets: facetNames.map((name, at) =>
        facets[name].map((value) => this.#values[at]?.numberOf(value) ?? 0),
      ),
      order: titleOrder(kept.title),
      words: wordsOf(kept.title),
    }
    this.#postings.add(slot, texts)
  }

  remove(id: string): void {
    const slot = this.#slotOf.get(id)
    if (slot === undefined) return
    this.#slotOf.delete(id)
    this.#slots[slot] = null
    this.#free.push(slot)
    this.#postings.remove(slot)
  }

  /** Ids of those that are not published. */
  unpublished(): string[] {
    return this.#slots.flatMap((slot) =>
      slot === null || slot.state === 'published' ? [] : [slot.id],
    )
  }

  /**
   * Each facet counts what the question and the filters of the other facets leave: the numbers a
   * reader gets by choosing that value. Values of one facet widen, facets narrow each other.
   */
  search(search: DatasetSearch, visible: Visible): Hits {
    const text = (search.text ?? '').trim()
    const matched = wordsOf(text).length === 0 ? null : this.#postings.match(text)
    const slots = matched?.slots ?? this.#slots.keys()
    const states = {
      draft: visible.state('draft'),
      published: visible.state('published'),
      withdrawn: visible.state('withdrawn'),
    }
    let seen = false
    const counts = this.#values.map(({ values }) => new Uint32Array(values.length))
    const wanted = facetNames.map((name, at) => {
      const values = search[name] ?? []
      const own = this.#values[at]
      return values.length === 0 ? null : new Set(values.map((value) => own?.known(value)))
    })
    const found: { slot: Slot; score: number }[] = []
    for (const at of slots) {
      const slot = this.#slots[at] ?? null
      if (slot === null || !(states[slot.state] || visible.also.has(slot.id))) continue
      seen = true
      const failing = failingFacet(slot, wanted)
      if (failing === 'several') continue
      for (let facet = 0; facet < counts.length; facet += 1) {
        if (failing !== null && failing !== facet) continue
        const own = counts[facet]
        for (const value of slot.facets[facet] ?? []) if (own) own[value] = (own[value] ?? 0) + 1
      }
      if (failing === null) found.push({ slot, score: matched?.scores[at] ?? 0 })
    }
    const facets = Object.fromEntries(
      facetNames.map((name, at) => [name, this.#named(at, counts[at] ?? new Uint32Array())]),
    ) as Hits['facets']
    const sort = search.sort ?? (matched === null ? 'modified' : 'relevance')
    const from = search.offset ?? 0
    const page = first(found, from + (search.limit ?? 20), orders[sort]).slice(from)
    return {
      total: found.length,
      ids: page.map(({ slot }) => slot.id),
      facets,
      // A spelling that only hidden datasets know would tell of them.
      corrected: seen ? (matched?.corrected ?? null) : null,
    }
  }

  #named(facet: number, counts: Uint32Array): Map<string, number> {
    const named = new Map<string, number>()
    const { values } = this.#values[facet] ?? { values: [] }
    for (const [at, count] of counts.entries()) if (count > 0) named.set(values[at] ?? '', count)
    return named
  }

  /** Datasets in whose title each word begins a word; nearest spellings when there are none. */
  beginning(text: string, limit: number, visible: Visible): { slug: string; title: string }[] {
    const asked = wordsOf(text)
    const found = this.#titled(asked, visible)
    if (found.length > 0 || asked.length === 0) return found.slice(0, limit)
    const near = asked.map((word) =>
      this.#postings.beginning(word).length > 0
        ? word
        : (this.#postings.spelling.nearest(word) ?? word),
    )
    return this.#titled(near, visible).slice(0, limit)
  }

  #titled(asked: string[], visible: Visible): { slug: string; title: string }[] {
    if (asked.length === 0) return []
    const found: Slot[] = []
    for (const slot of this.#slots) {
      if (slot === null || !titleBegins(slot.words, asked)) continue
      if (visible.state(slot.state) || visible.also.has(slot.id)) found.push(slot)
    }
    const start = asked.join(' ')
    const late = (slot: Slot): number => (slot.order.startsWith(start) ? 0 : 1)
    return found
      .toSorted((a, b) => late(a) - late(b) || (a.order < b.order ? -1 : 1))
      .map(({ slug, title }) => ({ slug, title }))
  }
}

/** The only facet whose filter leaves the dataset out; null if none does. */
function failingFacet(
  slot: Slot,
  wanted: (Set<number | undefined> | null)[],
): number | 'several' | null {
  let failing: number | null = null
  for (let at = 0; at < wanted.length; at += 1) {
    const set = wanted[at] ?? null
    if (set === null || (slot.facets[at] ?? []).some((value) => set.has(value))) continue
    if (failing !== null) return 'several'
    failing = at
  }
  return failing
}

/** True when each asked word begins a word of the title. */
export function titleBegins(words: string[], asked: string[]): boolean {
  return asked.every((start) => words.some((word) => word.startsWith(start)))
}

type Order = (a: { slot: Slot; score: number }, b: { slot: Slot; score: number }) => number

const byTitle: Order = (a, b) =>
  a.slot.order < b.slot.order
    ? -1
    : a.slot.order > b.slot.order
      ? 1
      : a.slot.slug < b.slot.slug
        ? -1
        : 1
const orders: Record<NonNullable<DatasetSearch['sort']>, Order> = {
  relevance: (a, b) =>
    b.score - a.score || a.slot.words.length - b.slot.words.length || orders.modified(a, b),
  modified: (a, b) => b.slot.modified - a.slot.modified || byTitle(a, b),
  created: (a, b) => b.slot.created - a.slot.created || byTitle(a, b),
  title: byTitle,
}

/** The first `count` in order, without sorting the rest. */
function first<T>(items: T[], count: number, order: (a: T, b: T) => number): T[] {
  if (count * 4 > items.length) return items.toSorted(order).slice(0, count)
  const kept: T[] = []
  for (const item of items) {
    const last = kept.at(-1)
    if (kept.length === count && (last === undefined || order(item, last) >= 0)) continue
    let [low, high] = [0, kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = kept[middle]
      if (other !== undefined && order(other, item) <= 0) low = middle + 1
      else high = middle
    }
    kept.splice(low, 0, item)
    if (kept.length > count) kept.pop()
  }
  return kept
}
