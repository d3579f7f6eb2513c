// The text that lies ready is the text an export writes, whole and in any part; damage never passes.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { LONG, openPlace, tableOf } from '../index-files/test-tables.ts'
import type { Place } from '../index-files/test-tables.ts'
import type { TableFiles } from '../model.ts'
import type { ExportOptions } from '../query-model.ts'
import { createTables } from '../query/tables.ts'
import { storedForms, storedText, writeText } from './stored-text.ts'

const piece = 1 << 20
let place: Place
let folder: string

before(async () => {
  place = await openPlace()
  folder = await mkdtemp(join(tmpdir(), 'rimaq-text-'))
})

after(async () => {
  await place.close()
  await rm(folder, { recursive: true, force: true })
})

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const part of parts) chunks.push(part)
  return Buffer.concat(chunks)
}

/** A version of which only the kept text matters. */
function holding(path: string): TableFiles {
  const manifest = {
    parquet: { sha256: 'a'.repeat(64), bytes: 0 },
    columns: [{ id: 'a' }],
  } as TableFiles['manifest']
  return { manifest, parquet: '', indexes: { texts: { csv: path } } }
}

let made = 0

async function kept(text: Buffer, cut: number): Promise<string> {
  const path = join(folder, `kept-${made++}`)
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < text.length; at += cut) yield text.subarray(at, at + cut)
  }
  await writeText(path, parts(), { table: 'a'.repeat(64), rows: 1, form: 'csv' })
  return path
}

const numbered = (bytes: number): Buffer => {
  const text = Buffer.alloc(bytes)
  for (let at = 0; at + 4 <= bytes; at += 4) text.writeUInt32LE(at, at)
  return text
}

test('any part of the text is that part, and all of it is one zstd stream', async () => {
  const lengths = [1, piece - 1, piece, piece + 1, 3 * piece + 12_345]
  for (const length of lengths) {
    const text = numbered(length)
    const stored = storedText(holding(await kept(text, 700_001)), storedForms.csv)
    assert.equal(stored?.bytes, length)
    assert.ok((await joined(stored.read(0, length - 1))).equals(text))
    assert.ok(zstdDecompressSync(await joined(stored.packed())).equals(text))
    const place = fc.nat(length - 1)
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        const part = await joined(stored.read(start, end))
        assert.ok(part.equals(text.subarray(start, end + 1)), `${start}-${end} of ${length}`)
      }),
      { numRuns: 20 },
    )
  }
})

test('a version keeps the same bytes an export writes, and exports give them', async () => {
  const table = await tableOf(place, `${LONG} LIMIT 6000`)
  const tables = createTables({ temp: join(folder, 'temp'), children: 1 })
  const { indexes, ...bare } = table
  const others: ExportOptions[] = [
    { format: 'csv', bom: true },
    { format: 'csv', query: { where: { column: 'office', op: 'eq', value: 'Lima' } } },
    { format: 'csv', query: { limit: 3 } },
    { format: 'csv', delimiter: ';' },
    { format: 'csv', withId: true },
    { format: 'csv', heads: 'ids' },
    { format: 'tsv' },
  ]
  try {
    assert.deepEqual(Object.keys(indexes?.texts ?? {}), Object.keys(storedForms))
    for (const options of [...Object.values(storedForms), ...others]) {
      const written = await joined(await tables.export(bare, options))
      assert.ok((await joined(await tables.export(table, options))).equals(written))
      const stored = storedText(table, options)
      if (others.includes(options)) assert.equal(stored, null)
      else assert.equal(stored?.bytes, written.length)
    }
    const columns = table.manifest.columns.map(({ id }) => id)
    const whole: ExportOptions = { format: 'csv', query: { sort: [], columns, offset: 0 } }
    assert.ok(storedText(table, whole))
    const turned = { columns: columns.toReversed() }
    for (const query of [{ columns: ['office'] }, turned, { limit: 0 }, { offset: 1 }]) {
      assert.equal(storedText(table, { ...whole, query }), null)
    }
  } finally {
    await tables.close()
  }
})

test('a damaged or foreign file is not used, and damage within breaks off instead of passing', async () => {
  const text = numbered(2 * piece + 77)
  const path = await kept(text, piece)
  const whole = await readFile(path)
  const foreign = holding(path)
  foreign.manifest.parquet.sha256 = 'b'.repeat(64)
  assert.equal(storedText(foreign, storedForms.csv), null)
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = Buffer.from(whole)
        bytes[at]! ^= flip
        await writeFile(path, bytes)
        const stored = storedText(holding(path), storedForms.csv)
        if (stored === null) return
        const read = await joined(stored.read(0, stored.bytes - 1)).catch(() => null)
        assert.ok(read === null || read.equals(text), `byte ${at}`)
      },
    ),
    { numRuns: 60 },
  )
  await writeFile(path, whole.subarray(0, whole.length - 9))
  assert.equal(storedText(holding(path), storedForms.csv), null)
})

test('a reader that leaves lets go of the file', async (t) => {
  if (process.platform !== 'linux') return t.skip('open files are counted on Linux')
  const stored = storedText(holding(await kept(numbered(3 * piece), piece)), storedForms.csv)!
  const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length
  const before = await open()
  for await (const part of stored.read(0, 3 * piece - 1)) {
    assert.equal(part.length, piece)
    break
  }
  assert.equal(await open(), before)
})
