// Reads each kind of file and wrapper, well made and hostile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { tryIngest, zipOf } from '../build/trial.ts'
import { TableError, type TableErrorCode } from '../model.ts'

function refuses(code: TableErrorCode, detail?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TableError, String(error))
    assert.equal(error.code, code)
    if (detail) assert.match(JSON.stringify(error.detail), detail)
    return true
  }
}

const SHEET_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'

function workbook(
  sheets: Record<string, string>,
  extra: Record<string, string> = {},
): Promise<Buffer> {
  const names = Object.keys(sheets)
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipOf({
    'xl/workbook.xml': `<workbook xmlns:r="${rel}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"${name.startsWith('oculta') ? ' state="hidden"' : ''}/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => `<Relationship Id="r${at}" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `${SHEET_HEAD}${sheets[name]}</worksheet>`,
      ]),
    ),
    ...extra,
  })
}

const STYLES = {
  'xl/styles.xml':
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml':
    '<sst><si><t>distrito</t></si><si><r><t>An</t></r><r><t>cón</t></r></si></sst>',
}

test('a workbook: the fullest visible sheet, shared and inline text, dates by format', async () => {
  const data = `<sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>Reporte de casos</t></is></c></row>
    <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="inlineStr"><is><t>fecha</t></is></c><c r="C3" t="inlineStr"><is><t>alta</t></is></c><c r="D3" t="inlineStr"><is><t>tasa</t></is></c></row>
    <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" s="1"><v>44260</v></c><c r="C4" s="2"><v>44260.5</v></c><c r="D4"><v>7.0000000000000007E-2</v></c></row>
    <row r="5"><c r="A5" t="str"><v>Ate</v></c><c r="B5" s="1"><v>44261</v></c><c r="D5"><v>1.5</v></c></row>
    </sheetData>`
  const book = await workbook({ nota: '<sheetData/>', casos: data, oculta: data + data }, STYLES)
  const { manifest, rows, types, finding } = await tryIngest(book, 'libro.xlsx')
  assert.equal(manifest.source.sheet, 'casos')
  assert.deepEqual(types, { distrito: 'text', fecha: 'date', alta: 'timestamp', tasa: 'number' })
  assert.deepEqual(rows[0], ['Ancón', '2021-03-05', '2021-03-05 12:00:00', '0.07'])
  assert.match(String(finding('preamble')?.detail?.['text']), /Reporte/)
})

test('headings merged over several columns join the headings below them', async () => {
  const cell = (ref: string, text: string): string =>
    `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`
  const data = `<sheetData><row r="1">${cell('A1', 'zona')}${cell('B1', 'casos')}</row>
    <row r="2">${cell('B2', 'leves')}${cell('C2', 'graves')}</row>
    <row r="3">${cell('A3', 'norte')}<c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>
    <row r="4">${cell('A4', 'sur')}<c r="B4"><v>3</v></c><c r="C4"><v>4</v></c></row></sheetData>
    <mergeCells><mergeCell ref="B1:C1"/></mergeCells>`
  const { manifest, finding } = await tryIngest(await workbook({ h: data }), 'libro.xlsx')
  assert.deepEqual(
    manifest.columns.map(({ name }) => name),
    ['zona', 'casos · leves', 'casos · graves'],
  )
  const { rows, detail } = finding('two-headings') ?? {}
  assert.deepEqual([rows, detail], [[1, 2], { example: 'casos · leves' }])
})

test('a sheet is chosen by name after #', async () => {
  const sheet = (n: number): string =>
    `<sheetData><row r="1"><c t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c><v>${n}</v></c></row></sheetData>`
  const { rows } = await tryIngest(await workbook({ a: sheet(1), b: sheet(2) }), 'libro.xlsx#b')
  assert.deepEqual(rows, [['2']])
})

