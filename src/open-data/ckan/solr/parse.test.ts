// Solr queries are read as Lucene reads them, and no text, however odd, breaks the reader.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDismax, mustMatch } from './dismax.ts'
import { solrDate } from './dates.ts'
import { compile } from './evaluate.ts'
import type { SearchDocument } from './document.ts'
import { parse } from './parse.ts'
import { anyRun, SolrSyntaxError } from './syntax.ts'
import type { Query } from './syntax.ts'

const now = new Date('2026-03-15T12:34:56Z')

test('neighbours are joined by AND, which binds tighter than OR', () => {
  const term = (text: string): Query => ({ kind: 'term', field: null, text })
  assert.deepEqual(parse('a b OR c'), {
    kind: 'or',
    parts: [{ kind: 'and', parts: [term('a'), term('b')] }, term('c')],
  })
})

test('a field applies to the whole parenthesis, signs to one clause', () => {
  assert.deepEqual(parse('groups:(a OR -b)'), {
    kind: 'or',
    parts: [
      { kind: 'term', field: 'groups', text: 'a' },
      { kind: 'not', part: { kind: 'term', field: 'groups', text: 'b' } },
    ],
  })
})

test('escapes, wildcards, phrases, ranges and boosts keep their meaning', () => {
  assert.deepEqual(parse(String.raw`res_url:http\:\/\/a\*`), {
    kind: 'term',
    field: 'res_url',
    text: 'http://a*',
  })
  assert.deepEqual(parse('name:a*'), { kind: 'term', field: 'name', text: `a${anyRun}` })
  assert.deepEqual(parse(String.raw`"say \"x\""^2`), {
    kind: 'boost',
    part: { kind: 'phrase', field: null, text: 'say "x"' },
    by: 2,
  })
  assert.deepEqual(parse('metadata_modified:{* TO "2026-01-01T00:00:00Z"]'), {
    kind: 'range',
    field: 'metadata_modified',
    from: '*',
    to: '2026-01-01T00:00:00Z',
    includeFrom: false,
    includeTo: true,
  })
  assert.deepEqual(parse('*:*'), { kind: 'all' })
  assert.deepEqual(parse('  '), { kind: 'all' })
})

for (const broken of [
  '(',
  'a)',
  '"a',
  'title:',
  'a AND',
  '[a TO b',
  '[a b]',
  'a^x',
  ':a',
  'a\\',
  ']',
]) {
  test(`${broken} is refused with its place`, () => {
    assert.throws(() => parse(broken), SolrSyntaxError)
  })
}

test('dates understand NOW, units and rounding', () => {
  const at = (text: string) => new Date(solrDate(text, now) ?? NaN).toISOString()
  assert.equal(at('NOW-7DAYS'), '2026-03-08T12:34:56.000Z')
  assert.equal(at('NOW/DAY+1MONTH'), '2026-04-15T00:00:00.000Z')
  assert.equal(at('2026-01-01T00:00:00Z/YEAR-1SECOND'), '2025-12-31T23:59:59.000Z')
  assert.equal(at('2026-01'), '2026-01-01T00:00:00.000Z')
  assert.equal(solrDate('ayer', now), null)
  assert.equal(solrDate('NOW-1PARSEC', now), null)
})

test('as many words must match as CKAN’s mm says', () => {
  assert.deepEqual([1, 2, 3, 5, 6, 10].map(mustMatch), [1, 2, 2, 4, 4, 8])
})

const empty: SearchDocument = {
  id: 'x',
  modified: 0,
  record: {},
  exact: new Map([['name', ['x']]]),
  text: new Map([['text', { words: ['x'], stems: ['x'], counts: new Map([['x', 1]]) }]]),
  whole: new Map(),
  dates: new Map([['metadata_modified', 0]]),
  labels: new Map(),
}

const pieces = fc.constantFrom(
  'a',
  'x',
  ' ',
  'AND',
  'OR',
  'NOT',
  '+',
  '-',
  '!',
  '(',
  ')',
  '"',
  ':',
  '*',
  '?',
  '^2',
  '~1',
  '[',
  ']',
  '{',
  '}',
  'TO',
  '\\',
  'name:',
  'metadata_modified:',
  'NOW-1DAY',
  '&&',
  '||',
  'ñ',
  '\u0000',
)

test('any text is either a query that can be asked or a syntax error', () => {
  const source = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(source, (text) => {
      parseDismax(text)
      try {
        assert.ok(compile(parse(text), now)(empty) >= 0)
      } catch (error) {
        assert.ok(error instanceof SolrSyntaxError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})

/** Random trees over two fields, written as text. */
const { tree } = fc.letrec<{ tree: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom('name:x', 'name:y', 'text:x', 'text:y', 'name:[a TO z]', 'name:x*', '*:*'),
  tree: fc.oneof(
    { maxDepth: 5 },
    tie('leaf'),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a} AND ${b})`),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a} OR ${b})`),
    tie('tree').map((a) => `(NOT ${a})`),
  ),
}))

test('NOT, AND and OR follow De Morgan', () => {
  const holds = (text: string): boolean => compile(parse(text), now)(empty) > 0
  fc.assert(
    fc.property(tree, tree, (a, b) => {
      assert.equal(holds(`NOT (${a} AND ${b})`), holds(`(NOT ${a}) OR (NOT ${b})`))
      assert.equal(holds(`NOT (${a} OR ${b})`), holds(`-${a} AND -${b}`))
      assert.equal(holds(`+${a} +${b}`), holds(a) && holds(b))
    }),
  )
})

test('deep nesting is refused and not followed', () => {
  assert.throws(() => parse('('.repeat(10_000) + 'a' + ')'.repeat(10_000)), SolrSyntaxError)
})
