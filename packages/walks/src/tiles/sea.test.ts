// Tests that the sea lies on the right of a coast, whatever side it is cut from.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { polygonsOf } from './rings.ts'
import { type Box, seaRings } from './sea.ts'

const box: Box = [0, 0, 1000, 1000]

/** Points by their ids: every second number of `flat` is an x. */
function sea(...lines: number[][]): ReturnType<typeof polygonsOf> {
  const places: [number, number][] = []
  const ids = lines.map((flat) => {
    const own: number[] = []
    for (let at = 0; at < flat.length; at += 2) {
      const [x, y] = [flat[at]!, flat[at + 1]!]
      const known = places.findIndex(([a, b]) => a === x && b === y)
      own.push(known < 0 ? places.push([x, y]) - 1 : known)
    }
    return own
  })
  return polygonsOf(seaRings(ids, (line) => line.flatMap((id) => places[id]!), box))
}

function isWater(polygons: ReturnType<typeof polygonsOf>, x: number, y: number): boolean {
  const within = (ring: readonly number[]): boolean => {
    let odd = false
    for (let at = 2; at < ring.length; at += 2) {
      const [ax, ay, bx, by] = [ring[at - 2]!, ring[at - 1]!, ring[at]!, ring[at + 1]!]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
    }
    return odd
  }
  return polygons.some(([outer, ...holes]) => within(outer!) && !holes.some(within))
}

describe('the sea', () => {
  test('lies west of a coast that runs north, and east of one that runs south', () => {
    // In two ways that follow each other, given in the wrong order.
    const north = sea([500, 500, 520, -50], [480, 1050, 500, 500])
    assert.equal(isWater(north, 900, 500), true)
    assert.equal(isWater(north, 100, 500), false)
    const south = sea([520, -50, 500, 500, 480, 1050])
    assert.equal(isWater(south, 100, 500), true)
    assert.equal(isWater(south, 900, 500), false)
  })

  test('goes round corners, and leaves islands and peninsulas dry', () => {
    // A bay in the south-east corner, an island in it that runs against the clock.
    const bay = sea(
      [1050, 300, 400, 400, 300, 1050],
      [700, 700, 700, 800, 800, 800, 800, 700, 700, 700],
    )
    const at = (x: number, y: number): boolean => isWater(bay, x, y)
    assert.deepEqual([at(100, 100), at(900, 100), at(100, 900)], [true, true, true])
    assert.deepEqual([at(600, 600), at(750, 750)], [false, false])
    const turned = sea(
      [300, 1050, 400, 400, 1050, 300],
      [700, 700, 700, 800, 800, 800, 800, 700, 700, 700],
    )
    const there = (x: number, y: number): boolean => isWater(turned, x, y)
    assert.deepEqual([there(100, 100), there(600, 600), there(750, 750)], [false, true, false])
  })

  test('is on both sides of a strip of land', () => {
    const strip = sea([300, 1050, 300, -50], [600, -50, 600, 1050])
    const at = (x: number): boolean => isWater(strip, x, 500)
    assert.deepEqual([at(100), at(450), at(900)], [false, true, false])
    const land = sea([300, -50, 300, 1050], [600, 1050, 600, -50])
    const there = (x: number): boolean => isWater(land, x, 500)
    assert.deepEqual([there(100), there(450), there(900)], [true, false, true])
  })

  test('is all around islands alone, and is left out where a coast breaks off inland', () => {
    const island = sea([400, 400, 400, 600, 600, 600, 600, 400, 400, 400])
    assert.deepEqual([isWater(island, 100, 100), isWater(island, 500, 500)], [true, false])
    assert.deepEqual(sea([500, 1050, 500, 500]), [])
    assert.deepEqual(sea(), [])
    // Cut off a little before the border, as extracts are: drawn on to it.
    const short = sea([500, 950, 500, 60])
    assert.deepEqual([isWater(short, 900, 500), isWater(short, 100, 500)], [true, false])
  })

  test('is cut from a ring of land that reaches over the border', () => {
    const head = sea([500, 200, -300, 200, -300, 800, 500, 800, 500, 200])
    const at = (x: number, y: number): boolean => isWater(head, x, y)
    assert.deepEqual([at(200, 500), at(800, 500), at(200, 100)], [false, true, true])
  })
})
