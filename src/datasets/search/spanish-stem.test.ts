// Checks that forms of one Spanish word share a stem, and that different words do not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold } from '../slug.ts'
import { stem } from './spanish-stem.ts'

const families = [
  ['distrito', 'distritos'],
  ['educación', 'educaciones', 'educativo', 'educativa'],
  ['población', 'poblaciones'],
  ['municipalidad', 'municipalidades'],
  ['emergencia', 'emergencias'],
  ['denuncia', 'denuncias'],
  ['árbol', 'árboles'],
  ['parque', 'parques'],
  ['semáforo', 'semáforos'],
  ['publicar', 'publicando', 'publicado', 'publicados', 'publicó'],
  ['contaminación', 'contaminaciones'],
  ['vehículo', 'vehículos'],
  ['turístico', 'turísticos', 'turística', 'turísticas'],
]

for (const family of families) {
  test(`${family.join(', ')} share one stem`, () => {
    assert.equal(
      new Set(family.map((word) => stem(fold(word)))).size,
      1,
      family.map((w) => stem(fold(w))).join(' '),
    )
  })
}

/** From the sample vocabulary of the Snowball project (algorithms/spanish), where no accent is involved. */
const published: [string, string][] = [
  ['chicas', 'chic'],
  ['chico', 'chic'],
  ['chicharrones', 'chicharron'],
  ['torear', 'tor'],
  ['toreado', 'tor'],
  ['torneados', 'torn'],
  ['tornillo', 'tornill'],
  ['toros', 'tor'],
  ['torre', 'torr'],
  ['torneo', 'torne'],
  ['tormentas', 'torment'],
  ['cheques', 'chequ'],
  ['chilena', 'chilen'],
]

for (const [word, expected] of published) {
  test(`${word} has the published stem ${expected}`, () => assert.equal(stem(word), expected))
}

test('a stem is a beginning of its word, save for the one replaced ending', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,15}$/), (word) => {
      const cut = stem(word)
      assert.ok(word.startsWith(cut) || /enci/.test(word), `${word} ${cut}`)
    }),
  )
})
