// Computes the contrast of the colours again, in light and dark, and holds them to what is promised.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Token, contrast, readTokens } from './contrast.ts'

const tokens = readTokens(readFileSync(new URL('tokens.css', import.meta.url), 'utf8'))

/** 1.4.3: text; 1.4.11: what one must see of controls and pictures. */
function promised(name: string): number {
  return /^(line-control|brand|chart-\d|focus-outer)$/.test(name) ? 3 : 4.5
}

for (const [scheme, list] of Object.entries({ light: tokens.light, dark: tokens.dark })) {
  test(`every stated contrast of the ${scheme} colours is true and enough`, () => {
    const values = new Map(list.map(({ name, value }) => [name, value]))
    let stated = 0
    for (const { name, value, contrast: words } of list) {
      for (const [, number, surface] of words.matchAll(/([\d.]+) on ([\w-]+)/g)) {
        const found = contrast(value, values.get(surface ?? '') ?? '')
        assert.equal(Math.floor(found * 10) / 10, Number(number), `${name} on ${surface}`)
        assert.ok(found >= promised(name), `${name} on ${surface} is ${found}`)
        stated++
      }
    }
    assert.ok(stated >= 40, `only ${stated} contrasts are stated`)
  })
}

test('light and dark name the same colours, and the dark ones are written twice alike', () => {
  const names = (list: Token[]): string[] => list.map(({ name }) => name)
  assert.deepEqual(names(tokens.dark), names(tokens.light))
  assert.deepEqual(tokens.chosenDark, tokens.dark)
})

test('text on a functional surface is readable whatever the kind', () => {
  for (const list of [tokens.light, tokens.dark]) {
    const values = new Map(list.map(({ name, value }) => [name, value]))
    const value = (name: string): string => values.get(name) ?? assert.fail(name)
    for (const surface of ['good', 'warn', 'bad', 'info'].map((kind) => `${kind}-surface`)) {
      for (const text of ['text', 'text-quiet', 'link', 'link-visited']) {
        assert.ok(contrast(value(text), value(surface)) >= 4.5, `${text} on ${surface}`)
      }
    }
    for (const text of ['text', 'text-quiet', 'link']) {
      assert.ok(contrast(value(text), value('surface-raised')) >= 4.5, `${text} on raised`)
    }
  }
})
