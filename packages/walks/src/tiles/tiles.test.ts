// Tests that cutting, shortening and joining lose nothing that is seen.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { simplify } from '../geo/simplify.ts'
import { seeded } from '../test-random.ts'
import { clipLine, clipRing } from './clip.ts'
import { areaOf, project, turned } from './feature.ts'
import { joinLines } from './join-lines.ts'
import { PmtilesWriter, tileId } from './pmtiles.ts'
import { joinRings, polygonsOf } from './rings.ts'

const random = seeded(4)

/** A star around the middle: crooked, but it never crosses itself. */
function star(corners: number): number[] {
  const out: number[] = []
  for (let at = 0; at < corners; at++) {
    const angle = (at / corners) * 2 * Math.PI
    const size = 200 + random(800)
    out.push(Math.round(1000 + size * Math.cos(angle)), Math.round(1000 + size * Math.sin(angle)))
  }
  return [...out, out[0]!, out[1]!]
}

function holds(ring: readonly number[], x: number, y: number): boolean {
  let odd = false
  for (let at = 2; at < ring.length; at += 2) {
    const [ax, ay, bx, by] = [ring[at - 2]!, ring[at - 1]!, ring[at]!, ring[at + 1]!]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  }
  return odd
}

const lengthOf = (line: readonly number[]): number => {
  let sum = 0
  for (let at = 2; at < line.length; at += 2) {
    sum += Math.hypot(line[at]! - line[at - 2]!, line[at + 1]! - line[at - 1]!)
  }
  return sum
}

