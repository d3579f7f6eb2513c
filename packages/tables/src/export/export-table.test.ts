// Files in every format, read back and compared with the cells that went in.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { TableFiles } from '../model.ts'
import { giveBack } from '../page-memory.ts'
import type { ExportOptions, Tables } from '../query-model.ts'
import { createFixtures } from '../query/fixtures.ts'
import { createTables } from '../query/tables.ts'
import type { ExportColumn } from './export-select.ts'
import { readSheets } from './read-sheets.ts'
import { xlsxBytes } from './xlsx.ts'

const fixtures = createFixtures()
const temp = `${fixtures.folder}/temp`
let tables: Tables
let table: TableFiles

before(async () => {
  table = await fixtures.table(
    'places',
    `SELECT * FROM (VALUES
       ('=1+1', 1::BIGINT, 1.5::DOUBLE, 0.10::DECIMAL(9,2), DATE '2024-02-29', TIMESTAMP '2024-02-29 10:20:30.5', true, '{"a":[1]}', -77.03, -12.05),
       ('a "quoted"; text, with' || chr(10) || 'lines', 9007199254740993, 'nan'::DOUBLE, -3.00, DATE '1899-01-01', NULL, false, 'no json', NULL, NULL),
       ('', NULL, NULL, NULL, NULL, TIMESTAMP '1999-12-31 23:59:59', NULL, NULL, -71.5, -13.5),
       (NULL, -5, 1e300, 12345.67, DATE '9999-12-31', NULL, true, NULL, NULL, 1.0),
       ('<b>&amp; ñ 😀' || chr(1) || chr(9) || '_x0041_ ', 0, -0.25, 0, DATE '1900-03-01', NULL, NULL, '"x"', 0.0, 0.0)
     ) v(text, whole, double, decimal, day, moment, flag, json, longitude, latitude)`,
    { geometry: { kind: 'points', longitude: 'longitude', latitude: 'latitude' } },
  )
  for (const column of table.manifest.columns) {
    if (column.id === 'json') column.type = 'json'
    if (column.id === 'text') column.name = 'Texto, "libre"'
    if (column.id === 'whole' || column.id === 'double') column.name = 'Número'
  }
  tables = createTables({ temp, children: 1 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

async function bytesOf(options: ExportOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await tables.export(table, options)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const textOf = async (options: ExportOptions) => (await bytesOf(options)).toString('utf8')

test('CSV quotes as RFC 4180 says, tells empty text from no value, and keeps formulas as data.', async () => {
  assert.equal(
    await textOf({ format: 'csv', query: { columns: ['text', 'whole', 'decimal', 'moment'] } }),
    [
      '"Texto, ""libre""",Número,decimal,moment',
      '=1+1,1,0.10,2024-02-29T10:20:30.5',
      '"a ""quoted""; text, with\nlines",9007199254740993,-3.00,',
      '"",,,1999-12-31T23:59:59',
      ',-5,12345.67,',
      '<b>&amp; ñ 😀\x01\t_x0041_ ,0,0.00,',
      '',
    ].join('\n'),
  )
})

test('CSV can carry a byte order mark, another delimiter, ids as headings and the row number.', async () => {
  const query = { columns: ['whole', 'flag'], limit: 2, offset: 1 }
  const options = { bom: true, delimiter: ';', heads: 'ids', withId: true } as const
  const text = await textOf({ format: 'csv', query, ...options })
  assert.equal(text, '\ufeff_id;whole;flag\n2;9007199254740993;false\n3;;\n')
})

test('parts may be given back once they are read, whatever else is being written.', async () => {
  const select = `SELECT i AS number, 'row ' || i || repeat('-', 60) AS text FROM range(60000) t(i)`
  const large = await fixtures.table('large', select)
  const forms: ExportOptions[] = [
    { format: 'csv' },
    { format: 'csv', bom: true },
    { format: 'csv', heads: 'ids', withId: true, longHead: true },
    { format: 'tsv', bom: true, longHead: true },
    { format: 'ndjson' },
    { format: 'json' },
  ]
  const sums = await Promise.all(
    [...forms, ...forms].map(async (options) => {
      const hash = createHash('sha256')
      for await (const part of await tables.export(large, options)) {
        hash.update(part)
        // Whoever is given its memory next may write there at once.
        part.fill(0x2e)
        giveBack(part)
      }
      return hash.digest('hex')
    }),
  )
  for (const [at, options] of forms.entries()) {
    const hash = createHash('sha256')
    for await (const part of await tables.export(large, options)) hash.update(part)
    const kept = hash.digest('hex')
    assert.deepEqual([sums[at], sums[at + forms.length]], [kept, kept], options.format)
  }
})

test('TSV quotes what holds a tab.', async () => {
  const where = { column: 'whole', op: 'eq', value: 0 } as const
  const text = await textOf({ format: 'tsv', query: { columns: ['whole', 'text'], where } })
  assert.equal(text, 'Número\t"Texto, ""libre"""\n0\t"<b>&amp; ñ 😀\x01\t_x0041_ "\n')
})

test('JSON and NDJSON hold the same cells, large integers as text and NaN as nothing.', async () => {
  const rows = JSON.parse(await textOf({ format: 'json', heads: 'ids' })) as object[]
  const lines = (await textOf({ format: 'ndjson', heads: 'ids' })).trim().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as object),
    rows,
  )
  const [first, second, , , fifth] = rows
  assert.deepEqual(first, {
    text: '=1+1',
    whole: 1,
    double: 1.5,
    decimal: 0.1,
    day: '2024-02-29',
    moment: '2024-02-29T10:20:30.5',
    flag: true,
    json: { a: [1] },
    longitude: -77.03,
    latitude: -12.05,
  })
  const large = { whole: '9007199254740993', double: null, json: 'no json' }
  assert.deepEqual({ ...second, ...large }, second)
  assert.deepEqual({ ...fifth, json: 'x' }, fifth)
})

test('Equal headings are numbered, since an object cannot hold two of one name.', async () => {
  const [first] = JSON.parse(await textOf({ format: 'json' })) as Record<string, unknown>[]
  assert.equal(first!['Número'], 1)
  assert.equal(first!['Número (2)'], 1.5)
})

test('GeoJSON is a collection of features, with no geometry where a coordinate is missing.', async () => {
  const query = { columns: ['text'], limit: 2 }
  assert.deepEqual(JSON.parse(await textOf({ format: 'geojson', heads: 'ids', query })), {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [-77.03, -12.05] },
        properties: { text: '=1+1' },
      },
      {
        type: 'Feature',
        geometry: null,
        properties: { text: 'a "quoted"; text, with\nlines' },
      },
    ],
  })
})

