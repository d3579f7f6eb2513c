// Puts a signature into the form of a document: an empty field that is there, or a new one, seen or not.
import type { PdfDocument } from '../pdf/document.ts'
import type { Draft } from '../pdf/draft.ts'
import { countOf, PdfDict, PdfName, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { dictOf, textString } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'
import type { Appearance, SignatureTexts } from './appearance/appearance.ts'
import { editCatalog } from './edit-catalog.ts'
import { fieldsOf, formOf, valueOf, type FormField } from './fields.ts'
import { newWidget, redrawWidget } from './widget.ts'
import { checkMaySign, lockOf } from './permissions.ts'

export interface Placing {
  field?: string
  certify?: 1 | 2 | 3
  kind?: 'signature' | 'timestamp'
  appearance?: Appearance
  texts: SignatureTexts
  /** The object of the signature. */
  signature: PdfRef
}

/**
 * Adds to the draft what puts a signature into its field.
 * @returns the field's name and the value of /Reference, if there is one
 * @throws SignatureError `would-break`, `no-such-field`, `bad-appearance`, `bad-image`, `malformed-pdf`
 */
export function placeField(
  draft: Draft,
  wanted: Placing,
): { name: string; references: PdfValue[] | null } {
  const { document } = draft
  const { signature } = wanted
  const fields = fieldsOf(document)
  const name = wanted.field ?? freeName(fields)
  const existing = fields.find((field) => field.name === name) ?? null
  if (existing !== null && existing.type !== 'Sig')
    throw new SignatureError('no-such-field', { name, why: 'it is no signature field' })
  if (existing !== null && valueOf(document, existing) !== null)
    throw new SignatureError('no-such-field', { name, why: 'it is already signed' })
  const certify = wanted.certify !== undefined
  const timestamp = wanted.kind === 'timestamp'
  checkMaySign(document, { field: name, isNew: existing === null, certify, timestamp })
  if (existing === null) addField(draft, { ...wanted, name })
  else {
    if (existing.ref === null)
      throw new SignatureError('unsupported', { what: 'a field that is no object of its own' })
    draft.edit(existing.ref, existing.dict, { V: signature })
    redrawWidget(draft, { ...wanted, field: existing, ref: existing.ref })
    markSigned(draft, null)
  }
  const references: PdfValue[] = []
  if (wanted.certify !== undefined) {
    const parms = { Type: new PdfName('TransformParams'), P: wanted.certify, V: new PdfName('1.2') }
    references.push(referenceTo('DocMDP', dictOf(parms)))
    editCatalog(draft, (catalog) => {
      const perms = document.at(catalog, 'Perms')
      const before = perms instanceof PdfDict ? perms.entries : new Map<string, PdfValue>()
      return { Perms: new PdfDict(new Map([...before, ['DocMDP', signature]])) }
    })
  }
  const lock = existing === null ? null : document.at(existing.dict, 'Lock')
  if (lock instanceof PdfDict && lockOf(document, lock) !== null)
    references.push(referenceTo('FieldMDP', lockParms(document, lock)))
  return { name, references: references.length === 0 ? null : references }
}

/** Tables 258 and 237: the lock of the field becomes what the signature itself says. */
function lockParms(document: PdfDocument, lock: PdfDict): PdfDict {
  return dictOf({
    Type: new PdfName('TransformParams'),
    V: new PdfName('1.2'),
    Action: document.at(lock, 'Action'),
    Fields: lock.entries.has('Fields') ? document.at(lock, 'Fields') : undefined,
  })
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

function addField(draft: Draft, given: Placing & { name: string }): void {
  const { name, signature } = given
  if (name === '' || name.includes('.'))
    throw new SignatureError('no-such-field', { name, why: 'a new name has no points' })
  const field = draft.reserve()
  const { widget, page } = newWidget(draft, { ...given, ref: field })
  const entries = { FT: new PdfName('Sig'), T: textString(name), V: signature }
  draft.objects.set(field.number, dictOf({ ...entries, ...widget }))
  draft.append(page.ref, page.dict, { key: 'Annots', value: field })
  markSigned(draft, field)
}

/** Sets /SigFlags to 3 (Table 225), and adds a field to the form, which it makes if need be. */
function markSigned(draft: Draft, field: PdfRef | null): void {
  const { document } = draft
  const form = formOf(document)
  const held = document.catalog.get('AcroForm')
  const flags = countOf(form === null ? null : document.at(form, 'SigFlags')) ?? 0
  const changes: Record<string, PdfValue> = { SigFlags: flags | 3 }
  if (field !== null) {
    const fieldsHeld = form?.get('Fields') ?? null
    const list = document.resolve(fieldsHeld)
    const longer = [...(Array.isArray(list) ? list : []), field]
    if (fieldsHeld instanceof PdfRef && Array.isArray(list))
      draft.objects.set(fieldsHeld.number, longer)
    else changes['Fields'] = longer
  }
  if (flags === (flags | 3) && Object.keys(changes).length === 1) return
  if (held instanceof PdfRef && form !== null) draft.edit(held, form, changes)
  else {
    const before = form?.entries ?? new Map<string, PdfValue>()
    const whole = new PdfDict(new Map([...before, ...Object.entries(changes)]))
    editCatalog(draft, () => ({ AcroForm: whole }))
  }
}
