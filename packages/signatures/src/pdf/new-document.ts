// Collects the objects of a new document and writes it: header, objects, table, trailer (ISO 32000-2, 7.5).
import { createHash } from 'node:crypto'
import { concat, fromLatin1 } from '../bytes.ts'
import { bodyOf, type NewObject } from './append-revision.ts'
import { PdfRef, PdfString } from './objects.ts'
import { dictOf, writeValue } from './write-value.ts'

export class NewDocument {
  readonly #objects: (NewObject | undefined)[] = []

  /** A number for an object that is set later. */
  reserve(): PdfRef {
    this.#objects.push(undefined)
    return new PdfRef(this.#objects.length, 0)
  }

  set(ref: PdfRef, object: NewObject): void {
    this.#objects[ref.number - 1] = object
  }

  add(object: NewObject): PdfRef {
    const ref = this.reserve()
    this.set(ref, object)
    return ref
  }

  /**
   * The whole document, PDF 1.7. The same objects give the same bytes: /ID is a digest of them, with
   * no clock and no chance in it (14.4).
   * @throws TypeError for an object that was reserved and never set
   */
  write({ root, info }: { root: PdfRef; info: PdfRef }): Uint8Array {
    // The comment tells programs that move files that these are bytes (7.5.2).
    const parts = [fromLatin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')]
    let at = parts[0]?.length ?? 0
    const push = (bytes: Uint8Array): void => {
      parts.push(bytes)
      at += bytes.length
    }
    const rows = ['0000000000 65535 f \n']
    for (const [index, object] of this.#objects.entries()) {
      if (object === undefined) throw new TypeError(`object ${index + 1} was never set`)
      rows.push(`${String(at).padStart(10, '0')} 00000 n \n`)
      push(fromLatin1(`${index + 1} 0 obj\n`))
      push(bodyOf(object, null))
      push(fromLatin1('\nendobj\n'))
    }
    const hash = createHash('sha256')
    for (const part of parts) hash.update(part)
    const id = new PdfString(new Uint8Array(hash.digest().subarray(0, 16)), true)
    const trailer = dictOf({ Size: rows.length, Root: root, Info: info, ID: [id, id] })
    const table = `xref\n0 ${rows.length}\n${rows.join('')}`
    const start = at
    push(fromLatin1(`${table}trailer\n${writeValue(trailer)}\nstartxref\n${start}\n%%EOF\n`))
    return concat(parts)
  }
}
