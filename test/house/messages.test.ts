// Tests the sentences: each key in use exists in Spanish and English, none is unused, all say the same.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Lang } from '#platform'
import { compileMessage } from '../../src/platform/locale/compile.ts'
import { createFormats } from '../../src/platform/locale/formats.ts'
import { readCatalogue } from '../../src/platform/locale/locale.ts'
import { list, read, root } from './sources.ts'

/** Rooms whose sentences the public reads; there Quechua may miss none. */
const publicRooms: ReadonlySet<string> = new Set([
  'open-data',
  'pages',
  'platform',
  'records',
  'visit',
])

const rooms = list('src/*/messages.es.json').map((path) => path.split('/')[1] ?? '')
const formats = createFormats({ timeZone: 'America/Lima' })

function catalogue(room: string, lang: Lang): Map<string, string> {
  return readCatalogue(room, pathToFileURL(`${root}src/${room}/`), lang)
}

/** Code of the program itself: tests may name keys that do not exist. */
const code = list('{src,packages,browser,scripts}/**/*.ts')
  .filter((path) => !/\.test\.ts$|\/test-/.test(path))
  .map((path) => ({ path, text: read(path) }))

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * Keys made at run time: `platform.fault.${reason}` uses every key of that form. A template made of
 * holes alone says nothing; it needs a word between points.
 */
function patternsOf(text: string): RegExp[] {
  return [...text.matchAll(/`((?:[\w.-]|\$\{[^{}`]*\})*)`/g)]
    .map(([, template = '']) => template)
    .filter(
      (template) => template.includes('${') && /[a-z-]{2,}\.|\.[a-z-]{2,}/.test(without(template)),
    )
    .map(
      (template) =>
        new RegExp(
          `^${template
            .split(/\$\{[^}]*\}/)
            .map(escape)
            .join('[\\w.-]+')}$`,
        ),
    )
}

function without(template: string): string {
  return template.replace(/\$\{[^}]*\}/g, '')
}

describe('messages', () => {
  test('every key that code asks for exists in Spanish and English', () => {
    const known = {
      es: new Set(rooms.flatMap((room) => [...catalogue(room, 'es').keys()])),
      en: new Set(rooms.flatMap((room) => [...catalogue(room, 'en').keys()])),
    }
    const missing: string[] = []
    for (const { path, text } of code) {
      for (const [, key = ''] of text.matchAll(
        /\bt(?:ranslate)?\(\s*['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g,
      )) {
        for (const lang of ['es', 'en'] as const) {
          if (!known[lang].has(key)) missing.push(`${path}: ${key} (${lang})`)
        }
      }
    }
    assert.deepEqual(missing, [])
  })

  for (const room of rooms) {
    test(`${room} has the same keys in Spanish and English, and none that nobody uses`, () => {
      const [es, en] = [catalogue(room, 'es'), catalogue(room, 'en')]
      assert.deepEqual([...en.keys()].sort(), [...es.keys()].sort())
      const patterns = code.flatMap(({ text }) => patternsOf(text))
      const unused = [...es.keys()].filter((key) => {
        if (patterns.some((pattern) => pattern.test(key))) return false
        return !code.some(({ text }) => text.includes(`'${key}'`) || text.includes(`"${key}"`))
      })
      assert.deepEqual(unused, [])
    })

    test(`${room} says the same in every language`, () => {
      const es = catalogue(room, 'es')
      for (const lang of ['en', 'qu'] as const) {
        const other = catalogue(room, lang)
        if (lang === 'qu' && publicRooms.has(room)) {
          const missing = [...es.keys()].filter(
            (key) => !other.has(key) && !key.startsWith('pages.gallery.'),
          )
          assert.deepEqual(missing, [], `${room} in Quechua`)
        }
        for (const [key, text] of other) {
          const spanish = es.get(key)
          assert.ok(spanish !== undefined, `${key} (${lang}) has no Spanish sentence`)
          const expected = compileMessage(spanish, 'es', formats).variables
          assert.deepEqual(
            compileMessage(text, lang, formats).variables,
            expected,
            `${key} (${lang})`,
          )
        }
      }
    })
  }
})
