// The tiles of a city, read back by the programs that will read them: PMTiles and the reader of vector tiles.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { PMTiles, type RangeResponse, type Source, TileType } from 'pmtiles'
import { asPbf, testCity } from '../../packages/walks/src/osm/test-city.ts'
import { buildMap } from '../../src/visit/build-map.ts'
import { makeContent } from '../../src/visit/content/make-content.ts'
import { readByteRange } from '../../src/visit/offline/byte-range.ts'
import { streetFile, tileFile } from '../../src/visit/street-file.ts'
import { tilesFrom } from '../../src/visit/tile-archive.ts'

class BytesSource implements Source {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  getKey(): string {
    return 'bytes'
  }
  getBytes(offset: number, length: number): Promise<RangeResponse> {
    const data = Uint8Array.from(this.bytes.subarray(offset, offset + length)).buffer
    return Promise.resolve({ data })
  }
}

async function tileOf(
  archive: PMTiles,
  zoom: number,
  lon: number,
  lat: number,
): Promise<VectorTile | null> {
  const side = 2 ** zoom
  const sine = Math.sin((lat * Math.PI) / 180)
  const x = Math.floor((lon / 360 + 0.5) * side)
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side)
  const found = await archive.getZxy(zoom, x, y)
  return found ? new VectorTile(new PbfReader(new Uint8Array(found.data))) : null
}

function propertiesIn(tile: VectorTile | null, layer: string): Record<string, unknown>[] {
  const found = tile?.layers[layer]
  return Array.from({ length: found?.length ?? 0 }, (_, at) => ({
    ...found!.feature(at).properties,
  }))
}

/** The grid of streets with a park that has a pond, a house, and a named neighbourhood. */
function city() {
  const made = testCity(20, 3)
  const ring = (id: number, lon: number, lat: number, size: number): number[] => {
    const corners = [
      [0, 0],
      [size, 0],
      [size, size],
      [0, size],
    ] as const
    for (const [at, [x, y]] of corners.entries()) {
      made.nodes.push({ id: id + at, lon: lon + x, lat: lat + y })
    }
    return [id, id + 1, id + 2, id + 3, id]
  }
  const way = (refs: number[], ...tags: [string, string][]): number => {
    made.ways.push({ id: made.ways.length + 1, refs, tags: new Map(tags) })
    return made.ways.length
  }
  const park = way(ring(500_000, -77.045, -12.055, 0.004))
  const pond = way(ring(500_010, -77.044, -12.054, 0.001), ['natural', 'water'])
  way(ring(500_020, -77.0381, -12.0481, 0.0003), ['building', 'yes'])
  made.nodes.push({ id: 500_030, lon: -77.042, lat: -12.052 })
  return {
    ...made,
    relations: [
      {
        id: 9,
        ways: [park, pond],
        tags: new Map([
          ['type', 'multipolygon'],
          ['leisure', 'park'],
        ]),
      },
    ],
    names: [
      {
        id: 500_030,
        tags: new Map([
          ['place', 'neighbourhood'],
          ['name', 'Barrios Altos'],
        ]),
      },
    ],
  }
}

let data: string
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'rimaq-tiles-'))
})
after(() => rm(data, { recursive: true, force: true }))

