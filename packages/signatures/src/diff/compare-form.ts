// Compares the fields of two states: signatures that were added, fields that were filled (ISO 32000-2, 12.7).
import { textOfString } from '../pades/fields.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { nameOf, PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import type { Comparison } from './compare-revisions.ts'
import { alike, means } from './object-changes.ts'

interface Above {
  name: string
  type: string | null
  /** Whether the value of a field above changed, so that its widgets look another way. */
  filled: boolean
}

/** What appearances made from /DA never use (12.7.4.3): kinds of resources of the form. */
const unused: ReadonlySet<string> = new Set(['XObject', 'ProcSet'])

/** Entries of a field or its widget that filling it may change (12.7.4.1, 12.5.2). */
const filled: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M'])
/** Entries whose objects belong to the value. */
const looks = ['V', 'AP', 'RV'] as const
/** Signing also sets flags of the widget: locked and read-only (12.7.5.5). */
const signed: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'M', 'F', 'Ff'])

export function compareForm(comparison: Comparison): void {
  const { before, after } = comparison.changes
  const [held, holds] = [before.catalog.get('AcroForm'), after.catalog.get('AcroForm')]
  const [was, is] = [before.resolve(held), after.resolve(holds)]
  if (!(is instanceof PdfDict)) {
    if (was instanceof PdfDict) comparison.note('form-gone')
    return
  }
  const old = was instanceof PdfDict ? was : new PdfDict(new Map())
  let sound = true
  for (const key of new Set([...old.entries.keys(), ...is.entries.keys()])) {
    if (
      key === 'Fields' ||
      key === 'SigFlags' ||
      means(comparison.changes, old.get(key), is.get(key))
    )
      continue
    if (key === 'NeedAppearances' || key === 'DA') comparison.note('form-setting', { key })
    else if (key === 'DR' && grows(comparison, old.get(key), is.get(key)))
      comparison.note('form-resources')
    else {
      sound = false
      comparison.note('form-entry', { key })
    }
  }
  if (sound && holds instanceof PdfRef && mayBe(comparison, holds, held))
    comparison.explained.add(holds.number)
  compareLists(comparison, old.get('Fields'), is.get('Fields'), {
    name: '',
    type: null,
    filled: false,
  })
}

/** An array or form that is the same object as before, or a new one nobody pointed at. */
function mayBe(comparison: Comparison, now: PdfRef, before: PdfValue): boolean {
  return alike(now, before) || comparison.referredBy(now.number).size === 0
}

/** Whether all entries of two levels of dictionaries are still there as they were. */
function grows(comparison: Comparison, was: PdfValue, is: PdfValue): boolean {
  const { before, after } = comparison.changes
  const [old, now] = [before.resolve(was), after.resolve(is)]
  if (old === null && now instanceof PdfDict) {
    comparison.explain(is)
    return true
  }
  if (!(old instanceof PdfDict) || !(now instanceof PdfDict)) return false
  for (const [kind, entries] of old.entries) {
    if (unused.has(kind)) continue
    const [one, other] = [before.resolve(entries), after.at(now, kind)]
    if (!(one instanceof PdfDict) || !(other instanceof PdfDict)) {
      if (!means(comparison.changes, one, other)) return false
      continue
    }
    for (const [name, value] of one.entries)
      if (!means(comparison.changes, value, other.get(name))) return false
  }
  comparison.explain(is)
  return true
}

function compareLists(comparison: Comparison, was: PdfValue, is: PdfValue, above: Above): void {
  const { before, after } = comparison.changes
  const [old, now] = [listOf(before, was), listOf(after, is)]
  const kept = now.slice(0, old.length)
  if (!alike(kept, old)) {
    comparison.note('fields-moved')
    return
  }
  if (is instanceof PdfRef && mayBe(comparison, is, was)) comparison.explained.add(is.number)
  for (const [index, field] of old.entries())
    compareField(comparison, field, now[index] ?? null, above)
  for (const field of now.slice(old.length)) addedField(comparison, field, above)
}

function listOf(document: PdfDocument, value: PdfValue): PdfValue[] {
  const list = document.resolve(value)
  return Array.isArray(list) ? list : []
}

