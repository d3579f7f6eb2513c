// Writes rows of a spreadsheet as XML: the SQL for the cells, and the parts around them.
import type { ExportColumn } from './export-select.ts'
import { identifier } from '../query/sql-text.ts'

/** Rows of one sheet, its heading included (ECMA-376 part 1, 18.3.1.73; Excel's own limit). */
export const sheetRows = 1_048_576
/** Characters of one cell at most (Excel's limit). */
const longestText = 32_767

/** Cell formats of `styles.xml`, by position. */
const styles = { date: 1, timestamp: 2, time: 3, heading: 4 }

/**
 * A row as one line of XML, made by DuckDB. Text is always an inline string, so `=1+1` stays what
 * it is; line breaks are references, so that a line is a row.
 */
export function rowXmlSql(columns: ExportColumn[]): string {
  return `concat('<row>', ${columns.map(cellSql).join(', ')}, '</row>')`
}

function cellSql(column: ExportColumn): string {
  const name = identifier(column.id)
  return `coalesce(${writers[column.type]?.(name, column) ?? textCell(`CAST(${name} AS VARCHAR)`)}, '<c/>')`
}

type Writer = (name: string, column: ExportColumn) => string

const writers: Partial<Record<ExportColumn['type'], Writer>> = {
  text: (name) => textCell(name),
  integer: (name, column) =>
    column.large ? exactly(name, `abs(${name}) < 1000000000000000`) : number(name),
  number: (name, column) => (column.decimal ? number(name) : exactly(name, `isfinite(${name})`)),
  boolean: (name) => `'<c t="b"><v>' || CAST(CAST(${name} AS INTEGER) AS VARCHAR) || '</v></c>'`,
  // Excel counts 1900 as a leap year: earlier days than March would be off by one, so are text.
  date: (name) =>
    `CASE WHEN ${name} BETWEEN DATE '1900-03-01' AND DATE '9999-12-31'
       THEN ${styled(styles.date, `${name} - DATE '1899-12-30'`)}
       ELSE ${textCell(`CAST(${name} AS VARCHAR)`)} END`,
  timestamp: (name) =>
    `CASE WHEN ${name} >= TIMESTAMP '1900-03-01' AND ${name} < TIMESTAMP '10000-01-01'
       THEN ${styled(styles.timestamp, `epoch_ms(${name}) / 86400000.0 + 25569`)}
       ELSE ${textCell(`replace(CAST(${name} AS VARCHAR), ' ', 'T')`)} END`,
  time: (name) => styled(styles.time, `epoch_us(${name}) / 86400000000.0`),
}

function number(name: string): string {
  return `'<c><v>' || CAST(${name} AS VARCHAR) || '</v></c>'`
}

function styled(style: number, value: string): string {
  return `'<c s="${style}"><v>' || CAST(${value} AS VARCHAR) || '</v></c>'`
}

/** Numbers a spreadsheet would change are written as text. */
function exactly(name: string, fits: string): string {
  return `CASE WHEN ${fits} THEN ${number(name)} ELSE ${textCell(`CAST(${name} AS VARCHAR)`)} END`
}

/** XML 1.0 clause 2.2 has no other control characters than tab and line ends. */
const illegal = '[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{FFFE}\\x{FFFF}]'

function textCell(text: string): string {
  const legal = `CASE WHEN regexp_matches(${text}, '${illegal}')
    THEN regexp_replace(${text}, '${illegal}', chr(65533), 'g') ELSE ${text} END`
  // `_x0041_` would be read as `A` (ECMA-376 part 1, 22.9.2.19), so its first mark is written so.
  const literal = `CASE WHEN contains(${text}, '_x')
    THEN regexp_replace(${legal}, '_(x[0-9A-Fa-f]{4}_)', '_x005F_\\1', 'g') ELSE ${legal} END`
  const steps: [string, string][] = [
    [`'&'`, `'&amp;'`],
    [`'<'`, `'&lt;'`],
    [`'>'`, `'&gt;'`],
    ['chr(10)', `'&#10;'`],
    ['chr(13)', `'&#13;'`],
  ]
  const escaped = steps.reduce(
    (sql, [from, to]) => `replace(${sql}, ${from}, ${to})`,
    `left(${literal}, ${longestText})`,
  )
  return `'<c t="inlineStr"><is><t xml:space="preserve">' || ${escaped} || '</t></is></c>'`
}

/** The heading row, frozen, and what stands before the rows. */
export function sheetStart(columns: ExportColumn[]): string {
  const cells = columns.map(
    ({ head }) =>
      `<c s="${styles.heading}" t="inlineStr"><is><t xml:space="preserve">${xml(head)}</t></is></c>`,
  )
  return (
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<sheetData><row>${cells.join('')}</row>\n`
  )
}

export const sheetEnd = '</sheetData></worksheet>'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The parts of the package besides the sheets (ECMA-376 part 2), once their number is known. */
export function workbookParts(sheets: number, title: string): { path: string; text: string }[] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1)
  const list = (write: (number: number) => string) => numbers.map(write).join('')
  const name = (number: number) => xml(sheetName(title, number))
  return [
    {
      path: '[Content_Types].xml',
      text:
        `${declaration}<Types xmlns="${packages}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>` +
        list(
          (n) =>
            `<Override PartName="/${sheetPath(n)}" ContentType="${contentType}.worksheet+xml"/>`,
        ) +
        '</Types>',
    },
    {
      path: '_rels/.rels',
      text:
        `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" ` +
        `Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      path: 'xl/workbook.xml',
      text:
        `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
        list((n) => `<sheet name="${name(n)}" sheetId="${n}" r:id="rId${n}"/>`) +
        '</sheets></workbook>',
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      text:
        `${declaration}<Relationships xmlns="${packages}/relationships">` +
        list(
          (n) =>
            `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
        ) +
        `<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { path: 'xl/styles.xml', text: stylesXml },
  ]
}

export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`
}

/** At most 31 characters, none of `[]:*?/\`, different for each sheet. */
function sheetName(title: string, number: number): string {
  const clean =
    title
      .replace(/[[\]:*?/\\]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim() || 'data'
  const end = number === 1 ? '' : ` ${number}`
  return (
    Array.from(clean)
      .join('')
      .slice(0, 31 - end.length)
      .toWellFormed() + end
  )
}

const formats: [id: number, code: string][] = [
  [164, 'yyyy\\-mm\\-dd'],
  [165, 'yyyy\\-mm\\-dd hh:mm:ss'],
  [166, 'hh:mm:ss'],
]

const stylesXml =
  `${declaration}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">` +
  formats.map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`).join('') +
  '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  formats
    .map(
      ([id]) =>
        `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
    )
    .join('') +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

/** Text of a cell: `_x0041_` would be read as `A` (ECMA-376 part 1, 22.9.2.19). */
export function textXml(text: string): string {
  return xml(text.slice(0, longestText).replaceAll(/_(x[0-9A-Fa-f]{4}_)/g, '_x005F_$1'))
}

function xml(text: string): string {
  const legal = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return legal.replace(/[&<>"]/g, (one) => named[one]!)
}
