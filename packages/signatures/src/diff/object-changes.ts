// Says which objects two states of a document hold differently, and who refers to an object.
import { createHash } from 'node:crypto'
import { toHex } from '../bytes.ts'
import type { PdfDocument } from '../pdf/document.ts'
import {
  nameOf,
  PdfDict,
  PdfName,
  PdfRef,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../pdf/objects.ts'
import { writeValue } from '../pdf/write-value.ts'

export interface ObjectChanges {
  before: PdfDocument
  after: PdfDocument
  /** In both states, with another value. */
  changed: Set<number>
  /** Only in the later state. */
  added: Set<number>
  /** Only in the earlier state. */
  removed: Set<number>
}

/** The object of this number in a state, whatever its generation; null for none. */
export function objectOf(document: PdfDocument, number: number): PdfValue {
  const entry = document.entries.get(number)
  if (entry === undefined || entry.kind === 'free') return null
  return document.get(new PdfRef(number, entry.kind === 'at' ? entry.generation : 0))
}

export function objectChanges(before: PdfDocument, after: PdfDocument): ObjectChanges {
  const changes = {
    changed: new Set<number>(),
    added: new Set<number>(),
    removed: new Set<number>(),
  }
  for (const [number, entry] of after.entries) {
    const old = before.entries.get(number)
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(entry)) continue
    const [was, is] = [objectOf(before, number), objectOf(after, number)]
    if (was === null && is === null) continue
    if (was === null) {
      // Containers hold what is judged object by object.
      if (!isContainer(is)) changes.added.add(number)
    } else if (is === null) changes.removed.add(number)
    else if (fingerprintOf(before, was) !== fingerprintOf(after, is)) changes.changed.add(number)
  }
  // An update that leaves the signed section out of its chain loses what it does not repeat.
  for (const number of before.entries.keys())
    if (!after.entries.has(number) && objectOf(before, number) !== null) changes.removed.add(number)
  return { before, after, ...changes }
}

/** Whether an object holds others: to replace it replaces them under their unchanged entries. */
export function isContainer(value: PdfValue): boolean {
  const type = value instanceof PdfStream ? nameOf(value.dict.get('Type')) : null
  return type === 'ObjStm' || type === 'XRef'
}

function fingerprintOf(document: PdfDocument, value: PdfValue): string {
  if (!(value instanceof PdfStream)) return canonical(value)
  const hash = createHash('sha256').update(document.raw(value)).digest('hex')
  return `${canonical(value.dict)} ${hash}`
}

/** One text for one value: keys sorted, strings by their bytes however they are spelled. */
function canonical(value: PdfValue): string {
  if (value instanceof PdfString) return `<${toHex(value.bytes)}>`
  if (Array.isArray(value)) return `[${value.map(canonical).join(' ')}]`
  if (!(value instanceof PdfDict)) return value instanceof PdfStream ? 'stream' : writeValue(value)
  const entries = [...value.entries].map(
    ([key, one]) => `${writeValue(new PdfName(key))} ${canonical(one)}`,
  )
  return `<<${entries.sort().join(' ')}>>`
}

/** Whether two values are the same; references are when they name the same object. */
export function alike(one: PdfValue, other: PdfValue): boolean {
  return canonical(one) === canonical(other)
}

/**
 * Whether a value of the earlier state means the same as one of the later: a reference may have
 * become direct or a reference to a copy. What stands behind equal references is judged by itself.
 */
export function means(
  { before, after }: Pick<ObjectChanges, 'before' | 'after'>,
  one: PdfValue,
  other: PdfValue,
  depth = 0,
): boolean {
  if (one instanceof PdfRef && other instanceof PdfRef && one.number === other.number)
    return one.generation === other.generation
  if (depth > 16) return false
  const [was, is] = [before.resolve(one), after.resolve(other)]
  if (Array.isArray(was) && Array.isArray(is))
    return (
      was.length === is.length &&
      was.every((part, index) => means({ before, after }, part, is[index] ?? null, depth + 1))
    )
  if (was instanceof PdfStream || is instanceof PdfStream) return false
  if (was instanceof PdfDict && is instanceof PdfDict)
    return [...new Set([...was.entries.keys(), ...is.entries.keys()])].every((key) =>
      means({ before, after }, was.get(key), is.get(key), depth + 1),
    )
  return alike(was, is)
}

/** The objects that a value refers to directly. */
export function refsIn(value: PdfValue, skip: ReadonlySet<string> = new Set()): number[] {
  const refs: number[] = []
  const visit = (one: PdfValue): void => {
    if (one instanceof PdfRef) refs.push(one.number)
    else if (Array.isArray(one)) one.forEach(visit)
    else if (one instanceof PdfStream) visit(one.dict)
    else if (one instanceof PdfDict)
      for (const [key, held] of one.entries) if (!skip.has(key)) visit(held)
  }
  visit(value)
  return refs
}

/**
 * Who refers to each object; 0 stands for the trailer, of which only the entries of 7.5.5 count.
 * Cross-reference streams are trailers and are left out.
 */
export function referrersOf(document: PdfDocument): Map<number, Set<number>> {
  const referrers = new Map<number, Set<number>>()
  const note = (from: number, value: PdfValue): void => {
    for (const to of refsIn(value)) {
      const known = referrers.get(to)
      if (known === undefined) referrers.set(to, new Set([from]))
      else known.add(from)
    }
  }
  for (const key of ['Root', 'Info', 'Encrypt']) note(0, document.trailer.get(key))
  for (const number of document.entries.keys()) {
    const value = objectOf(document, number)
    if (value instanceof PdfStream && nameOf(value.dict.get('Type')) === 'XRef') continue
    note(number, value)
  }
  return referrers
}
