// Tests who counts as one reader, and that budgets refill evenly and are forgotten.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLimiter, isLoopback, readerKey } from './limiter.ts'

test('an IPv6 household is one reader, however it writes its address', () => {
  const same = ['2800:4b0:1:2::1', '2800:4b0:1:2:ffff::9', '2800:4b0:1:2:0:0:0:7']
  assert.deepEqual([...new Set(same.map(readerKey))], ['2800:4b0:1:2::/64'])
  assert.equal(readerKey('2800:4b0::1'), '2800:4b0:0:0::/64')
  assert.equal(readerKey('::ffff:203.0.113.7'), '203.0.113.7')
  assert.equal(readerKey('203.0.113.7'), '203.0.113.7')
  assert.equal(readerKey('fe80::1%eth0'), 'fe80:0:0:0::/64')
})

test('the machine itself is known in every form', () => {
  for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isLoopback(ip), true, ip)
  }
  for (const ip of ['128.0.0.1', '::2', '::ffff:10.0.0.1']) assert.equal(isLoopback(ip), false, ip)
})

test('whatever the rhythm, no minute gives more than twice the budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (pauses, perMinute) => {
        let now = 0
        const limiter = createLimiter({ now: () => new Date(now) })
        const taken: number[] = []
        for (const pause of pauses) {
          now += pause
          if (limiter.take('a', perMinute) === 0) taken.push(now)
        }
        return taken.every((from) => {
          const within = taken.filter((at) => at >= from && at < from + 60_000).length
          return within <= perMinute * 2
        })
      },
    ),
  )
})

test('a wait of the seconds named is enough', () => {
  let now = 0
  const limiter = createLimiter({ now: () => new Date(now) })
  for (let i = 0; i < 7; i++) assert.equal(limiter.take('a', 7), 0)
  const seconds = limiter.take('a', 7)
  assert.ok(seconds > 0)
  now += seconds * 1000
  assert.equal(limiter.take('a', 7), 0)
})

test('a flood of different readers does not fill the memory', () => {
  let now = 0
  const limiter = createLimiter({ now: () => new Date(now) }, { keys: 100 })
  for (let i = 0; i < 10_000; i++) {
    now += 1
    limiter.take(`reader ${i}`, 10)
    assert.ok(limiter.size() <= 100)
  }
})
