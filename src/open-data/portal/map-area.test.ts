// Steps on a map lead somewhere and back, and never out of the world.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mapSteps, readArea, stepped, writeArea } from './map-area.ts'

const lima = [-77.2, -12.52, -76.62, -11.57] as const

test('an area is four numbers of the world, west before east and south before north', () => {
  assert.deepEqual(readArea('-77.2,-12.52,-76.62,-11.57'), [...lima])
  for (const wrong of [
    '',
    '1,2,3',
    '1,2,3,x',
    '3,2,1,4',
    '-200,0,0,1',
    '0,0,0,0',
    '0,0,1,',
    'NaN,0,1,1',
  ]) {
    assert.equal(readArea(wrong), undefined, wrong)
  }
  assert.equal(writeArea([...lima]), '-77.2,-12.52,-76.62,-11.57')
})

test("closer and wider are each other's way back, and so are the four directions", () => {
  const back = [
    ['closer', 'wider'],
    ['north', 'south'],
    ['east', 'west'],
  ] as const
  for (const [there, home] of back) {
    const area = stepped(stepped([...lima], there) ?? assert.fail(there), home)
    area?.forEach((value, at) => assert.ok(Math.abs(value - (lima[at] ?? 0)) < 1e-9, there))
  }
})

test('whatever steps are taken, the address says an area of the world', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...mapSteps), { maxLength: 60 }), (steps) => {
      let area = readArea(writeArea([...lima])) ?? assert.fail('lima')
      for (const step of steps) {
        const next = stepped(area, step)
        if (next === null) continue
        area = readArea(writeArea(next)) ?? assert.fail(writeArea(next))
      }
    }),
  )
  assert.equal(stepped([-180, -90, 180, 90], 'wider'), null)
})
