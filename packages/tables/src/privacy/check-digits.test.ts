// Tests check digits against published numbers, and their SQL against the functions.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Duck, literal } from '../build/duck.ts'
import {
  cciSql,
  dniCheck,
  dniCheckSql,
  isCci,
  isLuhn,
  isRuc,
  luhnSql,
  rucSql,
} from './check-digits.ts'

let duck: Duck
before(async () => {
  duck = await Duck.open({ temp: '/nonexistent', memory: 1 << 27, threads: 1, onDisk: false })
})
after(() => duck.close())

test('the examples of python-stdnum for RUC and DNI hold', () => {
  assert.equal(isRuc('20512333797'), true)
  assert.equal(isRuc('20512333798'), false)
  assert.equal(isRuc('10054148289'), true)
  assert.equal(isRuc('10101174102'), true)
  assert.equal(isRuc('30512333797'), false)
  assert.equal(dniCheck('10117410').digit, '2')
})

test('the interbank accounts that payment services publish as examples hold', () => {
  // BBVA's own numbers, 011-366-… and 011-241-…, as two independent pages print them.
  assert.equal(isCci('01136600010003254221'), true)
  assert.equal(isCci('01124100019000658270'), true)
  assert.equal(isCci('01136600010003254222'), false)
})

test('the card numbers that networks publish for tests hold', () => {
  for (const card of ['4111111111111111', '5555555555554444', '378282246310005']) {
    assert.equal(isLuhn(card), true, card)
  }
  assert.equal(isLuhn('4111111111111112'), false)
})

test('a RUC of a person holds the DNI, and any other digit than the right one is refused', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{8}$/), (dni) => {
      const right = [...'0123456789'].filter((digit) => isRuc(`10${dni}${digit}`))
      assert.equal(right.length, 1)
    }),
  )
})

const digits = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))

async function sqlSays(condition: (d: string) => string, values: string[]): Promise<unknown[]> {
  const list = values.map((value) => `(${literal(value)})`).join(', ')
  return (await duck.rows(`SELECT ${condition('d')} FROM (VALUES ${list}) t(d)`)).map(
    ([yes]) => yes,
  )
}

test('the SQL answers what the functions answer', async () => {
  const near = (check: (value: string) => boolean, value: string): string => {
    const fixed = [...'0123456789'].map((last) => value.slice(0, -1) + last)
    return fixed.find(check) ?? value
  }
  const rucs = fc
    .sample(fc.tuple(fc.constantFrom('10', '15', '20', '30'), digits(9)), 300)
    .map(([a, b]) => a + b)
  const mixed = [...rucs, ...rucs.map((value) => near(isRuc, value))]
  assert.deepEqual(
    await sqlSays((d) => rucSql(d, ['10', '15', '16', '17', '20']), mixed),
    mixed.map(isRuc),
  )
  const cards = fc.sample(fc.integer({ min: 13, max: 19 }).chain(digits), 300)
  const both = [...cards, ...cards.map((value) => near(isLuhn, value))]
  assert.deepEqual(await sqlSays(luhnSql, both), both.map(isLuhn))
  const accounts = [...fc.sample(digits(20), 300), '01136600010003254221', '01124100019000658270']
  assert.deepEqual(await sqlSays(cciSql, accounts), accounts.map(isCci))
  const dnis = fc.sample(digits(8), 200)
  const withSign = dnis.flatMap((dni) => [
    dni + dniCheck(dni).digit,
    dni + dniCheck(dni).letter,
    `${dni}L`,
  ])
  assert.deepEqual(
    await sqlSays(dniCheckSql, withSign),
    withSign.map((_, at) => at % 3 !== 2),
  )
})
