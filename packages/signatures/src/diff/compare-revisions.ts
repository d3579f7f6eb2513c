// Says what a later state of a document changed against a signed one, by a list of what may change.
import type { PdfDocument } from '../pdf/document.ts'
import { nameOf, PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf/objects.ts'
import { compareForm } from './compare-form.ts'
import { comparePages } from './compare-pages.ts'
import { compareStructure } from './compare-structure.ts'
import { modificationOf, type Modification, type ModificationCode } from './modification.ts'
import { boxOf, pageOfAnnotations } from './pages.ts'
import {
  alike,
  isContainer,
  means,
  objectChanges,
  objectOf,
  referrersOf,
  refsIn,
} from './object-changes.ts'
import type { ObjectChanges } from './object-changes.ts'

export type { Modification } from './modification.ts'

/** Objects that rules have explained so far, and what they found. */
export class Comparison {
  readonly changes: ObjectChanges
  readonly found: Modification[] = []
  readonly explained = new Set<number>()
  /** Widgets of new signature fields, which pages may show. */
  readonly newWidgets = new Set<number>()
  private referrers: Map<number, Set<number>> | null = null
  private shown: Map<number, number> | null = null

  constructor(changes: ObjectChanges) {
    this.changes = changes
  }

  /** `shown` is the annotation or widget in which the change shows. */
  note(code: ModificationCode, evidence: Modification['evidence'] = {}, shown?: PdfValue): void {
    const place = shown instanceof PdfRef ? this.placeOf(shown) : undefined
    this.found.push(modificationOf(code, evidence, place))
  }

  private placeOf(ref: PdfRef): Modification['place'] {
    const { before, after } = this.changes
    this.shown ??= new Map([...pageOfAnnotations(before), ...pageOfAnnotations(after)])
    const page = this.shown.get(ref.number)
    if (page === undefined) return undefined
    return { page, box: boxOf(after, ref) ?? boxOf(before, ref) }
  }

  /** Who referred to an object in the earlier state. */
  referredBy(number: number): ReadonlySet<number> {
    this.referrers ??= referrersOf(this.changes.before)
    return this.referrers.get(number) ?? new Set()
  }

  /**
   * Explains what a new value brings: added objects that nothing referred to before, and changed
   * ones that belonged to `owner` alone, by `keys` alone. An action beside an appearance belongs to
   * the same field and yet is not explained by it. It does not go up to pages or parents, so nothing
   * of theirs is explained by a widget that names them.
   */
  explain(value: PdfValue, owner?: Owner): void {
    const { added, changed, before, after } = this.changes
    const own = new Set<number>(owner === undefined ? [] : [owner.number])
    const elsewhere = new Set<number>()
    if (owner !== undefined) {
      const { number } = owner
      const held = number === 0 ? before.trailer : objectOf(before, number)
      for (const one of refsIn(held, new Set(owner.keys))) elsewhere.add(one)
    }
    const waiting = refsIn(value, UPWARDS)
    const seen = new Set<number>()
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (seen.has(number)) continue
      seen.add(number)
      if ((!added.has(number) && !changed.has(number)) || elsewhere.has(number)) continue
      const referrers = [...this.referredBy(number)]
      if (changed.has(number) && referrers.length === 0) continue
      if (!referrers.every((from) => own.has(from))) continue
      own.add(number)
      this.explained.add(number)
      waiting.push(...refsIn(objectOf(after, number), UPWARDS))
    }
  }
}

/** Which entries of which object (0 for the trailer) speak for what they refer to. */
export interface Owner {
  number: number
  keys: readonly string[]
}

const UPWARDS: ReadonlySet<string> = new Set(['P', 'Parent'])

/**
 * All that differs. Objects are compared, not bytes: what no rule explains is `undefined`, also when
 * nobody can say whether it is seen (ISO 32000-2, 12.8.2.2.2 leaves that to the processor).
 * @throws SignatureError when one of the states cannot be read
 */
