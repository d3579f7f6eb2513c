// Runs the torture of the ledger in short: `npm run torture -- ledger` is the long form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledger } from '../torture/ledger.ts'
import { asLine } from '../torture/shared/report.ts'

test('a changed, forked or killed log is found out, and the controls fail', async () => {
  const outcomes = await ledger({ seconds: 1, seed: 1, short: true, report: () => {} })
  const failed = outcomes.filter(({ passed }) => passed !== true)
  assert.equal(outcomes.length, 9)
  assert.deepEqual(failed.map(asLine), [])
})
