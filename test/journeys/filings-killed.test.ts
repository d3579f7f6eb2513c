// A short form of the torture of filings: server and database are killed while people file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filings } from '../torture/filings.ts'

/** `npm run torture -- filings` kills 200 times and lets a careless database lose filings too. */
test('no acknowledged filing is lost and no number skipped while server and database are killed', async () => {
  const outcomes = await filings({
    ...{ seconds: 1, seed: 7, kills: 3, careless: false, report: () => {} },
  })
  assert.equal(outcomes.length, 2)
  assert.deepEqual(
    outcomes.filter(({ passed }) => passed !== true),
    [],
  )
})
