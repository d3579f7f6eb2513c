// Walks the content of a page and tells where text is shown and what opaque is drawn after it (ISO 32000-2, 8, 9).
import type { PdfDocument } from '../pdf/document.ts'
import { isRegular } from '../pdf/characters.ts'
import { Lexer } from '../pdf/lexer.ts'
import { nameOf, PdfDict, PdfRef, PdfStream, PdfString, type PdfValue } from '../pdf/objects.ts'
import { toLatin1 } from '../bytes.ts'

export type Matrix = readonly [number, number, number, number, number, number]
export type Box = [number, number, number, number]

export interface ShownText {
  /** About where it stands: a letter counts as half as wide as it is high. */
  box: Box
  /** About the width of one letter. */
  letter: number
  /** Letters as far as a simple font tells them; empty for composite fonts. */
  text: string
  order: number
}

export interface Cover {
  box: Box
  order: number
}

export interface Drawn {
  texts: ShownText[]
  /** Areas and images that let nothing through. */
  covers: Cover[]
}

/** Shared by all that is walked for one scan. */
export interface Effort {
  operators: number
  bytes: number
}

interface State {
  matrix: Matrix
  /** Of the font. */
  size: number
  opaque: boolean
  simple: boolean
  invisible: boolean
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]
const DEEPEST = 8

/** Throws away what limits end: the walk stops, and `effort` is below zero. */
export class TooMuch extends Error {}

/** The bytes of /Contents, one stream or several (7.8.2). */
export function contentOfPage(document: PdfDocument, page: PdfDict, effort: Effort): Uint8Array {
  const held = page.get('Contents')
  const value = document.resolve(held)
  const parts = Array.isArray(value) ? value : [held]
  const pieces = parts.map((part) => dataOf(document, part, effort))
  return Buffer.concat(pieces.flatMap((piece) => [piece, Buffer.from('\n')]))
}

export function dataOf(document: PdfDocument, held: PdfValue, effort: Effort): Uint8Array {
  const stream = document.resolve(held)
  if (!(stream instanceof PdfStream)) return new Uint8Array()
  const number = held instanceof PdfRef ? held.number : 0
  const data = document.data(stream, number, held instanceof PdfRef ? held.generation : 0)
  effort.bytes -= data.length
  if (effort.bytes < 0) throw new TooMuch()
  return data
}

/** What the content draws, forms within it included. @throws TooMuch, SignatureError */
export function readContent(
  document: PdfDocument,
  bytes: Uint8Array,
  given: { resources: PdfValue; effort: Effort; matrix?: Matrix },
): Drawn {
  const drawn: Drawn = { texts: [], covers: [] }
  const start = { size: 1, opaque: true, simple: true, invisible: false }
  walk(document, bytes, {
    drawn,
    effort: given.effort,
    resources: document.resolve(given.resources),
    state: { ...start, matrix: given.matrix ?? IDENTITY },
    depth: 0,
  })
  return drawn
}

interface Walk {
  drawn: Drawn
  effort: Effort
  resources: PdfValue
  state: State
  depth: number
}

function walk(document: PdfDocument, bytes: Uint8Array, given: Walk): void {
  const { drawn, effort } = given
  let { state } = given
  const saved: State[] = []
  let operands: PdfValue[] = []
  let path: Box[] = []
  let text: Matrix = IDENTITY
  let line: Matrix = IDENTITY
  let leading = 0
  const lexer = new Lexer(bytes, 0, true, document.limits)
  const numbers = (): number[] => operands.map((one) => (typeof one === 'number' ? one : 0))
  const move = (x: number, y: number): void => {
    line = multiply([1, 0, 0, 1, x, y], line)
    text = line
  }
  const show = (value: PdfValue | undefined): void => {
    const { size, simple, invisible, matrix } = state
    const letters = lettersOf(value ?? null)
    const count = simple ? letters.length : letters.length / 2
    const width = count * size * 0.5
    const place = multiply(text, matrix)
    const box = boxBy([0, 0, width, size * 0.7], place)
    const letter = (size * 0.5 * (box[2] - box[0])) / Math.max(width, 1e-6)
    text = multiply([1, 0, 0, 1, width, 0], text)
    if (invisible) return
    drawn.texts.push({ box, letter, text: simple ? letters : '', order: effort.operators })
  }
  for (;;) {
    lexer.space()
    if (lexer.at >= bytes.length) return
    const operator = operatorAt(bytes, lexer)
    if (operator === null) {
      if (operands.length < 64) operands.push(lexer.value())
      else lexer.value()
      continue
    }
    if (--effort.operators < 0) throw new TooMuch()
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers()
    if (operator === 'q' && saved.length < 512) saved.push(state)
    else if (operator === 'Q') state = saved.pop() ?? state
    else if (operator === 'cm')
      state = { ...state, matrix: multiply([a, b, c, d, e, f], state.matrix) }
    else if (operator === 're') path.push(boxBy([a, b, a + c, b + d], state.matrix))
    else if (operator === 'gs') state = { ...state, opaque: isOpaque(document, given, operands[0]) }
    else if (/^(f|F|f\*|B|B\*|b|b\*)$/.test(operator)) {
      if (state.opaque) for (const box of path) drawn.covers.push({ box, order: effort.operators })
      path = []
    } else if (/^(n|S|s)$/.test(operator)) path = []
    else if (operator === 'BT') line = text = IDENTITY
    else if (operator === 'Tf')
      state = { ...state, size: b, simple: isSimple(document, given, operands[0]) }
    else if (operator === 'Tr') state = { ...state, invisible: a === 3 || a === 7 }
    else if (operator === 'TL') leading = a
    else if (operator === 'Td') move(a, b)
    else if (operator === 'TD') {
      leading = -b
      move(a, b)
    } else if (operator === 'Tm') line = text = [a, b, c, d, e, f]
    else if (operator === 'T*') move(0, -leading)
    else if (operator === 'Tj' || operator === 'TJ') show(operands[0])
    else if (operator === "'" || operator === '"') {
      move(0, -leading)
      show(operands.at(-1))
    } else if (operator === 'Do') draw(document, { ...given, state }, operands[0])
    else if (operator === 'BI') skipImage(lexer, bytes)
    operands = []
  }
}

