// Pages made before the values are known are those that are made once they are.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { SHARES } from './blocks-ahead.ts'
import { CellReader } from './cell-reader.ts'
import type { StoredChunk } from './cell-store.ts'
import { type CodeValues, codePages } from './chunk-pages.ts'
import type { CodeShape } from './code-shapes.ts'
import { ColumnCells } from './column-cells.ts'
import { DICTIONARIES } from './dictionary.ts'
import { type PageItem, type PagesOrder, makePages } from './page-work.ts'
import { type ColumnPages, packPage } from './parquet-file.ts'
import { ReadAhead } from './read-ahead.ts'
import { COMMA } from './read-text.ts'

function chunkOf(codes: readonly number[], width: 1 | 2): StoredChunk {
  const numbers = width === 1 ? Uint8Array.from(codes) : Uint16Array.from(codes)
  // As they are kept: where both threads see them.
  const bytes = new Uint8Array(new SharedArrayBuffer(numbers.byteLength))
  bytes.set(new Uint8Array(numbers.buffer))
  const empty = codes.filter((code) => code === 0).length
  return { kind: 'codes', bytes, width, rows: codes.length, empty }
}

function packed(pages: ColumnPages): ColumnPages {
  return { ...pages, data: packPage(pages.data) }
}

const some = fc
  .record({
    most: fc.integer({ min: 1, max: 40 }),
    seed: fc.array(fc.nat(1000), { minLength: 1, maxLength: 300, size: 'max' }),
    width: fc.constantFrom<(1 | 2)[]>(1, 2),
    none: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
    guessed: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
    right: fc.boolean(),
    kind: fc.constantFrom<CodeValues['kind'][]>('numbers', 'texts', 'bits'),
  })
  .map(({ most, seed, none, guessed, right, ...rest }) => ({
    ...rest,
    most,
    codes: seed.map((number) => number % (most + 1)),
    none: none.filter((code) => code <= most),
    without: (right ? none : guessed).filter((code) => code <= most),
  }))

test('whatever was guessed of cells without a value, the pages are the same', () => {
  fc.assert(
    fc.property(some, ({ most, codes, width, none, without, kind }) => {
      const chunk = chunkOf(codes, width)
      const value = (code: number): Uint8Array | null =>
        code === 0 || none.includes(code) ? null : Uint8Array.of(code & 1, code)
      const values: CodeValues = { kind, value, compare: Buffer.compare, codes: most }
      const expected = packed(codePages(chunk, values))
      const ready = makePages({ kind: 'codes', chunk, most, without }) as CodeShape | null
      assert.deepEqual(packed(codePages(chunk, values, ready)), expected)
    }),
    { numRuns: 400 },
  )
})

test('the other thread makes the same pages, each once, and none when it is closed', () => {
  withThread((thread) => {
    thread.end()
    const codes = Array.from({ length: 50_000 }, (_, row) => (row * row) % 251)
    const texts = Buffer.from(new SharedArrayBuffer(10))
    texts.writeUInt32LE(1)
    texts.write('7', 4)
    texts.writeUInt32LE(1, 5)
    texts.write('9', 9)
    const plain = { kind: 'plain', bytes: texts, width: 0, rows: 2, empty: 0 } as const
    const items: PageItem[] = [
      { kind: 'codes', chunk: chunkOf(codes, 1), most: 250, without: [] },
      { kind: 'codes', chunk: chunkOf(codes, 2), most: 250, without: [7] },
      { kind: 'codes', chunk: chunkOf([1, 2, 3], 1), most: 3, without: [2] },
      { kind: 'texts', chunk: plain, most: 0, without: [] },
      { kind: 'whole', chunk: plain, most: 0, without: [] },
    ]
    const order = (): PagesOrder => {
      return { items, state: new Int32Array(new SharedArrayBuffer(items.length * 4)) }
    }
    const orders = [order(), order()]
    for (const each of orders) thread.makePages(each)
    for (const each of orders) {
      for (const [at, item] of items.entries()) {
        while (Atomics.load(each.state, at) === 0) Atomics.wait(each.state, at, 0, 50)
        assert.deepEqual(plainly(thread.pages(each, at)), plainly(makePages(item)))
        assert.equal(thread.pages(each, at), undefined)
      }
    }
    thread.close()
    const late = order()
    thread.makePages(late)
    assert.equal(Atomics.load(late.state, 0), 0)
  })
})

test('pages that never come are given up, and are the caller’s then', () => {
  withThread((thread) => {
    thread.end()
    const item: PageItem = { kind: 'codes', chunk: chunkOf([1, 2], 1), most: 2, without: [] }
    // As of a thread that ended over them: taken, and never made.
    const order = { items: [item, item], state: new Int32Array(new SharedArrayBuffer(8)).fill(1) }
    thread.makePages(order)
    assert.equal(thread.pages(order, 0), undefined)
    assert.equal(thread.pages(order, 1), undefined)
  })
})

/** A second thread beside a text of one record, of which nothing was asked yet. */
function withThread(work: (thread: ReadAhead) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-pages-'))
  try {
    const path = join(folder, 'a.csv')
    writeFileSync(path, 'a,b\n1,2\n')
    const columns = [0, 1].map(() => new ColumnCells(10, { ...DICTIONARIES }))
    const reader = new CellReader(COMMA, columns, { chunk: 10, full: () => {} })
    const given = { path, marks: COMMA, start: 4, size: 8, shares: SHARES }
    const thread = ReadAhead.start(given, reader)
    assert.ok(thread)
    try {
      work(thread)
    } finally {
      thread.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Bytes as they are, whatever kind of list holds them. */
function plainly(made: unknown): unknown {
  return JSON.parse(
    JSON.stringify(made, (_, value: unknown) => {
      const list = value as { type?: string; data?: number[] }
      if (list?.type === 'Buffer') return list.data
      return value instanceof Uint8Array ? [...value] : value
    }),
  )
}
