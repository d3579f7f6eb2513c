// Says, without asking the validator, whether a signature of a changed document may pass at all.
import { sameBytes, toLatin1 } from '../bytes.ts'
import type { PdfReport } from '../validate/validate-pdf.ts'

interface Covered {
  /** Before and after the message. */
  front: Uint8Array
  back: Uint8Array
  from: number
}

/** What the signatures of an honest document cover, read by a search for /ByteRange alone. */
export function coveredParts(bytes: Uint8Array): Covered[] {
  const ranges = toLatin1(bytes).matchAll(/\/ByteRange\[0 (\d+) (\d+) (\d+)/g)
  return [...ranges].map(([, b, c, d]) => ({
    front: bytes.subarray(0, Number(b)),
    back: bytes.subarray(Number(c), Number(c) + Number(d)),
    from: Number(c),
  }))
}

/**
 * Signatures that pass in the changed document beyond those whose covered bytes are all still there
 * at their places: as many were accepted falsely. A change within a message, or in a revision that
 * came after it, leaves a signature what it was.
 */
export function falseAccepts(
  covered: readonly Covered[],
  changed: Uint8Array,
  { signatures }: PdfReport,
): number {
  const whole = covered.filter(
    ({ front, back, from }) =>
      sameBytes(changed.subarray(0, front.length), front) &&
      sameBytes(changed.subarray(from, from + back.length), back),
  ).length
  const passing = signatures.filter(({ indication }) => indication === 'TOTAL-PASSED').length
  return Math.max(0, passing - whole)
}
