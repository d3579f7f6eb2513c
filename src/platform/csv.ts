// Reads and writes small tables as comma-separated text (RFC 4180), keeping the line each row began on.

export interface CsvRow {
  /** Line of the file where the row begins, from 1. */
  line: number
  cells: readonly string[]
}

/** Commas or, as spreadsheets in Peru write them, semicolons; empty lines are left out. */
export function readCsv(text: string): CsvRow[] {
  const source = text.replace(/^\uFEFF/, '')
  const [head = ''] = source.split('\n', 1)
  const separator = head.split(';').length > head.split(',').length ? ';' : ','
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let began = 1
  const endRow = (): void => {
    cells.push(cell)
    if (cells.some((each) => each.trim() !== '')) rows.push({ line: began, cells })
    cells = []
    cell = ''
    began = line
  }
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at)
    if (sign === '\n') line += 1
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (source.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (sign === '\n') endRow()
    else if (sign !== '\r') cell += sign
  }
  endRow()
  return rows
}

export function writeCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('')
}

/** A cell alone in its row is quoted too: an empty line would be no row. */
function quote(text: string): string {
  return text === '' || !/[",\r\n;]|^\s|\s$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}
