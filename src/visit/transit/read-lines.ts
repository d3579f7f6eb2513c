// Reads a text file of commas and quotes line by line, however large it is (RFC 4180).

/** One record with the number of its line, the heading being line 1. */
export interface CsvRow {
  row: number
  cells: string[]
}

/** Records of a stream of UTF-8; a byte order mark and empty lines are passed over. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder('utf-8')
  let cells: string[] = []
  let cell = ''
  let quoted = false
  /** A quote was met within quotes: the next character says whether it ends them. */
  let closing = false
  let line = 1
  let begun = 1
  const finish = (): CsvRow | null => {
    cells.push(cell)
    const record = { row: begun, cells }
    const empty = cells.length === 1 && cell === ''
    cells = []
    cell = ''
    closing = false
    return empty ? null : record
  }
  for await (const chunk of chunks) {
    for (const letter of decoder.decode(chunk, { stream: true })) {
      if (letter === '\n') line += 1
      if (quoted && !closing) {
        if (letter === '"') closing = true
        else cell += letter
        continue
      }
      if (closing && letter === '"') {
        cell += '"'
        closing = false
        continue
      }
      if (closing) [quoted, closing] = [false, false]
      if (letter === '"' && cell === '') quoted = true
      else if (letter === ',') {
        cells.push(cell)
        cell = ''
      } else if (letter === '\n') {
        const record = finish()
        if (record) yield record
        begun = line
      } else if (letter !== '\r') cell += letter
    }
  }
  const record = finish()
  if (record) yield record
}
