// Finds how a text file is encoded by reading all of it, and rewrites it as plain UTF-8.
import { isAscii, isUtf8 } from 'node:buffer'
import { closeSync, openSync, writeSync } from 'node:fs'
import { decodeDos, looksDos } from './dos-letters.ts'
import { readBlocks, readFully, readHead } from './blocks.ts'

export type EncodingName =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-32le'
  | 'utf-32be'
  | 'iso-8859-1'
  | 'windows-1252'
  | 'ibm850'
  | 'mixed'

export interface Encoding {
  name: EncodingName
  /** Bytes of the byte order mark at the start. */
  bom: number
  /** Lines that are not valid UTF-8, when `name` is `mixed`. */
  otherLines: number
  /** 1-based line numbers of the first ten of them. */
  firstOtherLines: number[]
  /** The file ends in the middle of a UTF-8 character. */
  cut: boolean
  /** The whole file is ASCII. */
  ascii: boolean
}

/**
 * Reads the whole file; a sample would miss the one latin-1 line at its end. `watch` sees its bytes in
 * order, all of them where the file is UTF-8.
 */
export function detectEncoding(path: string, watch?: (bytes: Buffer) => unknown): Encoding {
  const head = readHead(path, 4096)
  const plain = { otherLines: 0, firstOtherLines: [], cut: false, ascii: false }
  // The mark of UTF-32 begins with that of UTF-16.
  if (head.indexOf(Uint8Array.of(0xff, 0xfe, 0, 0)) === 0)
    return { name: 'utf-32le', bom: 4, ...plain }
  if (head.indexOf(Uint8Array.of(0, 0, 0xfe, 0xff)) === 0)
    return { name: 'utf-32be', bom: 4, ...plain }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bom: 2, ...plain }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bom: 2, ...plain }
  const wide = wideWithoutMark(head)
  if (wide) return { name: wide, bom: 0, ...plain }
  const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  const sound = soundUtf8(path, watch)
  return sound ? { name: 'utf-8', bom, ...plain, ...sound } : { bom, ...tallyLines(path) }
}

/** Null where some byte is not UTF-8, or the file ends inside a character. */
function soundUtf8(path: string, watch?: (bytes: Buffer) => unknown): { ascii: boolean } | null {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE + 4)
    let ascii = true
    let carry = 0
    for (let position = 0; ;) {
      const read = readFully(file, buffer, carry, PIECE, position)
      watch?.(buffer.subarray(carry, carry + read))
      position += read
      const filled = carry + read
      const whole = read < PIECE ? filled : wholeCharacters(buffer, filled)
      const piece = buffer.subarray(0, whole)
      if (!isAscii(piece)) {
        ascii = false
        if (!isUtf8(piece)) return null
      }
      if (read < PIECE) return { ascii }
      carry = filled - whole
      buffer.copy(buffer, 0, whole, filled)
    }
  } finally {
    closeSync(file)
  }
}

const PIECE = 1 << 20

/** Bytes up to a character that the end cuts in two. */
function wholeCharacters(buffer: Buffer, filled: number): number {
  for (let back = 1; back <= 3 && back <= filled; back++) {
    const byte = buffer[filled - back]!
    if (byte < 0x80) return filled
    if (byte >= 0xc0) return filled - back
  }
  return filled
}

/** UTF-16 without a mark: in Latin text every second byte is zero. */
function wideWithoutMark(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (head.length < 4) return null
  let even = 0
  let odd = 0
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 0) {
      if (i % 2 === 0) even++
      else odd++
    }
  }
  const half = head.length / 2
  if (odd > half * 0.7 && even < half * 0.1) return 'utf-16le'
  if (even > half * 0.7 && odd < half * 0.1) return 'utf-16be'
  return null
}

function tallyLines(path: string): Omit<Encoding, 'bom'> {
  const histogram = new Uint32Array(256)
  const first: number[] = []
  let line = 0
  let valid = 0
  let invalid = 0
  let ascii = true
  let cut = false
  for (const block of readBlocks(path)) {
    if (isAscii(block.bytes)) {
      line += countLines(block.bytes)
      continue
    }
    ascii = false
    if (isUtf8(block.bytes)) {
      valid++
      line += countLines(block.bytes)
      continue
    }
    for (const piece of lines(block.bytes)) {
      line++
      if (isAscii(piece)) continue
      if (isUtf8(piece)) {
        if (!isMark(piece)) valid++
        continue
      }
      if (block.last && endsInsideCharacter(piece)) {
        cut = true
        valid++
        continue
      }
      invalid++
      if (first.length < 10) first.push(line)
      for (const byte of piece) if (byte >= 0x80) histogram[byte]!++
    }
  }
  if (invalid === 0) return { name: 'utf-8', otherLines: 0, firstOtherLines: [], cut, ascii }
  if (valid > 0) {
    return { name: 'mixed', otherLines: invalid, firstOtherLines: first, cut, ascii }
  }
  return { name: singleByteName(histogram), otherLines: 0, firstOtherLines: [], cut: false, ascii }
}

/** A first line that is ASCII but for its byte order mark says nothing about the others. */
function isMark(piece: Buffer): boolean {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf && isAscii(piece.subarray(3))
}

