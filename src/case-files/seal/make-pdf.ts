// Makes a typographic PDF from blocks of text: letters embedded, structure told, the same bytes each time.
import { deflateSync } from 'node:zlib'
import {
  NewDocument,
  PdfName,
  type PdfRef,
  type PdfValue,
  dictOf,
  textString,
} from '@rimaq/signatures'
import type { PdfOptions } from './pdf/blocks.ts'
import { element, embedFaces, numbers, sheet } from './pdf/canvas.ts'
import { flow } from './pdf/flow.ts'
import { frame, headPieces, paintFrame, textWidth } from './pdf/frame.ts'
import { greyProfile } from './pdf/grey-profile.ts'
import { languageTags, writeInfo, writeXmp } from './pdf/metadata.ts'
import { type Making, type SignatureField, piecesOf } from './pdf/pieces.ts'
import { writeStructure } from './pdf/structure.ts'

export type { Block, PdfOptions, Styled, Text } from './pdf/blocks.ts'

/**
 * A4, tagged (ISO 32000-1, 14.8), made to follow PDF/A-2b (ISO 19005-2): fonts embedded as subsets,
 * colours calibrated, nothing transparent, nothing from outside. On each page its number, and where
 * `url` and `code` are given the way to verify it. The same options give the same bytes.
 * Letters that the typeface lacks become question marks.
 * @throws TypeError for a `code` or `url` too long for a QR code
 */
export async function makePdf(options: PdfOptions): Promise<Uint8Array> {
  const root = element('Document')
  const making: Making = { width: textWidth, root, fields: [] }
  const pieces = [...headPieces(options, root), ...piecesOf(options.blocks, making)]
  const pages = flow(pieces, frame)
  for (const page of pages) paintFrame(page, pages.length, options, root)

  const document = new NewDocument()
  const catalog = document.reserve()
  const tree = document.reserve()
  const { fonts, fontOf } = embedFaces(document, pages)
  const resources = document.add(dictOf({ Font: fonts }))
  const pageRefs = pages.map(() => document.reserve())
  const fieldRefs = making.fields.map(({ page }) => ({ ref: document.reserve(), page }))
  for (const [at, field] of making.fields.entries()) {
    field.owner.kids.push({ field: at })
    const place = { ref: fieldRefs[at]?.ref ?? catalog, key: pages.length + at }
    writeField(document, field, { ...place, page: pageRefs[field.page] ?? catalog })
  }
  for (const page of pages) {
    const widgets = fieldRefs.filter((each) => each.page === page.index).map(({ ref }) => ref)
    const content = document.add({
      dict: dictOf({ Filter: new PdfName('FlateDecode') }),
      data: new Uint8Array(deflateSync(page.content(fontOf))),
    })
    document.set(
      pageRefs[page.index] ?? catalog,
      dictOf({
        Type: new PdfName('Page'),
        Parent: tree,
        MediaBox: [0, 0, sheet.width, sheet.height],
        Resources: resources,
        Contents: content,
        StructParents: page.index,
        Tabs: new PdfName('S'),
        Annots: widgets.length === 0 ? undefined : widgets,
      }),
    )
  }
  document.set(
    tree,
    dictOf({ Type: new PdfName('Pages'), Kids: [...pageRefs], Count: pages.length }),
  )
  const language = languageTags[options.lang]
  const { title, author = options.heading[0] ?? '', made = null } = options
  const about = { title, author, language, made }
  const structure = writeStructure(document, { root, pages, pageRefs, fieldRefs })
  const form: PdfValue = dictOf({ Fields: fieldRefs.map(({ ref }) => ref) })
  document.set(
    catalog,
    dictOf({
      Type: new PdfName('Catalog'),
      Pages: tree,
      Metadata: writeXmp(document, about),
      OutputIntents: [outputIntent(document)],
      MarkInfo: dictOf({ Marked: true }),
      StructTreeRoot: structure,
      Lang: textString(language),
      ViewerPreferences: dictOf({ DisplayDocTitle: true }),
      AcroForm: fieldRefs.length === 0 ? undefined : form,
    }),
  )
  return document.write({ root: catalog, info: writeInfo(document, about) })
}

/** The same in every document, so it is packed once. */
let packed: Uint8Array | null = null

/** What the greys of the document mean (ISO 19005-2, 6.2.3). */
function outputIntent(document: NewDocument): PdfValue {
  const data = (packed ??= new Uint8Array(deflateSync(greyProfile())))
  const profile = document.add({ dict: dictOf({ N: 1, Filter: new PdfName('FlateDecode') }), data })
  return dictOf({
    Type: new PdfName('OutputIntent'),
    S: new PdfName('GTS_PDFA1'),
    OutputConditionIdentifier: textString('Grey gamma 2.2'),
    Info: textString('Grey gamma 2.2'),
    DestOutputProfile: profile,
  })
}

/** An empty signature field; PDF/A asks for an appearance even where nothing is to be seen (6.3.3). */
function writeField(
  document: NewDocument,
  { name, rectangle }: SignatureField,
  { ref, key, page }: { ref: PdfRef; key: number; page: PdfRef },
): void {
  const [left, low, right, high] = rectangle
  const blank = document.add({
    dict: dictOf({
      Type: new PdfName('XObject'),
      Subtype: new PdfName('Form'),
      BBox: [0, 0, right - left, high - low],
      Resources: dictOf({}),
    }),
    data: new Uint8Array(),
  })
  document.set(
    ref,
    dictOf({
      Type: new PdfName('Annot'),
      Subtype: new PdfName('Widget'),
      FT: new PdfName('Sig'),
      T: textString(name),
      TU: textString(name),
      Rect: rectangle.map((value) => Number(numbers(value))),
      P: page,
      // To be printed (table 165).
      F: 4,
      StructParent: key,
      AP: dictOf({ N: blank }),
    }),
  )
}
