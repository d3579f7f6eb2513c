// The index of words finds and ranks exactly what reading every dataset would.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDismax, rank } from './dismax.ts'
import { stemmed } from './document.ts'
import type { SearchDocument } from './document.ts'
import { stem, words } from './analyse.ts'
import { WordIndex } from './word-index.ts'

function document(id: string, title: string, tags: string[]): SearchDocument {
  const field = (text: string) => {
    const all = words(text)
    const stems = all.map(stem)
    const counts = new Map<string, number>()
    for (const one of stems) counts.set(one, (counts.get(one) ?? 0) + 1)
    return { words: all, stems, counts }
  }
  return {
    id,
    modified: 0,
    record: {},
    exact: new Map(),
    text: new Map([
      ['title', field(title)],
      ['text', field(`${title} ${tags.join(' ')}`)],
    ]),
    whole: new Map([['tags', tags.map(stemmed)]]),
    dates: new Map(),
    labels: new Map(),
  }
}

const word = fc.constantFrom(
  'agua',
  'parques',
  'parque',
  'Lima',
  'museos',
  'museo',
  'límites',
  'de',
)
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '))
const catalogue = fc
  .array(fc.record({ title: text, tags: fc.array(text, { maxLength: 3 }) }), { maxLength: 12 })
  .map((all) => all.map(({ title, tags }, i) => document(`id-${i}`, title, tags)))
const part = fc.oneof(
  word,
  word.map((one) => `+${one}`),
  word.map((one) => `-${one}`),
  text.map((one) => `"${one}"`),
)
const query = fc.array(part, { maxLength: 7 }).map((all) => all.join(' '))

test('the index agrees with the slow way on every catalogue and query', () => {
  fc.assert(
    fc.property(catalogue, query, (documents, q) => {
      const asked = parseDismax(q)
      const shown = (found: { document: SearchDocument; score: number }[]) =>
        found.map((one) => `${one.document.id} ${one.score.toFixed(9)}`)
      assert.deepEqual(shown(new WordIndex(documents).rank(asked)), shown(rank(asked, documents)))
    }),
    { numRuns: 500 },
  )
})
