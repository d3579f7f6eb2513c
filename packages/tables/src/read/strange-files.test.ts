// Reads files as offices really send them: one column of names, wide decimals, UTM in GeoJSON, tables on several sheets, UTF-32.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { tryIngest, zipOf } from '../build/trial.ts'

test('a column of names under a single heading stays one column', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `Persona número ${at}`)
  const { types, rows, manifest } = await tryIngest(`nombre\n${names.join('\n')}\n`)
  assert.deepEqual(types, { nombre: 'text' })
  assert.deepEqual(
    rows,
    names.map((name) => [name]),
  )
  assert.deepEqual(manifest.findings, [])
})

test('a table parted by blanks is still one, with a heading as wide as it', async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `ID${at} ${at} ${at * 2}.5`)
  const { types } = await tryIngest(`codigo n monto\n${lines.join('\n')}\n`, 'x.txt')
  assert.deepEqual(types, { codigo: 'text', n: 'integer', monto: 'number' })
})

test('a decimal declared wider than 18 digits keeps every digit, as a number where it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-decimals-'))
  try {
    const path = join(folder, 'x.parquet')
    const duck = await DuckDBInstance.create(':memory:')
    const connection = await duck.connect()
    await connection.run(
      `COPY (SELECT * FROM (VALUES
         (12345678901234567890.123456::DECIMAL(30, 6), 1.25::DECIMAL(38, 18), 7::DECIMAL(38, 0)),
         (-0.5::DECIMAL(30, 6), -20.5::DECIMAL(38, 18), NULL)) AS t(exacto, monto, n))
       TO '${path}' (FORMAT parquet)`,
    )
    connection.closeSync()
    duck.closeSync()
    const { types, rows } = await tryIngest(readFileSync(path), 'x.parquet', { folder })
    assert.deepEqual(types, { exacto: 'text', monto: 'number', n: 'integer' })
    assert.deepEqual(rows, [
      ['12345678901234567890.123456', '1.25', '7'],
      ['-0.500000', '-20.50', null],
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('geometries in metres are told, those in degrees are not', async () => {
  const features = (x: number, y: number): string =>
    JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32718' } },
      features: [1, 2].map((n) => ({
        type: 'Feature',
        properties: { n },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [x, y],
              [x + n, y],
              [x, y + n],
              [x, y],
            ],
          ],
        },
      })),
    })
  const metres = await tryIngest(features(278_000, 8_665_000), 'x.geojson')
  const { severity, count, detail } = metres.finding('not-degrees') ?? {}
  assert.deepEqual([severity, count, detail], ['error', 2, { x: 278_000, y: 8_665_000 }])
  const degrees = await tryIngest(features(-77, -12), 'x.geojson')
  assert.equal(degrees.finding('not-degrees'), undefined)
})

test('a workbook with data on more than one sheet names the sheets it leaves out', async () => {
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`
  const sheet = (rows: string[][]): string =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
      .map((row, at) => `<row r="${at + 1}">${row.map(cell).join('')}</row>`)
      .join('')}</sheetData></worksheet>`
  const names = ['Notas', 'Parques', 'Mercados']
  const book = await zipOf({
    'xl/workbook.xml': `<workbook xmlns:r="${rel}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => `<Relationship Id="r${at}" Target="worksheets/sheet${at}.xml"/>`).join('')}</Relationships>`,
    'xl/worksheets/sheet0.xml': sheet([['Datos de 2025']]),
    'xl/worksheets/sheet1.xml': sheet([
      ['parque', 'área'],
      ['Uno', '10'],
      ['Dos', '20'],
    ]),
    'xl/worksheets/sheet2.xml': sheet([
      ['mercado', 'puestos'],
      ['Central', '7'],
    ]),
  })
  const chosen = await tryIngest(book, 'libro.xlsx')
  assert.equal(chosen.manifest.source.sheet, 'Parques')
  const detail = { sheet: 'Parques', others: 'Mercados', first: 'Mercados' }
  assert.deepEqual(chosen.finding('other-sheets')?.detail, detail)
  const named = await tryIngest(book, 'libro.xlsx#Mercados')
  assert.equal(named.finding('other-sheets'), undefined)
})

for (const order of ['utf-32le', 'utf-32be'] as const)
  test(`text in ${order} with its mark is read as it is`, async () => {
    const text = '\ufeffid\tnombre\n1\tÑandú 🌳\n2\tPingüino\n'
    const bytes = Buffer.alloc([...text].length * 4)
    for (const [at, letter] of [...text].entries())
      if (order === 'utf-32le') bytes.writeUInt32LE(letter.codePointAt(0) ?? 0, at * 4)
      else bytes.writeUInt32BE(letter.codePointAt(0) ?? 0, at * 4)
    const { manifest, rows } = await tryIngest(bytes)
    assert.equal(manifest.source.encoding, order)
    assert.deepEqual(rows, [
      ['1', 'Ñandú 🌳'],
      ['2', 'Pingüino'],
    ])
  })
