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

export interface Hits {
  total: number
  ids: string[]
  facets: Record<FacetName, Map<string, number>>
  corrected: string | null
}

interface Slot extends Omit<Listed, 'texts'> {
  order: string
  words: string[]
}

/** Ñ follows n in Spanish; other accents do not change the order. */
function titleOrder(title: string): string {
  return wordsOf(title.replace(/ñ/gi, 'nzzz')).join(' ')
}

export class SearchIndex {
  readonly #postings = new Postings()
  readonly #slots = new Map<number, Slot>()
  readonly #slotOf = new Map<string, number>()
  #next = 0

  get size(): number {
    return this.#slots.size
  }

  put(listed: Listed): void {
    this.remove(listed.id)
    const slot = this.#next++
    const { texts, ...kept } = listed
    this.#slotOf.set(listed.id, slot)
    this.#slots.set(slot, { ...kept, order: titleOrder(kept.title), words: wordsOf(kept.title) })
    this.#postings.add(slot, texts)
  }

  remove(id: string): void {
    const slot = this.#slotOf.get(id)
    if (slot === undefined) return
    this.#slotOf.delete(id)
    this.#slots.delete(slot)
    this.#postings.remove(slot)
  }

  /**
   * Each facet counts what the question and the filters of the other facets leave: the numbers a
   * reader gets by choosing that value. Values of one facet widen, facets narrow each other.
   */
  search(search: DatasetSearch, visible: (state: PublicationState) => boolean): Hits {
    const text = (search.text ?? '').trim()
    const matched = wordsOf(text).length === 0 ? null : this.#postings.match(text)
    const wanted = facetNames.map((name) => new Set(search[name] ?? []))
    const facets = Object.fromEntries(
      facetNames.map((name) => [name, new Map<string, number>()]),
    ) as Hits['facets']
    const found: { slot: Slot; score: number }[] = []
    for (const [slot, score] of matched?.scores ?? this.#everySlot()) {
      const listed = this.#slots.get(slot)
      if (listed === undefined || !visible(listed.state)) continue
      const failing = facetNames.filter((name, at) => {
        const set = wanted[at]
        return set !== undefined && set.size > 0 && !listed.facets[name].some((v) => set.has(v))
      })
      if (failing.length > 1) continue
      for (const name of failing.length === 0 ? facetNames : failing) {
        for (const value of listed.facets[name]) {
          facets[name].set(value, (facets[name].get(value) ?? 0) + 1)
        }
      }
      if (failing.length === 0) found.push({ slot: listed, score })
    }
    const sort = search.sort ?? (matched === null ? 'modified' : 'relevance')
    const from = search.offset ?? 0
    const page = first(found, from + (search.limit ?? 20), orders[sort]).slice(from)
    return {
      total: found.length,
      ids: page.map(({ slot }) => slot.id),
      facets,
      corrected: matched?.corrected ?? null,
    }
  }

  *#everySlot(): Generator<[number, number]> {
    for (const slot of this.#slots.keys()) yield [slot, 0]
  }

  /** Datasets in whose title each word begins a word; nearest spellings when there are none. */
  beginning(
    text: string,
    limit: number,
    visible: (state: PublicationState) => boolean,
  ): { slug: string; title: string }[] {
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

  #titled(
    asked: string[],
    visible: (state: PublicationState) => boolean,
  ): { slug: string; title: string }[] {
    if (asked.length === 0) return []
    const found: Slot[] = []
    for (const slot of this.#slots.values()) {
      if (visible(slot.state) && titleBegins(slot.words, asked)) found.push(slot)
    }
    const start = asked.join(' ')
    const late = (slot: Slot): number => (slot.order.startsWith(start) ? 0 : 1)
    return found
      .toSorted((a, b) => late(a) - late(b) || (a.order < b.order ? -1 : 1))
      .map(({ slug, title }) => ({ slug, title }))
  }
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