test('A whole version as Parquet is the stored file; a part of it is a Parquet file of its own.', async () => {
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(sha256(await bytesOf({ format: 'parquet' })), table.manifest.parquet.sha256)
  const query = { columns: ['whole'], sort: [{ column: 'whole', descending: true }], limit: 2 }
  const part = `${fixtures.folder}/part.parquet`
  writeFileSync(part, await bytesOf({ format: 'parquet', query, heads: 'ids' }))
  const answer = await tables.sql({
    sql: 'SELECT whole FROM part',
    tables: { part: { manifest: table.manifest, parquet: part } },
  })
  assert.deepEqual(answer.rows, [['9007199254740993'], [1]])
})

test('A spreadsheet holds texts as texts, numbers as numbers and days as days.', async () => {
  const sheets = await readSheets(await bytesOf({ format: 'xlsx', heads: 'ids' }))
  assert.deepEqual(Object.keys(sheets), ['places'])
  const [heads, ...rows] = sheets['places']!
  assert.deepEqual(
    heads!.map(({ text }) => text),
    table.manifest.columns.map(({ id }) => id),
  )
  const column = (index: number) => rows.map((row) => row[index]!)
  assert.deepEqual(
    column(0).map(({ text }) => text),
    ['=1+1', 'a "quoted"; text, with\nlines', '', null, '<b>&amp; ñ 😀\ufffd\t_x0041_ '],
  )
  assert.ok(column(0).every(({ type, text }) => text === null || type === 'inlineStr'))
  assert.deepEqual(
    column(1).map(({ type, text }) => [type, text]),
    [
      ['n', '1'],
      ['inlineStr', '9007199254740993'],
      ['n', null],
      ['n', '-5'],
      ['n', '0'],
    ],
  )
  const days = column(4).map(({ type, style, text }) => [type, style, text])
  assert.deepEqual(days.slice(0, 2), [
    ['n', '1', '45351'],
    ['inlineStr', '0', '1899-01-01'],
  ])
  assert.equal(Number(column(5)[0]!.text), 45351 + (10 * 3600 + 20 * 60 + 30.5) / 86400)
})

