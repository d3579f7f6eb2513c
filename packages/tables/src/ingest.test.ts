// Follows small files from their bytes to typed Parquet.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { tryIngest } from './build/trial.ts'
import { type Recipe, TableError } from './model.ts'

test('every column gets its type from all its rows', async () => {
  const { types, rows, manifest } = await tryIngest(
    [
      'código;distrito;monto;fecha;hora;activo;alta',
      '0101;Ancón;1.234,56;05/03/2021;9:15;Sí;2021-03-05 10:20:30',
      '0102;Ate;12,5;25/12/2020;23:59;No;2021-03-06T00:00:00',
    ].join('\n'),
  )
  assert.deepEqual(types, {
    codigo: 'text',
    distrito: 'text',
    monto: 'number',
    fecha: 'date',
    hora: 'time',
    activo: 'boolean',
    alta: 'timestamp',
  })
  assert.deepEqual(rows[0], [
    '0101',
    'Ancón',
    '1234.56',
    '2021-03-05',
    '09:15:00',
    true,
    '2021-03-05 10:20:30',
  ])
  assert.equal(manifest.columns[2]?.format, '1.234,56')
  assert.deepEqual(manifest.columns[2]?.decimal, { digits: 6, scale: 2 })
  assert.equal(manifest.columns[3]?.format, 'dd/mm/yyyy')
})

test('one stray word far down keeps a column of numbers text and is reported with its line', async () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `${index},${index * 2}`)
  lines[4321] = '4321,pendiente de revisar'
  const { types, finding } = await tryIngest(['id,monto', ...lines].join('\n'))
  assert.equal(types['monto'], 'text')
  assert.deepEqual(finding('mixed-types')?.rows, [4323])
})

test('words for nothing become null only in columns that are typed otherwise', async () => {
  const { rows, finding, types } = await tryIngest('a,b\nsin valor,NA\n3,x\n4,NA\n')
  assert.equal(types['a'], 'integer')
  assert.deepEqual(rows, [
    [null, 'NA'],
    ['3', 'x'],
    ['4', 'NA'],
  ])
  assert.equal(finding('null-words')?.count, 1)
})

test('13,619 is a thousand beside small whole numbers and a decimal beside long ones', async () => {
  const thousands = await tryIngest('n\n"13,619"\n114\n"1,012"\n')
  assert.deepEqual(thousands.rows, [['13619'], ['114'], ['1012']])
  const decimals = await tryIngest('n;m\n13,619;1\n20450;2\n1,5;3\n')
  assert.deepEqual(
    decimals.rows.map(([cell]) => cell),
    ['13.619', '20450.000', '1.500'],
  )
})

test('codes keep their zeros, and ids keep being text', async () => {
  const { types, rows } = await tryIngest(
    'dni,ruc,telefono,anio\n09123456,20601234567,987654321,2021\n41234567,20131312955,01234567,2022\n',
  )
  assert.deepEqual(types, { dni: 'text', ruc: 'text', telefono: 'text', anio: 'integer' })
  assert.equal(rows[0]?.[0], '09123456')
})

test('lost zeros of a ubigeo are found and padded', async () => {
  const { rows, finding } = await tryIngest('ubigeo,n\n70101,1\n150101,2\n')
  assert.equal(finding('lost-leading-zeros')?.count, 1)
  assert.deepEqual(
    rows.map(([cell]) => cell),
    ['070101', '150101'],
  )
})

test('days and months: sure, ambiguous and contradicting', async () => {
  const us = await tryIngest('f\n12/25/2020\n01/02/2020\n')
  assert.deepEqual(us.rows, [['2020-12-25'], ['2020-01-02']])
  const open = await tryIngest('f\n01/02/2020\n03/04/2020\n')
  assert.deepEqual(open.rows[0], ['2020-02-01'])
  assert.ok(open.finding('ambiguous-dates'))
  const both = await tryIngest('f\n25/12/2020\n12/25/2020\n', 'x.csv', { repairs: 'none' })
  assert.equal(both.types['f'], 'text')
  assert.equal(both.finding('mixed-date-formats')?.severity, 'error')
})

