// Makes pages of a table while DuckDB is asked what its cells are: in this thread, and in another one.
import { setImmediate } from 'node:timers/promises'
import type { CellStore } from './cell-store.ts'
import type { CodeShape } from './code-shapes.ts'
import type { ColumnCells } from './column-cells.ts'
import {
  type MadePages,
  type PageItem,
  type PageKind,
  type PagesOrder,
  makePages,
  takePage,
} from './page-work.ts'
import type { ColumnPages } from './parquet-file.ts'
import { NULL_WORDS } from '../infer/words.ts'

/** Another thread that makes pages. */
export interface PageHelper {
  /** It makes what is free of them from now on. Orders are served one after the other. */
  makePages(order: PagesOrder): void
  /** Waits for pages that it has taken; undefined where nothing comes of it. */
  pages(order: PagesOrder, at: number): MadePages | undefined
}

export class PagesAhead {
  readonly #store: CellStore
  readonly #helper: PageHelper | null
  readonly #codes: SharedPages
  #plain: SharedPages | null = null
  #ended = false

  /**
   * It begins at once. Without another thread it works whenever nothing else of this one has to be done;
   * beside one it would only keep the answers of DuckDB waiting.
   */
  constructor(store: CellStore, helper: PageHelper | null) {
    this.#store = store
    this.#helper = helper
    const places = [...store.columns.keys()].filter((place) => store.isDistinct(place))
    this.#codes = this.#share(places.map((place) => ({ place, kind: 'codes' })))
    // What it does not come to is done when the page is written.
    if (helper === null) void this.#run().catch(() => {})
  }

  /** The other thread makes the pages of these columns, which have no dictionary, too. */
  alsoPlain(columns: readonly { place: number; kind: 'texts' | 'whole' }[]): void {
    this.#plain = this.#share(columns)
  }

  /** The shape of a column's codes in a chunk, once; null where the caller must make it. */
  shape(place: number, chunk: number): CodeShape | null {
    return (this.#codes.take(place, chunk) ?? null) as CodeShape | null
  }

  /** The pages of a column of `alsoPlain`. */
  plain(place: number, chunk: number): ColumnPages | null {
    return (this.#plain?.take(place, chunk) ?? null) as ColumnPages | null
  }

  /** This thread has other work now. */
  end(): void {
    this.#ended = true
  }

  /** Nobody makes any more of them. */
  stop(): void {
    this.end()
    this.#codes.stop()
    this.#plain?.stop()
  }

  #share(columns: readonly { place: number; kind: PageKind }[]): SharedPages {
    const pages = new SharedPages(this.#helper)
    const without = new Map(
      columns.map(({ place }) => [place, likelyEmpty(this.#store.columns[place]!)]),
    )
    for (const chunk of this.#store.chunks.keys()) {
      for (const { place, kind } of columns) {
        // Others may be looking at what was read from the file last.
        if (!this.#store.isHeld(place, chunk)) continue
        const most = this.#store.columns[place]!.codes.size
        const item: PageItem = {
          ...{ kind, chunk: this.#store.chunk(place, chunk), most },
          without: without.get(place)!,
        }
        // A column gives up its dictionary within a chunk: those before it are kept by codes.
        if ((item.chunk.kind === 'codes') === (kind === 'codes')) pages.add(place, chunk, item)
      }
    }
    pages.begin()
    return pages
  }

  async #run(): Promise<void> {
    do await setImmediate()
    while (!this.#ended && this.#codes.makeNext())
  }
}

/** Pages of which each is made once, by the thread that comes to it. */
class SharedPages {
  readonly #helper: PageHelper | null
  readonly #items: PageItem[] = []
  readonly #places = new Map<string, number>()
  readonly #made = new Map<number, MadePages>()
  /** Taken here, and not made: whoever writes them makes them. */
  readonly #left = new Set<number>()
  #order: PagesOrder = { items: [], state: new Int32Array(0) }
  #next = 0

  constructor(helper: PageHelper | null) {
    this.#helper = helper
  }

  add(place: number, chunk: number, item: PageItem): void {
    this.#places.set(`${chunk} ${place}`, this.#items.length)
    this.#items.push(item)
  }

  begin(): void {
    const items = this.#items
    this.#order = { items, state: new Int32Array(new SharedArrayBuffer(items.length * 4)) }
    if (items.length > 0) this.#helper?.makePages(this.#order)
  }

  /** False where none is free. */
  makeNext(): boolean {
    while (this.#next < this.#items.length) {
      const at = this.#next++
      if (!takePage(this.#order, at)) continue
      this.#made.set(at, makePages(this.#items[at]!))
      return true
    }
    return false
  }

  /** Undefined where nobody makes them. */
  take(place: number, chunk: number): MadePages | undefined {
    const at = this.#places.get(`${chunk} ${place}`)
    if (at === undefined) return undefined
    if (this.#made.has(at)) {
      const made = this.#made.get(at)
      this.#made.delete(at)
      return made
    }
    if (takePage(this.#order, at)) this.#left.add(at)
    return this.#left.has(at) ? undefined : this.#helper?.pages(this.#order, at)
  }

  stop(): void {
    for (const at of this.#items.keys()) if (takePage(this.#order, at)) this.#left.add(at)
  }
}

/**
 * Codes of the words for nothing in a column that is mostly numbers or dates, to judge by how its cells
 * begin. Where they turn out to be values, its pages are made anew.
 */
function likelyEmpty({ dictionary, codes, counts }: ColumnCells): number[] {
  if (dictionary === null) return []
  const { arena, ends } = codes
  const words: number[] = []
  let [typed, all] = [0, 0]
  for (let code = 1; code <= codes.size; code++) {
    const [from, to] = [code === 1 ? 0 : ends[code - 1]!, ends[code]!]
    const count = counts[code] ?? 0
    all += count
    const first = arena[from]!
    if (first >= 48 && first <= 57) typed += count
    else if (beginsNullWord(first) && to - from <= LONGEST_WORD && isNullWord(arena, from, to))
      words.push(code)
    else if (first === 45) typed += count
  }
  return typed * 2 > all ? words : []
}

/** Bytes of the longest word for nothing, and blanks around it. */
const LONGEST_WORD = 24

/** First bytes of words for nothing; blanks may stand before them, and those beyond ASCII too. */
const firsts = new Set(
  [...NULL_WORDS].flatMap((word) => [...Buffer.from(`${word[0]}${word[0]?.toUpperCase()}`)]),
)

function beginsNullWord(first: number): boolean {
  return first <= 32 || first >= 128 || firsts.has(first)
}

function isNullWord(bytes: Uint8Array, from: number, to: number): boolean {
  const word = Buffer.from(bytes.subarray(from, to)).toString('utf8').trim().toLowerCase()
  return word === '' || NULL_WORDS.has(word)
}