test('a DOCTYPE in a workbook is refused', async () => {
  const book = await zipOf({
    'xl/workbook.xml': '<!DOCTYPE lolz [<!ENTITY a "aaaa">]><workbook/>',
    'xl/_rels/workbook.xml.rels': '<Relationships/>',
  })
  await assert.rejects(tryIngest(book, 'malo.xlsx'), refuses('xml-doctype'))
})

test('an OpenDocument sheet: repeated cells and rows, dates, formulas', async () => {
  const ods = await zipOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Hoja1">
      <table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell><table:table-cell><text:p>f</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>
      <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="7"><text:p>7,00</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2021-03-05"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>
      <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
      </table:table></office:spreadsheet></office:body></office:document-content>`,
  })
  const { rows, manifest } = await tryIngest(ods, 'hoja.ods')
  assert.deepEqual(rows, [
    ['7', '2021-03-05', 'x'],
    ['7', '2021-03-05', 'x'],
  ])
  assert.equal(manifest.source.format, 'ods')
})

test('JSON: an array of objects, one inside an object, arrays of arrays, lines', async () => {
  const objects = await tryIngest(
    '[{"a":1,"b":{"c":[1,2]}},{"a":2,"d":12345678901234567890}]',
    'x.json',
  )
  assert.deepEqual(objects.types, { a: 'integer', b: 'json', d: 'text' })
  assert.deepEqual(objects.rows, [
    ['1', '{"c":[1,2]}', null],
    ['2', null, '12345678901234567890'],
  ])
  const nested = await tryIngest('{"meta":{"n":2},"tags":["x"],"data":[{"a":1},{"a":2}]}', 'x.json')
  assert.deepEqual(nested.rows, [['1'], ['2']])
  const arrays = await tryIngest('[["a","b"],[1,"x"],[2,"y"]]', 'x.json')
  assert.deepEqual(arrays.rows, [
    ['1', 'x'],
    ['2', 'y'],
  ])
  const lines = await tryIngest('{"a":1}\n{"a":2}\n', 'x.ndjson')
  assert.equal(lines.manifest.source.format, 'ndjson')
  assert.equal(lines.rows.length, 2)
})

test('broken JSON names the record, cut JSON keeps what is whole and says so', async () => {
  await assert.rejects(
    tryIngest('[{"a":1},{"a":},{"a":3}]', 'x.json'),
    refuses('broken-json', /"row":2/),
  )
  const cut = await tryIngest('[{"a":1},{"a":2},{"a"', 'x.json')
  assert.equal(cut.rows.length, 2)
  assert.equal(cut.finding('truncated-file')?.severity, 'error')
})

test('GeoJSON: properties and geometry, with its box', async () => {
  const { manifest, types } = await tryIngest(
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { n: 'plaza' },
          geometry: { type: 'Point', coordinates: [-77.03, -12.04] },
        },
        {
          type: 'Feature',
          properties: { n: 'calle' },
          geometry: {
            type: 'LineString',
            coordinates: [
              [-77.1, -12],
              [-77, -12.1],
            ],
          },
        },
      ],
    }),
    'x.geojson',
  )
  assert.equal(manifest.source.format, 'geojson')
  assert.deepEqual(types, { n: 'text', geometry: 'geometry' })
  assert.deepEqual(manifest.geometry, { kind: 'geojson', column: 'geometry' })
  assert.deepEqual(manifest.bbox, [-77.1, -12.1, -77, -12])
})

test('Parquet keeps the types it declares', async () => {
  const { readFileSync, mkdtempSync, rmSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const { join } = await import('node:path')
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-parquet-'))
  try {
    const first = await tryIngest('cod,n,f\n01,1.5,2021-01-02\n02,2.5,2021-01-03\n', 'x.csv', {
      folder,
    })
    const again = await tryIngest(readFileSync(first.parquet), 'x.parquet', { folder })
    assert.deepEqual(again.types, first.types)
    assert.deepEqual(again.rows, first.rows)
    await assert.rejects(
      tryIngest(readFileSync(first.parquet).subarray(0, 200), 'x.parquet', { folder }),
      refuses('broken-parquet'),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('wrappers come off whatever the file is called', async () => {
  const csv = 'a,b\n1,2\n'
  const zipped = await tryIngest(
    await zipOf({ 'd/datos.csv': csv, 'd/LEEME.txt': 'hola' }),
    'datos.csv',
  )
  assert.deepEqual(zipped.manifest.source.wrappers, ['zip:d/datos.csv'])
  const twice = await tryIngest(gzipSync(await zipOf({ 'a.csv': csv })), 'x.gz')
  assert.deepEqual(twice.manifest.source.wrappers, ['gz', 'zip:a.csv'])
  assert.deepEqual(twice.rows, [['1', '2']])
})

test('an archive of several tables lists them, and #member chooses', async () => {
  const zip = await zipOf({ 'uno.csv': 'a\n1\n', 'dos.csv': 'a\n2\n' })
  await assert.rejects(tryIngest(zip, 'x.zip'), refuses('several-tables', /uno\.csv, dos\.csv/))
  const { rows } = await tryIngest(zip, 'x.zip#dos.csv')
  assert.deepEqual(rows, [['2']])
})

test('hostile archives are refused: bombs, paths that climb, cut ones', async () => {
  const bomb = gzipSync(Buffer.alloc(40 << 20, 'a'))
  await assert.rejects(tryIngest(bomb, 'x.gz'), refuses('archive-too-large'))
  const safe = await zipOf({ 'xx/climbs.csv': 'a\n1\n' })
  const climbing = Buffer.from(
    safe.toString('latin1').replaceAll('xx/climbs', '../climbs'),
    'latin1',
  )
  await assert.rejects(tryIngest(climbing, 'x.zip'), refuses('archive-path', /climbs/))
  await assert.rejects(tryIngest(safe.subarray(0, 40), 'x.zip'), refuses('broken-archive'))
  await assert.rejects(
    tryIngest(gzipSync('a,b\n1,2\n').subarray(0, 20), 'x.gz'),
    refuses('broken-archive'),
  )
})

test('text in every encoding of Spanish files gives the same table', async () => {
  const text = 'año;nombre\n2020;Ñusta y José\n2021;Pingüino\n'
  const dos: Record<string, number> = { ñ: 0xa4, Ñ: 0xa5, é: 0x82, ü: 0x81 }
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  const inputs: [string, Buffer][] = [
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', wide],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(wide).swap16()],
    ['iso-8859-1', Buffer.from(text, 'latin1')],
    ['ibm850', Buffer.from([...text].map((letter) => dos[letter] ?? letter.charCodeAt(0)))],
  ]
  for (const [encoding, bytes] of inputs) {
    const { manifest, rows } = await tryIngest(bytes)
    assert.equal(manifest.source.encoding, encoding)
    assert.deepEqual(
      rows,
      [
        ['2020', 'Ñusta y José'],
        ['2021', 'Pingüino'],
      ],
      encoding,
    )
    assert.equal(manifest.columns[0]?.name, 'año')
  }
})

test('one file in three encodings is read line by line and repaired', async () => {
  const bytes = Buffer.concat([
    Buffer.from('d,n\nBREÑA,1\n'),
    Buffer.from('BREÑA,2\n', 'latin1'),
    Buffer.from('BREÃ‘A,3\n'),
  ])
  const { rows, finding } = await tryIngest(bytes)
  assert.deepEqual(
    rows.map(([name]) => name),
    ['BREÑA', 'BREÑA', 'BREÑA'],
  )
  assert.deepEqual(finding('mixed-encodings')?.rows, [3])
  assert.deepEqual(finding('mojibake')?.rows, [4])
})

test('random bytes are read or refused in words, never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
      try {
        const { manifest } = await tryIngest(bytes, 'x.bin', { repairs: 'none' })
        assert.ok(manifest.columns.length > 0)
      } catch (error) {
        assert.ok(error instanceof TableError, String(error))
      }
    }),
    { numRuns: 25 },
  )
})
