// Writes a table that fits in memory as a spreadsheet of one sheet.
import { ZipFile } from 'yazl'
import type { ExportColumn } from './export-select.ts'
import { sheetEnd, sheetPath, sheetStart, textXml, workbookParts } from './xlsx-sheet.ts'

/** The bytes of an XLSX file (ECMA-376); numbers stay numbers, text is never a formula. */
export async function smallXlsx(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<Uint8Array> {
  const columns = heads.map((head) => ({ head }) as ExportColumn)
  const lines = rows.map((row) => `<row>${row.map(cellXml).join('')}</row>`)
  const zip = new ZipFile()
  zip.addBuffer(
    Buffer.from(sheetStart(columns) + lines.join('\n') + sheetEnd, 'utf8'),
    sheetPath(1),
  )
  for (const { path, text } of workbookParts(1, title))
    zip.addBuffer(Buffer.from(text, 'utf8'), path)
  zip.end()
  const parts: Uint8Array[] = []
  for await (const bytes of zip.outputStream) parts.push(bytes as Uint8Array)
  return Buffer.concat(parts)
}

function cellXml(value: string | number | null): string {
  if (value === null) return '<c/>'
  if (typeof value === 'number' && Number.isFinite(value)) return `<c><v>${value}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${textXml(String(value))}</t></is></c>`
}
