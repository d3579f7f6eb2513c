// Tests that nothing private entered the repository: keys, passwords, paths of somebody's machine.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { list, read } from './sources.ts'

const files = list(
  '*.{md,json,ts}',
  '.*rc.json',
  '.ci/*',
  'bin/*',
  '{src,packages,browser,scripts,bench,test,docs,packs}/**/*.{ts,css,sql,json,md,html,csv,txt,yaml,sh,py}',
)

const secrets: [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{40}/],
  ['an AWS key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of a code host', /\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20})\b/],
  ['a key of an API', /\bsk-[A-Za-z0-9]{32,}\b/],
  [
    'a password in an address',
    /\b[a-z]+:\/\/[^\s:/@'"`${}<>]+:(?!secret@|password@|x@)[^\s:/@'"`${}<>]{6,}@(?!localhost|127\.|example|[a-z.]*example)/,
  ],
]

/** Homes and working folders of real machines; `/home/rimaq` in documents is an example. */
const machine =
  /(?<![\w.:/])(\/(home|Users)\/(?!(rimaq|usuario|user|you)\b)[a-z][\w.-]*\/|\/work\/|\/root\/|[A-Z]:\\Users\\)/

function findings(pattern: RegExp, what: string): string[] {
  return files.flatMap((path) => {
    const found = pattern.exec(read(path))
    return found ? [`${path} holds ${what}: ${found[0].slice(0, 24)}…`] : []
  })
}

describe('privacy', () => {
  test('there are no secrets in the repository', () => {
    assert.ok(files.length > 100)
    assert.deepEqual(
      secrets.flatMap(([what, pattern]) => findings(pattern, what)),
      [],
    )
  })

  test('there are no paths of a machine in the repository', () => {
    assert.deepEqual(findings(machine, 'a path of a machine'), [])
  })

  test('the lock file names no place to download from', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/)
  })
})
