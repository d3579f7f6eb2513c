// Hostile and broken spreadsheets: entities, absurd sizes, parts that are missing or lie.
import { deflateBomb } from './bombs.ts'
import type { Family } from './family.ts'
import {
  odsBytes,
  odsRow,
  plainXlsx,
  sheetRows,
  sheetXml,
  stringsXml,
  xlsxBytes,
} from './workbooks.ts'

const entities = `<!DOCTYPE x [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>`
const outside = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`
const text = (value: string, reference = ''): string =>
  `<c${reference === '' ? '' : ` r="${reference}"`} t="inlineStr"><is><t>${value}</t></is></c>`
const heads = `<row>${text('a')}${text('b')}</row>`
const row = `<row>${text('x')}<c><v>1</v></c></row>`
const sheet =
  (rows: string, before = '') =>
  () =>
    xlsxBytes({ sheet: sheetXml(rows, before) })

/** A sheet of `mebibytes` of equal rows, packed to a thousandth. */
function sheetBomb(mebibytes: number): Buffer {
  const unit = Buffer.from(row.repeat(Math.floor((1 << 20) / row.length)))
  const [head = '', tail = ''] = sheetXml(`${heads}|`).split('|')
  return xlsxBytes({ sheet: { name: '', ...deflateBomb(unit, mebibytes, { head, tail }) } })
}

const xlsx: Family[] = [
  {
    name: 'xlsx with entities that multiply',
    make: sheet(`${heads}<row>${text('&d;')}</row>`, entities),
    file: 'risas.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with a file as an entity',
    make: sheet(`${heads}<row>${text('&a;')}</row>`, outside),
    file: 'entidad.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with a DOCTYPE in its strings',
    make: () =>
      xlsxBytes({
        sheet: sheetXml(sheetRows([['a'], ['b']], [])),
        strings: stringsXml(['a', 'b'], entities),
      }),
    file: 'cadenas.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with a million columns',
    make: sheet(`<row>${'<c><v>1</v></c>'.repeat(1_000_000)}</row>`),
    file: 'ancha.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with a cell in column ZZZZZZZZ',
    make: sheet(`${heads}<row>${text('x', 'ZZZZZZZZ2')}</row>`),
    file: 'lejos.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx that declares every row and column',
    make: () =>
      xlsxBytes({
        sheet: sheetXml(`${heads}${row}${row}`).replace(
          '<sheetData>',
          '<dimension ref="A1:XFD1048576"/><sheetData>',
        ),
      }),
    file: 'declarada.xlsx',
    expect: 2,
    cells: 4,
  },
  {
    name: 'xlsx with a row numbered four billion',
    make: sheet(`${heads}<row r="4294967295">${text('x')}</row>${row}`),
    file: 'fila.xlsx',
    expect: 'either',
  },
  {
    name: 'xlsx with rows numbered by words and signs',
    make: sheet(`${heads}<row r="uno">${text('x')}</row><row r="-5">${text('y')}</row>`),
    file: 'palabra.xlsx',
    expect: 'either',
  },
  {
    name: 'xlsx with cell references in lower case',
    make: sheet(`${heads}<row>${text('x', 'a2')}${text('y', 'b2')}</row>${row}`),
    file: 'minusculas.xlsx',
    expect: 2,
    cells: 4,
  },
  {
    name: 'xlsx without its shared strings',
    make: () =>
      xlsxBytes({
        sheet: sheetXml(
          sheetRows(
            [
              ['a', 'b'],
              ['x', 1],
            ],
            [],
          ),
        ),
      }),
    file: 'sin-cadenas.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with a shared string beyond the last',
    make: () =>
      xlsxBytes({
        sheet: sheetXml(`${heads}<row><c t="s"><v>99</v></c><c><v>1</v></c></row>`),
        strings: stringsXml(['a']),
      }),
    file: 'cadena-99.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx whose sheet is cut',
    make: () => xlsxBytes({ sheet: sheetXml(`${heads}${row.repeat(50)}`).slice(0, -60) }),
    file: 'cortada.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx whose sheet is missing',
    make: () => xlsxBytes({ sheet: { name: 'x', data: '' } }),
    file: 'sin-hoja.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with formulas, links to other books and commands',
    make: sheet(
      `${heads}<row><c t="str"><f>[1]Hoja!A1</f><v>uno</v></c><c><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>7</v></c></row><row>${text("=cmd|' /C calc'!A0")}<c><f>HYPERLINK("file:///etc/passwd")</f><v>8</v></c></row>`,
    ),
    file: 'formulas.xlsx',
    expect: 2,
    cells: 4,
  },
  {
    name: 'xlsx of 1 GiB in 1 MB',
    make: () => sheetBomb(1024),
    file: 'bomba.xlsx',
    expect: 'refused',
  },
  {
    name: 'xlsx with elements 200,000 deep',
    make: sheet(`${heads}${'<row>'.repeat(200_000)}${'</row>'.repeat(200_000)}`),
    file: 'honda.xlsx',
    expect: 'either',
  },
  {
    name: 'xlsx with a cell of 20 MB',
    make: sheet(`${heads}<row>${text('x'.repeat(20_000_000))}<c><v>1</v></c></row>`),
    file: 'celda.xlsx',
    expect: 'either',
  },
  {
    name: 'xlsx with dates beyond every calendar',
    make: sheet(
      `${heads}<row>${text('x')}<c><v>1e308</v></c></row><row>${text('y')}<c><v>-99999999999</v></c></row>`,
    ),
    file: 'fechas.xlsx',
    expect: 2,
    cells: 4,
  },
  {
    name: 'xlsx that is whole',
    make: () => plainXlsx(30),
    file: 'bien.xlsx',
    expect: 30,
    cells: 90,
  },
]

const ods: Family[] = [
  {
    name: 'ods with a filled row repeated 10^9 times',
    make: () => odsBytes(odsRow(['a']) + odsRow(['x'], 1_000_000_000)),
    file: 'repite.ods',
    expect: 'refused',
  },
  {
    name: 'ods with rows and columns repeated together',
    make: () => odsBytes(odsRow(['a']) + odsRow(['x'.repeat(1000)], 1_000_000, 3000).repeat(50)),
    file: 'crece.ods',
    expect: 'refused',
    heavy: true,
  },
  {
    name: 'ods with empty rows repeated 10^9 times',
    make: () =>
      odsBytes(
        `${odsRow(['a', 'b'])}${odsRow(['x', 'y'])}${odsRow([''], 1_000_000_000)}${odsRow(['z', 'w'])}`,
      ),
    file: 'vacias.ods',
    expect: 2,
    cells: 4,
  },
  {
    name: 'ods with columns repeated 10^9 times',
    make: () => odsBytes(odsRow(['a'], 1, 1_000_000_000)),
    file: 'columnas.ods',
    expect: 'refused',
  },
  {
    name: 'ods that repeats by words and signs',
    make: () =>
      odsBytes(
        `${odsRow(['a', 'b'])}${odsRow(['x', 'y']).replace('repeated="1"', 'repeated="-7"')}${odsRow(['z', 'w']).replace('repeated="1"', 'repeated="dos"')}`,
      ),
    file: 'signos.ods',
    expect: 'either',
  },
  {
    name: 'ods with entities that multiply',
    make: () => odsBytes(odsRow(['&d;']), entities),
    file: 'risas.ods',
    expect: 'refused',
  },
  {
    name: 'ods that says it is encrypted',
    make: () => odsBytes(odsRow(['a']), '', '<encryption-data/>'),
    file: 'clave.ods',
    expect: 'refused',
  },
]

export const spreadsheets: Family[] = [...xlsx, ...ods]