describe('tiles', () => {
  test('a ring cut at two edges holds the same points between them, and none beyond', () => {
    for (let turn = 0; turn < 200; turn++) {
      const ring = star(5 + random(30))
      const low = random(1000)
      const high = low + 50 + random(900)
      const cut = clipRing(ring, 0, low, high)
      for (let each = 0; each < 40; each++) {
        // Halves lie on no edge; corners are rounded to whole numbers, hence the margin of one.
        const [x, y] = [low + 2.5 + random(high - low - 5), random(2000) + 0.5]
        const near =
          [-1, 1].some((d) => holds(ring, x, y + d) !== holds(ring, x, y)) ||
          [-1, 1].some((d) => holds(ring, x + d, y) !== holds(ring, x, y))
        if (!near) assert.equal(holds(cut, x, y), holds(ring, x, y), `${x} ${y}`)
      }
      for (let at = 0; at < cut.length; at += 2) assert.ok(cut[at]! >= low && cut[at]! <= high)
      if (cut.length > 0) assert.deepEqual(cut.slice(0, 2), cut.slice(-2))
    }
  })

  test('a line cut into columns is as long as before', () => {
    for (let turn = 0; turn < 200; turn++) {
      const line = Array.from({ length: 2 * (2 + random(20)) }, () => random(2000))
      let sum = 0
      for (let low = 0; low < 2000; low += 250) {
        for (const piece of clipLine(line, turn % 2 === 0 ? 0 : 1, low, low + 250))
          sum += lengthOf(piece)
      }
      // Each cut may round by less than one unit; pieces along a shared edge lie in both columns.
      assert.ok(sum >= lengthOf(line) - 20 * 8 * 2, `${sum} ${lengthOf(line)}`)
      const whole = clipLine(line, 0, -1, 2001)
      assert.deepEqual(whole, [line])
    }
  })

  test('every point left out lies as near to the line as was allowed', () => {
    for (let turn = 0; turn < 100; turn++) {
      const line = Array.from({ length: 2 * (3 + random(60)) }, () => random(1000))
      const tolerance = 1 + random(100)
      const short = simplify(line, tolerance)
      assert.deepEqual(short.slice(0, 2), line.slice(0, 2))
      assert.deepEqual(short.slice(-2), line.slice(-2))
      for (let at = 0; at < line.length; at += 2) {
        let least = Infinity
        for (let n = 2; n < short.length; n += 2) {
          const [ax, ay, bx, by] = [short[n - 2]!, short[n - 1]!, short[n]!, short[n + 1]!]
          const size = (bx - ax) ** 2 + (by - ay) ** 2
          const part =
            size === 0
              ? 0
              : Math.max(
                  0,
                  Math.min(
                    1,
                    ((line[at]! - ax) * (bx - ax) + (line[at + 1]! - ay) * (by - ay)) / size,
                  ),
                )
          least = Math.min(
            least,
            Math.hypot(line[at]! - ax - part * (bx - ax), line[at + 1]! - ay - part * (by - ay)),
          )
        }
        assert.ok(least <= tolerance + 1e-9)
      }
    }
  })

  test('joined lines have every piece once and are fewer', () => {
    const pieces = Array.from({ length: 300 }, () => [
      random(60),
      100 + random(60),
      200 + random(60),
    ])
    const pairs = (lines: readonly number[][]): string[] =>
      lines
        .flatMap((line) =>
          line.slice(1).map((node, at) => [line[at]!, node].sort((a, b) => a - b).join()),
        )
        .sort()
    const joined = joinLines(pieces)
    assert.deepEqual(pairs(joined), pairs(pieces))
    assert.ok(joined.length < pieces.length / 2, `${joined.length}`)
  })

  test('ways of a border become rings, open ones are left out, and holes and islands are told apart', () => {
    assert.deepEqual(
      joinRings([
        [1, 2, 3],
        [5, 4, 3],
        [5, 1],
        [7, 8],
        [9, 10, 11, 9],
      ]),
      [
        [1, 2, 3, 4, 5, 1],
        [9, 10, 11, 9],
      ],
    )
    const square = (from: number, to: number): number[] => [
      from,
      from,
      to,
      from,
      to,
      to,
      from,
      to,
      from,
      from,
    ]
    const polygons = polygonsOf([square(40, 60), square(0, 100), square(20, 80), square(200, 300)])
    assert.deepEqual(
      polygons.map((rings) => rings.map((ring) => [ring[0], Math.sign(areaOf(ring))])),
      [
        [
          [0, 1],
          [20, -1],
        ],
        [[200, 1]],
        [[40, 1]],
      ],
    )
    assert.ok(areaOf(turned(square(0, 10), false)) < 0)
  })

  test('places lie where Web Mercator puts them, and tiles are numbered as PMTiles numbers them', () => {
    const world = 4096 * 2 ** 14
    assert.deepEqual(project([0, 0]), [world / 2, world / 2])
    // EPSG:3857 by its other formula: R·λ, and R·asinh(tan φ).
    const [x, y] = project([-77.0305, -12.0459])
    const radians = Math.PI / 180
    const units = (angle: number): number => (angle / (2 * Math.PI)) * world
    assert.ok(Math.abs(x - world / 2 - units(-77.0305 * radians)) <= 1)
    assert.ok(Math.abs(y - world / 2 + units(Math.asinh(Math.tan(-12.0459 * radians)))) <= 1)
    // The table of the specification, 4.1.
    assert.deepEqual(
      [
        tileId(0, 0, 0),
        tileId(1, 0, 0),
        tileId(1, 0, 1),
        tileId(1, 1, 1),
        tileId(1, 1, 0),
        tileId(2, 0, 0),
      ],
      [0, 1, 2, 3, 4, 5],
    )
    assert.equal(tileId(12, 3423, 1763), 19078479)
  })

  test('equal tiles are kept once, and a directory that is too large gets leaves', () => {
    const writer = new PmtilesWriter((bytes) => gzipSync(bytes))
    const facts = { leastZoom: 14, mostZoom: 14, bbox: [0, 0, 1, 1] as const, metadata: {} }
    const first = tileId(14, 0, 0)
    for (let at = 0; at < 12_000; at++) {
      // Lengths that no packing foresees, so that the directory does not shrink to nothing.
      const tile = new Uint8Array(at % 3 === 0 ? 5 : 520 + random(900))
      for (let n = 0; n < 5; n++) tile[n] = random(256)
      for (let n = 5; n < tile.length; n += 1 + random(40)) tile[n] = random(256)
      writer.add(first + at * (1 + (at % 2)) * 2, at % 5 === 4 ? Uint8Array.of(1, 2, 3) : tile)
    }
    const archive = writer.finish(facts)
    const view = new DataView(archive.buffer)
    assert.equal(new TextDecoder().decode(archive.subarray(0, 7)), 'PMTiles')
    assert.ok(Number(view.getBigUint64(16, true)) <= 16_384 - 127)
    assert.ok(Number(view.getBigUint64(48, true)) > 16_384, 'leaves')
    assert.equal(Number(view.getBigUint64(72, true)), 12_000)
    assert.ok(Number(view.getBigUint64(88, true)) < 9_700)
  })
})
