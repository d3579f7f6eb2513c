// What stands around the text of every page: who issues it, how it is verified, which page it is.
import { drawCode } from '@rimaq/signatures'
import type { PdfLanguage, PdfOptions, Text } from './blocks.ts'
import { type Element, element, type Page, sheet } from './canvas.ts'
import type { Frame } from './flow.ts'
import { paintLine, type } from './paint-line.ts'
import { textPieces } from './pieces.ts'
import { setLines } from './set-lines.ts'

export const margin = 62
export const textWidth: number = sheet.width - 2 * margin

/** The side of the QR code, quiet zone included: 22 mm. */
const codeSide = 62
const footTop = 104

const words: Record<
  PdfLanguage,
  {
    page: (at: number, of: number) => string
    verify: (place: string) => string
    code: string
    alt: (url: string) => string
  }
> = {
  es: {
    page: (at, of) => `${at} de ${of}`,
    verify: (place) => `Verifica este documento en ${place}`,
    code: 'Código de verificación:',
    alt: (url) => `Código QR con la dirección ${url}`,
  },
  en: {
    page: (at, of) => `${at} of ${of}`,
    verify: (place) => `Verify this document at ${place}`,
    code: 'Verification code:',
    alt: (url) => `QR code with the address ${url}`,
  },
  qu: {
    page: (at, of) => `${at} / ${of}`,
    verify: (place) => `Kay qillqata kaypi chiqaqchay: ${place}`,
    code: 'Chiqaqchana chimpu:',
    alt: (url) => `QR chimpu, kay direccionniyuq: ${url}`,
  },
}

export const frame: Frame = {
  left: margin,
  firstTop: sheet.height - margin,
  top: sheet.height - margin - 12,
  bottom: footTop + 14,
}

/** The letterhead of the first page; its lines stand before everything else. */
export function headPieces(options: PdfOptions, root: Element): ReturnType<typeof textPieces> {
  const { heading, title } = options
  const head = heading.flatMap((line, at) => {
    const owner = element('P')
    root.kids.push(owner)
    const style = at === 0 ? type[3] : type.small
    return textPieces(line, {
      ...{ owner, width: textWidth, style, above: 0, bold: at === 0, grey: at === 0 ? 0 : 0.35 },
    })
  })
  const owner = element('H1')
  root.kids.push(owner)
  const named = textPieces(title, {
    ...{ owner, width: textWidth, style: type.title, above: 22, bold: true },
  })
  return [...head, ...named].map((piece) => ({ ...piece, glued: true }))
}

/**
 * Draws head and foot of a finished page. On the first page the way to verify belongs to the text, for
 * those who hear it; on all others it only repeats.
 */
export function paintFrame(page: Page, count: number, options: PdfOptions, root: Element): void {
  const { title, heading, lang, footer, code, url } = options
  const say = words[lang]
  const first = page.index === 0
  if (!first) {
    page.belongsTo(null)
    const [running] = setLines(`${heading[0] ?? ''} · ${title}`, {
      ...{ size: type.small.size, width: textWidth },
    })
    const place = { x: margin, top: sheet.height - 40, width: textWidth, style: type.small }
    if (running !== undefined) paintLine(page, running, { ...place, grey: 0.35 })
  }
  page.rule({ x: margin, y: footTop, width: textWidth, grey: 0.6 })
  const wide = textWidth - (url === undefined ? 0 : codeSide + 14)
  let top = footTop - 6
  const write = (text: Text, tagged: boolean, grey = 0): void => {
    const owner = tagged && first ? element('P') : null
    if (owner !== null) root.kids.push(owner)
    for (const line of setLines(text, { size: type.small.size, width: wide }).slice(0, 3)) {
      page.belongsTo(owner)
      paintLine(page, line, { x: margin, top, width: wide, style: type.small, grey })
      top -= type.small.leading
    }
  }
  if (url !== undefined) write(say.verify(placeOf(url, code)), true)
  if (code !== undefined) {
    write([say.code, ' ', { text: code, fixed: true }], true)
  }
  if (footer !== undefined) write(footer, true, 0.35)
  page.belongsTo(null)
  const [at] = setLines(say.page(page.index + 1, count), { size: type.small.size, width: wide })
  const low = { x: margin, top: 40, width: wide, style: type.small }
  if (at !== undefined) paintLine(page, at, { ...low, grey: 0.35 })
  if (url !== undefined) {
    const figure = first ? element('Figure', { alt: say.alt(url) }) : null
    if (figure !== null) root.kids.push(figure)
    page.belongsTo(figure)
    const x = margin + textWidth - codeSide
    page.draw(`q 0 g ${drawCode(url, { side: codeSide, x, top: footTop - 4 })} Q`)
    if (figure !== null) figure.box = boxAt(x, footTop - 4 - codeSide)
  }
  page.end()
}

function boxAt(x: number, y: number): [number, number, number, number] {
  return [x, y, x + codeSide, y + codeSide]
}

/** The address as people type it: without the code, which stands beside it. */
function placeOf(url: string, code: string | undefined): string {
  const short = url.replace(/^https?:\/\//, '')
  if (code === undefined) return short
  const bare = code.replaceAll('-', '')
  const cut = [code, bare].find((each) => short.endsWith(`/${each}`))
  return cut === undefined ? short : short.slice(0, -cut.length - 1)
}
