// Blocks come back as they were put in or not at all, within the memory that was given.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeBlockCache } from './block-cache.ts'
import type { FileBlocks, RowBlock } from './block-cache.ts'

const BUDGET = 64 * 1024

const step = fc.record({
  file: fc.integer({ min: 0, max: 2 }),
  number: fc.integer({ min: 0, max: 40 }),
  rows: fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 5 }),
  adds: fc.boolean(),
})

test('keeps every block as it was put in, however many others follow', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 400 }), (steps) => {
      const cache = makeBlockCache(BUDGET)
      const files: FileBlocks[] = [0, 1, 2].map((file) => cache.of(`file ${file}`))
      const put = new Map<string, string[]>()
      for (const [at, { file, number, rows, adds }] of steps.entries()) {
        const owner = files[file]!
        const key = `${file} ${number}`
        if (adds) {
          const texts = rows.map((length) => `${at}`.padEnd(length, `${at % 10}`))
          put.set(key, texts)
          assert.deepEqual(rowsOf(cache.add(owner, number, blockOf(texts))), texts)
        } else {
          const block = cache.get(owner, number)
          if (!block) continue
          assert.ok(block.live)
          assert.deepEqual(rowsOf(block), put.get(key))
        }
        assert.ok(cache.weight() <= BUDGET, `${cache.weight()} bytes`)
      }
      for (const [file, owner] of files.entries()) {
        for (const [number, block] of owner) {
          assert.deepEqual(rowsOf(block), put.get(`${file} ${number}`))
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('a block that was asked for outlives those that were not', () => {
  const cache = makeBlockCache(BUDGET)
  const owner = cache.of('file')
  cache.add(owner, 0, blockOf(['asked']))
  cache.add(owner, 1, blockOf(['never']))
  for (let number = 2; number < 400; number++) {
    cache.add(owner, number, blockOf(['x'.repeat(1000)]))
    assert.deepEqual(rowsOf(cache.get(owner, 0)!), ['asked'])
  }
  assert.equal(cache.get(owner, 1), undefined)
})

test('says of a block whose memory was given to others that it is gone', () => {
  const cache = makeBlockCache(BUDGET)
  const owner = cache.of('file')
  const block = cache.add(owner, 0, blockOf(['first']))
  for (let number = 1; number < 200; number++) {
    cache.add(owner, number, blockOf(['y'.repeat(1000)]))
  }
  assert.equal(block.live, false)
  const again = cache.add(owner, 300, blockOf(['a']))
  cache.add(owner, 300, blockOf(['b']))
  assert.equal(again.live, false)
})

test('takes a block larger than all of its memory, and lets it go for the next', () => {
  const cache = makeBlockCache(BUDGET)
  const owner = cache.of('file')
  const large = ['z'.repeat(2 * BUDGET)]
  assert.deepEqual(rowsOf(cache.add(owner, 0, blockOf(large))), large)
  cache.add(owner, 1, blockOf(['small']))
  assert.equal(cache.get(owner, 0), undefined)
  assert.ok(cache.weight() <= BUDGET)
  cache.clear()
  assert.equal(cache.weight(), 0)
  assert.equal(cache.get(owner, 1), undefined)
})

function blockOf(rows: string[]): { text: Buffer; starts: Uint32Array } {
  const starts = new Uint32Array(rows.length + 1)
  for (const [at, row] of rows.entries()) starts[at + 1] = starts[at]! + Buffer.byteLength(row) + 1
  return { text: Buffer.from(rows.map((row) => `${row}\n`).join('')), starts }
}

function rowsOf({ segment, at, starts, rows }: RowBlock): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const from = at + segment.words[starts + row]!
    return segment.bytes.toString('utf8', from, at + segment.words[starts + row + 1]! - 1)
  })
}
