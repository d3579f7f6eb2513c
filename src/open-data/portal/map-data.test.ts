// A map of many rows counts every one of them; a map of few shows each place.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ingest } from '@rimaq/tables/build'
import { createTables } from '@rimaq/tables/query'
import type { TableFiles, Tables } from '@rimaq/tables'
import { countedFrom, mapData } from './map-data.ts'

let folder = ''
let tables: Tables

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-map-'))
  tables = createTables({ temp: join(folder, 'temp'), children: 1 })
})

after(async () => {
  await tables.close()
  await rm(folder, { recursive: true, force: true })
})

async function places(rows: number): Promise<TableFiles> {
  const lines = ['codigo;nombre;latitud;longitud']
  for (let row = 0; row < rows; row += 1) {
    const latitude = -12.3 + ((row * 7919) % 5000) / 10_000
    const longitude = -77.2 + ((row * 104_729) % 4000) / 10_000
    const placed = row % 10 === 0 ? ';' : `${latitude.toFixed(4)};${longitude.toFixed(4)}`
    lines.push(`${row};Lugar ${row};${placed}`)
  }
  const path = join(folder, `places-${rows}.csv`)
  await writeFile(path, `${lines.join('\n')}\n`)
  const outDir = join(folder, `table-${rows}`)
  const manifest = await ingest({
    path,
    name: 'places.csv',
    outDir,
    temp: folder,
    mode: 'replace',
    repairs: 'recipe',
  })
  return { manifest, parquet: join(outDir, 'data.parquet') }
}

test('each of a few places is a point with its name', async () => {
  const data = await mapData(tables, await places(500), {})
  assert.equal(data?.kind, 'points')
  assert.equal(data?.points.length, 450)
  assert.match(data?.points[0]?.label ?? '', /^Lugar \d+$/)
})

test('squares count every row that has a place, and those that a filter leaves', async () => {
  const files = await places(countedFrom * 2)
  const sum = (data: Awaited<ReturnType<typeof mapData>>): number =>
    (data?.shapes ?? []).reduce((total, { value }) => total + (value ?? 0), 0)
  const all = await mapData(tables, files, {})
  assert.equal(all?.kind, 'counts')
  assert.equal(sum(all), countedFrom * 1.8)
  assert.equal(all?.total, countedFrom * 1.8)
  const square = all.shapes[0] ?? assert.fail('no squares')
  const area = square.area ?? assert.fail('a square says what it covers')
  const inside = await mapData(tables, files, {}, { area })
  assert.ok(inside !== null && inside.total >= (square.value ?? 0) && inside.total < 2000)
  assert.equal(inside.kind, 'points')
  const some = await mapData(tables, files, {
    where: { column: 'codigo', op: 'lt', value: countedFrom * 1.5 },
  })
  assert.equal(sum(some), countedFrom * 1.35)
})
