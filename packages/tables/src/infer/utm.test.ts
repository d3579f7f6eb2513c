// Metres of UTM become the degrees that GeographicLib and PROJ publish for them.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Duck } from '../build/duck.ts'
import { type Ellipsoid, WGS84, utmDegrees } from './utm.ts'

const GRS80: Ellipsoid = { radius: 6_378_137, flattening: 1 / 298.257222101 }

/** East, north, zone, south, longitude, latitude. */
const VECTORS: [string, Ellipsoid, number, number, number, boolean, number, number][] = [
  // `GeoConvert -u -s -p 9` of GeographicLib.
  ['GeoConvert', WGS84, 402314.32246452, 6465770.872261507, 50, true, 115.9665, -31.9398],
  ['GeoConvert', WGS84, 402357.369285629, 6465717.701277924, 50, true, 115.96695, -31.94028333],
  ['GeoConvert', WGS84, 377855.775951768, 3948874.392162377, 54, false, 139.6503, 35.6762],
  // Self test of PROJ, `+proj=utm +ellps=GRS80 +zone=30`.
  ['PROJ', GRS80, 1057002.4054912981, 110955.14117594929, 30, false, 2, 1],
  ['PROJ', GRS80, 611263.81227890507, -110547.10569680421, 30, false, -2, -1],
  ['PROJ', GRS80, 200, 100, 30, false, -7.4869520833902357, 0.00090193980983462605],
]

test('published pairs of UTM and degrees agree within a hundredth of a millimetre', async () => {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-utm-'))
  const duck = await Duck.open({ temp, memory: 1 << 28, threads: 1, onDisk: false })
  try {
    for (const [name, ellipsoid, east, north, zone, south, longitude, latitude] of VECTORS) {
      const number = (value: number): string => `${value}::DOUBLE`
      const sql = utmDegrees(
        { east: number(east), north: number(north), zone: String(zone), south },
        ellipsoid,
      )
      const [x, y] = await duck.row(`SELECT ${sql.longitude}, ${sql.latitude}`)
      // 1e-10 degrees are eleven thousandths of a millimetre.
      assert.ok(Math.abs(Number(x) - longitude) < 1e-10, `${name} longitude ${x} ${longitude}`)
      assert.ok(Math.abs(Number(y) - latitude) < 1e-10, `${name} latitude ${y} ${latitude}`)
    }
  } finally {
    duck.close()
    rmSync(temp, { recursive: true, force: true })
  }
})
