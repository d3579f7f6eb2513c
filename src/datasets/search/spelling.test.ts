// Checks the distance between words and the choice of the nearest.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distance } from '#platform'
import { Spelling } from './spelling.ts'

test('swapped neighbours are one slip', () => {
  assert.equal(distance('tarnsporte', 'transporte', 2), 1)
  assert.equal(distance('trasporte', 'transporte', 2), 1)
  assert.equal(distance('casa', 'mesa', 2), 2)
  assert.equal(distance('casa', 'casas', 0), 1)
})

test('distance is zero for equal words only and the same both ways', () => {
  const word = fc.stringMatching(/^[a-d]{0,6}$/)
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(distance(a, b, 9), distance(b, a, 9))
      assert.equal(distance(a, b, 9) === 0, a === b)
    }),
  )
})

test('one slip anywhere in a known word of six letters or more is put right', () => {
  const spelling = new Spelling()
  const words = ['transporte', 'seguridad', 'presupuesto', 'distritos', 'emergencia']
  for (const word of words) spelling.add(word)
  for (const word of words) {
    for (let at = 0; at < word.length; at += 1) {
      assert.equal(spelling.nearest(word.slice(0, at) + word.slice(at + 1)), word)
      assert.equal(spelling.nearest(`${word.slice(0, at)}x${word.slice(at + 1)}`), word)
    }
  }
})

test('a word no dataset uses any more is not suggested', () => {
  const spelling = new Spelling()
  spelling.add('transporte')
  spelling.add('transporte')
  spelling.remove('transporte')
  assert.equal(spelling.nearest('trasporte'), 'transporte')
  spelling.remove('transporte')
  assert.equal(spelling.nearest('trasporte'), null)
})
