// Walks through a JSON file of any size and gives the rows of the table in it, one at a time.
import { TableError } from '../model.ts'
import { readBlocks } from './blocks.ts'

export interface JsonEvent {
  value: unknown
  /** Number of the record, or of the line. */
  place: number
  truncated?: boolean
}

const LARGEST = 64 << 20

/** Rows of the file. Throws `broken-json` with the record at fault, `not-a-table`. */
export function* splitJson(
  path: string,
  format: 'json' | 'ndjson',
  signal?: AbortSignal,
): Generator<JsonEvent> {
  yield* format === 'ndjson' ? jsonLines(path, signal) : jsonArray(path, signal)
}

function* jsonLines(path: string, signal?: AbortSignal): Generator<JsonEvent> {
  let line = 0
  for (const block of readBlocks(path)) {
    signal?.throwIfAborted()
    if (block.bytes.length > LARGEST) throw new TableError('line-too-long', { row: line + 1 })
    const lines = block.bytes.toString('utf8').split('\n')
    if (!block.last) lines.pop()
    for (const [index, text] of lines.entries()) {
      line++
      if (text.trim() === '') continue
      const value = parseExact(text)
      if (value !== undefined) yield { value, place: line }
      else if (block.last && index === lines.length - 1)
        yield { value: null, place: line, truncated: true }
      else throw new TableError('broken-json', { row: line })
    }
  }
}

/** Values inside values at most; no reader of the published table must follow more of them. */
const DEEPEST = 1000

/** `undefined` when the text is no JSON, or too deep. Whole numbers too large for a double stay as text. */
export function parseExact(text: string): unknown {
  if (text.length > 2 * DEEPEST && isTooDeep(text)) return undefined
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text)
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
      const source = context?.source
      const large = typeof value === 'number' && source !== undefined && /^-?\d{16,}$/.test(source)
      return large ? source : value
    })
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at++
      for (; at < text.length && text.charCodeAt(at) !== QUOTE; at++) {
        if (text.charCodeAt(at) === BACKSLASH) at++
      }
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > DEEPEST) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/**
 * The elements of the outermost array, or of the one array of objects (or arrays) in the outermost
 * object: `{"data": [...]}`, `{"type": "FeatureCollection", "features": [...]}`. An object without
 * such an array is a table of one row.
 */
function* jsonArray(path: string, signal?: AbortSignal): Generator<JsonEvent> {
  const finder = new ArrayFinder()
  const target = finder.find(path)
  if (target === null) {
    const value = parseExact(finder.small(path))
    if (value === undefined) throw new TableError('broken-json', { row: 1 })
    yield { value, place: 1 }
    return
  }
  const walker = new ElementWalker(target)
  for (const block of readBlocks(path)) {
    signal?.throwIfAborted()
    if (!walker.done) yield* walker.take(block.bytes)
    else walker.rest = block.bytes
    if (!walker.done) continue
    if (!finder.outermost) return
    // Rows behind the end of the list must not be lost in silence.
    if (!isBlank(walker.rest)) throw new TableError('broken-json', { row: walker.items + 1 })
  }
  if (walker.done) return
  if (walker.items === 0 && !walker.open) throw new TableError('broken-json', { row: 1 })
  if (walker.items === 0) throw new TableError('broken-json', { row: 1 })
  yield { value: null, place: walker.items + 1, truncated: true }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0)
}

const QUOTE = 34
const BACKSLASH = 92

/** First pass: where does the array of rows begin? */
class ArrayFinder {
  /** The array is the whole file. */
  outermost = false
  /** Byte after the `[` of the array, or null for a single object. */
  find(path: string): number | null {
    let depth = 0
    let string = false
    let escaped = false
    const candidates: { start: number; length: number; rows: boolean }[] = []
    let current: { start: number; length: number; rows: boolean } | null = null
    for (const block of readBlocks(path)) {
      const { bytes } = block
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!
        if (string) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) string = false
          continue
        }
        if (byte === QUOTE) string = true
        else if (byte === 0x5b || byte === 0x7b) {
          const position = block.offset + at
          if (depth === 0 && byte === 0x5b) {
            this.outermost = true
            return position + 1
          }
          if (depth === 1 && byte === 0x5b)
            current = { start: position + 1, length: 0, rows: false }
          if (depth === 2 && current) current.rows = true
          depth++
        } else if (byte === 0x5d || byte === 0x7d) {
          depth--
          if (depth === 1 && current) {
            current.length = block.offset + at - current.start
            candidates.push(current)
            current = null
          }
        }
      }
    }
    if (current) candidates.push({ ...current, length: Number.MAX_SAFE_INTEGER })
    const tables = candidates.filter(({ rows }) => rows)
    const best = tables.sort((a, b) => b.length - a.length)[0]
    return best?.start ?? null
  }

  small(path: string): string {
    let text = ''
    for (const block of readBlocks(path)) {
      text += block.bytes.toString('utf8')
      if (text.length > LARGEST) throw new TableError('not-a-table')
    }
    return text
  }
}

/** Second pass: cuts the elements of the array out of the bytes. */
class ElementWalker {
  done = false
  open = false
  items = 0
  /** What stands behind the end of the array, as far as it is read. */
  rest: Buffer = Buffer.alloc(0)
  readonly #start: number
  #offset = 0
  #depth = 0
  #string = false
  #escaped = false
  #parts: Buffer[] = []
  #size = 0

  constructor(start: number) {
    this.#start = start
  }

  *take(bytes: Buffer): Generator<JsonEvent> {
    let at = 0
    if (this.#offset < this.#start) {
      at = Math.min(bytes.length, this.#start - this.#offset)
    }
    this.#offset += bytes.length
    this.open = true
    let from = at
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (this.#string) {
        if (this.#escaped) this.#escaped = false
        else if (byte === BACKSLASH) this.#escaped = true
        else if (byte === QUOTE) this.#string = false
        continue
      }
      if (byte === QUOTE) this.#string = true
      else if (byte === 0x7b || byte === 0x5b) this.#depth++
      else if (byte === 0x7d || byte === 0x5d) {
        if (this.#depth === 0) {
          yield* this.#element(bytes.subarray(from, at))
          this.done = true
          this.rest = bytes.subarray(at + 1)
          return
        }
        this.#depth--
      } else if (byte === 0x2c && this.#depth === 0) {
        yield* this.#element(bytes.subarray(from, at))
        from = at + 1
      }
    }
    const rest = bytes.subarray(from)
    this.#parts.push(Buffer.from(rest))
    this.#size += rest.length
    if (this.#size > LARGEST) throw new TableError('line-too-long', { row: this.items + 1 })
  }

  *#element(end: Buffer): Generator<JsonEvent> {
    const text = Buffer.concat([...this.#parts, end]).toString('utf8')
    this.#parts = []
    this.#size = 0
    if (text.trim() === '') return
    this.items++
    const value = parseExact(text)
    if (value === undefined) throw new TableError('broken-json', { row: this.items })
    yield { value, place: this.items }
  }
}
