// The JSON and XML forms of a dump, written page by page as CKAN's clients read them.
import type { Cell, RowsAnswer } from '@rimaq/tables'
import type { DatastoreField } from './fields.ts'
import { recordsJson, timestamp } from './records.ts'

type First = IteratorResult<RowsAnswer, unknown>

export type DumpWriter = (
  first: First,
  pages: AsyncIterable<RowsAnswer>,
) => AsyncGenerator<Uint8Array>

const mark = '\uFEFF'

/** `{"fields": […], "records": [[…], …]}`, one row a line. */
export function jsonDump(fields: DatastoreField[], bom: boolean): DumpWriter {
  return async function* write(first, pages) {
    const head = `{\n  "fields": ${JSON.stringify(fields)},\n  "records": [`
    yield Buffer.from((bom ? mark : '') + head)
    let started = false
    for await (const answer of all(first, pages)) {
      if (answer.rows.length === 0) continue
      const lines = recordsJson(answer, 'lists', [], ',\n    ').slice(1, -1)
      yield Buffer.from(`${started ? ',' : ''}\n    ${lines}`)
      started = true
    }
    yield Buffer.from('\n]}\n')
  }
}

/** `<row _id="1"><name>value</name></row>`; an empty value is `xsi:nil`. */
export function xmlDump(fields: DatastoreField[], bom: boolean): DumpWriter {
  const names = elementNames(fields.map(({ id }) => id))
  return async function* write(first, pages) {
    const head = '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    yield Buffer.from((bom ? mark : '') + head)
    for await (const answer of all(first, pages)) {
      let text = ''
      for (const row of answer.rows) text += xmlRow(row, fields, names)
      yield Buffer.from(text)
    }
    yield Buffer.from('</data>\n')
  }
}

function xmlRow(row: Cell[], fields: DatastoreField[], names: string[]): string {
  const numbered = fields[0]?.id === '_id'
  let text = numbered ? `<row _id="${String(row[0])}">` : '<row>'
  for (let c = numbered ? 1 : 0; c < row.length; c++) {
    const cell = row[c]!
    const name = names[c]!
    if (cell === null) text += `<${name} xsi:nil="true" />`
    else {
      const value = fields[c]!.type === 'timestamp' ? timestamp(cell) : String(cell)
      text += `<${name}>${escaped(value)}</${name}>`
    }
  }
  return `${text}</row>\n`
}

/** XML 1.0 allows no control characters but tab and line ends (2.2). */
function escaped(value: string): string {
  return value
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** Column ids are names already, save those XML keeps for itself. */
function elementNames(ids: string[]): string[] {
  return ids.map((id) => (/^xml/i.test(id) ? `_${id}` : id))
}

async function* all(first: First, pages: AsyncIterable<RowsAnswer>): AsyncGenerator<RowsAnswer> {
  if (first.done) return
  yield first.value
  yield* pages
}
