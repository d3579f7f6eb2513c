// Looks at each page for text that is covered: by what is drawn later, by annotations, by fields.
import { textOfString, fieldsOf } from '../pades/fields.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, nameOf, PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf/objects.ts'
import { boxOf, generationOf, pageOfAnnotations, pagesOf } from './pages.ts'
import { contentOfPage, dataOf, hides, readContent } from './read-content.ts'
import type { Drawn, Effort } from './read-content.ts'
import { findingOf, type Finding } from './scan-findings.ts'

/** Annotations that show nothing of their own over the text they stand at (12.5.6). */
const harmless: ReadonlySet<string> = new Set([
  'Link',
  'Popup',
  'Highlight',
  'Underline',
  'StrikeOut',
  'Squiggly',
])
const HIDDEN = 0x02
const NO_VIEW = 0x20

/** @throws TooMuch, SignatureError */
export function scanPages(document: PdfDocument, effort: Effort): Finding[] {
  const names = new Map(
    fieldsOf(document).flatMap(({ ref, name, type }) =>
      ref === null ? [] : [[ref.number, { name, type }] as const],
    ),
  )
  return pagesOf(document).flatMap((number, index) => {
    const page = document.resolve(new PdfRef(number, generationOf(document, number)))
    if (!(page instanceof PdfDict)) return []
    const resources = inherited(document, page, 'Resources')
    const bytes = contentOfPage(document, page, effort)
    const drawn = readContent(document, bytes, { resources, effort })
    return [
      ...coveredByContent(drawn, index + 1),
      ...coveredByAnnotations(document, page, { drawn, number: index + 1, names }),
    ]
  })
}

/** 7.7.3.4: what a page does not say itself, the nodes above it say. */
function inherited(document: PdfDocument, page: PdfDict, key: string): PdfValue {
  let node: PdfValue = page
  for (let depth = 0; depth < 32 && node instanceof PdfDict; depth++) {
    const value = document.at(node, key)
    if (value !== null) return value
    node = document.at(node, 'Parent')
  }
  return null
}

function coveredByContent({ texts, covers }: Drawn, page: number): Finding[] {
  for (const text of texts) {
    if (text.text.trim() === '') continue
    // Effort counts downwards: what has a smaller number is drawn later.
    const cover = covers.find(({ box, order }) => order < text.order && hides(box, text))
    if (cover === undefined) continue
    return [findingOf('covered-text', { text: text.text.slice(0, 60) }, { page, box: cover.box })]
  }
  return []
}

function coveredByAnnotations(
  document: PdfDocument,
  page: PdfDict,
  given: {
    drawn: Drawn
    number: number
    names: Map<number, { name: string; type: string | null }>
  },
): Finding[] {
  const list = document.at(page, 'Annots')
  return (Array.isArray(list) ? list : []).flatMap((held) => {
    const annotation = document.resolve(held)
    if (!(annotation instanceof PdfDict)) return []
    const type = nameOf(document.at(annotation, 'Subtype')) ?? '?'
    const box = boxOf(document, annotation)
    const place = { page: given.number, box }
    const flags = countOf(document.at(annotation, 'F')) ?? 0
    if (type !== 'Widget' && (flags & (HIDDEN | NO_VIEW)) !== 0)
      return [findingOf('hidden-annotation', { type }, place)]
    const under = box === null ? undefined : given.drawn.texts.find((text) => hides(box, text))
    if (under === undefined || harmless.has(type)) return []
    const text = under.text.slice(0, 60)
    if (type !== 'Widget') return [findingOf('covered-by-annotation', { type, text }, place)]
    const known = held instanceof PdfRef ? given.names.get(held.number) : undefined
    const field = known?.name ?? textOfString(document.at(annotation, 'T')) ?? ''
    return [findingOf('covered-by-field', { field, text }, place)]
  })
}

/** Text fields whose appearance shows other letters than their value (12.7.4.3). */
export function scanFields(document: PdfDocument, effort: Effort): Finding[] {
  const pages = pageOfAnnotations(document)
  return fieldsOf(document).flatMap(({ name, type, dict, ref }) => {
    const page = ref === null ? undefined : pages.get(ref.number)
    const place = page === undefined ? undefined : { page, box: boxOf(document, dict) }
    const differs =
      type === 'Tx' ? textDiffers(document, dict, effort) : buttonDiffers(document, dict, type)
    return differs ? [findingOf('field-disagrees', { field: name }, place)] : []
  })
}

function textDiffers(document: PdfDocument, dict: PdfDict, effort: Effort): boolean {
  const looks = document.at(dict, 'AP')
  const held = looks instanceof PdfDict ? looks.get('N') : null
  const stream = document.resolve(held)
  if (!(stream instanceof PdfStream)) return false
  const bytes = dataOf(document, held, effort)
  const resources = document.at(stream.dict, 'Resources')
  const { texts } = readContent(document, bytes, { resources, effort })
  const shown = plain(texts.map(({ text }) => text).join(''))
  // A composite font shows numbers of glyphs; what they say cannot be told from here.
  if (texts.length > 0 && shown === '') return false
  const value = plain(textOfString(document.at(dict, 'V')) ?? '')
  return shown !== value && !(shown === '' && texts.length === 0)
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

/** A box or button is on as its value says (12.7.5.2.3). */
function buttonDiffers(document: PdfDocument, dict: PdfDict, type: string | null): boolean {
  if (type !== 'Btn') return false
  const [value, state] = [nameOf(document.at(dict, 'V')), nameOf(document.at(dict, 'AS'))]
  return value !== null && state !== null && state !== 'Off' && value !== state
}
