// What signatures that are already there allow to happen after them (ISO 32000-2, 12.8.2.2, 12.8.2.4).
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, nameOf, PdfDict, type PdfValue } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'
import { signatureFields, textOfString, valueOf } from './fields.ts'

/** A rule about fields: all, only those named, or all but those named. */
export interface FieldLock {
  action: 'All' | 'Include' | 'Exclude'
  fields: string[]
}

export interface Permissions {
  /** 1 nothing, 2 filling and signing, 3 also annotations; null when no certification says so. */
  certified: 1 | 2 | 3 | null
  /** The least /P of certification and locks; null for none. */
  level: 1 | 2 | 3 | null
  locks: FieldLock[]
}

/** What the dictionary of one signature itself permits. */
export function permissionsIn(document: PdfDocument, signature: PdfDict): Permissions {
  const found: Permissions = { certified: null, level: null, locks: [] }
  const references = document.at(signature, 'Reference')
  for (const one of Array.isArray(references) ? references.slice(0, 16) : []) {
    const reference = document.resolve(one)
    if (!(reference instanceof PdfDict)) continue
    const parms = document.at(reference, 'TransformParams')
    const method = nameOf(document.at(reference, 'TransformMethod'))
    if (method === 'DocMDP') {
      const p = parms instanceof PdfDict ? levelOf(document.at(parms, 'P')) : null
      found.certified = p ?? 2
      found.level = least(found.level, found.certified)
    }
    if (method === 'FieldMDP' && parms instanceof PdfDict) {
      const lock = lockOf(document, parms)
      if (lock !== null) found.locks.push(lock)
      found.level = least(found.level, levelOf(document.at(parms, 'P')))
    }
  }
  return found
}

/** What all signatures of the document together permit. */
export function permissionsOf(document: PdfDocument): Permissions {
  const all: Permissions = { certified: null, level: null, locks: [] }
  for (const field of signatureFields(document)) {
    const signature = valueOf(document, field)
    if (signature === null) continue
    const one = permissionsIn(document, signature)
    all.certified = least(all.certified, one.certified)
    all.level = least(all.level, one.level)
    all.locks.push(...one.locks)
    const lock = document.at(field.dict, 'Lock')
    if (lock instanceof PdfDict) all.level = least(all.level, levelOf(document.at(lock, 'P')))
  }
  return all
}

export function lockOf(document: PdfDocument, dict: PdfDict): FieldLock | null {
  const action = nameOf(document.at(dict, 'Action'))
  if (action !== 'All' && action !== 'Include' && action !== 'Exclude') return null
  const fields = document.at(dict, 'Fields')
  const names = (Array.isArray(fields) ? fields : []).map((one) =>
    textOfString(document.resolve(one)),
  )
  return { action, fields: names.filter((name) => name !== null) }
}

/** Whether a lock covers a field, by its full name or that of a field above it. */
export function isLocked(lock: FieldLock, name: string): boolean {
  if (lock.action === 'All') return true
  const named = lock.fields.some((field) => name === field || name.startsWith(`${field}.`))
  return lock.action === 'Include' ? named : !named
}

/**
 * Refuses a signature that would break an earlier one. A document timestamp in a new field is
 * allowed always (12.8.2.2.2: updates of DSS and document timestamps count as no change).
 * @throws SignatureError `would-break`
 */
export function checkMaySign(
  document: PdfDocument,
  wanted: { field: string; isNew: boolean; certify: boolean; timestamp: boolean },
): void {
  if (wanted.timestamp && wanted.isNew) return
  const refuse = (why: string) => new SignatureError('would-break', { why })
  const signed = signatureFields(document).some((field) => valueOf(document, field) !== null)
  const { certified, level, locks } = permissionsOf(document)
  if (wanted.certify && signed)
    throw refuse('a certification must be the first signature (ISO 32000-2, 12.8.2.2.1)')
  if (level === 1) throw refuse('an earlier signature allows no change at all (P = 1)')
  if (certified !== null && wanted.isNew)
    throw refuse('a certified document allows only fields that were there when it was certified')
  if (locks.some((lock) => isLocked(lock, wanted.field)))
    throw refuse(`an earlier signature locks the field ${wanted.field}`)
}

function levelOf(value: PdfValue): 1 | 2 | 3 | null {
  const level = countOf(value)
  return level === 1 || level === 2 || level === 3 ? level : null
}

function least<T extends number>(one: T | null, other: T | null): T | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}
