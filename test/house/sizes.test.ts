// Tests the form of files: small, named plainly, saying first what they are for.
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { describe, test } from 'node:test'
import { list, read, sources } from './sources.ts'

const generated = /\.generated\.ts$/

function tooLong(path: string): string | null {
  const lines = read(path).trimEnd().split('\n').length
  const most =
    /(^|\/)index\.ts$/.test(path) && /^(src|packages)\/[^/]+\/(src\/)?index\.ts$/.test(path)
      ? 40
      : 400
  return lines > most ? `${path} has ${lines} lines, at most ${most}` : null
}

describe('files', () => {
  test('none is longer than 400 lines, no door longer than 40', () => {
    const files = [
      ...sources().filter((path) => !generated.test(path)),
      ...list('src/**/*.{css,sql}'),
    ]
    assert.deepEqual(files.map(tooLong).filter(Boolean), [])
  })

  test('the first line says what the file is for', () => {
    const mute = sources().filter((path) => {
      const [first = '', second = ''] = read(path).split('\n')
      return !/^(\/\/|\/\*\*?) ?\S.{15,}/.test(first.startsWith('#!') ? second : first)
    })
    const sheets = list('{src,browser}/**/*.css').filter((path) => !/^\/\* ?\S/.test(read(path)))
    const scripts = list('src/**/*.sql').filter((path) => !/^-- ?\S/.test(read(path)))
    assert.deepEqual([...mute, ...sheets, ...scripts], [])
  })

  test('names are words in lower case joined by hyphens', () => {
    const odd = [...sources(), ...list('src/**/*.{css,sql,json}')].filter(
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|css|sql|json)$/.test(basename(path)),
    )
    assert.deepEqual(odd, [])
  })

  test('exports have names', () => {
    const nameless = sources().filter((path) => /^export default\b/m.test(read(path)))
    assert.deepEqual(nameless, [])
  })

  test('SQL stands in stores, in migrations and in the packages that are made of it', () => {
    const allowed =
      /(^|\/)(store[a-z0-9-]*|migrate|[a-z-]*\.test)\.ts$|^(packages\/tables|bench|test)\//
    const statement = /\bsql(<[^>]*>)?`/
    const found = sources().filter((path) => {
      if (!path.startsWith('src/') || allowed.test(path) || generated.test(path)) return false
      const code = read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return statement.test(code)
    })
    assert.deepEqual(found, [])
  })
})
