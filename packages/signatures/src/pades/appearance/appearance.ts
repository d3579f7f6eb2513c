// Draws what a visible signature shows: name, reason, date, a stamp picture, a QR code (ISO 32000-2, 12.5.5, 12.7.5.5).
import { fromLatin1 } from '../../bytes.ts'
import type { Draft } from '../../pdf/draft.ts'
import { drawCode } from '../../pdf/draw-code.ts'
import { embedFont, type EmbeddedFont } from '../../pdf/font/embed-font.ts'
import type { Face } from '../../pdf/font/face.ts'
import type { Run } from '../../pdf/font/runs.ts'
import { PdfName, type PdfRef, type PdfValue } from '../../pdf/objects.ts'
import { dictOf } from '../../pdf/write-value.ts'
import { SignatureError } from '../../signature-error.ts'
import type { Conformance } from '../conformance.ts'
import { colourSpace, embedImage } from './image.ts'
import { baseline, setText, type Line, type SetText } from './text-layout.ts'

export interface Appearance {
  /** From 1 on; −1 is the last page. By default the first. Not for a field that is there. */
  page?: number
  /**
   * In points from the lower left corner of the page as it is seen, turned pages too. Not for a
   * field that is there, which has its own.
   */
  rectangle?: { x: number; y: number; width: number; height: number }
  /** The words around name, reason, place and date; by default Spanish. */
  language?: 'es' | 'en'
  /** IANA name of the zone the date is told in; by default UTC. */
  timeZone?: string
  /** Text in place of name, reason, place and date; none with an empty list. */
  lines?: readonly string[]
  /** PNG or JPEG, at the left. */
  image?: Uint8Array
  /** What a QR code at the right says, such as the address where the document is checked. */
  qr?: string
  /** A thin frame; true by default. */
  frame?: boolean
}

/** What the signature itself says. */
export interface SignatureTexts {
  name?: string
  reason?: string
  location?: string
  time: Date
}

const words = {
  es: { by: 'Firmado digitalmente por', reason: 'Motivo', location: 'Lugar', date: 'Fecha' },
  en: { by: 'Digitally signed by', reason: 'Reason', location: 'Place', date: 'Date' },
} as const

const PADDING = 3
/** How much of the width a picture or a code takes at most. */
const SHARE = 0.4

/**
 * The form XObject for /AP, as large as the box seen upright.
 * @param matrix turns it on a turned page
 * @throws SignatureError `bad-image`, `bad-appearance`
 */
export function drawAppearance(
  draft: Draft,
  appearance: Appearance,
  given: {
    texts: SignatureTexts
    width: number
    height: number
    matrix: readonly number[]
    conformance: Conformance
  },
): PdfRef {
  const { width, height } = given
  const calibrated = given.conformance.pdfA !== null
  const rules = { opaque: given.conformance.pdfA === 1, calibrated }
  const inner = { x: PADDING, y: PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING }
  if (inner.width < 4 || inner.height < 4)
    throw new SignatureError('bad-appearance', { why: 'the rectangle is too small' })
  const marks: string[] = ['q']
  const ink = calibrated ? '/Ink cs 0 sc /Ink CS 0 SC' : '0 g 0 G'
  marks.push(ink)
  if (appearance.frame !== false)
    marks.push(`0.5 w 0.25 0.25 ${number(width - 0.5)} ${number(height - 0.5)} re S`)
  const resources: Record<string, PdfValue> = {}
  if (calibrated) resources['ColorSpace'] = dictOf({ Ink: colourSpace(1, rules) })
  const lines = linesOf(appearance, given.texts)
  const alone = lines.length === 0 && appearance.qr === undefined
  if (appearance.image !== undefined) {
    const { ref, ...size } = embedImage(draft, appearance.image, rules)
    const share = alone ? 1 : SHARE
    const scale = Math.min((inner.width * share) / size.width, inner.height / size.height)
    const [wide, high] = [size.width * scale, size.height * scale]
    const x = alone ? inner.x + (inner.width - wide) / 2 : inner.x
    const y = inner.y + (inner.height - high) / 2
    marks.push(`q ${[wide, 0, 0, high, x, y].map(number).join(' ')} cm /Stamp Do Q`)
    resources['XObject'] = dictOf({ Stamp: ref })
    inner.x += wide + PADDING
    inner.width -= wide + PADDING
  }
  if (appearance.qr !== undefined) {
    const side = Math.min(inner.height, lines.length === 0 ? inner.width : inner.width * SHARE)
    const paper = calibrated ? '/Ink cs 1 sc' : '1 g'
    const x = inner.x + inner.width - side
    const y = inner.y + (inner.height - side) / 2
    // White below it: the page may be of any colour.
    marks.push(`q ${paper} ${[x, y, side, side].map(number).join(' ')} re f Q`)
    marks.push(drawCode(appearance.qr, { side, x, top: y + side }))
    inner.width -= side + PADDING
  }
  if (lines.length > 0) {
    const text = setText(lines, inner)
    const { fonts, code } = fontsFor(draft, text)
    resources['Font'] = fonts
    marks.push(drawText(text, { inner, code }))
  }
  marks.push('Q')
  const dict = dictOf({
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Form'),
    BBox: [0, 0, width, height],
    Matrix: [...given.matrix],
    Resources: dictOf(resources),
  })
  return draft.add({ dict, data: fromLatin1(marks.join('\n')) })
}

