// Shows that the pages' sentences stand in Spanish and English alike, and that Quechua adds no others.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Lang } from '#platform'

const read = (lang: Lang): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`messages.${lang}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >

const variables = (text: string): string[] =>
  [...new Set([...text.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? ''))].sort()

test('Spanish and English have the same keys with the same variables', () => {
  const [es, en, qu] = [read('es'), read('en'), read('qu')]
  assert.deepEqual(Object.keys(en), Object.keys(es))
  for (const [key, text] of Object.entries(es)) {
    assert.ok(key.startsWith('pages.'), key)
    assert.deepEqual(variables(en[key] ?? ''), variables(text), key)
    if (qu[key] !== undefined) assert.deepEqual(variables(qu[key]), variables(text), key)
  }
  for (const key of Object.keys(qu)) assert.ok(key in es, `${key} is only in Quechua`)
})