test('dates with month names, compact dates and am/pm are dates', async () => {
  const named = await tryIngest(
    'a,b\n5 de enero de 2021,05-ene-21\n12 de setiembre de 2020,7-dic-20\n',
  )
  assert.deepEqual(named.rows, [
    ['2021-01-05', '2021-01-05'],
    ['2020-09-12', '2020-12-07'],
  ])
  const compact = await tryIngest('fecha_corte,n\n20260113,1\n20251231,2\n')
  assert.deepEqual(
    compact.rows.map(([cell]) => cell),
    ['2026-01-13', '2025-12-31'],
  )
  const half = await tryIngest('t\n05/03/2021 01:20:30 p.m.\n25/03/2021 11:00:00 a. m.\n')
  assert.deepEqual(half.rows, [['2021-03-05 13:20:30'], ['2021-03-25 11:00:00']])
})

test('an impossible date keeps the column text', async () => {
  const { types, finding } = await tryIngest('f\n31/02/2020\n25/12/2020\n')
  assert.equal(types['f'], 'text')
  assert.equal(finding('mixed-types')?.count, 1)
})

test('swapped coordinates change places only where that puts them into the territory', async () => {
  const { rows, finding, manifest } = await tryIngest(
    'id,latitud,longitud\n1,-77.03,-12.05\n2,-12.10,-77.01\n3,-76.9,-12.2\n',
  )
  assert.equal(finding('swapped-coordinates')?.count, 2)
  assert.deepEqual(
    rows.map((row) => row.slice(1)),
    [
      [-12.05, -77.03],
      [-12.1, -77.01],
      [-12.2, -76.9],
    ],
  )
  assert.deepEqual(manifest.bbox, [-77.03, -12.2, -76.9, -12.05])
})

test('totals and empty rows leave the table, and _id has no gaps', async () => {
  const { rows, ids, finding } = await tryIngest('distrito;casos\nAte;3\n;\nComas;4\nTOTAL;7\n')
  assert.deepEqual(rows, [
    ['Ate', '3'],
    ['Comas', '4'],
  ])
  assert.deepEqual(ids, ['1', '2'])
  assert.equal(finding('totals-row')?.repaired, true)
  assert.deepEqual(finding('empty-rows')?.rows, [3])
})

test('without repairs nothing leaves the table and the repairs are proposed', async () => {
  const { rows, finding } = await tryIngest('distrito;casos\nAte;3\nTOTAL;3\n', 'x.csv', {
    repairs: 'none',
  })
  assert.equal(rows.length, 2)
  assert.equal(finding('totals-row'), undefined)
  const three = await tryIngest('distrito;casos\nAte;3\nComas;1\nTOTAL;4\n', 'x.csv', {
    repairs: 'none',
  })
  assert.equal(three.rows.length, 3)
  assert.deepEqual(three.finding('totals-row')?.repair, { do: 'drop-rows', where: 'totals' })
})

test('a recipe is followed at the next upload', async () => {
  const recipe: Recipe = {
    steps: [
      { do: 'set-type', column: 'monto', type: 'integer' },
      { do: 'drop-column', column: 'nota' },
      { do: 'pad-zeros', column: 'ubigeo', width: 6 },
      { do: 'null-words', column: 'estado', words: ['PENDIENTE'] },
    ],
  }
  const { rows, types, finding } = await tryIngest(
    'ubigeo,monto,nota,estado\n70101,5,a,PENDIENTE\n150101,x,b,listo\n',
    'x.csv',
    { repairs: 'recipe', recipe },
  )
  assert.deepEqual(types, { ubigeo: 'text', monto: 'integer', estado: 'text' })
  assert.deepEqual(rows, [
    ['070101', '5', null],
    ['150101', null, 'listo'],
  ])
  assert.equal(finding('mixed-types')?.count, 1)
})

