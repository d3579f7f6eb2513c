// What goes wrong with a file is told wholly in Spanish, whatever part of it is broken.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { buildGraph } from './graph/build-graph.ts'
import { decodeGraph } from './graph/decode-graph.ts'
import { encodeGraph } from './graph/encode-graph.ts'
import { sections } from './graph/format.ts'
import { readOsmPbf } from './osm/read-osm-pbf.ts'
import { readOsmXml } from './osm/read-osm-xml.ts'
import { asExtract, asPbf, testCity } from './osm/test-city.ts'
import { inSpanish } from './spanish-evidence.ts'
import { seeded } from './test-random.ts'
import { WalksError, describeWalksError } from './walks-error.ts'

/** Words of the readers that no Spanish sentence has. */
const english =
  /\b(the|an|of|block|field|way|node|nodes|word|wire|streets|keys|numbers|over|says|cut|head|end|extract)\b/

function spanish(error: unknown): string {
  assert.ok(error instanceof WalksError, String(error))
  const sentence = describeWalksError(error, 'es')
  // What stands in « » is the file's own text.
  assert.doesNotMatch(sentence.replaceAll(/«[^»]*»/g, ''), english, error.message)
  return sentence
}

describe('errors of files in Spanish', () => {
  test('know every part that the readers name', () => {
    const folders = ['osm', 'graph'].map((name) => new URL(`${name}/`, import.meta.url))
    const named = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.ts') && !file.includes('test'))
        .flatMap((file) => {
          const text = readFileSync(new URL(file, folder), 'utf8')
          const literals = text.matchAll(/'((?:the|a|an) [a-z][a-z ]+|latitudes|longitudes)'/g)
          return [...literals].map(([, words = '']) => words)
        }),
    )
    const missing = [...new Set([...named, ...sections])].filter((each) => inSpanish(each) === each)
    assert.deepEqual(missing, [])
    assert.ok(named.length > 30)
  })

  test('have no English in them for two thousand broken extracts and street files', async () => {
    const random = seeded(7)
    const city = testCity(6, 3)
    const pbf = Uint8Array.from(asPbf(city))
    const graph = encodeGraph(buildGraph(asExtract(city)).graph)
    let refused = 0
    for (let at = 0; at < 1000; at++) {
      for (const [whole, read] of [
        [pbf, readOsmPbf],
        [graph, decodeGraph],
      ] as const) {
        const broken = Uint8Array.from(whole)
        for (let n = 0; n <= at % 3; n++) broken[random(broken.length)] = random(256)
        const cut = at % 2 ? broken : broken.subarray(0, random(broken.length))
        try {
          await read(cut)
        } catch (error) {
          spanish(error)
          refused += 1
        }
      }
    }
    assert.ok(refused > 1000, `${refused} were refused`)
  })

  test('show the line of broken XML as it stands in the file', () => {
    const broken = '<osm version="0.6">\n<node id="1" lat="1" lon="1">\n</way>\n</osm>'
    assert.throws(
      () => readOsmXml(broken),
      (error) => spanish(error).includes('línea 3: «</way>»'),
    )
  })
})
