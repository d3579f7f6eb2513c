// Columns are told apart by name and values: codes, years and amounts; and a telling chart is proposed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Column, ColumnType } from '@rimaq/tables'
import { isAddable, isAmount, isCode, isYear, suggestCharts } from './column-roles.ts'

function column(
  id: string,
  type: ColumnType,
  min: Cell = null,
  max: Cell = null,
  distinct = 10,
): Column {
  return { id, name: id.toUpperCase(), type, stats: { nulls: 0, distinct, min, max, top: [] } }
}

test('codes, years and coordinates are figures but no amounts', () => {
  assert.ok(isCode(column('codigo_del_recurso', 'integer', 11, 14210)))
  assert.ok(isCode(column('ubigeo', 'integer', 10101, 250401)))
  assert.ok(isYear(column('anio_denuncia', 'integer', 2019, 2023)))
  assert.ok(!isYear(column('anio_denuncia', 'integer', 0, 2023)))
  for (const id of ['codigo', 'ubigeo', 'latitud', 'longitude', 'rowid', 'telefono']) {
    assert.ok(!isAmount(column(id, 'integer', 1, 99_999)), id)
  }
  assert.ok(!isAmount(column('fundado', 'integer', 1535, 2021)), 'four figures may be years')
})

test('amounts are written with separators and only some may be added up', () => {
  assert.ok(isAmount(column('ncasos', 'integer', 12, 24_913)))
  assert.ok(isAddable(column('ncasos', 'integer', 12, 24_913)))
  assert.ok(isAmount(column('letalidad', 'number', 0, 25.8)))
  assert.ok(!isAddable(column('letalidad', 'number', 0, 25.8)))
  assert.ok(!isAddable(column('ncasos10mil', 'number', 1, 2609)))
})

test('time comes first, then kinds of things; the date of the file is not the time of its facts', () => {
  const columns = [
    column('fecha_descarga', 'date', '2020-01-13', '2024-08-02', 5),
    column('anio_denuncia', 'integer', 2019, 2023, 5),
    column('distrito', 'text', 'ATE', 'SURCO', 24),
    column('cantidad', 'integer', 1, 320, 200),
  ]
  const found = suggestCharts({ columns, rows: 1723 })
  assert.deepEqual(
    found.map(({ group, measure, chart }) => [group.id, measure, chart]),
    [
      ['anio_denuncia', { fn: 'sum', column: 'cantidad' }, 'line'],
      ['distrito', { fn: 'sum', column: 'cantidad' }, 'bar'],
    ],
  )
})

test('a small table is drawn row by row, and a table of nothing but words is not drawn', () => {
  const small = [
    column('distrito', 'text', 'ATE', 'SURCO', 43),
    column('totalpob', 'integer', 900, 1_038_495, 43),
  ]
  assert.deepEqual(
    suggestCharts({ columns: small, rows: 43 }).map(({ group }) => group.id),
    ['distrito'],
  )
  const words = [column('termino', 'text', 'a', 'z', 900), column('texto', 'text', 'a', 'z', 900)]
  assert.deepEqual(suggestCharts({ columns: words, rows: 900 }), [])
})

test('of a code and the name it stands for, a chart shows the name', () => {
  const spread = (id: string, values: string[]): Column => {
    const top = values.map((value) => ({ value, count: 5 }))
    const stats = { nulls: 0, distinct: 20, min: values[0] ?? null, max: null, top }
    return { id, name: id, type: 'text', stats }
  }
  const columns = [
    spread('codigo_region', ['03', '05', '15']),
    spread('denominacion_region', ['Lima', 'Cusco', 'Puno']),
  ]
  assert.equal(suggestCharts({ columns, rows: 100 })[0]?.group.id, 'denominacion_region')
})