/** The operator that begins here, or null when an operand does. */
function operatorAt(bytes: Uint8Array, lexer: Lexer): string | null {
  const first = bytes[lexer.at] ?? 0
  const letter = (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a)
  if (!letter && first !== 0x27 && first !== 0x22) return null
  let end = lexer.at
  while (end < bytes.length && isRegular(bytes[end])) end++
  const word = toLatin1(bytes.subarray(lexer.at, Math.max(end, lexer.at + 1)))
  if (word === 'true' || word === 'false' || word === 'null') return null
  lexer.at += word.length
  return word
}

function entryOf(
  document: PdfDocument,
  { resources }: Walk,
  kind: string,
  name: PdfValue,
): PdfValue {
  const key = nameOf(name)
  const list = resources instanceof PdfDict ? document.at(resources, kind) : null
  return list instanceof PdfDict && key !== null ? list.get(key) : null
}

function isOpaque(document: PdfDocument, given: Walk, name: PdfValue = null): boolean {
  const state = document.resolve(entryOf(document, given, 'ExtGState', name))
  if (!(state instanceof PdfDict)) return given.state.opaque
  const alpha = document.at(state, 'ca')
  const blend = nameOf(document.at(state, 'BM'))
  return (typeof alpha !== 'number' || alpha >= 1) && (blend === null || blend === 'Normal')
}

function isSimple(document: PdfDocument, given: Walk, name: PdfValue = null): boolean {
  const font = document.resolve(entryOf(document, given, 'Font', name))
  return !(font instanceof PdfDict) || nameOf(document.at(font, 'Subtype')) !== 'Type0'
}

/** An image, or a form with content of its own (8.8, 8.9, 8.10). */
function draw(document: PdfDocument, given: Walk, name: PdfValue = null): void {
  const held = entryOf(document, given, 'XObject', name)
  const object = document.resolve(held)
  if (!(object instanceof PdfStream)) return
  const { dict } = object
  const { state, drawn, effort, depth } = given
  if (nameOf(document.at(dict, 'Subtype')) === 'Image') {
    const through = dict.entries.has('SMask') || document.at(dict, 'ImageMask') === true
    if (through || dict.entries.has('Mask') || !state.opaque) return
    drawn.covers.push({ box: boxBy([0, 0, 1, 1], state.matrix), order: effort.operators })
  } else if (depth < DEEPEST) {
    const matrix = multiply(matrixOf(document.at(dict, 'Matrix')), state.matrix)
    const resources = document.at(dict, 'Resources') ?? given.resources
    const bytes = dataOf(document, held, effort)
    walk(document, bytes, { ...given, resources, state: { ...state, matrix }, depth: depth + 1 })
  }
}

function skipImage(lexer: Lexer, bytes: Uint8Array): void {
  const rest = toLatin1(bytes.subarray(lexer.at))
  const end = /\sEI(?=[\s]|$)/.exec(rest)
  lexer.at = end === null ? bytes.length : lexer.at + end.index + end[0].length
}

function lettersOf(value: PdfValue): string {
  if (value instanceof PdfString) return toLatin1(value.bytes)
  return Array.isArray(value) ? value.map(lettersOf).join('') : ''
}

function matrixOf(value: PdfValue): Matrix {
  if (!Array.isArray(value) || value.length !== 6) return IDENTITY
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = value.map((one) =>
    typeof one === 'number' ? one : 0,
  )
  return [a, b, c, d, e, f]
}

/** First `one`, then `other` (8.3.4). */
function multiply(one: Matrix, other: Matrix): Matrix {
  const [a, b, c, d, e, f] = one
  const [g, h, i, j, k, l] = other
  return [
    a * g + b * i,
    a * h + b * j,
    c * g + d * i,
    c * h + d * j,
    e * g + f * i + k,
    e * h + f * j + l,
  ]
}

/** The upright box around a rectangle that the matrix may turn. */
function boxBy([x1, y1, x2, y2]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const xs = [a * x1 + c * y1, a * x2 + c * y1, a * x1 + c * y2, a * x2 + c * y2]
  const ys = [b * x1 + d * y1, b * x2 + d * y1, b * x1 + d * y2, b * x2 + d * y2]
  return [Math.min(...xs) + e, Math.min(...ys) + f, Math.max(...xs) + e, Math.max(...ys) + f]
}

/** Whether the box hides at least a letter of the text, over half its height. */
export function hides([x1, y1, x2, y2]: Box, { box, letter }: ShownText): boolean {
  const across = Math.min(x2, box[2]) - Math.max(x1, box[0])
  const along = Math.min(y2, box[3]) - Math.max(y1, box[1])
  const least = Math.min(letter, box[2] - box[0])
  return across > 0 && across >= least * 0.9 && along >= (box[3] - box[1]) * 0.5
}
