// Finds the known word that a mistyped one was meant to be.
import { distance } from '#platform'

function trigrams(word: string): string[] {
  const padded = `  ${word} `
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3))
}

/** Words by the groups of three letters in them, with how many datasets use each. */
export class Spelling {
  readonly #uses = new Map<string, number>()
  readonly #byTrigram = new Map<string, Set<string>>()

  add(word: string): void {
    if (word.length < 3 || /\d/.test(word)) return
    const uses = this.#uses.get(word) ?? 0
    this.#uses.set(word, uses + 1)
    if (uses > 0) return
    for (const trigram of trigrams(word)) {
      const words = this.#byTrigram.get(trigram)
      if (words === undefined) this.#byTrigram.set(trigram, new Set([word]))
      else words.add(word)
    }
  }

  remove(word: string): void {
    const uses = this.#uses.get(word)
    if (uses === undefined) return
    if (uses > 1) return void this.#uses.set(word, uses - 1)
    this.#uses.delete(word)
    for (const trigram of trigrams(word)) this.#byTrigram.get(trigram)?.delete(word)
  }

  knows(word: string): boolean {
    return this.#uses.has(word)
  }

  /** The nearest known word within one slip (four and five letters) or two; null if none. */
  nearest(word: string): string | null {
    if (word.length < 4 || /\d/.test(word)) return null
    const limit = word.length <= 5 ? 1 : 2
    const shared = new Map<string, number>()
    for (const trigram of trigrams(word)) {
      for (const other of this.#byTrigram.get(trigram) ?? []) {
        shared.set(other, (shared.get(other) ?? 0) + 1)
      }
    }
    let best: { word: string; slips: number; uses: number } | null = null
    for (const [other, count] of shared) {
      if (count < 2 && word.length > 5) continue
      const slips = distance(word, other, limit)
      if (slips > limit) continue
      const uses = this.#uses.get(other) ?? 0
      const better =
        best === null ||
        slips < best.slips ||
        (slips === best.slips && (uses > best.uses || (uses === best.uses && other < best.word)))
      if (better) best = { word: other, slips, uses }
    }
    return best?.word ?? null
  }
}