/** An appearance that shows nothing: PDF/A-1 asks for one of every field. */
export function emptyAppearance(draft: Draft): PdfRef {
  const dict = dictOf({
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Form'),
    BBox: [0, 0, 0, 0],
    Resources: dictOf({}),
  })
  return draft.add({ dict, data: new Uint8Array() })
}

function linesOf(appearance: Appearance, texts: SignatureTexts): Line[] {
  const { lines, language = 'es', timeZone = 'UTC' } = appearance
  if (lines !== undefined) return lines.map((text) => ({ text, weight: 'regular' }))
  const say = words[language]
  const made: Line[] = []
  if (texts.name !== undefined) {
    made.push({ text: `${say.by}:`, weight: 'regular' })
    made.push({ text: texts.name, weight: 'bold' })
  }
  const { reason, location } = texts
  if (reason !== undefined) made.push({ text: `${say.reason}: ${reason}`, weight: 'regular' })
  if (location !== undefined) made.push({ text: `${say.location}: ${location}`, weight: 'regular' })
  made.push({ text: `${say.date}: ${timeText(texts.time, timeZone)}`, weight: 'regular' })
  return made
}

/** `2026-11-28 09:30:00 -05:00`: no words, so that it means the same in every language. */
function timeText(time: Date, timeZone: string): string {
  const parts = formatFor(timeZone).formatToParts(time)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  const [day, clock] = [
    ['year', 'month', 'day'].map(part).join('-'),
    ['hour', 'minute', 'second'].map(part).join(':'),
  ]
  return `${day} ${clock} ${offset}`
}

/** To make one takes longer than all else that is drawn. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  try {
    const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
    const more = { hourCycle: 'h23', timeZoneName: 'longOffset' } as const
    const format = new Intl.DateTimeFormat('en', { timeZone, ...fields, ...clock, ...more })
    formats.set(timeZone, format)
    return format
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new SignatureError('bad-appearance', { why: `${timeZone} is no time zone` }, { cause })
  }
}

/** Embeds each face that the text uses, with its letters. */
function fontsFor(
  draft: Draft,
  { rows }: SetText,
): { fonts: PdfValue; code: (face: Face) => { name: string; font: EmbeddedFont } } {
  const used = new Map<Face, Map<number, number>>()
  for (const run of rows.flat()) {
    const letters = used.get(run.face) ?? new Map<number, number>()
    for (const { glyph, point } of run.glyphs) letters.set(glyph, point)
    used.set(run.face, letters)
  }
  const fonts = new Map<Face, { name: string; font: EmbeddedFont }>()
  for (const [face, letters] of used)
    fonts.set(face, { name: `F${fonts.size + 1}`, font: embedFont(draft, face, letters) })
  const dict = dictOf(
    Object.fromEntries([...fonts.values()].map(({ name, font }) => [name, font.ref])),
  )
  return {
    fonts: dict,
    code: (face) => {
      const found = fonts.get(face)
      if (found === undefined) throw new TypeError('a face was not embedded')
      return found
    },
  }
}

function drawText(
  text: SetText,
  given: {
    inner: { x: number; y: number; height: number }
    code: (face: Face) => { name: string; font: EmbeddedFont }
  },
): string {
  const { inner, code } = given
  // Centred in height, so that a short text does not stick to the frame.
  const top = inner.y + (inner.height + text.height) / 2
  const marks = ['BT']
  for (const [index, row] of text.rows.entries()) {
    const y = top - index * text.leading - baseline() * text.size
    marks.push(`1 0 0 1 ${number(inner.x)} ${number(y)} Tm`)
    for (const run of row) marks.push(showRun(run, text.size, code(run.face)))
  }
  return [...marks, 'ET'].join('\n')
}

function showRun(
  { glyphs }: Run,
  size: number,
  { name, font }: { name: string; font: EmbeddedFont },
): string {
  const codes = glyphs.map(({ glyph }) => font.codeOf(glyph).toString(16).padStart(4, '0'))
  return `/${name} ${number(size)} Tf <${codes.join('')}> Tj`
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
