// A city's own colours stand in for the usual ones, unless people could not see them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cityStyles, colourFaults } from './city-colours.ts'

const none = { brand: null, brandText: null }
const green = {
  brand: { light: '#2f7d4f', dark: '#7fd3a0' },
  brandText: { light: '#1f5c39', dark: '#9be3b6' },
}

test('a city without colours of its own adds no style sheet', () => {
  assert.equal(cityStyles(none), null)
  assert.deepEqual(colourFaults(none), [])
})

test('colours that can be seen are set for light and dark, by system and by choice', () => {
  assert.deepEqual(colourFaults(green), [])
  const css = cityStyles(green) ?? ''
  assert.match(css, /^:root\{--brand:#2f7d4f;--brand-text:#1f5c39\}/)
  assert.equal(css.split('--brand:#7fd3a0').length, 3)
  assert.equal(cityStyles({ ...none, brand: green.brand })?.includes('brand-text'), false)
})

test('a colour too weak for its ground, or written otherwise, is named with its contrast', () => {
  const pale = { ...green, brandText: { light: '#c9b27a', dark: '#9be3b6' } }
  const [fault, ...others] = colourFaults(pale)
  assert.deepEqual(others, [])
  assert.equal(fault?.name, 'brandText.light')
  assert.equal(fault.least, 4.5)
  assert.ok(fault.found > 1 && fault.found < 2.2, String(fault.found))
  const words = { ...green, brand: { light: 'url(//x)', dark: '#7fd3a0' } }
  assert.deepEqual(
    colourFaults(words).map(({ name, found }) => [name, found]),
    [['brand.light', 0]],
  )
})
