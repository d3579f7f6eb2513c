// Walks through a protobuf message field by field, and says where it stops making sense.
import { WalksError } from '../walks-error.ts'

/** A piece of bytes that knows where in the file it began, so that errors name the place. */
export class Message {
  readonly #bytes: Uint8Array
  readonly #what: string
  readonly #base: number
  #at = 0
  /** Number of the field that `next` found. */
  field = 0
  /** Wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  wire = 0

  /** `what` names the file, `base` is the offset in it (of the block where bytes were unpacked). */
  constructor(bytes: Uint8Array, what: string, base: number) {
    this.#bytes = bytes
    this.#what = what
    this.#base = base
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    if (this.done) return false
    const key = this.varint('a field')
    this.field = Math.floor(key / 8)
    this.wire = key % 8
    return true
  }

  /** Unsigned; exact up to 2^53. Ids of OpenStreetMap are far below. */
  varint(part: string): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 10; count++) {
      if (this.done) this.#cut(part, 1, 0)
      const byte = this.#bytes[this.#at++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    return this.lies(part, 'a number of more than ten bytes', 'ten bytes')
  }

  /** Zigzag: sint32, sint64. */
  signed(part: string): number {
    const value = this.varint(part)
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  bytes(part: string): Uint8Array {
    if (this.wire !== 2) this.lies(part, `wire type ${this.wire}`, 'wire type 2')
    const length = this.varint(part)
    const left = this.#bytes.length - this.#at
    if (length > left) this.#cut(part, length, left)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  message(part: string): Message {
    const bytes = this.bytes(part)
    return new Message(bytes, this.#what, this.#base + this.#at - bytes.length)
  }

  /** Passes over the field that `next` found. */
  skip(): void {
    const size = this.wire === 1 ? 8 : this.wire === 5 ? 4 : 0
    if (this.wire === 0) this.varint('a field')
    else if (this.wire === 2) this.bytes('a field')
    else if (size === 0) this.lies('a field', `wire type ${this.wire}`, 'wire type 5')
    else if (this.#bytes.length - this.#at < size) {
      this.#cut('a field', size, this.#bytes.length - this.#at)
    } else this.#at += size
  }

  lies(part: string, says: string | number, most: string | number): never {
    const offset = this.#base + this.#at
    throw new WalksError('file-lies', { what: this.#what, offset, part, says, most })
  }

  #cut(part: string, needs: number, left: number): never {
    const offset = this.#base + this.#at
    throw new WalksError('file-truncated', { what: this.#what, offset, part, needs, left })
  }
}
