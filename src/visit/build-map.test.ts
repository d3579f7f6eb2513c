// Streets from an extract: walked by name on the pages, refused when broken, and never half replaced.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { after, before, test } from 'node:test'
import { WalksError, describeWalksError } from '@rimaq/walks'
import { buildMap } from './build-map.ts'
import { streetFile, waysFrom } from './street-file.ts'

/** Two streets that cross beside the square. */
const extract = `<osm version="0.6">
<node id="1" lon="-77.0320" lat="-12.0459"/><node id="2" lon="-77.0306" lat="-12.0459"/>
<node id="3" lon="-77.0306" lat="-12.0445"/><node id="4" lon="-77.0306" lat="-12.0480"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Jirón Conde de Superunda"/></way>
<way id="2"><nd ref="3"/><nd ref="2"/><nd ref="4"/><tag k="highway" v="pedestrian"/><tag k="name" v="Jirón de la Unión"/></way>
</osm>`

let data: string
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'rimaq-map-'))
})
after(() => rm(data, { recursive: true, force: true }))

test('pages walk along the streets of the extract as soon as it is built, by their names', async () => {
  const faults: Error[] = []
  const ways = waysFrom(join(data, streetFile), (error) => faults.push(error))
  assert.equal(ways().byStreets, false)
  const from = join(data, 'lima.osm')
  await writeFile(from, extract)
  const built = await buildMap(from, data)
  assert.deepEqual([built.streets, built.kept, built.walkable], [3, 4, 2])
  const walked = ways()
  assert.equal(walked.byStreets, true)
  const [way] = walked.parts([
    [-77.0319, -12.046],
    [-77.0306, -12.0479],
  ])
  assert.deepEqual(
    way?.steps.map(({ street }) => street),
    ['Jirón Conde de Superunda', 'Jirón de la Unión'],
  )
  assert.ok(way.metres > 350 && way.metres < 380, `${way.metres}`)
  assert.equal(walked.streetAt([-77.0305, -12.047]), 'Jirón de la Unión')
  assert.equal(walked.streetsIn([-77.031, -12.0465, -77.03, -12.044]).length, 3)
  // Far from every street a straight line, lengthened, is all that is known.
  assert.equal(
    walked.parts([
      [-77.2, -12.2],
      [-77.2, -12.21],
    ])[0]?.steps.length,
    0,
  )
  assert.deepEqual(faults, [])
})

test('a broken extract is refused by its byte, and the streets stay as they were', async () => {
  const file = join(data, streetFile)
  const good = await readFile(file)
  const broken = join(data, 'broken.osm.pbf')
  await writeFile(broken, Uint8Array.from([0, 0, 0, 200, 10, 9]))
  await assert.rejects(buildMap(broken, data), (error) => {
    assert.ok(error instanceof WalksError && error.code === 'file-truncated')
    assert.match(describeWalksError(error, 'es'), /^broken\.osm\.pbf está cortado: en el byte/)
    return true
  })
  const swapped = join(data, 'swapped.osm')
  await writeFile(swapped, extract.replaceAll('lon="-77', 'lon="-977'))
  await assert.rejects(buildMap(swapped, data), { name: 'WalksError' })
  assert.deepEqual(await readFile(file), good)
})

test('a file of streets that is damaged leaves straight lines and is told once', async () => {
  const file = join(data, 'map', 'damaged.graph')
  const bytes = await readFile(join(data, streetFile))
  bytes[40] = bytes[40]! ^ 255
  await writeFile(file, bytes)
  const told: string[] = []
  const ways = waysFrom(file, (error) => told.push(error.message))
  assert.equal(ways().byStreets, false)
  assert.equal(ways().byStreets, false)
  assert.equal(told.length, 1)
})

const lima = join(import.meta.dirname, '../../../shared/data/vive/derived/lima_streets.osm.pbf')

test(
  'all of Lima fits into the pack',
  { skip: !existsSync(lima) && 'there is no extract of Lima beside the repository' },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rimaq-lima-'))
    try {
      const built = await buildMap(lima, folder)
      assert.ok(built.kilometres > 12_000, `${built.kilometres} km`)
      const file = join(folder, streetFile)
      assert.equal((await stat(file)).size, built.bytes)
      const packed = brotliCompressSync(await readFile(file)).length
      assert.ok(packed <= 400_000, `${packed} bytes`)
      const [way] = waysFrom(file, assert.fail)().parts([
        [-77.0306, -12.0459],
        [-77.0347, -12.0516],
      ])
      assert.ok(way && way.metres > 700 && way.metres < 1500, `${way?.metres}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
