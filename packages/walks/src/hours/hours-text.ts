// Walks through the text of opening hours word by word and knows where it stands when one is wrong.
import { WalksError } from '../walks-error.ts'

export class HoursText {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
    this.#passSpaces()
  }

  get done(): boolean {
    return this.at >= this.#text.length
  }

  /** Patterns are sticky (`/…/y`); spaces after what was taken are passed over. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.#text)
    if (!found) return null
    this.at += found[0].length
    this.#passSpaces()
    return found
  }

  peek(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    return pattern.test(this.#text)
  }

  refuse(): never {
    const word = /\S*/.exec(this.#text.slice(this.at))?.[0] ?? ''
    throw new WalksError('malformed-hours', {
      text: this.#text,
      at: this.at + 1,
      word: word || '…',
    })
  }

  #passSpaces(): void {
    while (/\s/.test(this.#text.charAt(this.at))) this.at += 1
  }
}
