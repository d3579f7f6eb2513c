// Sends hostile, broken and damaged files to the publish verb: a sentence or a whole version, never else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { families } from '../torture/files/families.ts'
import { mutants } from '../torture/files/mutants.ts'
import { type Place, openPlace } from '../torture/uploads/place.ts'
import { send } from '../torture/uploads/send.ts'

let place: Place

before(async () => {
  place = await openPlace()
})
after(() => place.close())

/** One of each kind; `npm run torture -- uploads` sends them all. */
const chosen = [
  'zip bomb, flat, 1 GiB',
  'stored zip with one byte changed',
  'zip whose entry is a symbolic link',
  'zip with a path upwards',
  'xz bomb, 2 GiB',
  'xlsx with entities that multiply',
  'xlsx without its shared strings',
  'ods with a filled row repeated 10^9 times',
  'JSON with a cell 100,000 deep',
  'NDJSON with one broken line',
  'GeoJSON with NaN',
  'CSV with a quote over the whole file',
  'a name that leads upwards',
  'Parquet whose footer says 4 GiB',
  'a folder',
  'a file deleted at types',
]

for (const name of chosen) {
  test(`${name}: refused in words, or published whole`, async () => {
    const family = families.find((each) => each.name === name)
    assert.ok(family, name)
    const { wrong } = await send(place, family)
    assert.deepEqual(wrong, [])
  })
}

test('valid files with seeded damage are refused in words, or published whole', async () => {
  const faults: string[] = []
  let left = 5
  for await (const family of mutants(2026)) {
    if (left-- === 0) break
    const { wrong } = await send(place, family)
    faults.push(...wrong.map((each) => `${family.name}: ${each}`))
  }
  assert.deepEqual(faults, [])
})
