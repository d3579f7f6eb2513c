// Tests that each of the 25 invariants of case files names tests, and that every test it names is there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { list, read } from './sources.ts'

const page = 'docs/decisions/0014-case-files.md'

interface Row {
  number: number
  /** Names of tests; `…` at the end stands for what is left out. */
  names: string[]
}

function rowsOf(text: string): Row[] {
  const [, table = ''] = text.split('### The 25 invariants')
  return [...table.matchAll(/^\| (\d+) \| [^|]+ \| (.+) \|$/gm)].map(([, number, held = '']) => ({
    number: Number(number),
    names: [...held.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name),
  }))
}

/** Names given to test(), it() or describe() in files of tests. */
function namesOfTests(): Set<string> {
  const paths = list('{src,packages,test}/**/*.test.ts')
  return new Set(
    paths.flatMap((path) =>
      [...read(path).matchAll(/\b(?:test|it|describe)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(
        ([, , name = '']) => name.replaceAll(/\\(.)/g, '$1'),
      ),
    ),
  )
}

/** Numbers of rows without a test, and names that no test has. */
function faultsOf(text: string, known: ReadonlySet<string>): string[] {
  return rowsOf(text).flatMap(({ number, names }) => {
    if (names.length === 0) return [`invariant ${number} names no test`]
    return names
      .filter((name) => {
        const begin = name.endsWith('…') ? name.slice(0, -1).trim() : null
        if (begin === null) return !known.has(name)
        return ![...known].some((each) => each.startsWith(begin))
      })
      .map((name) => `invariant ${number}: no test is called “${name}”`)
  })
}

test('each of the 25 invariants names tests, and every one of them exists', () => {
  const text = read(page)
  assert.deepEqual(
    rowsOf(text).map(({ number }) => number),
    Array.from({ length: 25 }, (_, at) => at + 1),
  )
  assert.deepEqual(faultsOf(text, namesOfTests()), [])
})

test('a name that no test has is found, and a row without one', () => {
  const table =
    '### The 25 invariants\n| 1 | x | T “there” |\n| 2 | x | C |\n| 3 | x | T “th …”, “gone” |\n'
  assert.deepEqual(faultsOf(table, new Set(['there'])), [
    'invariant 2 names no test',
    'invariant 3: no test is called “gone”',
  ])
})
