// Tests that a masked value shows its ends at most.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maskValue } from './mask.ts'

test('a DNI shows its first and its last two digits', () => {
  assert.equal(maskValue('45678921'), '4•••••21')
  assert.equal(maskValue('ABC1'), 'A•••')
  assert.equal(maskValue('abc'), '•••')
})

test('no mask shows more than the first and the last two signs, nor fewer than three hidden', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
      const signs = [...value.trim()].filter((sign) => sign !== '•')
      const shown = [...maskValue(value)].filter((sign) => sign !== '•')
      assert.ok(shown.length <= 3)
      if (signs.length < 4) assert.equal(shown.length, 0)
      if (signs.length < 8) assert.ok(shown.length <= 1)
    }),
  )
})
