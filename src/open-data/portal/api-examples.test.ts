// Tests the programs offered for copying: codes stay text, and a pinned version stays that version.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Column, ColumnType } from '@rimaq/tables'
import { apiExamples } from './api-examples.ts'
import type { FoundTable } from './portal.ts'

const column = (name: string, type: ColumnType, min: Cell): Column => ({
  ...{ id: name.toLowerCase(), name, type },
  stats: { nulls: 0, distinct: 9, min, max: min, top: [] },
})

function program(
  id: string,
  columns: Column[],
  more: { pinned?: boolean; lang?: 'es' | 'en' } = {},
): string | undefined {
  const found = {
    resource: { id: 'r1', name: 'distritos' },
    version: { number: 3, manifest: { columns } },
    pinned: more.pinned ?? false,
  } as unknown as FoundTable
  const examples = apiExamples(found, 'https://datos.example', more.lang ?? 'es')
  return examples.find((each) => each.id === id)?.code
}

const mixed = [
  column('UBIGEO', 'text', '010101'),
  column('Distrito "A"', 'text', 'ANCÓN'),
  column('Código "B"', 'text', '0007'),
  column('POBLACIÓN', 'integer', 7),
]

test('codes with leading zeros are read as text by pandas and R, other columns as they are', () => {
  assert.match(
    program('pandas', mixed) ?? '',
    /read_csv\("https:\/\/datos\.example\/api\/v1\/resources\/r1\/export\.csv", dtype=\{"UBIGEO": str, "Código \\"B\\"": str\}\)/,
  )
  assert.match(
    program('r', mixed) ?? '',
    /colClasses = c\("UBIGEO" = "character", "Código \\"B\\"" = "character"\)\)/,
  )
  assert.doesNotMatch(program('pandas', mixed.slice(1, 2)) ?? '', /dtype/)
})

test('a table of many codes is read as text whole', () => {
  const many = Array.from({ length: 30 }, (_, at) => column(`C${at}`, 'text', '01'))
  assert.match(program('pandas', many) ?? '', /dtype=str\)/)
  assert.match(program('r', many) ?? '', /colClasses = "character"\)/)
})

test('the programs of an older version read that version, and CKAN, which cannot, is left out', () => {
  for (const id of ['curl', 'python', 'pandas', 'r', 'javascript', 'excel']) {
    assert.match(program(id, mixed, { pinned: true }) ?? '', /\?version=3[&"']/, id)
    assert.doesNotMatch(program(id, mixed) ?? '', /version=/, id)
  }
  assert.equal(program('ckan', mixed, { pinned: true }), undefined)
})

test('names in a program are in the language of its page', () => {
  assert.match(program('python', mixed) ?? '', /^filas = /m)
  assert.match(program('python', mixed, { lang: 'en' }) ?? '', /^records = /m)
})
