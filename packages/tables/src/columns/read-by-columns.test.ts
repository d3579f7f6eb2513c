// A text read by columns becomes the same version as one read by rows, whatever stands in it.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Trial, tryIngest } from '../build/trial.ts'
import type { IngestOptions } from '../ingest.ts'

type Given = Partial<IngestOptions>

async function both(text: string, options: Given = {}): Promise<[rows: Trial, columns: Trial]> {
  const read = (byColumns: number): Promise<Trial> =>
    tryIngest(text, 'prueba.csv', { ...options, limits: { threads: 1, byColumns } })
  return [await read(Number.MAX_SAFE_INTEGER), await read(0)]
}

/** Everything but the bytes of the file, which each way writes in its own manner. */
async function assertSame(text: string, options: Given = {}): Promise<Trial> {
  const [rows, columns] = await both(text, options)
  const { parquet: _, ...expected } = rows.manifest
  const { parquet: __, ...found } = columns.manifest
  assert.deepEqual(found, expected)
  assert.deepEqual(columns.rows, rows.rows)
  assert.deepEqual(columns.ids, rows.ids)
  return columns
}

/** Who wrote the Parquet file: we, where the cells were read by columns and nothing stood in the way. */
async function writerOf(text: string, byColumns: number, more: Given = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-writer-'))
  try {
    const options = { ...more, folder, limits: { threads: 1, byColumns } }
    const { parquet } = await tryIngest(text, 'prueba.csv', options)
    return readFileSync(parquet).includes('Rimaq') ? 'Rimaq' : 'DuckDB'
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('each way is really taken, and by rows where a row is too long', async () => {
  const text = 'distrito,casos\nLIMA,1\nATE,2\n'
  const all = Number.MAX_SAFE_INTEGER
  assert.equal(await writerOf(text, 0), 'Rimaq')
  assert.equal(await writerOf(text, all), 'DuckDB')
  assert.equal(await writerOf(`${text}SURCO,3,4\n`, 0), 'DuckDB')
  // Rows left out are numbered anew by DuckDB.
  assert.equal(await writerOf(`${text}TOTAL,3\n`, 0, { repairs: 'all' }), 'DuckDB')
})

const column = fc.constantFrom(
  ['1', '2', '30', '007', '', '-5'],
  ['10', '20', '12', '3', '999', '1000'],
  ['1.5', '2.25', '0.75', '-3.10', ''],
  ['1,234.50', '12.00', '999.10'],
  ['2024-01-31', '2024-02-29', '2023-12-01', ''],
  ['31/01/2024', '05/06/2024', '12/12/2023', 's/f'],
  ['2024-01-31 10:20:30', '2024-02-01 00:00:00'],
  ['si', 'no', 'NO', 'Sí'],
  ['10:30', '23:59', '00:00'],
  ['LIMA', 'Ñaña', 'JESÚS MARÍA', '', ' ', 'TOTAL'],
  ['NA', '5', '7', 'sin valor', '12'],
  ['a,b', 'dice "no"', 'dos\nlíneas', 'S', 'T', 'x'],
  ['150101', '150102', '10101', '080101'],
  ['MarÃ­a', 'JosÃ©', 'Ana'],
  ['12345678', '87654321', '20131312955'],
  ['S/ 1,234.50', '1.234,50', '7.00', 'S/D'],
  ['(1.25)', '3.50', '1.25-', '\u22125', ''],
  [`12°02'35"S`, '12 02 35 S', `S 12° 2.59'`, 'S/D', 'x'],
  ['2024-01-31 10:20:30.123456789', '2024-01-31 10:20:30'],
)

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

const table = fc
  .record({
    columns: fc.array(column, { minLength: 1, maxLength: 5 }),
    rows: fc.array(fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
      maxLength: 40,
    }),
    end: fc.constantFrom('\n', '\r\n'),
    names: fc.constantFrom(
      'dato',
      'codigo',
      'fecha',
      'ubigeo',
      'dni',
      'distrito',
      'monto',
      'latitud',
    ),
  })
  .map(({ columns, rows, end, names }) => {
    const heads = columns.map((_, at) => `${names}_${at}`)
    const lines = rows.map((row) =>
      columns.map((cells, at) => quote(cells[row[at]! % cells.length]!)).join(','),
    )
    return [heads.join(','), ...lines, ''].join(end)
  })

test('any table is the same version both ways, with its findings, statistics and privacy report', async () => {
  const repairs = fc.constantFrom('all', 'recipe', 'none')
  await fc.assert(
    fc.asyncProperty(table, repairs, fc.boolean(), async (text, repair, asked) => {
      const privacy = { mode: 'apply', secret: 's' } as const
      await assertSame(text, {
        repairs: repair,
        ...(asked && { privacy, secrets: { s: 'secreto' } }),
      })
    }),
    { numRuns: 25 },
  )
})

/** Every kind of column over several groups of rows, with rows that are odd in a way of their own. */
function longTable(rows: number, odd: (row: number) => string | null): string {
  const lines = ['id,codigo,nombre,monto,fecha,hora,activo,distrito,nota']
  for (let row = 0; row < rows; row++) {
    const date = new Date(Date.UTC(2020, 0, 1 + (row % 900))).toISOString().slice(0, 10)
    const cells = [
      String(row + 1),
      String((row * 7919) % 1_000_003).padStart(7, '0'),
      `Persona ${(row * 31) % 12_000}`,
      ((row % 977) / 100).toFixed(2),
      row % 13 === 0 ? '' : date,
      `${date} 10:${String(row % 60).padStart(2, '0')}:00`,
      row % 3 === 0 ? 'si' : 'no',
      ['LIMA', 'ATE', 'SURCO', ''][row % 4]!,
      row % 97 === 0 ? '"con ""comillas"", y coma"' : 'sin nota',
    ]
    lines.push(odd(row) ?? cells.join(','))
  }
  return `${lines.join('\n')}\n`
}

test('many rows are the same version both ways', async () => {
  const { manifest } = await assertSame(longTable(40_000, () => null))
  assert.deepEqual(
    manifest.columns.map(({ type }) => type),
    ['integer', 'text', 'text', 'number', 'date', 'timestamp', 'boolean', 'text', 'text'],
  )
  assert.deepEqual(
    manifest.columns.map(({ stats }) => stats.distinct).slice(0, 3),
    [40_000, 40_000, 12_000],
  )
})

test('short rows, empty rows, copies and totals among many are found both ways', async () => {
  const text = longTable(30_000, (row) => {
    if (row === 12_345) return '12346,0000001'
    if (row === 20_001) return ',,,,,,,,'
    if (row === 25_000 || row === 25_001) return '9,0000009,"dos\nlíneas",1.00,,,si,LIMA,x'
    return row === 29_999 ? ',,TOTAL,145000.00,,,,,' : null
  })
  for (const repairs of ['all', 'none'] as const) {
    const { manifest } = await assertSame(text, { repairs })
    const codes = manifest.findings.map(({ code }) => code)
    for (const code of ['ragged-rows', 'empty-rows', 'duplicate-rows'] as const) {
      assert.ok(codes.includes(code), code)
    }
  }
})

test('rows with cells beyond the last heading are read by rows', async () => {
  const text = longTable(9000, (row) => (row === 8000 ? '1,2,3,4,5,6,7,8,9,diez' : null))
  const { manifest } = await assertSame(text)
  assert.equal(manifest.columns.length, 10)
})

test('a number of a person that stands twice is one person both ways', async () => {
  const { manifest } = await assertSame('dni\n12345678\n12345678\n', {
    secrets: { s: 'secreto' },
    privacy: { mode: 'propose', secret: 's' },
  })
  assert.equal(manifest.privacy?.findings[0]?.count, 2)
  assert.equal(manifest.privacy?.findings[0]?.remedies[0]?.[0]?.do, 'pseudonym')
})

test('columns that only grow are told both ways alike, with what points to people', async () => {
  const lines = ['orden,serie,folio,dni,expediente']
  // So many that a column gives its dictionary up within its first group of rows.
  for (let row = 0; row < 140_000; row++) {
    const serie = String(row * 5 + 2).padStart(7, '0')
    lines.push(`${row},${serie},${row * row},${10_000_000 + row * 7},${900_000 + row * 2}`)
  }
  const { manifest } = await assertSame(`${lines.join('\n')}\n`, {
    secrets: { s: 'secreto' },
    privacy: { mode: 'propose', secret: 's' },
  })
  assert.deepEqual(
    manifest.columns.map(({ type }) => type),
    ['integer', 'text', 'integer', 'text', 'integer'],
  )
  const [orden, serie, folio] = manifest.columns.map(({ stats }) => stats)
  assert.deepEqual([orden?.mean, orden?.min, orden?.max], [69_999.5, 0, 139_999])
  assert.deepEqual([serie?.min, serie?.max, serie?.distinct], ['0000002', '0699997', 140_000])
  assert.equal(folio?.histogram?.length, 24)
  assert.equal(manifest.privacy?.findings[0]?.column, 'dni')
})

test('digits in any order are told both ways alike, with the most frequent of them', async () => {
  const lines = ['mesa,local,acta,monto']
  for (let row = 0; row < 140_000; row++) {
    const mixed = (row * 7919) % 100_003
    const mesa = row % 500 === 0 ? '' : String(mixed).padStart(7, '0')
    const acta = String(mixed * 1_000_003 + row).padStart(14, '0')
    lines.push(`${mesa},${row % 9 === 0 ? 4 : mixed},${acta},${row * 31 + (row % 7) * 1_000_000}`)
  }
  const { manifest } = await assertSame(`${lines.join('\n')}\n`)
  const [mesa, local, acta, monto] = manifest.columns
  assert.deepEqual([mesa?.type, local?.type, monto?.type], ['text', 'integer', 'integer'])
  assert.deepEqual(local?.stats.top[0], { value: 4, count: 15_557 })
  assert.deepEqual([mesa?.stats.nulls, mesa?.stats.top.length], [280, 20])
  assert.equal(acta?.stats.distinct, 140_000)
})
