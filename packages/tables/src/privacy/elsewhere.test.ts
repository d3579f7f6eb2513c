// Tests that the gate looks at every sheet of a workbook and every file of an archive, not only at the table.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest, zipOf } from '../build/trial.ts'
import { describeElsewhere } from './describe.ts'
import { stops } from './model.ts'

/** Invented people; the numbers are made of the row's own. */
const people = [
  ['DNI', 'RACIONES'],
  ...Array.from({ length: 30 }, (_, at) => [String(40_000_000 + at * 7_919), String(at)]),
]
const places = [
  ['DISTRITO', 'CASOS', 'NOTA'],
  ...Array.from({ length: 60 }, (_, at) => [['ATE', 'LIMA', 'ANCON'][at % 3]!, `${at}`, 'sin más']),
]
const csv = (rows: string[][]): string => rows.map((row) => row.join(',')).join('\n')

const propose = { privacy: { mode: 'propose', secret: 's' } } as const
const head = '<?xml version="1.0" encoding="UTF-8"?>'
const letters = 'ABCDEFGHIJ'

/** ECMA-376 Part 1, 18: a workbook with cells as inline strings; `hidden` sheets by name. */
async function workbook(
  sheets: Record<string, string[][]>,
  hidden: readonly string[] = [],
): Promise<Buffer> {
  const names = Object.keys(sheets)
  const sheet = (rows: string[][]): string =>
    `${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
      .map(
        (row, at) =>
          `<row r="${at + 1}">${row
            .map(
              (cell, column) =>
                `<c r="${letters[column]}${at + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`,
            )
            .join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipOf({
    'xl/workbook.xml': `${head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relation}"><sheets>${names
      .map(
        (name, at) =>
          `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"${hidden.includes(name) ? ' state="hidden"' : ''}/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
      .map(
        (_, at) =>
          `<Relationship Id="r${at + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join('')}</Relationships>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(rows)]),
    ),
  })
}

/** ODF 1.3 part 3, 9: a spreadsheet of texts. */
async function spreadsheet(sheets: Record<string, string[][]>): Promise<Buffer> {
  const cell = (text: string): string =>
    `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`
  const tables = Object.entries(sheets).map(
    ([name, rows]) =>
      `<table:table table:name="${name}">${rows
        .map((row) => `<table:table-row>${row.map(cell).join('')}</table:table-row>`)
        .join('')}</table:table>`,
  )
  const space = 'urn:oasis:names:tc:opendocument:xmlns'
  return zipOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'META-INF/manifest.xml': `${head}<manifest:manifest xmlns:manifest="${space}:manifest:1.0"/>`,
    'content.xml': `${head}<office:document-content xmlns:office="${space}:office:1.0" xmlns:table="${space}:table:1.0" xmlns:text="${space}:text:1.0"><office:body><office:spreadsheet>${tables.join('')}</office:spreadsheet></office:body></office:document-content>`,
  })
}

test('people on another sheet of a workbook are found, hidden sheets too, and do not stop the table', async () => {
  const book = await workbook({ Casos: places, Padron: people, Vacia: [], Lugares: places }, [
    'Padron',
  ])
  const { manifest } = await tryIngest(book, 'casos.xlsx', propose)
  assert.equal(manifest.source.sheet, 'Casos')
  assert.equal(manifest.privacy?.findings.some(stops), false)
  assert.deepEqual(manifest.privacy?.elsewhere, [{ name: 'Padron', kinds: ['dni'], read: true }])
  assert.equal(
    describeElsewhere({ name: 'Padron', kinds: ['dni'], read: true }, 'es'),
    'Fuera de la tabla, «Padron» trae: DNI. Se publica solo la tabla; el archivo que se envió no se ofrece.',
  )
})

test('the same in an OpenDocument spreadsheet', async () => {
  const book = await spreadsheet({ Casos: places, Padron: people })
  const { manifest } = await tryIngest(book, 'casos.ods', propose)
  assert.equal(manifest.source.sheet, 'Casos')
  assert.deepEqual(manifest.privacy?.elsewhere, [{ name: 'Padron', kinds: ['dni'], read: true }])
})

test('other files of an archive are looked at, sheets of its workbooks too; what cannot be read is said', async () => {
  const zip = await zipOf({
    'casos.csv': csv(places),
    'padron.csv': csv(people),
    'mas/libro.xlsx': await workbook({ Uno: places, Dos: people }),
    'lugares.csv': csv(places),
    'acta.pdf': '%PDF-1.7 no es una tabla',
    'vacio.csv': '',
  })
  const { manifest } = await tryIngest(zip, 'todo.zip#casos.csv', propose)
  assert.equal(manifest.rows, 60)
  assert.deepEqual(
    manifest.privacy?.elsewhere?.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [
      { name: 'acta.pdf', kinds: [], read: false },
      { name: 'mas/libro.xlsx#Dos', kinds: ['dni'], read: true },
      { name: 'padron.csv', kinds: ['dni'], read: true },
    ],
  )
})

test('where nothing else points to people nothing is said, and nobody looks where the gate is not asked', async () => {
  const book = await workbook({ Casos: places, Lugares: places })
  const clear = await tryIngest(book, 'casos.xlsx', propose)
  assert.equal(clear.manifest.privacy?.elsewhere, undefined)
  const plain = await tryIngest(csv(places), 'casos.csv', propose)
  assert.equal(plain.manifest.privacy?.elsewhere, undefined)
  const unasked = await tryIngest(await workbook({ Casos: places, Padron: people }), 'casos.xlsx')
  assert.equal(unasked.manifest.privacy, undefined)
})

test('more parts than are looked at count as not looked at', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 33 }, (_, at) => [`hoja${at}.csv`, 'A,B\n1,2\n']),
  )
  const zip = await zipOf({ 'casos.csv': csv(places), ...many })
  const { manifest } = await tryIngest(zip, 'todo.zip#casos.csv', propose)
  assert.ok(manifest.privacy?.elsewhere?.some(({ read }) => !read))
})
