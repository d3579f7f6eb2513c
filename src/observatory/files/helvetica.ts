// How wide text is in Helvetica, to set numbers at the end of a line.

/** Widths of digits and signs that numbers are written with, per mille of the size (Adobe AFM of Helvetica). */
const narrow: Readonly<Record<string, number>> = {
  '.': 278,
  ',': 278,
  ' ': 278,
  '\u00a0': 278,
  ':': 278,
  '/': 278,
  '-': 333,
  '(': 333,
  ')': 333,
  '%': 889,
}

/** Digits are 556 in both weights; letters count as that, so words at the end are set roughly. */
export function helveticaWidth(text: string, size: number, bold: boolean): number {
  const wide = Array.from(text).reduce((sum, each) => sum + (narrow[each] ?? 556), 0)
  return (wide * size * (bold ? 1.02 : 1)) / 1000
}