describe('the archive of tiles', () => {
  test('is read by PMTiles, and every tile by the reader of vector tiles', async () => {
    const from = join(data, 'city.osm.pbf')
    const made = city()
    await writeFile(from, asPbf(made))
    const built = await buildMap(from, data)
    const bytes = await readFile(join(data, tileFile))
    const archive = new PMTiles(new BytesSource(bytes))
    const header = await archive.getHeader()
    assert.equal(header.tileType, TileType.Mvt)
    assert.deepEqual([header.minZoom, header.maxZoom, header.clustered], [8, 14, true])
    assert.equal(header.numAddressedTiles, built.tiles.count)
    assert.ok(header.minLon < -77.04 && header.maxLon > -77.04)
    const fine = await tileOf(archive, 14, -77.0405, -12.0505)
    assert.deepEqual(Object.keys(fine?.layers ?? {}), [
      'green',
      'water',
      'buildings',
      'streets',
      'places',
    ])
    const names = new Set(
      propertiesIn(fine, 'streets')
        .map(({ name }) => name)
        .filter(Boolean),
    )
    assert.ok(names.size > 8, `${names.size}`)
    for (const name of names) assert.match(String(name), /^(Jirón Áncash|Avenida Ñuñoa) \d+$/)
    assert.deepEqual(propertiesIn(fine, 'places'), [
      { class: 'neighbourhood', name: 'Barrios Altos' },
    ])
    // The park has a hole where the pond lies; areas in degrees tell it.
    const park = fine!.layers['green']!.feature(0).toGeoJSON(0, 0, 14).geometry
    assert.equal(park.type === 'Polygon' && park.coordinates.length, 2)
    const coarse = await tileOf(archive, 12, -77.0405, -12.0505)
    assert.deepEqual(propertiesIn(coarse, 'streets'), [])
    assert.equal(coarse?.layers['buildings'], undefined)
    assert.equal(await tileOf(archive, 14, -70, -12), null)
  })

  test('is the same byte by byte when it is built again, and stays when an extract is cut off', async () => {
    const before = await readFile(join(data, tileFile))
    const graph = await readFile(join(data, streetFile))
    await buildMap(join(data, 'city.osm.pbf'), data)
    assert.deepEqual(await readFile(join(data, tileFile)), before)
    const broken = join(data, 'broken.osm.pbf')
    await writeFile(broken, (await readFile(join(data, 'city.osm.pbf'))).subarray(0, 5000))
    await assert.rejects(buildMap(broken, data), { code: 'file-truncated' })
    const borders = join(data, 'borders.geojson')
    await writeFile(
      borders,
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"distrito":"LIMA"},"geometry":{"type":"Point","coordinates":[0,0]}}]}',
    )
    await assert.rejects(buildMap(join(data, 'city.osm.pbf'), data, borders), {
      name: 'VisitError',
      code: 'bad-borders',
      evidence: { file: borders, row: 1, found: 'Point' },
    })
    assert.deepEqual(await readFile(join(data, tileFile)), before)
    assert.deepEqual(await readFile(join(data, streetFile)), graph)
  })

  test('draws the borders of a file of the city', async () => {
    const borders = join(data, 'districts.geojson')
    const ring = [
      [-77.06, -12.07],
      [-77.02, -12.07],
      [-77.02, -12.03],
      [-77.06, -12.03],
      [-77.06, -12.07],
    ]
    await writeFile(
      borders,
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { distrito: 'RÍMAC' },
            geometry: { type: 'Polygon', coordinates: [ring] },
          },
        ],
      }),
    )
    const other = join(data, 'other')
    const built = await buildMap(join(data, 'city.osm.pbf'), other, borders)
    assert.equal(built.tiles.districts, 1)
    const archive = new PMTiles(new BytesSource(await readFile(built.tiles.file)))
    const tile = await tileOf(archive, 11, -77.04, -12.05)
    assert.deepEqual(propertiesIn(tile, 'districts'), [{ class: 'border' }])
    assert.ok(propertiesIn(tile, 'places').some(({ name }) => name === 'RÍMAC'))
  })

  test('is served by its hash, anew when it changes, and read by ranges', async () => {
    const file = join(data, tileFile)
    const tiles = tilesFrom(file)
    const found = tiles()
    assert.ok(found)
    assert.equal(found.bytes, (await readFile(file)).length)
    const parts: Uint8Array[] = []
    for await (const part of found.read(0, 6)) parts.push(part)
    assert.equal(Buffer.concat(parts).toString(), 'PMTiles')
    assert.equal(tiles(), found)
    assert.equal(tilesFrom(join(data, 'none'))(), null)
    assert.deepEqual(readByteRange('bytes=0-6'), { start: 0, end: 6 })
    assert.deepEqual(readByteRange('bytes=7-'), { start: 7, end: Infinity })
    for (const odd of [null, 'bytes=5-4', 'bytes=-5', 'bytes=1-2,4-5', 'lines=1-2']) {
      assert.equal(readByteRange(odd), null, String(odd))
    }
  })
})

const shared = join(import.meta.dirname, '../../../shared/data/vive')
const lima = join(shared, 'derived/lima_streets.osm.pbf')
const limaBorders = join(shared, 'districts/lima_callao_distritos.geojson')

test(
  'what a device takes along of Lima, with streets, map and borders, is three million bytes at most',
  { skip: !existsSync(lima) && 'there is no extract of Lima beside the repository' },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rimaq-lima-'))
    try {
      const built = await buildMap(lima, folder, limaBorders)
      const { areas } = makeContent(
        { areas: await bordersTable(limaBorders) },
        { timeZone: 'America/Lima', bbox: [-77.3, -12.6, -76.6, -11.5] },
      )
      assert.ok(areas.length >= 40, `${areas.length}`)
      const streets = brotliCompressSync(await readFile(built.file)).length
      const borders = brotliCompressSync(JSON.stringify(areas)).length
      const all = { tiles: built.tiles.bytes, streets, borders }
      console.log(`Lima's pack: ${JSON.stringify(all)} bytes on their way`)
      // Its own content, styles, scripts and the library of the map are weighed in the journey.
      assert.ok(all.tiles + streets + borders <= 2_400_000, JSON.stringify(all))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

/** The borders as the shelf hands them over. */
async function bordersTable(file: string) {
  const { features } = JSON.parse(await readFile(file, 'utf8')) as {
    features: { properties: { distrito: string }; geometry: object }[]
  }
  return {
    ...{ slug: 'limites-de-distritos', resource: 'limites-de-distritos', among: false },
    ...{ title: { es: 'Límites' }, version: 1, published: '', geometry: 'geometry' },
    columns: ['_id', 'distrito', 'geometry'],
    rows: features.map(({ properties, geometry }, at) => [
      at + 1,
      properties.distrito,
      JSON.stringify(geometry),
    ]),
  }
}