export function compareRevisions(before: PdfDocument, after: PdfDocument): Modification[] {
  const changes = objectChanges(before, after)
  const comparison = new Comparison(changes)
  const total = changes.changed.size + changes.added.size + changes.removed.size
  compareTrailers(comparison)
  if (total === 0) return comparison.found
  compareCatalogs(comparison)
  compareForm(comparison)
  comparePages(comparison)
  compareStructure(comparison)
  for (const number of [...changes.changed, ...changes.removed])
    if (!comparison.explained.has(number) || isContainer(objectOf(before, number)))
      comparison.note('object-changed', { number })
  for (const number of changes.added)
    if (!comparison.explained.has(number) && comparison.referredBy(number).size > 0)
      comparison.note('gap-filled', { number })
  return comparison.found
}

function compareTrailers(comparison: Comparison): void {
  const { before, after } = comparison.changes
  for (const key of ['Root', 'Encrypt'])
    if (!alike(before.trailer.get(key), after.trailer.get(key)))
      comparison.note('trailer-entry', { key })
  const info = after.trailer.get('Info')
  const number = info instanceof PdfRef ? info.number : 0
  const sameRef = alike(before.trailer.get('Info'), info)
  const owners = [...comparison.referredBy(number)].every((from) => from === 0)
  if (owners && (!sameRef || comparison.changes.changed.has(number))) {
    comparison.note('info')
    if (sameRef || comparison.changes.added.has(number)) comparison.explained.add(number)
    comparison.explain(info, { number: 0, keys: ['Info'] })
  }
}

/** Table 29: which entries of the catalog may differ. */
function compareCatalogs(comparison: Comparison): void {
  const { before, after, changed } = comparison.changes
  const root = after.trailer.get('Root')
  const owner = root instanceof PdfRef ? root.number : 0
  const [was, is] = [before.catalog, after.catalog]
  let sound = true
  for (const key of new Set([...was.entries.keys(), ...is.entries.keys()])) {
    const [old, now] = [was.get(key), is.get(key)]
    if (key === 'DSS') compareStores(comparison, owner, now, alike(old, now))
    else if (key === 'Metadata' && now instanceof PdfRef) {
      const rewritten = changed.has(now.number)
      if (alike(old, now) && !rewritten) continue
      comparison.note('metadata')
      comparison.explain(now, { number: owner, keys: [key] })
    } else if (key === 'AcroForm' || means(comparison.changes, old, now)) continue
    else if (key === 'Version' && isLater(old, now)) comparison.note('version')
    else if (key === 'Extensions' && (now instanceof PdfDict || now instanceof PdfRef)) {
      comparison.note('extensions')
      comparison.explain(now, { number: owner, keys: [key] })
    } else {
      sound = false
      comparison.note('catalog-entry', { key })
    }
  }
  if (sound) comparison.explained.add(owner)
}

/** 7.2, Table 29: an update may say that it needs a later version. */
function isLater(old: PdfValue, now: PdfValue): boolean {
  const version = nameOf(now)
  return version !== null && /^[12]\.\d$/.test(version) && version > (nameOf(old) ?? '')
}

/** The document security store may grow (12.8.4.3). */
function compareStores(
  comparison: Comparison,
  owner: number,
  now: PdfValue,
  sameRef: boolean,
): void {
  const store = comparison.changes.after.resolve(now)
  if (!(store instanceof PdfDict) || store instanceof PdfStream) {
    if (!sameRef) comparison.note('store-gone')
    return
  }
  const known = comparison.explained.size
  comparison.explain(now, { number: owner, keys: ['DSS'] })
  explainLists(comparison, now, { owner, depth: 3 })
  if (!sameRef || comparison.explained.size > known) comparison.note('store-grown')
}

/** Lists of the store may have grown in objects of their own, while what names them stayed. */
function explainLists(
  comparison: Comparison,
  held: PdfValue,
  { owner, depth }: { owner: number; depth: number },
): void {
  const dict = comparison.changes.after.resolve(held)
  if (!(dict instanceof PdfDict) || dict instanceof PdfStream || depth === 0) return
  const number = held instanceof PdfRef ? held.number : owner
  for (const [key, value] of dict.entries) {
    comparison.explain(value, { number, keys: [key] })
    explainLists(comparison, value, { owner: number, depth: depth - 1 })
  }
}