test('An outside reader finds the same cells in the spreadsheet.', async (context) => {
  const program =
    'import sys,json,openpyxl\n' +
    'sheet=openpyxl.load_workbook(sys.argv[1]).active\n' +
    'print(json.dumps([[str(c.value) if c.value is not None else None for c in row] for row in sheet.iter_rows()]))'
  const python = process.env['RIMAQ_PYTHON'] ?? 'python3'
  try {
    execFileSync(python, ['-c', 'import openpyxl'], { stdio: 'ignore' })
  } catch {
    context.skip('python3 with openpyxl is not on this machine.')
    return
  }
  const path = `${fixtures.folder}/places.xlsx`
  writeFileSync(path, await bytesOf({ format: 'xlsx', heads: 'ids' }))
  const read = execFileSync(python, ['-c', program, path], { encoding: 'utf8' })
  const [, first, , third] = JSON.parse(read) as (string | null)[][]
  assert.deepEqual(first!.slice(0, 7), [
    '=1+1',
    '1',
    '1.5',
    '0.1',
    '2024-02-29 00:00:00',
    '2024-02-29 10:20:30.500000',
    'True',
  ])
  assert.equal(third![5], '1999-12-31 23:59:59')
})

test('More rows than a sheet holds go on in further sheets, none lost at the edges.', async () => {
  const columns = [{ id: 'n', head: 'n', type: 'integer', large: false }] as ExportColumn[]
  for (const rows of [0, 1, 6, 7, 14, 15]) {
    async function* lines(): AsyncGenerator<Uint8Array> {
      const all = Array.from({ length: rows }, (_, n) => `<row><c><v>${n}</v></c></row>\n`).join('')
      for (let at = 0; at < all.length; at += 10) yield Buffer.from(all.slice(at, at + 10))
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of xlsxBytes(
      lines(),
      columns,
      'a/b: "números" de una ciudad muy grande',
      7,
    )) {
      chunks.push(chunk)
    }
    const sheets = Object.entries(await readSheets(Buffer.concat(chunks)))
    assert.equal(sheets.length, Math.max(1, Math.ceil(rows / 7)))
    const numbers = sheets.flatMap(([name, [head, ...body]]) => {
      assert.ok(name.length <= 31 && !/[[\]:*?/\\]/.test(name))
      assert.equal(head![0]!.text, 'n')
      return body.map((row) => Number(row[0]!.text))
    })
    assert.deepEqual(
      numbers,
      Array.from({ length: rows }, (_, n) => n),
    )
  }
})

test('What is wrong with an export is said before its first byte.', async () => {
  const wrong: [ExportOptions, string][] = [
    [{ format: 'csv', query: { columns: ['missing'] } }, 'unknown-column'],
    [{ format: 'csv', delimiter: '\n' }, 'bad-page'],
    [{ format: 'xml' as 'csv' }, 'unknown-format'],
    [{ format: 'json', query: { where: { column: 'day', op: 'eq', value: 'x' } } }, 'bad-filter'],
  ]
  for (const [options, code] of wrong) {
    await assert.rejects(tables.export(table, options), { code })
  }
  const flat = { ...table, manifest: { ...table.manifest, geometry: null } }
  await assert.rejects(tables.export(flat, { format: 'geojson' }), { code: 'unknown-column' })
  const gone = { ...table, parquet: `${fixtures.folder}/gone.parquet` }
  await assert.rejects(tables.export(gone, { format: 'csv' }), { code: 'sql-failed' })
})

test('A reader that leaves early frees the child, and no file stays behind.', async () => {
  const large = await fixtures.table(
    'large',
    `SELECT range, CAST(hash(range) AS VARCHAR) h FROM range(1000000)`,
  )
  for await (const chunk of await tables.export(large, { format: 'csv' })) {
    assert.ok(chunk.length > 0)
    break
  }
  const unread = await tables.export(large, { format: 'xlsx' })
  await unread[Symbol.asyncIterator]().return!()
  const stop = new AbortController()
  const stopped = await tables.export(large, { format: 'json' }, { signal: stop.signal })
  stop.abort()
  await assert.rejects(
    async () => {
      for await (const chunk of stopped) assert.ok(chunk.length > 0)
    },
    { code: 'cancelled' },
  )
  const left = readdirSync(temp, { recursive: true }).filter((path) => /export/.test(String(path)))
  assert.deepEqual(left, [])
  assert.equal(await textOf({ format: 'csv', query: { limit: 0, columns: ['flag'] } }), 'flag\n')
})
