// Tests that extracts are read alike in both forms, and that broken ones are refused, naming the place.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeWalksError, WalksError } from '../walks-error.ts'
import { seeded } from '../test-random.ts'
import { type Extract, ExtractBuilder } from './extract.ts'
import { readOsmPbf } from './read-osm-pbf.ts'
import { readOsmXml } from './read-osm-xml.ts'
import {
  asExtract,
  type TestCity,
  asPbf,
  asXml,
  block,
  field,
  pbfHeader,
  testCity,
} from './test-city.ts'

const grid = testCity(5, 1)
const [first, second] = grid.nodes
const city: TestCity = {
  ...grid,
  relations: [
    {
      id: 7,
      ways: [3, 1, 2],
      tags: new Map([
        ['type', 'multipolygon'],
        ['leisure', 'park'],
      ]),
    },
  ],
  names: [
    {
      id: first!.id,
      tags: new Map([
        ['place', 'suburb'],
        ['name', 'Barranco'],
      ]),
    },
    {
      id: second!.id,
      tags: new Map([
        ['place', 'town'],
        ['name', 'Áncón'],
      ]),
    },
  ],
}

function plain({ index, lon, lat, ways, areas, names }: Extract): unknown {
  return {
    nodes: [...index].map(([id, at]) => [id, lon[at], lat[at]]),
    ways: ways.map(({ id, refs, tags }) => [id, [...refs], [...tags]]),
    areas: areas.map(({ id, ways: members, tags }) => [id, [...members], [...tags]]),
    names: names.map(({ id, tags }) => [id, [...tags]]),
  }
}

async function refusal(act: () => unknown): Promise<WalksError> {
  try {
    await act()
  } catch (error) {
    assert.ok(error instanceof WalksError, String(error))
    return error
  }
  return assert.fail('it was taken')
}

describe('extracts', () => {
  test('XML, packed and plain PBF say the same', async () => {
    const expected = plain(asExtract(city))
    assert.deepEqual(plain(readOsmXml(asXml(city))), expected)
    assert.deepEqual(plain(await readOsmPbf(asPbf(city))), expected)
    assert.deepEqual(plain(await readOsmPbf(asPbf(city, false))), expected)
  })

  test('a PBF cut off anywhere but between blocks is refused with the byte', async () => {
    const file = asPbf(city)
    const headerEnd = pbfHeader(true).length
    for (let length = 0; length < file.length; length++) {
      if (length === headerEnd) continue
      const error = await refusal(() => readOsmPbf(file.subarray(0, length)))
      assert.equal(error.code, 'file-truncated', `${length}`)
      assert.ok(Number(error.evidence['offset']) <= length)
    }
    assert.match(
      describeWalksError(await refusal(() => readOsmPbf(file.subarray(0, file.length - 3))), 'es'),
      /^El extracto está cortado: en el byte \d+, el bloque OSMData necesita \d+ bytes/,
    )
  })

  test('a PBF with changed bytes is read or refused, and never breaks the reader', async () => {
    const random = seeded(2)
    for (const packed of [true, false]) {
      const file = asPbf(city, packed)
      for (let turn = 0; turn < 1500; turn++) {
        const changed = file.slice()
        for (let each = 0; each <= random(3); each++) changed[random(file.length)] = random(256)
        try {
          await readOsmPbf(changed)
        } catch (error) {
          assert.ok(error instanceof WalksError, String(error))
        }
      }
    }
  })

  test('a block that unpacks to more than it says is refused before it fills the memory', async () => {
    const data = Array.from({ length: 100_000 }, () => 0)
    const honest = block('OSMHeader', data, true)
    const size = honest.findIndex((byte, at) => byte === 16 && honest[at + 1] === 160)
    assert.ok(size > 0)
    const lying = [...honest]
    lying.splice(size + 1, 3, 0x80 + 100, 0x80, 0)
    const error = await refusal(() => readOsmPbf(Uint8Array.from(lying)))
    assert.equal(error.code, 'file-lies')
  })

  test('an extract of more nodes than a city has is refused before it fills the memory', () => {
    const builder = new ExtractBuilder(3)
    for (const id of [1, 2, 3]) builder.addNode(id, 0, 0)
    assert.throws(() => builder.addNode(4, 0, 0), { code: 'extract-too-large' })
  })

  test('other files and unknown features are refused by name', async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])
    assert.equal((await refusal(() => readOsmPbf(png))).code, 'not-this-format')
    const history = field(4, [...new TextEncoder().encode('HistoricalInformation')])
    const error = await refusal(() =>
      readOsmPbf(Uint8Array.from(block('OSMHeader', history, true))),
    )
    assert.equal(error.code, 'unsupported-feature')
    assert.match(error.message, /HistoricalInformation/)
  })

  test('broken XML is refused with its line', async () => {
    const lines = asXml(city).split('\n')
    lines[4] = '<node id="7" lon="200" lat="1"/>'
    const swapped = await refusal(() => readOsmXml(lines.join('\n')))
    assert.equal(swapped.code, 'xml-malformed')
    assert.equal(swapped.evidence['line'], 5)
    const cut = asXml(city).slice(0, 300)
    assert.equal((await refusal(() => readOsmXml(cut))).code, 'xml-malformed')
    assert.equal((await refusal(() => readOsmXml('<gpx></gpx>'))).code, 'not-this-format')
  })
})
