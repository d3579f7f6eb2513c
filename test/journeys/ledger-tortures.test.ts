// The short forms of the tortures of numbers and ledger; `npm run torture -- numbering tamper fork` takes all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fork } from '../torture/fork.ts'
import { holds } from '../torture/holds.ts'
import { gaps, numbering, outOfOrder } from '../torture/numbering.ts'
import { tamper } from '../torture/tamper.ts'
import { type Outcome, type Torture, asLine } from '../torture/shared/report.ts'

async function held(torture: Torture): Promise<void> {
  const outcomes: Outcome[] = await torture({ seconds: 1, seed: 7, short: true, report: () => {} })
  for (const outcome of outcomes) console.log(asLine(outcome))
  assert.deepEqual(
    outcomes.filter(({ passed }) => passed !== true),
    [],
  )
}

test('numbers stay gapless, unique and in order while the processes that give them are killed', () =>
  held(numbering))

test('what is changed behind the back of the record is found, and the honest record is accepted', () =>
  held(tamper))

test('no old backup and no second instance gets another history signed', () => held(fork))

test('nothing that is held is destroyed, whatever comes when', () => held(holds))

test('the judge of numbers sees a gap, a double and an order turned round', () => {
  const year = 2026
  assert.equal(gaps([1, 2, 4].map((number) => ({ year, number }))).length, 1)
  assert.ok(gaps([1, 2, 2, 3].map((number) => ({ year, number }))).length > 0)
  const [one, two] = [
    { begun: 1, ended: 2 },
    { begun: 3, ended: 4 },
  ]
  assert.deepEqual(
    outOfOrder([
      { ...one, year, number: 1 },
      { ...two, year, number: 2 },
    ]),
    [],
  )
  assert.equal(
    outOfOrder([
      { ...one, year, number: 2 },
      { ...two, year, number: 1 },
    ]).length,
    1,
  )
  assert.equal(
    outOfOrder([
      { ...one, year: 2027, number: 1 },
      { ...two, year, number: 9 },
    ]).length,
    1,
  )
})
