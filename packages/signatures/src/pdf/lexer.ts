// Reads values of a PDF from bytes, strictly, and says where each string and dictionary stands.
import { SignatureError } from '../signature-error.ts'
import { hexDigit, isDigit, isRegular, isSpace } from './characters.ts'
import type { Limits } from './limits.ts'
import { PdfDict, PdfName, PdfRef, PdfString, type PdfValue } from './objects.ts'
import { readHexString, readLiteralString } from './strings.ts'

/** Thrown within the reader when a window of a file ends before the value does. */
export class MoreBytesNeeded extends Error {}

export class Lexer {
  /** Position within `bytes`. */
  at = 0
  readonly bytes: Uint8Array
  readonly base: number
  private readonly whole: boolean
  private readonly limits: Limits
  private values = 0

  /** `base` is the position of the first byte in the file; `whole` says that no bytes follow. */
  constructor(bytes: Uint8Array, base: number, whole: boolean, limits: Limits) {
    this.bytes = bytes
    this.base = base
    this.whole = whole
    this.limits = limits
  }

  fail(why: string): SignatureError | MoreBytesNeeded {
    if (this.at >= this.bytes.length && !this.whole) return new MoreBytesNeeded()
    return new SignatureError('malformed-pdf', { at: this.base + this.at, why })
  }

  /** Skips white space and comments (7.2.3, 7.2.4). */
  space(): void {
    for (;;) {
      while (isSpace(this.bytes[this.at])) this.at++
      if (this.bytes[this.at] !== 0x25) return
      while (
        this.at < this.bytes.length &&
        this.bytes[this.at] !== 10 &&
        this.bytes[this.at] !== 13
      )
        this.at++
    }
  }

  /** Whether the keyword stands here as a whole word; moves behind it when it does. */
  takes(word: string): boolean {
    if (this.at + word.length >= this.bytes.length && !this.whole) throw new MoreBytesNeeded()
    for (let index = 0; index < word.length; index++)
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) return false
    if (isRegular(this.bytes[this.at + word.length])) return false
    this.at += word.length
    return true
  }

  expect(word: string): void {
    this.space()
    if (!this.takes(word)) throw this.fail(`"${word}" expected`)
  }

  /** A whole number without sign, of at most 15 digits. */
  count(): number {
    this.space()
    const start = this.at
    let value = 0
    while (isDigit(this.bytes[this.at])) value = value * 10 + (this.bytes[this.at++] ?? 0) - 0x30
    if (this.at >= this.bytes.length && !this.whole) throw new MoreBytesNeeded()
    if (this.at === start || this.at - start > 15) throw this.fail('a whole number expected')
    return value
  }

  /** The next value. @throws SignatureError `malformed-pdf`, `too-large` */
  value(depth = 0): PdfValue {
    if (depth > this.limits.depth)
      throw new SignatureError('too-large', { what: 'Nesting', limit: this.limits.depth })
    if (++this.values > this.limits.values)
      throw new SignatureError('too-large', { what: 'An object', limit: this.limits.values })
    this.space()
    const code = this.bytes[this.at]
    if (code === 0x2f) return new PdfName(this.name())
    if (code === 0x28) return this.string(readLiteralString, false)
    if (code === 0x5b) return this.array(depth)
    if (code === 0x3c) {
      if (this.at + 1 >= this.bytes.length) throw this.cut()
      return this.bytes[this.at + 1] === 0x3c ? this.dict(depth) : this.string(readHexString, true)
    }
    if (isDigit(code)) return this.numberOrRef()
    if (code === 0x2b || code === 0x2d || code === 0x2e) return this.number()
    if (this.takes('true')) return true
    if (this.takes('false')) return false
    if (this.takes('null')) return null
    throw this.fail('a value expected')
  }

  private cut(): Error {
    this.at = this.bytes.length
    return this.fail('the file ends within an object')
  }

  private string(
    read: (bytes: Uint8Array, at: number) => { value: Uint8Array; end: number } | string,
    hex: boolean,
  ): PdfString {
    const start = this.at
    const found = read(this.bytes, start)
    if (typeof found === 'string') {
      if (found === '') throw this.cut()
      throw this.fail(found)
    }
    this.at = found.end
    return new PdfString(found.value, hex, this.base + start, this.base + found.end)
  }

  private name(): string {
    let name = ''
    this.at++
    while (isRegular(this.bytes[this.at])) {
      let code = this.bytes[this.at++] ?? 0
      if (code === 0x23) {
        if (this.at + 1 >= this.bytes.length) throw this.cut()
        const high = hexDigit(this.bytes[this.at])
        const low = hexDigit(this.bytes[this.at + 1])
        if (high < 0 || low < 0) throw this.fail('two digits expected after # in a name')
        code = high * 16 + low
        this.at += 2
      }
      name += String.fromCharCode(code)
      if (name.length > 4096) throw this.fail('a name is too long')
    }
    if (this.at >= this.bytes.length && !this.whole) throw new MoreBytesNeeded()
    return name
  }

  private number(): number {
    const start = this.at
    if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at++
    while (isDigit(this.bytes[this.at]) || this.bytes[this.at] === 0x2e) this.at++
    if (this.at >= this.bytes.length && !this.whole) throw new MoreBytesNeeded()
    const text = String.fromCharCode(...this.bytes.subarray(start, Math.min(this.at, start + 64)))
    if (
      this.at - start > 63 ||
      !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ||
      isRegular(this.bytes[this.at])
    )
      throw this.fail('a number expected')
    return Number(text)
  }

  private numberOrRef(): number | PdfRef {
    const value = this.number()
    if (!Number.isSafeInteger(value)) return value
    const after = this.at
    this.space()
    const second = this.at
    while (isDigit(this.bytes[this.at])) this.at++
    if (this.at >= this.bytes.length && !this.whole) throw new MoreBytesNeeded()
    if (this.at > second && this.at - second <= 5) {
      const generation = Number(String.fromCharCode(...this.bytes.subarray(second, this.at)))
      this.space()
      if (this.takes('R')) return new PdfRef(value, generation)
    }
    this.at = after
    return value
  }

  private array(depth: number): PdfValue[] {
    this.at++
    const items: PdfValue[] = []
    for (;;) {
      this.space()
      if (this.bytes[this.at] === 0x5d) break
      items.push(this.value(depth + 1))
    }
    this.at++
    return items
  }

  private dict(depth: number): PdfDict {
    const start = this.at
    this.at += 2
    const entries = new Map<string, PdfValue>()
    for (;;) {
      this.space()
      const code = this.bytes[this.at]
      if (code === 0x3e) break
      if (code !== 0x2f) throw this.fail('a key expected')
      const key = this.name()
      // Two readers may each take another of two equal keys (7.3.7 forbids them).
      if (entries.has(key)) throw this.fail(`the key ${key} comes twice`)
      entries.set(key, this.value(depth + 1))
    }
    if (this.at + 1 >= this.bytes.length) throw this.cut()
    if (this.bytes[this.at + 1] !== 0x3e) throw this.fail('">>" expected')
    this.at += 2
    return new PdfDict(entries, this.base + start, this.base + this.at)
  }
}
