// A class that no style sheet and no script knows is a promise of room or colour that nobody keeps.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../../../', import.meta.url).pathname
const read = (pattern: string): string[] =>
  globSync(pattern, { cwd: root }).map((path) => readFileSync(root + path, 'utf8'))

/** Names that only tell a part to tests and to readers of the page's text. */
const namesOnly = new Set(['main-column'])

test('every class on the portal’s pages is styled or used by a script', () => {
  const styles = [...read('src/{pages,open-data}/**/*.css'), ...read('browser/*.css')].join('\n')
  const scripts = read('browser/**/*.ts').join('\n')
  const unknown = read('src/open-data/portal/*.ts')
    .flatMap((text) => [...text.matchAll(/class="([^"$]*)"/g)])
    .flatMap(([, names = '']) => names.split(/\s+/))
    .filter((name) => name !== '' && !namesOnly.has(name))
    .filter((name) => !new RegExp(`\\.${name}(?![\\w-])`).test(styles) && !scripts.includes(name))
  assert.deepEqual([...new Set(unknown)], [])
})
