// Tests that an address holds the place in a table, and nothing where the table is at its start.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPlace } from './place.ts'

const address = 'https://datos.example/dataset/a/explore?sort=-monto&f=x%7Eeq%7E1'

test('the page that holds the row is named, the rest of the address stays', () => {
  assert.equal(withPlace(address, 131_410), `${address}&page=2629`)
  assert.equal(withPlace(`${address}&page=7`, 50), `${address}&page=2`)
  assert.equal(withPlace(`${address}&page=7#x`, 99), `${address}&page=2#x`)
})

test('the first page has no number, so that equal views have equal addresses', () => {
  assert.equal(withPlace(`${address}&page=7`, 49), address)
  assert.equal(withPlace(address, 0), address)
})
