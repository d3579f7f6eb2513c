// The kinds of value a PDF is made of (ISO 32000-2, 7.3), with the places where they stand.

/** A name without its solidus, `#xx` already decoded. */
export class PdfName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A reference to an indirect object. */
export class PdfRef {
  readonly number: number
  readonly generation: number
  constructor(number: number, generation: number) {
    this.number = number
    this.generation = generation
  }
}

/** A string; `start` and `end` are its first byte and the one after its last, delimiters included. */
export class PdfString {
  readonly bytes: Uint8Array
  readonly hex: boolean
  readonly start: number
  readonly end: number
  constructor(bytes: Uint8Array, hex: boolean, start = -1, end = -1) {
    this.bytes = bytes
    this.hex = hex
    this.start = start
    this.end = end
  }
}

/** A dictionary; keys come in the order of the file, and none comes twice. */
export class PdfDict {
  readonly entries: Map<string, PdfValue>
  readonly start: number
  readonly end: number
  constructor(entries: Map<string, PdfValue>, start = -1, end = -1) {
    this.entries = entries
    this.start = start
    this.end = end
  }

  /** The value as written; null for what is not there, as 7.3.7 says. */
  get(key: string): PdfValue {
    return this.entries.get(key) ?? null
  }
}

/** A stream; `start` is the first byte of its data, still filtered and encrypted, in the source. */
export class PdfStream {
  readonly dict: PdfDict
  readonly start: number
  readonly length: number
  constructor(dict: PdfDict, start: number, length: number) {
    this.dict = dict
    this.start = start
    this.length = length
  }
}

export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfDict
  | PdfStream
  | PdfValue[]

/** The text of a name, or null for any other value. */
export function nameOf(value: PdfValue): string | null {
  return value instanceof PdfName ? value.name : null
}

/** A whole number from 0 on, or null for any other value. */
export function countOf(value: PdfValue): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
