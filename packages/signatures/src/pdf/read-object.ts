// Reads one indirect object at its place, streams included (ISO 32000-2, 7.3.8, 7.3.10).
import { SignatureError } from '../signature-error.ts'
import { Lexer, MoreBytesNeeded } from './lexer.ts'
import type { Limits } from './limits.ts'
import { PdfDict, PdfStream, type PdfValue } from './objects.ts'
import type { Source } from './source.ts'

interface Place {
  source: Source
  limits: Limits
}

/**
 * What `read` makes of the bytes at `at`. Of a file it is first shown 2 KB, then eight times as
 * much until it is content.
 */
export function parseAt<T>(place: Place, at: number, read: (lexer: Lexer) => T): T {
  const { source, limits } = place
  for (let wanted = 2048; ; wanted *= 8) {
    if (wanted > limits.objectBytes * 8)
      throw new SignatureError('too-large', { what: 'An object', limit: limits.objectBytes })
    const bytes = source.window(at, Math.min(wanted, source.size - at))
    const whole = at + bytes.length >= source.size
    try {
      return read(new Lexer(bytes, at, whole, limits))
    } catch (error) {
      if (!(error instanceof MoreBytesNeeded) || whole) throw error
    }
  }
}

export interface IndirectObject {
  number: number
  generation: number
  value: PdfValue
  /** Its first byte, and the one after `endobj`. */
  start: number
  end: number
}

/**
 * The object whose number stands at `at`.
 * @param lengthOf turns the value of /Length, perhaps a reference, into a count or null
 * @throws SignatureError `malformed-pdf`, `too-large`
 */
export function readIndirect(
  place: Place,
  at: number,
  lengthOf: (length: PdfValue) => number | null,
): IndirectObject {
  if (at >= place.source.size)
    throw new SignatureError('malformed-pdf', { at, why: 'an object lies behind the end' })
  const head = parseAt(place, at, (lexer) => {
    const number = lexer.count()
    const generation = lexer.count()
    lexer.expect('obj')
    const value = lexer.value()
    lexer.space()
    const stream = value instanceof PdfDict && lexer.takes('stream')
    if (stream) {
      // 7.3.8.1: the keyword ends by CR LF or LF, never by CR alone.
      if (lexer.bytes[lexer.at] === 13) lexer.at++
      if (lexer.bytes[lexer.at] !== 10) throw lexer.fail('a line feed expected after "stream"')
      lexer.at++
    } else lexer.expect('endobj')
    return { number, generation, value, stream, end: lexer.base + lexer.at }
  })
  const { number, generation, value, end } = head
  if (!head.stream || !(value instanceof PdfDict))
    return { number, generation, value, start: at, end }
  const length = lengthOf(value.get('Length'))
  if (length === null || end + length > place.source.size)
    throw new SignatureError('malformed-pdf', { at: end, why: 'the length of a stream is wrong' })
  const after = parseAt(place, end + length, (lexer) => {
    lexer.expect('endstream')
    lexer.expect('endobj')
    return lexer.base + lexer.at
  })
  return { number, generation, value: new PdfStream(value, end, length), start: at, end: after }
}
