// Checks how conditions, orders and options typed at the console are read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf } from './language.ts'
import { columnId, readConditions, readSort } from './read-conditions.ts'
import { tableText } from './show-table.ts'
import { type Verb, readWords } from './verb.ts'

const columns = [
  { id: 'edad', name: 'Edad', type: 'integer' },
  { id: 'distrito', name: 'Distrito (nombre)', type: 'text' },
  { id: 'activo', name: 'Activo', type: 'boolean' },
] as const

const read = (...texts: string[]): unknown => readConditions([...columns], texts)

test('conditions are typed by their column', () => {
  assert.deepEqual(read('edad>=18'), { column: 'edad', op: 'gte', value: 18 })
  assert.deepEqual(read('distrito = San Juan = de'), {
    column: 'distrito',
    op: 'eq',
    value: 'San Juan = de',
  })
  assert.deepEqual(read('Distrito (nombre)~lima'), {
    column: 'distrito',
    op: 'contains',
    value: 'lima',
  })
  assert.deepEqual(read('activo=sí'), { column: 'activo', op: 'eq', value: true })
  assert.deepEqual(read('distrito=007'), { column: 'distrito', op: 'eq', value: '007' })
})

test('several conditions must all hold, none asks for everything', () => {
  assert.equal(read(), undefined)
  assert.deepEqual(read('edad!=', 'distrito='), {
    and: [
      { column: 'edad', is: 'not-null' },
      { column: 'distrito', is: 'null' },
    ],
  })
})

test('integers that JSON cannot carry stay text', () => {
  assert.deepEqual(read('edad=9223372036854775807'), {
    column: 'edad',
    op: 'eq',
    value: '9223372036854775807',
  })
})

test('a wrong condition is answered with what would be right', () => {
  assert.throws(() => read('edad=mucho'), { code: 'not-a-number' })
  assert.throws(() => read('edda=1'), {
    code: 'misspelt-column',
    values: { word: 'edda', nearest: 'edad' },
  })
  assert.throws(() => read('sin signo'), { code: 'condition' })
  assert.throws(() => columnId([...columns], 'presupuesto'), { code: 'unknown-column' })
})

test('a minus descends', () => {
  assert.deepEqual(readSort([...columns], ['-edad', 'distrito', '_id']), [
    { column: 'edad', descending: true },
    { column: 'distrito' },
    { column: '_id' },
  ])
})

test('the language is the one asked for, else that of the shell, else Spanish', () => {
  assert.equal(languageOf('en', { LANG: 'es_PE.UTF-8' }), 'en')
  assert.equal(languageOf(undefined, { LANG: 'en_US.UTF-8' }), 'en')
  assert.equal(languageOf(undefined, { LC_ALL: 'es_PE', LANG: 'en_US' }), 'es')
  assert.equal(languageOf(undefined, { LANG: 'C' }), 'es')
  assert.throws(() => languageOf('fr', {}), { code: 'language' })
})

const verb: Verb = {
  name: 'probar',
  operands: ['file', 'other?'],
  options: { key: { type: 'string', value: 'A' }, append: { type: 'boolean' } },
  run: () => Promise.resolve(0),
}

test('words are read strictly, and a slip is answered with the nearest option', () => {
  assert.deepEqual(readWords(verb, ['a.csv', '--key', 'x', '--append']).operands, ['a.csv'])
  assert.throws(() => readWords(verb, []), { code: 'missing', values: { name: 'file' } })
  assert.throws(() => readWords(verb, ['a', 'b', 'c']), { code: 'extra', values: { word: 'c' } })
  assert.throws(() => readWords(verb, ['a', '--kei', 'x']), {
    code: 'misspelt-option',
    values: { word: '--kei', nearest: '--key' },
  })
  assert.throws(() => readWords(verb, ['a', '--key']), { code: 'option-value' })
  assert.deepEqual(readWords(verb, ['--help']).values['help'], true)
})

test('tables fit the terminal, align numbers and show control signs as signs', () => {
  const text = tableText({
    heads: ['distrito', 'n'],
    rows: [
      ['San Juan de Lurigancho', 7],
      ['Breña\u001b[31m', null],
    ],
    right: [false, true],
    width: 16,
  })
  assert.equal(
    text,
    ['distrito       n', '─────────────  ─', 'San Juan de …  7', 'Breña␤[31m     –'].join('\n'),
  )
})
