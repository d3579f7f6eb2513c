// Puts a signature into the form of a document: an empty field that is there, or a new invisible one.
import type { NewObject } from '../pdf/append-revision.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, PdfDict, PdfName, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { dictOf, textString, withEntries, writeValue } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'
import { fieldsOf, formOf, valueOf, type FormField } from './fields.ts'
import { checkMaySign, lockOf } from './permissions.ts'

interface Wanted {
  field?: string
  certify?: 1 | 2 | 3
  kind?: 'signature' | 'timestamp'
  /** Object number of the signature. */
  number: number
  /** Takes what has to be written. */
  objects: Map<number, NewObject>
}

/**
 * Adds to `objects` what puts signature `number` into its field.
 * @returns the field's name and the text of /Reference, if there is one
 * @throws SignatureError `would-break`, `no-such-field`, `malformed-pdf`
 */
export function placeField(
  document: PdfDocument,
  wanted: Wanted,
): { name: string; references: string | null } {
  const fields = fieldsOf(document)
  const name = wanted.field ?? freeName(fields)
  const existing = fields.find((field) => field.name === name) ?? null
  if (existing !== null && existing.type !== 'Sig')
    throw new SignatureError('no-such-field', { name, why: 'it is no signature field' })
  if (existing !== null && valueOf(document, existing) !== null)
    throw new SignatureError('no-such-field', { name, why: 'it is already signed' })
  const certify = wanted.certify !== undefined
  checkMaySign(document, { field: name, isNew: existing === null, certify })
  const signature = new PdfRef(wanted.number, 0)
  const { objects } = wanted
  if (existing === null) addField(document, { name, signature, objects })
  else {
    if (existing.ref === null)
      throw new SignatureError('unsupported', { what: 'a field that is no object of its own' })
    objects.set(existing.ref.number, withEntries(existing.dict, { V: signature }))
    markSigned(document, objects, null)
  }
  const references: PdfValue[] = []
  if (wanted.certify !== undefined) {
    const parms = { Type: new PdfName('TransformParams'), P: wanted.certify, V: new PdfName('1.2') }
    references.push(referenceTo('DocMDP', dictOf(parms)))
    editCatalog(document, objects, (catalog) => {
      const perms = document.at(catalog, 'Perms')
      const before = perms instanceof PdfDict ? perms : new PdfDict(new Map())
      return { Perms: withEntries(before, { DocMDP: signature }) }
    })
  }
  const lock = existing === null ? null : document.at(existing.dict, 'Lock')
  if (lock instanceof PdfDict && lockOf(document, lock) !== null) {
    const parms = dictOf({
      Type: new PdfName('TransformParams'),
      V: new PdfName('1.2'),
      Action: lock.get('Action'),
      Fields: lock.entries.has('Fields') ? lock.get('Fields') : undefined,
    })
    references.push(referenceTo('FieldMDP', parms))
  }
  return { name, references: references.length === 0 ? null : writeValue(references) }
}

/** Table 256. */
function referenceTo(method: 'DocMDP' | 'FieldMDP', parms: PdfDict): PdfDict {
  return dictOf({
    Type: new PdfName('SigRef'),
    TransformMethod: new PdfName(method),
    TransformParams: parms,
  })
}

function freeName(fields: readonly FormField[]): string {
  const taken = new Set(fields.map(({ name }) => name))
  for (let number = 1; ; number++) if (!taken.has(`Signature${number}`)) return `Signature${number}`
}

function addField(
  document: PdfDocument,
  given: { name: string; signature: PdfRef; objects: Map<number, NewObject> },
): void {
  if (given.name === '' || given.name.includes('.'))
    throw new SignatureError('no-such-field', { name: given.name, why: 'a new name has no points' })
  const field = new PdfRef(given.signature.number + 1, 0)
  const page = firstPage(document)
  // 12.7.5.5: an invisible field has a rectangle without extent. /F 132 is Print and Locked.
  const widget = dictOf({
    Type: new PdfName('Annot'),
    Subtype: new PdfName('Widget'),
    FT: new PdfName('Sig'),
    T: textString(given.name),
    V: given.signature,
    Rect: [0, 0, 0, 0],
    F: 132,
    P: page,
  })
  given.objects.set(field.number, widget)
  const dict = document.get(page)
  if (dict instanceof PdfDict)
    appendTo(document, given.objects, { of: page, dict, key: 'Annots', field })
  markSigned(document, given.objects, field)
}

/** Puts a reference at the end of an array of a dictionary, where that array lies. */
function appendTo(
  document: PdfDocument,
  objects: Map<number, NewObject>,
  { of, dict, key, field }: { of: PdfRef; dict: PdfDict; key: string; field: PdfRef },
): void {
  const held = dict.get(key)
  const list = document.resolve(held)
  const longer = [...(Array.isArray(list) ? list : []), field]
  if (held instanceof PdfRef && Array.isArray(list)) objects.set(held.number, longer)
  else objects.set(of.number, withEntries(dict, { [key]: longer }))
}

/** Sets /SigFlags to 3 (Table 225), and adds a field to the form, which it makes if need be. */
function markSigned(
  document: PdfDocument,
  objects: Map<number, NewObject>,
  field: PdfRef | null,
): void {
  const form = formOf(document)
  const held = document.catalog.get('AcroForm')
  const flags = countOf(form === null ? null : document.at(form, 'SigFlags')) ?? 0
  const changes: Record<string, PdfValue> = { SigFlags: flags | 3 }
  if (field !== null) {
    const fieldsHeld = form?.get('Fields') ?? null
    const list = document.resolve(fieldsHeld)
    const longer = [...(Array.isArray(list) ? list : []), field]
    if (fieldsHeld instanceof PdfRef && Array.isArray(list)) objects.set(fieldsHeld.number, longer)
    else changes['Fields'] = longer
  }
  if (flags === (flags | 3) && Object.keys(changes).length === 1) return
  const whole = withEntries(form ?? new PdfDict(new Map()), changes)
  if (held instanceof PdfRef && form !== null) objects.set(held.number, whole)
  else editCatalog(document, objects, () => ({ AcroForm: whole }))
}

function editCatalog(
  document: PdfDocument,
  objects: Map<number, NewObject>,
  change: (catalog: PdfDict) => Record<string, PdfValue>,
): void {
  const root = document.trailer.get('Root')
  if (!(root instanceof PdfRef))
    throw new SignatureError('malformed-pdf', {
      at: document.startxref,
      why: '/Root is no reference',
    })
  const before = objects.get(root.number)
  const catalog = before instanceof PdfDict ? before : document.catalog
  objects.set(root.number, withEntries(catalog, change(catalog)))
}

/** The first page in the tree (7.7.3). @throws SignatureError `malformed-pdf` */
export function firstPage(document: PdfDocument): PdfRef {
  let held = document.catalog.get('Pages')
  for (let depth = 0; depth < 64; depth++) {
    const node = document.resolve(held)
    if (!(node instanceof PdfDict)) break
    const kids = document.at(node, 'Kids')
    if (!Array.isArray(kids)) {
      if (held instanceof PdfRef) return held
      break
    }
    // An empty branch may come before the first page.
    held = kids.find((kid) => !isEmptyBranch(document, kid)) ?? null
  }
  throw new SignatureError('malformed-pdf', {
    at: document.startxref,
    why: 'there is no first page',
  })
}

function isEmptyBranch(document: PdfDocument, kid: PdfValue): boolean {
  const node = document.resolve(kid)
  if (!(node instanceof PdfDict)) return true
  const kids = document.at(node, 'Kids')
  return Array.isArray(kids) && kids.length === 0
}
