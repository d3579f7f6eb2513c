// Checks the readable names made from titles and file names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isSlug, nameWithoutEnding, slugFrom, titleFromName } from './slug.ts'

test('accents, signs and spaces leave a readable address', () => {
  assert.equal(slugFrom('Distritos de Breña (2024)'), 'distritos-de-brena-2024')
  assert.equal(slugFrom('¿¡!?'), 'datos')
})

test('any text gives a valid slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) =>
      assert.ok(isSlug(slugFrom(text))),
    ),
  )
})

test('endings of formats and wrappers are not part of a name', () => {
  assert.equal(nameWithoutEnding('carpeta/actas.csv.gz'), 'actas')
  assert.equal(nameWithoutEnding('.csv'), '.csv')
  assert.equal(titleFromName('lima_distritos_2021-01-24.csv'), 'Lima distritos 2021-01-24')
})