test('column ids stay through versions, and drift is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-versions-'))
  try {
    const first = await tryIngest('Código,Nombre\nA1,Ana\nA2,Luis\n', 'a.csv', { folder })
    const previous = { manifest: first.manifest, parquet: first.parquet }
    const second = await tryIngest('Nombre,Edad,Código\nAna,3,A1\n', 'b.csv', { folder, previous })
    assert.deepEqual(
      second.manifest.columns.map(({ id }) => id),
      ['nombre', 'edad', 'codigo'],
    )
    assert.equal(second.finding('new-column')?.column, 'edad')
    const third = await tryIngest('Nombre\nAna\n', 'c.csv', { folder, previous })
    assert.equal(third.finding('missing-column')?.column, 'codigo')
    const added = await tryIngest('Código,Edad\nA3,7\n', 'd.csv', {
      folder,
      previous,
      mode: 'append',
    })
    assert.deepEqual(added.rows, [
      ['A1', 'Ana', null],
      ['A2', 'Luis', null],
      ['A3', null, '7'],
    ])
    assert.deepEqual(added.ids, ['1', '2', '3'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('ids issued anew for other records raise the alarm', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-ids-'))
  const file = (shift: number): string =>
    [
      'id,nombre,edad',
      ...Array.from(
        { length: 60 },
        (_, n) => `u${n},persona ${(n + shift) % 60},${(n + shift) % 60}`,
      ),
    ].join('\n')
  try {
    const first = await tryIngest(file(0), 'a.csv', { folder, key: ['id'] })
    assert.deepEqual([first.manifest.key, first.manifest.keyOrigin], [['id'], 'declared'])
    const previous = { manifest: first.manifest, parquet: first.parquet }
    const same = await tryIngest(file(0), 'b.csv', { folder, previous })
    assert.equal(same.finding('unstable-ids'), undefined)
    const other = await tryIngest(file(7), 'c.csv', { folder, previous })
    assert.equal(other.finding('unstable-ids')?.count, 60)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a declared key with duplicates is reported and not used', async () => {
  const { manifest, finding } = await tryIngest('id,n\n1,a\n1,b\n2,c\n', 'x.csv', { key: ['id'] })
  assert.equal(manifest.key, null)
  assert.equal(finding('duplicate-keys')?.count, 2)
})

test('statistics describe the whole column', async () => {
  const { manifest } = await tryIngest('n,t\n1,a\n2,a\n\n4,b\n', 'x.csv')
  const [n, t] = manifest.columns
  assert.deepEqual([n?.stats.min, n?.stats.max, n?.stats.distinct, n?.stats.nulls], [1, 4, 3, 0])
  assert.equal(
    n?.stats.histogram?.reduce((sum, bin) => sum + bin.count, 0),
    3,
  )
  assert.deepEqual(t?.stats.top, [{ value: 'a', count: 2 }])
})

test('an empty or foreign file is refused and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-refused-'))
  try {
    for (const [content, code] of [
      ['', 'empty-file'],
      [' \n\n', 'empty-file'],
      ['%PDF-1.7 hello', 'unknown-format'],
      ['<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', 'xml-doctype'],
      ['{"a": [1, 2', 'broken-json'],
    ] as const) {
      await assert.rejects(
        tryIngest(content, 'malo.csv', { folder }),
        (error) =>
          error instanceof TableError && error.code === code && error.detail['name'] === 'malo.csv',
        code,
      )
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('ingest-')),
      [],
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a cancelled ingest says so', async () => {
  await assert.rejects(
    tryIngest('a\n1\n', 'x.csv', { signal: AbortSignal.abort() }),
    (error) => error instanceof TableError && error.code === 'cancelled',
  )
})

test('a table wider than the limit is refused with both numbers', async () => {
  const wide = Array.from({ length: 12 }, (_, index) => `c${index}`).join(',')
  await assert.rejects(
    tryIngest(`${wide}\n${wide.replaceAll('c', '')}\n`, 'ancho.csv', { limits: { columns: 10 } }),
    (error) =>
      error instanceof TableError &&
      error.code === 'too-many-columns' &&
      error.detail['columns'] === 12 &&
      error.detail['limit'] === 10,
  )
})
