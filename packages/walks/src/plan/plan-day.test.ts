// Tests that a day's plan is the best of all, by trying all, and that it says why a stop is left out.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seeded } from '../test-random.ts'
import { describeOmission } from './explain-omissions.ts'
import type { PlanOptions, PlanStop } from './model.ts'
import { planDay } from './plan-day.ts'

/** All selections in all orders, walked through one by one. */
function bruteForce(options: PlanOptions): { weight: number; finish: number } {
  const { stops, matrix, start, end, from, to, speed = 80 } = options
  let best = { weight: 0, finish: Infinity }
  const go = (visited: number[], now: number, weight: number): void => {
    const last = visited.at(-1)
    if (last !== undefined) {
      const finish = now + (end === undefined ? 0 : matrix[last]![end]! / speed)
      if (finish > to) return
      if (weight > best.weight || (weight === best.weight && finish < best.finish)) {
        best = { weight, finish }
      }
    }
    for (const [next, stop] of stops.entries()) {
      if (visited.includes(next)) continue
      const before = last ?? start
      const arrive = now + (before === undefined ? 0 : matrix[before]![next]! / speed)
      const windows = stop.windows ?? [{ from: 0, to: 9999 }]
      const window = windows.find((each) => Math.max(each.from, arrive) + stop.visit <= each.to)
      if (!window) continue
      const done = Math.max(window.from, arrive) + stop.visit
      go([...visited, next], done, weight + (stop.weight ?? 1))
    }
  }
  go([], from, 0)
  return best
}

function randomDay(seed: number): PlanOptions {
  const random = seeded(seed)
  const count = 1 + random(6)
  const stops = Array.from({ length: count }, (_, at): PlanStop => {
    const visit = 10 + random(60)
    const morning = { from: 540 + random(60), to: 700 + random(60) }
    const afternoon = { from: 840 + random(30), to: 960 + random(120) }
    const begin = 600 + random(300)
    const windows = [
      [morning],
      [morning, afternoon],
      [afternoon],
      [{ from: begin, to: begin + visit }],
      null,
      [],
    ][random(6)]!
    return { id: `s${at}`, visit, windows, weight: 1 + random(3) }
  })
  const points = Array.from({ length: count + 2 }, () => [random(3000), random(3000)] as const)
  const matrix = points.map((a) => points.map((b) => Math.hypot(a[0] - b[0], a[1] - b[1])))
  return {
    stops,
    matrix,
    ...(random(3) > 0 ? { start: count } : {}),
    ...(random(3) > 0 ? { end: count + 1 } : {}),
    from: 540 + random(120),
    to: 800 + random(300),
  }
}

describe('a plan of a day', () => {
  test('is as good and ends as early as the best of all', () => {
    for (let seed = 0; seed < 300; seed++) {
      const options = randomDay(seed)
      const plan = planDay(options)
      const best = bruteForce(options)
      assert.equal(plan.weight, best.weight, `${seed}`)
      if (best.weight > 0) assert.ok(Math.abs(plan.finish - best.finish) < 1e-9, `${seed}`)
      assert.equal(plan.visits.length + plan.omissions.length, options.stops.length)
      assert.ok(plan.visits.length === 0 || plan.finish <= options.to)
    }
  })

  /** Every way takes ten minutes. */
  const flat = (count: number): number[][] =>
    Array.from({ length: count }, (_, a) =>
      Array.from({ length: count }, (_, b) => (a === b ? 0 : 800)),
    )

  test('says of each stop why it is left out', () => {
    const stops: PlanStop[] = [
      { id: 'museum', visit: 120, windows: [{ from: 600, to: 720 }], weight: 2 },
      { id: 'closed', visit: 30, windows: [] },
      { id: 'early', visit: 30, windows: [{ from: 480, to: 600 }] },
      { id: 'late', visit: 30, windows: [{ from: 1200, to: 1320 }] },
      {
        id: 'brief',
        visit: 90,
        windows: [
          { from: 600, to: 660 },
          { from: 700, to: 760 },
        ],
      },
      { id: 'long', visit: 600, windows: null },
      { id: 'same-time', visit: 60, windows: [{ from: 630, to: 690 }] },
    ]
    const plan = planDay({ stops, matrix: flat(8), start: 7, from: 590, to: 900 })
    assert.deepEqual(
      plan.visits.map(({ id }) => id),
      ['museum'],
    )
    const why = Object.fromEntries(
      plan.omissions.map((each) => [each.id, describeOmission(each, 'en')]),
    )
    assert.deepEqual(why, {
      closed: 'closed that day',
      early: 'closes 10:00; the visit would end at 10:30',
      late: 'one can enter from 20:00; the day would end at 20:30',
      brief: 'never open as long as the visit takes',
      long: 'the day would end at 20:00',
      'same-time': 'would cost museum',
    })
    const [first] = plan.omissions
    assert.equal(describeOmission(first!, 'es'), 'no abre ese día')
  })

  test('goes where hours are unknown, and says that they are', () => {
    const stops: PlanStop[] = [
      { id: 'known', visit: 30, windows: [{ from: 600, to: 660 }] },
      { id: 'unknown', visit: 30, windows: null },
    ]
    const plan = planDay({ stops, matrix: flat(2), from: 600, to: 800 })
    assert.deepEqual(
      plan.visits.map(({ id, hours }) => [id, hours]),
      [
        ['known', 'open'],
        ['unknown', 'unknown'],
      ],
    )
    assert.equal(plan.finish, 670)
    assert.equal(plan.metres, 800)
  })

  test('waits for an event and is there for all of it', () => {
    const stops: PlanStop[] = [{ id: 'concert', visit: 90, windows: [{ from: 700, to: 790 }] }]
    const { visits } = planDay({ stops, matrix: flat(2), start: 1, from: 600, to: 800 })
    assert.deepEqual(visits, [
      { id: 'concert', metres: 800, arrive: 610, begin: 700, end: 790, hours: 'open' },
    ])
  })

  test('is refused where the question makes no sense', () => {
    const stop: PlanStop = { id: 'a', visit: 10, windows: null }
    const ask = (more: object, one: object = {}): (() => unknown) => {
      return () =>
        planDay({ stops: [{ ...stop, ...one }], matrix: flat(1), from: 0, to: 100, ...more })
    }
    assert.throws(ask({ from: 200 }), { code: 'malformed-stop' })
    assert.throws(ask({ speed: 0 }), { code: 'malformed-stop' })
    assert.throws(ask({ start: 4 }), { code: 'malformed-stop' })
    assert.throws(ask({ matrix: [] }), { code: 'malformed-matrix' })
    assert.throws(ask({}, { visit: -1 }), { code: 'malformed-stop' })
    assert.throws(ask({}, { weight: 0 }), { code: 'malformed-stop' })
    assert.throws(ask({}, { windows: [{ from: 9, to: 5 }] }), { code: 'malformed-stop' })
    const many = Array.from({ length: 16 }, () => stop)
    assert.throws(ask({ stops: many, matrix: flat(16) }), { code: 'too-many-stops' })
  })
})
