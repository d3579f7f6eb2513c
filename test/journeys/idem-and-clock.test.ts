// Short versions of two tortures: requests sent again and again, and a clock that jumps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clock } from '../torture/clock.ts'
import { idem } from '../torture/idem.ts'
import type { Torture } from '../torture/shared/report.ts'

const short = { seconds: 1, seed: 3, count: 1500, report: () => {} }

async function held(torture: Torture): Promise<void> {
  const outcomes = await torture(short)
  assert.equal(outcomes.length, 2)
  assert.deepEqual(
    outcomes.filter(({ passed }) => passed !== true),
    [],
  )
}

test('the same request sent many times at once is done once', () => held(idem))

test('a clock set back and forth brings no session and no holding back', () => held(clock))
