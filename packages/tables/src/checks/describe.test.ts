// Every finding and error has whole sentences in Spanish and English.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Finding, TableError, type TableErrorCode } from '../model.ts'
import { describeFinding, describeTableError } from './describe.ts'
import errorsEn from './errors.en.json' with { type: 'json' }
import errorsEs from './errors.es.json' with { type: 'json' }
import findingsEn from './messages.en.json' with { type: 'json' }
import findingsEs from './messages.es.json' with { type: 'json' }

const columns = [{ id: 'latitud', name: 'LATITUD' }]

test('both languages have the same keys and the same gaps in each sentence', () => {
  const flat = (value: unknown, path = ''): [string, string][] =>
    typeof value === 'string'
      ? [[path, [...value.matchAll(/\{\w+\}/g)].map(String).sort().join()]]
      : Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`))
  assert.deepEqual(flat(findingsEs).sort(), flat(findingsEn).sort())
  assert.deepEqual(flat(errorsEs).sort(), flat(errorsEn).sort())
})

test('a finding says what, where, why and what to do', () => {
  const finding: Finding = {
    code: 'swapped-coordinates',
    severity: 'error',
    column: 'latitud',
    rows: [2, 3],
    count: 4487,
    detail: { latitude: 'LATITUD', longitude: 'LONGITUD' },
  }
  assert.deepEqual(describeFinding(finding, columns, 'es'), {
    what: 'LATITUD y LONGITUD están intercambiadas en 4,487 filas.',
    where: 'Filas 2, 3 y 4,485 más, columna LATITUD',
    why: 'Los puntos caen fuera del territorio: el mapa sale vacío o en otro lugar del mundo.',
    remedy: 'Intercambiar las dos columnas.',
  })
  assert.match(describeFinding(finding, columns, 'en').where, /^Rows 2, 3 and 4,485 more/)
})

test('types are named in the language of the sentence', () => {
  const finding: Finding = {
    code: 'mixed-types',
    severity: 'warning',
    column: 'latitud',
    count: 1,
    detail: { almost: 'date', example: 'x' },
  }
  assert.match(describeFinding(finding, columns, 'es').what, /de tipo fecha/)
})

test('one of a thing is told as one, and what was repaired as what it was', () => {
  const finding: Finding = {
    ...{ code: 'swapped-coordinates', severity: 'error', column: 'latitud' },
    detail: { latitude: 'LATITUD', longitude: 'LONGITUD' },
  }
  const what = (more: Partial<Finding>): string =>
    describeFinding({ ...finding, ...more }, columns, 'es').what
  assert.equal(what({ count: 1 }), 'LATITUD y LONGITUD están intercambiadas en una fila.')
  assert.match(what({ count: 32, repaired: true }), /^LATITUD y LONGITUD estaban intercambiadas/)
  assert.match(what({ count: 1, repaired: true }), /en una fila y ya están en su sitio\.$/)
  const repaired = describeFinding({ ...finding, count: 32, repaired: true }, columns, 'es')
  assert.match(repaired.remedy, /^Nada más aquí/)
  const empty = { code: 'empty-rows', severity: 'notice', count: 1 } as const
  assert.equal(describeFinding(empty, columns, 'en').what, 'One row is empty.')
  // A variant has words of its own.
  const lost = {
    ...empty,
    code: 'mojibake',
    column: 'latitud',
    detail: { lost: true, example: '?' },
  }
  assert.match(describeFinding(lost as Finding, columns, 'es').what, /se perdieron/)
})

test('formats of dates are spelt in the language of the sentence', () => {
  const finding: Finding = {
    ...{ code: 'ambiguous-dates', severity: 'notice', column: 'latitud' },
    detail: { format: 'dd/mm/yyyy' },
  }
  assert.match(describeFinding(finding, columns, 'es').what, /dd\/mm\/aaaa/)
  assert.match(describeFinding(finding, columns, 'en').what, /dd\/mm\/yyyy/)
})

test('an error names the file, the place and the remedy', () => {
  const error = new TableError('broken-json', { name: 'obras.json', row: 12 })
  assert.equal(
    describeTableError(error, 'es'),
    'obras.json no es JSON válido en el registro 12. Corrígelo allí y envíalo otra vez.',
  )
})

test('every error code has a sentence with a remedy', () => {
  for (const code of Object.keys(errorsEs) as TableErrorCode[]) {
    const detail = {
      name: 'a.csv',
      kind: 'PDF',
      members: 'b',
      member: 'c',
      row: 1,
      columns: 2,
      limit: 1,
    }
    const more = { column: 'x', reason: 'y', message: 'z', table: 't', secret: 'k' }
    for (const lang of ['es', 'en'] as const) {
      const text = describeTableError(new TableError(code, { ...detail, ...more }), lang)
      assert.match(text, /[.:] .+\.$/)
      assert.doesNotMatch(text, /[{}]|sin dato|not known/)
    }
  }
})

test('a question that cannot be asked says what is wrong with it', () => {
  const error = new TableError('bad-filter', { fn: 'sum', column: 'nombre', type: 'text' })
  assert.match(describeTableError(error, 'es'), /fn = sum, column = nombre, type = text/)
  const table = new TableError('sql-unknown-table', { name: 'nada' })
  assert.match(describeTableError(table, 'en'), /nada/)
})