function singleByteName(histogram: Uint32Array): EncodingName {
  if (looksDos(histogram)) return 'ibm850'
  for (let byte = 0x80; byte < 0xa0; byte++) if (histogram[byte]! > 0) return 'windows-1252'
  return 'iso-8859-1'
}

function endsInsideCharacter(piece: Buffer): boolean {
  for (let back = 1; back <= 3 && back <= piece.length; back++) {
    const lead = piece[piece.length - back]!
    if (lead < 0x80) return false
    if (lead >= 0xc2) {
      const needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
      return needs > back && isUtf8(piece.subarray(0, piece.length - back))
    }
  }
  return false
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function* lines(bytes: Buffer): Generator<Buffer> {
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start)
    const stop = end === -1 ? bytes.length : end + 1
    yield bytes.subarray(start, stop)
    start = stop
  }
}

/** Turns bytes of the encoding into text; invalid UTF-8 inside `mixed` is read as windows-1252. */
export function decodeBytes(bytes: Buffer, name: EncodingName): string {
  switch (name) {
    case 'utf-8':
      return bytes.toString('utf8')
    case 'utf-16le':
      return bytes.toString('utf16le')
    case 'utf-16be':
      return new TextDecoder('utf-16be').decode(bytes)
    case 'utf-32le':
    case 'utf-32be':
      return decodeWide(bytes, name)
    case 'ibm850':
      return decodeDos(bytes)
    case 'iso-8859-1':
    case 'windows-1252':
      return new TextDecoder('windows-1252').decode(bytes)
    case 'mixed': {
      let text = ''
      for (const piece of lines(bytes)) {
        text += isUtf8(piece) ? piece.toString('utf8') : decodeMixedLine(piece)
      }
      return text
    }
  }
}

/** UTF-32, which no decoder of the platform knows; what is no letter becomes the sign for a lost one. */
function decodeWide(bytes: Buffer, name: 'utf-32le' | 'utf-32be'): string {
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = name === 'utf-32le' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    if (code === 0xfeff && at === 0) continue
    const letter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    text += String.fromCodePoint(letter ? code : 0xfffd)
  }
  return text
}

/** UTF-8 sequences stay, every other byte is windows-1252: cells of one line may differ. */
function decodeMixedLine(line: Buffer): string {
  const cp1252 = new TextDecoder('windows-1252')
  let text = ''
  let start = 0
  let i = 0
  while (i < line.length) {
    const byte = line[i]!
    if (byte < 0x80) {
      i++
      continue
    }
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
    const sequence = line.subarray(i, i + length)
    text += line.toString('latin1', start, i)
    if (length > 1 && sequence.length === length && isUtf8(sequence)) {
      text += sequence.toString('utf8')
      i += length
    } else {
      text += cp1252.decode(line.subarray(i, i + 1))
      i++
    }
    start = i
  }
  return text + line.toString('latin1', start)
}

/** Writes the file as UTF-8 without a mark to `target`. */
export function transcode(path: string, encoding: Encoding, target: string): void {
  const output = openSync(target, 'w')
  try {
    if (encoding.name === 'utf-16le' || encoding.name === 'utf-16be') {
      const decoder = new TextDecoder(encoding.name)
      for (const block of readBlocks(path)) {
        writeSync(output, decoder.decode(block.bytes, { stream: !block.last }))
      }
      return
    }
    if (encoding.name === 'utf-32le' || encoding.name === 'utf-32be') {
      let rest: Buffer = Buffer.alloc(0)
      for (const block of readBlocks(path)) {
        const bytes = Buffer.concat([rest, block.bytes])
        const whole = bytes.length - (bytes.length % 4)
        rest = bytes.subarray(whole)
        writeAll(output, Buffer.from(decodeWide(bytes.subarray(0, whole), encoding.name), 'utf8'))
      }
      return
    }
    for (const block of readBlocks(path)) {
      const bytes = block.offset === 0 ? block.bytes.subarray(encoding.bom) : block.bytes
      const clean = isUtf8(bytes) && (encoding.name === 'mixed' || isAscii(bytes))
      writeAll(output, clean ? bytes : Buffer.from(decodeBytes(bytes, encoding.name), 'utf8'))
    }
  } finally {
    closeSync(output)
  }
}

/** UTF-8 of Ã, Â, â, ¢, ¤, ¬ and the sign for a lost letter: what garbled text is full of. */
const SUSPECTS = [
  [0xc3, 0x83],
  [0xc3, 0x82],
  [0xc3, 0xa2],
  [0xc2, 0xa2],
  [0xc2, 0xa4],
  [0xc2, 0xac],
  [0xef, 0xbf, 0xbd],
].map((bytes) => Buffer.from(bytes))

/** True when text in UTF-8 may hold garbled letters. */
export function isSuspect(text: Buffer): boolean {
  return SUSPECTS.some((bytes) => text.includes(bytes))
}

/** The same of a file. */
export function holdsSuspects(path: string): boolean {
  for (const block of readBlocks(path)) if (isSuspect(block.bytes)) return true
  return false
}

/** `writeSync` may write less than it was given. */
export function writeAll(file: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done)
}
