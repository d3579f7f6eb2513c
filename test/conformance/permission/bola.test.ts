// Tests that nobody sees what they must not: the short form of `npm run torture -- bola`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortBola } from '../../torture/bola.ts'
import { asLine } from '../../torture/shared/report.ts'

test('the program and the oracle agree on who may do what, and the controls fail', async (context) => {
  const outcomes = await shortBola()
  for (const outcome of outcomes) context.diagnostic(asLine(outcome))
  assert.deepEqual(
    outcomes.filter(({ passed }) => passed !== true),
    [],
  )
})
