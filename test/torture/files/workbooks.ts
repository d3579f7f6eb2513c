// Writes small XLSX and ODS workbooks whose parts can be replaced (ECMA-376 Part 1; ODF 1.3).
import { type ZipEntry, zipBytes } from './zip-bytes.ts'

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** Rows of a sheet: texts become shared strings, numbers stay. */
export function sheetRows(rows: (string | number)[][], strings: string[]): string {
  const cells = (row: (string | number)[]): string =>
    row
      .map((cell) => {
        if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
        strings.push(cell)
        return `<c t="s"><v>${strings.length - 1}</v></c>`
      })
      .join('')
  return rows.map((row) => `<row>${cells(row)}</row>`).join('')
}

export function sheetXml(rows: string, before = ''): string {
  return `${head}${before}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`
}

export function stringsXml(strings: string[], before = ''): string {
  const items = strings.map((text) => `<si><t>${text}</t></si>`).join('')
  return `${head}${before}<sst xmlns="${main}">${items}</sst>`
}

export interface WorkbookParts {
  sheet: string | ZipEntry
  /** Absent: the part is left out. */
  strings?: string
  workbook?: string
  more?: ZipEntry[]
}

export function xlsxBytes({ sheet, strings, workbook, more = [] }: WorkbookParts): Buffer {
  const book =
    workbook ??
    `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Datos" sheetId="1" r:id="rId1"/></sheets></workbook>`
  const links = `${head}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
  const part = 'xl/worksheets/sheet1.xml'
  return zipBytes([
    { name: 'xl/workbook.xml', data: book },
    { name: 'xl/_rels/workbook.xml.rels', data: links },
    ...(strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: strings }]),
    typeof sheet === 'string' ? { name: part, data: sheet } : { ...sheet, name: part },
    ...more,
  ])
}

/** A plain workbook: heads and `rows` rows of a text and two numbers. */
export function plainXlsx(rows: number): Buffer {
  const strings: string[] = []
  const body = Array.from({ length: rows }, (_, at): (string | number)[] => [
    `Peña ${at}`,
    at,
    at / 4,
  ])
  const sheet = sheetXml(sheetRows([['nombre', 'numero', 'cuarto'], ...body], strings))
  return xlsxBytes({ sheet, strings: stringsXml(strings) })
}

const office = 'urn:oasis:names:tc:opendocument:xmlns:office:1.0'
const tables = 'urn:oasis:names:tc:opendocument:xmlns:table:1.0'
const texts = 'urn:oasis:names:tc:opendocument:xmlns:text:1.0'

/** `rows` are the `table:table-row` elements. */
export function odsBytes(rows: string, before = '', manifest = ''): Buffer {
  const content = `${head}${before}<office:document-content xmlns:office="${office}" xmlns:table="${tables}" xmlns:text="${texts}"><office:body><office:spreadsheet><table:table table:name="Datos">${rows}</table:table></office:spreadsheet></office:body></office:document-content>`
  return zipBytes([
    { name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 },
    { name: 'content.xml', data: content },
    { name: 'META-INF/manifest.xml', data: `${head}<manifest>${manifest}</manifest>` },
  ])
}

/** One row of texts; `repeat` copies of it, each cell `across` times. */
export function odsRow(cells: string[], repeat = 1, across = 1): string {
  const inner = cells
    .map(
      (text) =>
        `<table:table-cell table:number-columns-repeated="${across}" office:value-type="string"><text:p>${text}</text:p></table:table-cell>`,
    )
    .join('')
  return `<table:table-row table:number-rows-repeated="${repeat}">${inner}</table:table-row>`
}
