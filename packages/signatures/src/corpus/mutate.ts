// Changes documents at random as a person who knows PDF and DER would: numbers, references, names, lengths, whole parts.
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'

export type Random = () => number

const words = [
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  ' 0 R',
  ' obj',
  'endobj',
  'stream\n',
  'endstream',
  'xref\n',
  'trailer',
  'startxref\n',
  '%%EOF\n',
  '%',
  'null',
  '/Prev 9',
  '/Kids[1 0 R]',
  '/Length 99',
]
const figures = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '7',
  '-1',
  '99',
  '65535',
  '2147483648',
  '9999999999',
  '1e9',
  '0.5',
]

const pick = <T>(random: Random, list: readonly T[]): T | undefined =>
  list[Math.floor(random() * list.length)]

const upTo = (random: Random, most: number): number => Math.floor(random() * most)

/** A part of the bytes replaced by others. */
function splice(bytes: Uint8Array, start: number, end: number, text: Uint8Array): Uint8Array {
  return concat([bytes.subarray(0, start), text, bytes.subarray(end)])
}

type Change = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array

/** One of all places where the pattern stands, replaced by a text. */
const replaced =
  (pattern: RegExp, text: (random: Random, found: string) => string): Change =>
  (bytes, random) => {
    const found = pick(random, [...toLatin1(bytes).matchAll(pattern)])
    if (found === undefined) return bytes
    const end = found.index + found[0].length
    // Mostly of the same length, for a strict reader stops at the first place that has moved.
    const made = text(random, found[0])
    const fitted = random() < 0.8 ? made.padEnd(found[0].length).slice(0, found[0].length) : made
    return splice(bytes, found.index, end, fromLatin1(fitted))
  }

const flipBits: Change = (bytes, random) => {
  const copy = Uint8Array.from(bytes)
  for (let count = 1 + upTo(random, 6); count > 0; count--) {
    const at = upTo(random, copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << upTo(random, 8))
  }
  return copy
}

const overwriteWord: Change = (bytes, random) => {
  const at = upTo(random, bytes.length)
  const word = fromLatin1(pick(random, words) ?? '')
  return splice(bytes, at, Math.min(bytes.length, at + word.length), word)
}

const insertWord: Change = (bytes, random) => {
  const at = upTo(random, bytes.length)
  return splice(bytes, at, at, fromLatin1(pick(random, words) ?? ''))
}

const copyPart: Change = (bytes, random, other) => {
  const start = upTo(random, other.length)
  const part = other.subarray(start, start + 1 + upTo(random, 400))
  const at = upTo(random, bytes.length)
  return splice(bytes, at, random() < 0.5 ? at : Math.min(bytes.length, at + part.length), part)
}

const dropPart: Change = (bytes, random) => {
  const at = upTo(random, bytes.length)
  return splice(bytes, at, Math.min(bytes.length, at + 1 + upTo(random, 200)), new Uint8Array())
}

const cutOff: Change = (bytes, random) => bytes.subarray(0, upTo(random, bytes.length))

/** A byte of a message in /Contents: a tag, a length or a value of DER. */
const changeMessage: Change = (bytes, random) => {
  const start = toLatin1(bytes).indexOf('/Contents<')
  if (start < 0) return bytes
  const copy = Uint8Array.from(bytes)
  const at = start + 10 + upTo(random, 1600)
  copy.set(fromLatin1('0123456789abcdef'[upTo(random, 16)] ?? '0'), Math.min(at, copy.length - 1))
  return copy
}

const changes: readonly Change[] = [
  flipBits,
  overwriteWord,
  insertWord,
  copyPart,
  dropPart,
  cutOff,
  changeMessage,
  changeMessage,
  replaced(/(?<=[\s[/])\d{1,10}(?=[\s\]/>])/g, (random) => pick(random, figures) ?? '0'),
  replaced(/\d+ 0 R/g, (random) => `${upTo(random, 20)} 0 R`),
  replaced(
    /\/[A-Z][A-Za-z]+/g,
    (random) =>
      pick(random, [
        '/Type',
        '/Kids',
        '/V',
        '/AP',
        '/Length',
        '/Prev',
        '/ByteRange',
        '/Contents',
        '/Fields',
        '/Parent',
      ]) ?? '',
  ),
  replaced(/\/ByteRange\[[^\]]*\]/g, (random, found) =>
    found.replace(/\d+/, String(upTo(random, 9000))),
  ),
  replaced(
    /\/(Length|Size|Prev|First|N|Count) \d+/g,
    (random, found) => `${found.replace(/\d+$/, '')}${pick(random, figures)}`,
  ),
  replaced(/<<(?![\s\S]{0,9}\/Type\/Sig)/g, (_, found) => `${found}/Extra 1 0 R`),
  replaced(
    /\d{10} \d{5} [nf]/g,
    (random) => `${String(upTo(random, 99_999)).padStart(10, '0')} 00000 n`,
  ),
]

/** The document with one change or three; `other` lends parts. */
export function mutated(bytes: Uint8Array, random: Random, other: Uint8Array = bytes): Uint8Array {
  let changed = bytes
  for (let count = random() < 0.7 ? 1 : 3; count > 0 && changed.length > 0; count--)
    changed = (pick(random, changes) ?? flipBits)(changed, random, other)
  return changed
}
