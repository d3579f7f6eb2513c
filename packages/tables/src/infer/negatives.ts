// Knows the ways accounts write a number below zero: (1.25), 1.25- and with the minus sign of print.

/**
 * `brackets`: `(1.25)`, `S/ (1.25)`; `behind`: `1.25-`, as SAP and COBOL write it; `sign`: U+2212
 * instead of the hyphen. Spreadsheets read the first two as negative when they open a text file.
 */
export type Negative = 'brackets' | 'behind' | 'sign'

const MONEY = 'S/\\.?|US\\$|[$€£]'
const BLANK = '[ \u00a0]'
const BRACKETS = `^(?:(${MONEY})${BLANK}*)?\\(${BLANK}*([^()+\u2212-]*?)${BLANK}*\\)$`
const BEHIND = `^([^()+\u2212-]+?)${BLANK}?-$`

const BRACKETS_SHAPE = new RegExp(BRACKETS, 'i')
const BEHIND_SHAPE = new RegExp(BEHIND)

/** The cell or shape with a hyphen in front, and what it had instead; null for any other. */
export function readNegative(body: string): { text: string; negative: Negative } | null {
  const brackets = BRACKETS_SHAPE.exec(body)
  if (brackets) return { text: `-${brackets[1] ?? ''}${brackets[2]}`, negative: 'brackets' }
  const behind = BEHIND_SHAPE.exec(body)
  if (behind) return { text: `-${behind[1]}`, negative: 'behind' }
  if (!body.includes('\u2212')) return null
  return { text: body.replaceAll('\u2212', '-'), negative: 'sign' }
}

/** SQL of the same: the cell with a hyphen in front where it is below zero. */
export function negativeExpression(cell: string, negatives: readonly Negative[]): string {
  let text = cell
  // Texts of DuckDB double no backslash; RE2 knows the classes used here.
  if (negatives.includes('brackets'))
    text = `regexp_replace(${text}, '${BRACKETS}', '-\\1\\2', 'i')`
  if (negatives.includes('behind')) text = `regexp_replace(${text}, '${BEHIND}', '-\\1')`
  if (negatives.includes('sign')) text = `replace(${text}, '\u2212', '-')`
  return text
}

/** How the file writes it, for people: the way of positive numbers with the mark of negative ones. */
export function negativeFormat(positive: string, negatives: readonly Negative[]): string {
  const marked: Record<Negative, string> = {
    brackets: `(${positive})`,
    behind: `${positive}-`,
    sign: `\u2212${positive}`,
  }
  return negatives.map((negative) => marked[negative]).join(' | ')
}
