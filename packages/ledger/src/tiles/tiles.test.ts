// Tests where hashes and entries lie, with the examples of C2SP tlog-tiles, and by properties.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import { parseTilePath, tilePath, tilesOf, widthAt } from './coordinates.ts'
import { readEntries, writeEntries } from './entry-bundle.ts'

describe('tiles', () => {
  test('lie where tlog-tiles says', () => {
    assert.equal(tilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067')
    assert.equal(tilePath({ level: 63, index: 0, width: 1 }), 'tile/63/000.p/1')
    assert.equal(tilePath({ level: 'entries', index: 1000, width: 7 }), 'tile/entries/x001/000.p/7')
  })

  test('of 70,000 leaves are 273 and one of 112, 1 and one of 17, and one of 1', () => {
    const widths = Map.groupBy(tilesOf(70_000), ({ level }) => level)
    const shape = [...widths.values()].map((tiles) => [
      tiles.filter(({ width }) => width === 256).length,
      ...tiles.map(({ width }) => width).filter((width) => width < 256),
    ])
    assert.deepEqual(shape, [
      [273, 112],
      [1, 17],
      [0, 1],
    ])
  })

  test('of 256 leaves are one full tile and one of width 1', () => {
    assert.deepEqual([...tilesOf(256)].map(tilePath), ['tile/0/000', 'tile/1/000.p/1'])
    assert.deepEqual([...tilesOf(0)], [])
  })

  test('beyond the tree have no width', () => {
    assert.equal(widthAt({ level: 0, index: 1 }, 256), 0)
    assert.equal(widthAt({ level: 'entries', index: 1 }, 257), 1)
  })

  test('are found again by their path, and by no other spelling', () => {
    const tile = fc.record({
      level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    })
    fc.assert(
      fc.property(tile, (each) => {
        assert.deepEqual(parseTilePath(tilePath(each)), { ...each })
      }),
    )
    const odd = [
      'tile/00/000',
      'tile/64/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
    ].concat('tile/0/x000/001', 'tile/0/1', 'tile/0/x001', 'tile/0/000/', 'tile/-1/000')
    assert.deepEqual(
      odd.map(parseTilePath),
      odd.map(() => null),
    )
  })
})

describe('bundles of entries', () => {
  test('hold each entry after its length', () => {
    const bytes = writeEntries([Buffer.from('abc'), Buffer.alloc(0), Buffer.alloc(258, 1)])
    assert.equal(Buffer.from(bytes.subarray(0, 9)).toString('hex'), '000361626300000102')
  })

  test('are read back as written, and never when cut short', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(entries, fc.nat(), (list, cut) => {
        const bytes = writeEntries(list)
        assert.deepEqual(
          readEntries(bytes)?.map((each) => [...each]),
          list.map((each) => [...each]),
        )
        const short = readEntries(bytes.subarray(0, cut % bytes.length))
        assert.ok(short === null || short.length < list.length)
      }),
    )
  })

  test('refuse an entry whose length has no room', () => {
    writeEntries([new Uint8Array(65_535)])
    assert.throws(
      () => writeEntries([new Uint8Array(65_536)]),
      (error) => error instanceof LedgerError && error.code === 'entry-too-large',
    )
  })
})
