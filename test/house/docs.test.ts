// Tests the documents: links lead somewhere, and whatever can be set, run or asked is described.
import assert from 'node:assert/strict'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { settingsTable } from '#platform'
import { exists, list, read, sources } from './sources.ts'

const documents = list('*.md', 'docs/**/*.md', 'packs/**/*.md', 'packages/*/*.md')

/** Headings as addresses, the way code hosts write them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.matchAll(/^#{1,6} (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

function brokenLinks(path: string): string[] {
  const text = read(path).replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  const broken: string[] = []
  for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)) {
    if (/^[a-z]+:/i.test(link)) continue
    const [file = '', anchor] = link.split('#')
    const target = file ? normalize(join(dirname(path), file)) : path
    if (!exists(target)) broken.push(`${path} links to ${link}, which is not there`)
    else if (anchor && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor)) {
      broken.push(`${path} links to ${link}, but there is no such heading`)
    }
  }
  return broken
}

/** What must be described, and where. A page that is not written yet skips its test in words. */
const described: { what: string; page: string; names(): string[] }[] = [
  {
    what: 'setting',
    page: 'docs/operators/settings.md',
    names: () => settingsTable.map(({ name }) => name),
  },
  {
    what: 'verb of the command line',
    page: 'docs/operators/commands.md',
    names: () =>
      list('src/cli.ts', 'src/cli/*.ts')
        .filter((path) => !path.endsWith('.test.ts'))
        .flatMap((path) =>
          [...read(path).matchAll(/^  name: '([a-z-]+)'/gm)].map(([, name]) => name ?? ''),
        ),
  },
  {
    what: 'job',
    page: 'docs/operators/jobs.md',
    names: () =>
      sources()
        .filter((path) => path.startsWith('src/') && !/\.test\.ts$|\/test-/.test(path))
        .flatMap((path) =>
          [...read(path).matchAll(/\bjobs\.define(?:<[^>]*>)?\(\s*'([\w.-]+)'/g)].map(
            ([, name]) => name ?? '',
          ),
        ),
  },
]

describe('documents', () => {
  test('every relative link leads to a file and a heading that exist', () => {
    assert.deepEqual(documents.flatMap(brokenLinks), [])
  })

  test('every file that a document names is there', () => {
    const gone = documents.flatMap((path) => {
      const named = read(path).matchAll(
        /`((?:src|packages|test|docs|scripts|browser|packs)\/[\w./-]+)`/g,
      )
      return [...named]
        .map(([, name = '']) => name)
        .filter((name) => !exists(name) && !exists(join(dirname(path), name)))
        .map((name) => `${path} names ${name}`)
    })
    assert.deepEqual(gone, [])
  })

  for (const { what, page, names } of described) {
    test(`every ${what} is described in ${page}`, (context) => {
      if (!exists(page)) return context.skip(`${page} is not written yet`)
      const text = read(page)
      const missing = names().filter(
        (name) => !text.includes(`\`${name}\``) && !text.includes(` ${name}`),
      )
      assert.deepEqual(missing, [])
    })
  }

  test('decisions say status, context, decision and consequences', () => {
    const decisions = list('docs/decisions/*.md')
    assert.ok(decisions.length > 0)
    for (const path of decisions) {
      for (const part of ['Status', 'Context', 'Decision', 'Consequences']) {
        assert.match(
          read(path),
          new RegExp(`^(## |- )?\\*{0,2}${part}`, 'm'),
          `${path} has no ${part}`,
        )
      }
    }
  })
})
