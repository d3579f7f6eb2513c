// Checks every file of the Peruvian data against the committed table of what it is.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import type { Manifest } from '@rimaq/tables'
import { ingest } from '@rimaq/tables/build'
import { dataFolder, listFiles } from './corpora.ts'

interface Expected {
  format: string
  encoding?: string
  delimiter?: string
  newline?: string
  header?: boolean
  sheet?: string
  rows: number
  key: string[] | null
  geometry: string | null
  types: Record<string, string>
  findings: string[]
}

const oracle = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/results/peru-oracle.json'), 'utf8'),
) as Record<string, Expected>
const folder = dataFolder('peru')
const skip = folder === null ? 'the folder of Peruvian data is not beside the repository' : false

async function read(file: string): Promise<Manifest> {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-peru-'))
  try {
    return await ingest({
      path: join(folder ?? '', file),
      name: basename(file),
      outDir: join(temp, 'out'),
      temp,
      mode: 'replace',
      repairs: 'all',
    })
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

function describe(manifest: Manifest): Expected {
  const { source } = manifest
  const nameOf = (id: string): string =>
    manifest.columns.find((column) => column.id === id)?.name ?? id
  return {
    format: source.format,
    ...(source.encoding !== undefined && { encoding: source.encoding }),
    ...(source.dialect && {
      delimiter: source.dialect.delimiter,
      newline: source.dialect.newline,
      header: source.dialect.header,
    }),
    ...(source.sheet !== undefined && { sheet: source.sheet }),
    rows: manifest.rows,
    key: manifest.key,
    geometry: manifest.geometry?.kind ?? null,
    types: Object.fromEntries(
      manifest.columns.map(({ name, type, format }) => [name, format ? `${type} ${format}` : type]),
    ),
    findings: manifest.findings.map(({ code, column, count, repaired }) =>
      [
        code,
        column === undefined ? '' : nameOf(column),
        count ?? '',
        repaired ? 'repaired' : '',
      ].join(' | '),
    ),
  }
}

test('the table names every file of the folder', { skip }, () => {
  assert.deepEqual(Object.keys(oracle).sort(), listFiles(folder ?? ''))
})

for (const [file, expected] of Object.entries(oracle)) {
  test(`${file} is read as the table says`, { skip }, async () => {
    assert.deepEqual(describe(await read(file)), expected)
  })
}

test(
  'the swapped coordinates of the tourism inventory lie in Peru after the repair',
  { skip },
  async () => {
    const manifest = await read('mincetur_inventario_recursos_turisticos_2026-01-13.csv')
    const swapped = manifest.findings.find(({ code }) => code === 'swapped-coordinates')
    assert.equal(swapped?.count, 4487)
    assert.equal(swapped?.repaired, true)
    const [west, south, east, north] = manifest.bbox ?? [0, 0, 0, 0]
    assert.ok(west > -82 && east < -68 && south > -19 && north < 1)
  },
)

test(
  'the register of schools gets back 1,071 leading zeros, the same in CSV and XLSX',
  { skip },
  async () => {
    const csv = await read('lambayeque/educacion_educacion_data_iiee.csv')
    const xlsx = await read('lambayeque/educacion_educacion_data_iiee.xlsx')
    for (const { findings } of [csv, xlsx]) {
      const lost = findings.find(
        ({ code, column }) => code === 'lost-leading-zeros' && column === 'codigo_modular',
      )
      assert.equal(lost?.count, 1071)
    }
    const facts = ({ columns, rows }: Manifest): unknown => ({
      rows,
      columns: columns.map(({ id, type, stats }) => [
        id,
        type,
        stats.nulls,
        stats.distinct,
        stats.min,
        stats.max,
      ]),
    })
    assert.deepEqual(facts(csv), facts(xlsx))
  },
)
