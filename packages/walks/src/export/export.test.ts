// Tests files of routes, Plus Codes and areas with values that others published.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SaxesParser } from 'saxes'
import { areaAt, type Area } from '../geo/area.ts'
import { plusCode, plusCodePlace } from '../geo/plus-code.ts'
import type { LonLat } from '../geo/earth.ts'
import { seeded } from '../test-random.ts'
import { routeGeoJson, writeGpx } from './route-files.ts'

const route = {
  name: 'Centro <histórico> & más',
  stops: [
    { name: 'Plaza Mayor', point: [-77.0305, -12.0459] as LonLat, note: 'a\u0000b' },
    { name: 'Catedral', point: [-77.0297, -12.0463] as LonLat },
  ],
  line: [
    [-77.0305, -12.0459],
    [-77.0297, -12.0463],
  ] as LonLat[],
  credit: '© OpenStreetMap',
}

describe('files of routes', () => {
  test('GPX is well formed and holds stops, route and way', () => {
    const names: string[] = []
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => assert.fail(error))
    parser.on('opentag', ({ name, uri }) => {
      assert.equal(uri, 'http://www.topografix.com/GPX/1/1')
      names.push(name)
    })
    parser.write(writeGpx(route)).close()
    const count = (name: string): number => names.filter((each) => each === name).length
    assert.deepEqual(['wpt', 'rtept', 'trkpt', 'rte', 'trk'].map(count), [2, 2, 2, 1, 1])
    // The schema wants metadata, wpt, rte, trk in this order.
    const order = ['metadata', 'wpt', 'rte', 'trk'].map((name) => names.indexOf(name))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
  })

  test('GeoJSON has longitude first and stops with numbers', () => {
    const { features } = routeGeoJson({ ...route, metres: 97 })
    assert.deepEqual(features[0], {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: route.line },
      properties: { name: route.name, metres: 97, credit: route.credit },
    })
    assert.equal(features.length, 3)
    assert.match(JSON.stringify(features[2]), /"stop":2/)
  })
})

describe('Plus Codes', () => {
  test('are those of the published test cases of ten digits', () => {
    const cases: [lat: number, lon: number, code: string][] = [
      [20.3700625, 2.7821875, '7FG49QCJ+2V'],
      [47.0000625, 8.0000625, '8FVC2222+22'],
      [-41.2730625, 174.7859375, '4VCPPQGP+Q9'],
      [90, 1, 'CFX3X2X2+X2'],
    ]
    for (const [lat, lon, code] of cases) assert.equal(plusCode([lon, lat]), code)
  })

  test('lead back to within their square', () => {
    const random = seeded(3)
    for (let turn = 0; turn < 1000; turn++) {
      const point: LonLat = [random(360_000) / 1000 - 180, random(180_000) / 1000 - 90]
      const [lon, lat] = plusCodePlace(plusCode(point))!
      assert.ok(Math.abs(lon - point[0]) <= 0.5 / 8000 + 1e-9)
      assert.ok(Math.abs(lat - point[1]) <= 0.5 / 8000 + 1e-9)
    }
    for (const text of ['', '57V4XX39', '57V4XX39+J', 'A7V4XX39+JQ', 'X2222222+22']) {
      assert.equal(plusCodePlace(text), null)
    }
    assert.throws(() => plusCode([-12, -177]), { code: 'malformed-point' })
  })
})

describe('areas', () => {
  const square = (x: number, y: number, size: number): number[][] => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
  const areas: Area<string>[] = [
    {
      about: 'with a hole',
      geometry: { type: 'Polygon', coordinates: [square(0, 0, 10), square(4, 4, 2)] },
    },
    {
      about: 'of two parts',
      geometry: { type: 'MultiPolygon', coordinates: [[square(20, 0, 5)], [square(4.5, 4.5, 1)]] },
    },
  ]

  test('hold a point or do not, with holes and parts', () => {
    assert.equal(areaAt(areas, [1, 1]), 'with a hole')
    assert.equal(areaAt(areas, [4.2, 4.2]), null)
    assert.equal(areaAt(areas, [5, 5]), 'of two parts')
    assert.equal(areaAt(areas, [24, 4]), 'of two parts')
    assert.equal(areaAt(areas, [30, 30]), null)
  })
})
