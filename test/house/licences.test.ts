// Tests that everything we ship may be shipped under our licence, and that each dependency has a reason.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exists, list, read } from './sources.ts'

/** Permissive licences, and the font licence for fonts. Neither GPL nor AGPL, in any combination. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PostgreSQL',
  'Unlicense',
  'Zlib',
])

interface Locked {
  license?: string
  dev?: boolean
  link?: boolean
  version?: string
}

interface Manifest {
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** SPDX: one of the alternatives is enough; of a combination all are needed. */
function mayShip(expression: string): boolean {
  const bare = expression.replace(/^\(|\)$/g, '')
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => allowed.has(part)))
}

const manifest = JSON.parse(read('package.json')) as Manifest

describe('licences', () => {
  test('every dependency we ship has a licence that lets us', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
    const shipped = Object.entries(lock.packages).filter(
      ([path, entry]) => path.startsWith('node_modules/') && !entry.dev && !entry.link,
    )
    assert.ok(shipped.length > 50)
    const refused = shipped.filter(([, { license }]) => !license || !mayShip(license))
    assert.deepEqual(
      refused.map(([path, { license }]) => `${path}: ${license ?? 'no licence named'}`),
      [],
    )
  })

  test('our own packages carry our licence, and its text is here', () => {
    for (const path of ['package.json', ...list('packages/*/package.json')]) {
      assert.equal((JSON.parse(read(path)) as Manifest).license, 'EUPL-1.2', path)
    }
    const text = read('LICENSE')
    assert.match(text, /EUROPEAN UNION PUBLIC LICENCE v\. 1\.2/)
    assert.match(text, /Appendix/)
  })
})

describe('dependencies', () => {
  test('docs/dependencies.md gives each direct dependency one line of reason', () => {
    assert.ok(exists('docs/dependencies.md'))
    const page = read('docs/dependencies.md')
    const { dependencies, optionalDependencies, devDependencies } = manifest
    const direct = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies })
    const explained = new Set(
      [...page.matchAll(/^\| (.+?) \| .{10,} \|$/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
      ),
    )
    const without = direct.filter((name) => !explained.has(name))
    assert.deepEqual(without, [], 'no reason given')
    const gone = [...explained].filter((name) => name !== undefined && !direct.includes(name))
    assert.deepEqual(gone, [], 'reason given, but not a dependency')
  })

  test('versions are pinned', () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest
    const all = { ...dependencies, ...optionalDependencies, ...devDependencies }
    assert.deepEqual(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    )
  })
})
