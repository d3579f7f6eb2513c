// Makes the widget of a signature field: where it stands, what it shows, what PDF/A and tags ask of it (ISO 32000-2, 12.5.6.19, 12.7.5.5).
import type { Draft } from '../pdf/draft.ts'
import { nameOf, PdfDict, PdfName, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { dictOf, textString } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'
import { drawAppearance, emptyAppearance } from './appearance/appearance.ts'
import type { Appearance, SignatureTexts } from './appearance/appearance.ts'
import { conformanceOf, type Conformance } from './conformance.ts'
import { signatureFields, valueOf, type FormField } from './fields.ts'
import { pageAt, pageOfWidget, rectangleOf, seenSize, toUserSpace, uprightMatrix } from './pages.ts'
import type { Page } from './pages.ts'
import { tagWidget } from './tag-widget.ts'

interface Shown {
  appearance?: Appearance
  texts: SignatureTexts
}

/** Table 167: Print and Locked. */
const FLAGS = 132

/**
 * The entries of a new widget and the page that shows it.
 * @throws SignatureError `bad-appearance`, `bad-image`, `malformed-pdf`
 */
export function newWidget(
  draft: Draft,
  given: Shown & { name: string; ref: PdfRef },
): { widget: Record<string, PdfValue>; page: Page } {
  const { appearance, name } = given
  const page = pageAt(draft.document, appearance?.page ?? 1)
  const conformance = conformanceOf(draft.document)
  const widget: Record<string, PdfValue> = {
    Type: new PdfName('Annot'),
    Subtype: new PdfName('Widget'),
    // 12.7.5.5: an invisible field has a rectangle without extent.
    Rect: [0, 0, 0, 0],
    F: FLAGS,
    P: page.ref,
  }
  if (appearance !== undefined) {
    const { rectangle } = appearance
    if (rectangle === undefined)
      throw new SignatureError('bad-appearance', { why: 'a new field needs a rectangle' })
    checkOnPage(page, rectangle)
    const place = toUserSpace(page, rectangle)
    widget['Rect'] = place.map((one) => Math.round(one * 1000) / 1000)
    Object.assign(widget, shown(draft, { ...given, appearance, page, place, conformance }))
  } else if (conformance.pdfA === 1) widget['AP'] = dictOf({ N: emptyAppearance(draft) })
  if (conformance.tagged && !isSigned(draft)) {
    const key = tagWidget(draft, given.ref, page)
    if (key !== null) Object.assign(widget, { StructParent: key, TU: textString(name) })
  }
  return { widget, page }
}

/** Draws into the rectangle of a field that is there; one without extent stays invisible. */
export function redrawWidget(draft: Draft, given: Shown & { field: FormField; ref: PdfRef }): void {
  const { appearance, field } = given
  if (appearance === undefined) return
  const { document } = draft
  const found = widgetOf(draft, field, given.ref)
  const place = found === null ? null : rectangleOf(document, found.dict.get('Rect'))
  if (found === null || place === null || place[0] === place[2] || place[1] === place[3]) return
  const page = pageOfWidget(document, found.dict, found.ref)
  if (page === null)
    throw new SignatureError('no-such-field', { name: field.name, why: 'no page shows it' })
  const conformance = conformanceOf(document)
  const { AP } = shown(draft, { ...given, appearance, page, place, conformance })
  draft.edit(found.ref, found.dict, { AP })
}

/** The field itself where it is a widget too, else its first kid that is one. */
function widgetOf(
  { document }: Draft,
  field: FormField,
  ref: PdfRef,
): { ref: PdfRef; dict: PdfDict } | null {
  if (field.dict.entries.has('Rect')) return { ref, dict: field.dict }
  const kids = document.at(field.dict, 'Kids')
  for (const kid of Array.isArray(kids) ? kids : []) {
    const dict = document.resolve(kid)
    if (!(kid instanceof PdfRef) || !(dict instanceof PdfDict)) continue
    if (nameOf(document.at(dict, 'Subtype')) === 'Widget') return { ref: kid, dict }
  }
  return null
}

function shown(
  draft: Draft,
  given: {
    appearance: Appearance
    texts: SignatureTexts
    page: Page
    place: Page['box']
    conformance: Conformance
  },
): { AP: PdfValue; MK: PdfValue } {
  const { place, page, appearance, texts, conformance } = given
  const [wide, high] = [place[2] - place[0], place[3] - place[1]]
  const [width, height] = page.rotate % 180 === 0 ? [wide, high] : [high, wide]
  const matrix = uprightMatrix(page.rotate, width, height)
  const drawn = drawAppearance(draft, appearance, { texts, width, height, matrix, conformance })
  return { AP: dictOf({ N: drawn }), MK: dictOf({ R: page.rotate }) }
}

function checkOnPage(page: Page, seen: NonNullable<Appearance['rectangle']>): void {
  const { x, y, width, height } = seen
  const size = seenSize(page)
  const sound = [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0
  if (
    sound &&
    x >= 0 &&
    y >= 0 &&
    x + width <= size.width + 0.01 &&
    y + height <= size.height + 0.01
  )
    return
  const why = `the rectangle is not on the page, which is ${Math.round(size.width)} by ${Math.round(size.height)} points`
  throw new SignatureError('bad-appearance', { why })
}

function isSigned({ document }: Draft): boolean {
  return signatureFields(document).some((field) => valueOf(document, field) !== null)
}
