// Every sentence of Vive is the same on the device as on the server, for none, one, some and many.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createLocale } from '#platform'
import { smallTranslate } from './small-translate.ts'

const locale = createLocale({ rooms: [{ room: 'visit', folder: new URL('../', import.meta.url) }] })

test('the device writes what the server writes', async () => {
  for (const lang of ['es', 'en', 'qu'] as const) {
    const file = new URL(`../messages.${lang}.json`, import.meta.url)
    const catalogue = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
    const small = smallTranslate(catalogue, lang)
    const whole = locale.for(lang)
    for (const [key, message] of Object.entries(catalogue)) {
      const names = [...message.matchAll(/\$(\w+)/g)].map(([, name = '']) => name)
      for (const count of [0, 1, 2, 1234]) {
        const values = Object.fromEntries(
          names.map((name) => [
            name,
            /count|most|rows|version|row/.test(name) ? count : `<${name}>`,
          ]),
        )
        assert.equal(small(key, values), whole(key, values), `${key} in ${lang}`)
      }
    }
  }
})
