// Changes entries of a document's catalog within a revision that is being made (ISO 32000-2, 7.7.2).
import type { Draft } from '../pdf/draft.ts'
import { PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'

/** @throws SignatureError `malformed-pdf` when /Root is no reference */
export function editCatalog(
  draft: Draft,
  change: (catalog: PdfDict) => Record<string, PdfValue>,
): void {
  const { document } = draft
  const root = document.trailer.get('Root')
  if (!(root instanceof PdfRef))
    throw new SignatureError('malformed-pdf', {
      at: document.startxref,
      why: '/Root is no reference',
    })
  const before = draft.objects.get(root.number)
  const catalog = before instanceof PdfDict ? before : document.catalog
  draft.edit(root, catalog, change(catalog))
}
