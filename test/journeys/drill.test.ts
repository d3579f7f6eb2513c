// Loses a small installation and restores it; `npm run torture -- drill` does so with a gigabyte.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill } from '../torture/drill.ts'

test('a lost installation comes back to a chosen second, and damaged backups are refused', async () => {
  const outcomes = await drill({ seconds: 1, seed: 7, short: true, report: () => {} })
  assert.ok(outcomes.length >= 8)
  assert.deepEqual(
    outcomes.filter(({ passed }) => passed !== true),
    [],
  )
})
