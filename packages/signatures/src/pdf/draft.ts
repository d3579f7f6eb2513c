// Collects the objects of a revision that is being made, and gives new ones their numbers.
import type { NewObject } from './append-revision.ts'
import type { PdfDocument } from './document.ts'
import { PdfDict, PdfRef, type PdfValue } from './objects.ts'
import { withEntries } from './write-value.ts'

export class Draft {
  readonly document: PdfDocument
  readonly objects = new Map<number, NewObject>()
  private next: number

  constructor(document: PdfDocument) {
    this.document = document
    this.next = document.size
  }

  /** A number for an object that is set later. */
  reserve(): PdfRef {
    return new PdfRef(this.next++, 0)
  }

  add(object: NewObject): PdfRef {
    const ref = this.reserve()
    this.objects.set(ref.number, object)
    return ref
  }

  /** What a reference leads to in the new revision. */
  resolve(value: PdfValue): PdfValue {
    const drafted = value instanceof PdfRef ? this.objects.get(value.number) : undefined
    if (drafted instanceof PdfDict || Array.isArray(drafted)) return drafted
    return this.document.resolve(value)
  }

  /** Replaces entries of a dictionary that is an object of its own. */
  edit(ref: PdfRef, dict: PdfDict, entries: Readonly<Record<string, PdfValue>>): void {
    const before = this.objects.get(ref.number)
    this.objects.set(ref.number, withEntries(before instanceof PdfDict ? before : dict, entries))
  }

  /** Puts a value at the end of an array of a dictionary, where that array lies. */
  append(ref: PdfRef, dict: PdfDict, entry: { key: string; value: PdfValue }): void {
    const drafted = this.objects.get(ref.number)
    const held = (drafted instanceof PdfDict ? drafted : dict).get(entry.key)
    const list = this.resolve(held)
    const longer = [...(Array.isArray(list) ? list : []), entry.value]
    if (held instanceof PdfRef && Array.isArray(list)) this.objects.set(held.number, longer)
    else this.edit(ref, dict, { [entry.key]: longer })
  }
}
