// Remembers answers about immutable versions, the least recently used forgotten first.

export interface AnswerCache {
  get(key: string): string | null
  /** Answers larger than a sixteenth of the whole are not kept. */
  set(key: string, answer: string): void
  /** Bytes kept at present. */
  bytes(): number
}

/** Versions never change, so an answer stays right for ever; only room ends. */
export function createAnswerCache(most: number): AnswerCache {
  const answers = new Map<string, string>()
  let kept = 0
  const sizeOf = (key: string, answer: string) => 2 * (key.length + answer.length) + 200
  return {
    get(key) {
      const answer = answers.get(key)
      if (answer === undefined) return null
      answers.delete(key)
      answers.set(key, answer)
      return answer
    },
    set(key, answer) {
      const size = sizeOf(key, answer)
      if (size > most / 16 || answers.has(key)) return
      answers.set(key, answer)
      kept += size
      for (const [oldest, text] of answers) {
        if (kept <= most) break
        answers.delete(oldest)
        kept -= sizeOf(oldest, text)
      }
    },
    bytes: () => kept,
  }
}
