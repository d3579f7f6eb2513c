// Writes protobuf fields and whole numbers into bytes that grow.

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(room = 64) {
    this.#bytes = new Uint8Array(room)
  }

  get length(): number {
    return this.#length
  }

  /** Unsigned, exact up to 2^53. */
  varint(value: number): void {
    this.#make(8)
    while (value > 127) {
      this.#bytes[this.#length++] = (value % 128) + 128
      value = Math.floor(value / 128)
    }
    this.#bytes[this.#length++] = value
  }

  /** Zigzag: sint32 of protobuf. */
  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  append(bytes: Uint8Array): void {
    this.#make(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A field with a number. */
  number(field: number, value: number): void {
    this.varint(field * 8)
    this.varint(value)
  }

  /** A field with its length and bytes. */
  field(field: number, bytes: Uint8Array): void {
    this.varint(field * 8 + 2)
    this.varint(bytes.length)
    this.append(bytes)
  }

  text(field: number, text: string): void {
    this.field(field, encoder.encode(text))
  }

  /** What was written so far; later writing does not change it. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #make(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    next.set(this.#bytes)
    this.#bytes = next
  }
}

const encoder = new TextEncoder()