function compareField(comparison: Comparison, was: PdfValue, is: PdfValue, above: Above): void {
  const { before, after, changed } = comparison.changes
  const [old, now] = [before.resolve(was), after.resolve(is)]
  if (!(old instanceof PdfDict) || !(now instanceof PdfDict)) return
  if (above.name.length > 4096) return
  const { name, type } = namedBelow(before, old, above)
  const number = is instanceof PdfRef ? is.number : 0
  const mine = type === 'Sig' ? signed : filled
  const differing = [...new Set([...old.entries.keys(), ...now.entries.keys()])].filter(
    (key) => key !== 'Kids' && !means(comparison.changes, old.get(key), now.get(key)),
  )
  const valued = above.filled || differing.some((key) => key === 'V' || key === 'AS')
  const wrong = differing.filter((key) => !mine.has(key))
  for (const key of wrong) comparison.note('field-entry', { key, field: name }, is)
  if (wrong.length === 0) comparison.explained.add(number)
  // What belongs to a signature that is there explains nothing: it must not change.
  if (type !== 'Sig' || before.at(old, 'V') === null)
    for (const key of looks) comparison.explain(now.get(key), { number, keys: looks })
  const held = now.get('AP')
  const redrawn =
    held instanceof PdfDict &&
    [...held.entries.values()].some((one) => one instanceof PdfRef && changed.has(one.number))
  if (type === 'Sig') compareSigned(comparison, { old, now, is, name, differing })
  // 12.7.4.3: an appearance shows the value. One that changes by itself is no filling.
  else if (valued) comparison.note('field-filled', { field: name }, is)
  else if (redrawn || differing.length > 0) comparison.note('field-looks', { field: name }, is)
  if (old.entries.has('Kids') || now.entries.has('Kids'))
    compareLists(comparison, old.get('Kids'), now.get('Kids'), { name, type, filled: valued })
}

function compareSigned(
  comparison: Comparison,
  field: { old: PdfDict; now: PdfDict; is: PdfValue; name: string; differing: string[] },
): void {
  const { before, after } = comparison.changes
  const { old, now, is, name } = field
  if (before.at(old, 'V') !== null) {
    // An earlier signature does not change, neither its value nor how it looks.
    const value = now.get('V')
    const same = means(comparison.changes, old.get('V'), value)
    const rewritten = value instanceof PdfRef && comparison.changes.changed.has(value.number)
    if (!same || rewritten || field.differing.length > 0)
      comparison.note('signature-changed', { field: name }, is)
  } else if (after.at(now, 'V') !== null && !isSignature(after, now)) {
    comparison.note('field-entry', { key: 'V', field: name }, is)
  } else if (after.at(now, 'V') !== null) {
    const code = isTimestamp(after, now) ? 'timestamp-added' : 'field-signed'
    comparison.note(code, { field: name }, is)
  } else if (field.differing.some((key) => key === 'AP' || key === 'AS'))
    // Nobody signed, and yet something else is seen.
    comparison.note('field-looks', { field: name }, is)
  else if (field.differing.length > 0) comparison.note('field-prepared', { field: name }, is)
}

function addedField(comparison: Comparison, field: PdfValue, above: Above): void {
  const { after, added } = comparison.changes
  const dict = after.resolve(field)
  if (!(dict instanceof PdfDict) || !(field instanceof PdfRef) || !added.has(field.number)) {
    comparison.note('became-field', {}, field)
    return
  }
  const { name, type } = namedBelow(after, dict, above)
  comparison.explain(field)
  if (type !== 'Sig') {
    comparison.note('field-added', { field: name }, field)
    return
  }
  comparison.newWidgets.add(field.number)
  for (const kid of listOf(after, dict.get('Kids')))
    if (kid instanceof PdfRef) comparison.newWidgets.add(kid.number)
  const code = isTimestamp(after, dict) ? 'timestamp-added' : 'signature-added'
  comparison.note(code, { field: name }, field)
}

/** Table 255: what covers the document and holds a message. Anything else is no signing. */
function isSignature(document: PdfDocument, field: PdfDict): boolean {
  const value = document.at(field, 'V')
  const has = (key: string) => value instanceof PdfDict && document.at(value, key) !== null
  return has('ByteRange') && has('Contents')
}

function isTimestamp(document: PdfDocument, field: PdfDict): boolean {
  const value = document.at(field, 'V')
  return value instanceof PdfDict && nameOf(document.at(value, 'SubFilter')) === 'ETSI.RFC3161'
}

function namedBelow(document: PdfDocument, dict: PdfDict, above: Above): Above {
  const part = textOfString(document.at(dict, 'T')) ?? ''
  const name = [above.name, part].filter((one) => one !== '').join('.')
  return { name, type: nameOf(document.at(dict, 'FT')) ?? above.type, filled: false }
}
