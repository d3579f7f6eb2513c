// Numbers: gapless whatever fails, the same for the same request, and anew each year of the institution.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Clock } from '#platform'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { annulNumber } from './annul-number.ts'
import { closeBlock, enterReserved, reserveBlock } from './number-blocks.ts'
import { NumberWriter } from './number-writer.ts'
import { yearIn } from './year.ts'

let database: TestDatabase
let now = new Date('2026-12-31T23:00:00Z')
const clock: Clock = { now: () => now }
const actor = { kind: 'operator' as const, name: 'ana' }

before(async () => {
  database = await testDatabase(['records'])
  await sql`CREATE TABLE filing (number bigint, year int)`.execute(database.kysely)
})
after(() => database.close())

const writer = (): NumberWriter => new NumberWriter({ database, clock, timeZone: 'America/Lima' })
const series = (kind: string) => ({ institution: 'mml', kind })

async function given(kind: string): Promise<[number, number][]> {
  const { rows } = await sql<{ year: number; number: number }>`
    SELECT n.year, n.number FROM records.number n JOIN records.series s ON s.id = n.series
    WHERE s.kind = ${kind} ORDER BY year, number`.execute(database.kysely)
  return rows.map(({ year, number }) => [year, number])
}

describe('numbers', () => {
  test('of two writers that are asked at once follow each other without a gap', async () => {
    const [one, two] = [writer(), writer()]
    const taken = await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        (at % 2 ? one : two).take({ series: series('a'), key: `k${at}` }),
      ),
    )
    const numbers = taken.map((each) => each.number).toSorted((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from({ length: 300 }, (_, at) => at + 1),
    )
    assert.ok(taken.every((each) => each.fresh))
  })

  test('are the same for a request that is repeated, even in the next year', async () => {
    const own = writer()
    const request = { series: series('b'), key: 'the same' }
    const [one, two] = await Promise.all([own.take(request), own.take(request)])
    assert.deepEqual(one, { year: 2026, number: 1, fresh: true })
    assert.deepEqual(two, { year: 2026, number: 1, fresh: false })
    now = new Date('2027-01-01T05:00:00Z')
    assert.deepEqual(await own.take(request), { year: 2026, number: 1, fresh: false })
    assert.deepEqual(await own.take({ ...request, key: 'new' }), {
      year: 2027,
      number: 1,
      fresh: true,
    })
    now = new Date('2026-12-31T23:00:00Z')
  })

  test('begin anew at midnight in Lima, not in Greenwich', () => {
    assert.equal(yearIn('America/Lima', new Date('2027-01-01T04:59:59Z')), 2026)
    assert.equal(yearIn('America/Lima', new Date('2027-01-01T05:00:00Z')), 2027)
  })

  test('go back when the work they were taken for fails, and its rows with them', async () => {
    const own = writer()
    const take = (key: string, fail: boolean) =>
      own.take({ series: series('c'), key }, async (trx, { number, year }) => {
        await sql`INSERT INTO filing VALUES (${number}, ${year})`.execute(trx)
        if (fail) await sql`SELECT nonsense`.execute(trx)
      })
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, at) => take(`k${at}`, at % 5 === 0)),
    )
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 20)
    const { rows } = await sql<{
      number: number
    }>`SELECT number FROM filing ORDER BY number`.execute(database.kysely)
    assert.deepEqual(
      rows.map(({ number }) => number),
      Array.from({ length: 80 }, (_, at) => at + 1),
    )
    assert.equal((await given('c')).length, 80)
  })

  test('are not held up by a work that does not end: it is refused, the others get theirs', async () => {
    const own = new NumberWriter({ database, clock, timeZone: 'America/Lima', workTime: 50 })
    const hanging = own.take({ series: series('h'), key: 'slow' }, () => new Promise(() => {}))
    const others = [1, 2, 3].map((at) => own.take({ series: series('h'), key: `k${at}` }))
    await assert.rejects(hanging, { code: 'work-took-too-long' })
    const numbers = (await Promise.all(others)).map(({ number }) => number)
    assert.deepEqual(numbers, [1, 2, 3])
    assert.equal((await own.take({ series: series('h'), key: 'slow' })).number, 4)
  })

  test('are not given by a writer that closes, but what was asked before is answered', async () => {
    const own = writer()
    const asked = own.take({ series: series('d'), key: 'x' })
    await own.close()
    assert.equal((await asked).number, 1)
    await assert.rejects(own.take({ series: series('d'), key: 'y' }), { code: 'closing' })
  })

  test('are refused for what has no form', async () => {
    const own = writer()
    await assert.rejects(own.take({ series: series('A b'), key: 'x' }), { code: 'bad-number' })
    await assert.rejects(own.take({ series: series('e'), key: '' }), { code: 'bad-number' })
    await assert.rejects(own.take({ series: series('e'), key: 'x', year: 20 }), {
      code: 'bad-number',
    })
  })

  test('that are annulled stay, with the reason, and are not given again', async () => {
    const own = writer()
    const taken = await own.take({ series: series('f'), key: 'x' })
    const annulment = { series: series('f'), ...taken, reason: 'duplicado', actor }
    await annulNumber({ database, clock }, annulment)
    await annulNumber({ database, clock }, annulment)
    assert.equal((await own.take({ series: series('f'), key: 'y' })).number, 2)
    const missing = annulNumber({ database, clock }, { ...annulment, number: 9 })
    await assert.rejects(missing, { code: 'number-not-found' })
    const { rows } = await sql`
      SELECT reason FROM records.number_annulment JOIN records.series ON id = series
      WHERE kind = 'f'`.execute(database.kysely)
    assert.deepEqual(rows, [{ reason: 'duplicado' }])
  })

  test('set apart for a printed list are entered later, and the rest annulled', async () => {
    const own = writer()
    const ground = { database, clock }
    await own.take({ series: series('g'), key: 'before' })
    const wish = { series: series('g'), year: 2026, size: 5, reason: 'corte', actor }
    const block = await reserveBlock(ground, wish)
    assert.deepEqual([block.first, block.last], [2, 6])
    assert.equal((await own.take({ series: series('g'), key: 'after' })).number, 7)
    await enterReserved(ground, { block: block.id, number: 3, key: 'paper 3' })
    await enterReserved(ground, { block: block.id, number: 3, key: 'paper 3' })
    const twice = enterReserved(ground, { block: block.id, number: 3, key: 'another' })
    await assert.rejects(twice, { code: 'not-in-block' })
    const outside = enterReserved(ground, { block: block.id, number: 7, key: 'x' })
    await assert.rejects(outside, { code: 'not-in-block' })
    const rest = await closeBlock(ground, { block: block.id, reason: 'no usados', actor })
    assert.deepEqual(rest, [2, 4, 5, 6])
    assert.deepEqual(
      (await given('g')).map(([, number]) => number),
      [1, 2, 3, 4, 5, 6, 7],
    )
  })
})
