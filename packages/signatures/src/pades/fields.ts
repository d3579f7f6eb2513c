// Finds the signature fields of a form, signed or empty (ISO 32000-2, 12.7.4, 12.7.5.5).
import type { PdfDocument } from '../pdf/document.ts'
import { nameOf, PdfDict, PdfRef, PdfString, type PdfValue } from '../pdf/objects.ts'

export interface FormField {
  /** Partial names joined by points. */
  name: string
  /** Null for a field that is no object of its own. */
  ref: PdfRef | null
  dict: PdfDict
  /** /FT, its own or inherited. */
  type: string | null
}

const MOST_FIELDS = 20_000

/** A text of a PDF (7.9.2.2): UTF-16 or UTF-8 with a mark, else as Latin letters. */
export function textOfString(value: PdfValue): string | null {
  if (!(value instanceof PdfString)) return null
  const bytes = Buffer.from(value.bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return bytes
      .subarray(2, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le')
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3)
  return bytes.toString('latin1')
}

export function formOf(document: PdfDocument): PdfDict | null {
  const form = document.at(document.catalog, 'AcroForm')
  return form instanceof PdfDict ? form : null
}

/** All fields that hold a value: those without a child that has a name of its own. */
export function fieldsOf(document: PdfDocument): FormField[] {
  const form = formOf(document)
  const fields: FormField[] = []
  const seen = new Set<number>()
  const visit = (value: PdfValue, above: { name: string; type: string | null }, depth: number) => {
    if (depth > 32 || fields.length >= MOST_FIELDS) return
    if (value instanceof PdfRef) {
      if (seen.has(value.number)) return
      seen.add(value.number)
    }
    const dict = document.resolve(value)
    if (!(dict instanceof PdfDict)) return
    const part = textOfString(document.at(dict, 'T'))
    const name = [above.name, part ?? ''].filter((one) => one !== '').join('.')
    const type = nameOf(document.at(dict, 'FT')) ?? above.type
    const kids = document.at(dict, 'Kids')
    const children = (Array.isArray(kids) ? kids : []).filter((kid) => {
      const child = document.resolve(kid)
      return child instanceof PdfDict && child.entries.has('T')
    })
    if (children.length === 0)
      fields.push({ name, ref: value instanceof PdfRef ? value : null, dict, type })
    for (const child of children) visit(child, { name, type }, depth + 1)
  }
  const roots = form === null ? null : document.at(form, 'Fields')
  for (const root of Array.isArray(roots) ? roots : []) visit(root, { name: '', type: null }, 0)
  return fields
}

export function signatureFields(document: PdfDocument): FormField[] {
  return fieldsOf(document).filter(({ type }) => type === 'Sig')
}

/** The dictionary of the signature in a field, or null for an empty field. */
export function valueOf(document: PdfDocument, field: FormField): PdfDict | null {
  const value = document.at(field.dict, 'V')
  return value instanceof PdfDict ? value : null
}
