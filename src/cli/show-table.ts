// Writes rows as a table of plain text that fits the width of a terminal.

/** Columns a character takes: wide East Asian letters and signs take two, marks none. */
function widthOf(text: string): number {
  let width = 0
  for (const sign of text.normalize('NFC')) {
    if (/\p{M}|\p{Cf}/u.test(sign)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        sign,
      )
        ? 2
        : 1
  }
  return width
}

/** Control signs could move the cursor or change the terminal, so they are shown as one sign. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, '␤')
}

function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  for (const sign of text) {
    if (widthOf(kept + sign) > width - 1) break
    kept += sign
  }
  return `${kept}…`
}

export interface TableText {
  heads: string[]
  rows: (string | number | boolean | null)[][]
  /** Columns aligned to the right. */
  right?: boolean[]
  /** Columns never cut: what a reader copies into the next command. */
  whole?: boolean[]
  /** Columns of the terminal; default 100. */
  width?: number
}

/** Rows as blocks of `name  value` lines: for tables far wider than the terminal. */
export function blocksText({ heads, rows, width = 100 }: TableText): string {
  const left = Math.max(...heads.map(widthOf))
  return rows
    .map((row, at) =>
      [
        `── ${at + 1} ${'─'.repeat(Math.max(0, Math.min(width, 60) - 4 - String(at + 1).length))}`,
        ...heads.map((head, column) => {
          const cell = row[column] ?? null
          const text = cell === null ? '–' : plain(String(cell))
          return `${head}${' '.repeat(left - widthOf(head))}  ${fit(text, Math.max(20, width - left - 2))}`
        }),
      ].join('\n'),
    )
    .join('\n')
}

/** A table where columns stay readable, else blocks. */
export function rowsText(table: TableText): string {
  const { heads, width = 100 } = table
  return heads.length * 12 > width ? blocksText(table) : tableText(table)
}

/** Lines without the last line end. Too wide columns are cut evenly, the widest first. */
export function tableText({ heads, rows, right = [], whole = [], width = 100 }: TableText): string {
  const cells = [heads, ...rows].map((row) =>
    row.map((cell) => (cell === null ? '–' : plain(String(cell)))),
  )
  const widths = heads.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))))
  const gaps = 2 * Math.max(0, heads.length - 1)
  let over = widths.reduce((sum, each) => sum + each, 0) + gaps - width
  while (over > 0) {
    const cuttable = widths.map((each, at) => (whole[at] === true ? 0 : each))
    const now = Math.max(...cuttable)
    if (now <= 6) break
    const widest = cuttable.indexOf(now)
    widths[widest] = now - 1
    over -= 1
  }
  const line = (row: string[]): string =>
    row
      .map((cell, at) => {
        const text = fit(cell, widths[at] ?? 0)
        const pad = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)))
        return right[at] === true ? pad + text : text + pad
      })
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = cells
  const rule = widths.map((each) => '─'.repeat(each)).join('  ')
  return [line(head), rule, ...body.map(line)].join('\n')
}
