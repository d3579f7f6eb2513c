// What both file stores promise: stored bytes come back by their hash, whole or in part, and durable.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import type { ContentHash } from '#platform'
import { startTestS3 } from '../../../test/support/s3.ts'
import { createDiskStore } from './disk-store.ts'
import { createS3Store } from './s3-store.ts'
import type { FileStoreOptions, StoredFiles } from './stored-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-files-'))
const s3 = await startTestS3()
after(async () => {
  await s3.close()
  rmSync(folder, { recursive: true })
})

/** A store by name; `reader` is another process: it shares the files and not the cache. */
type Open = (name: string, options?: FileStoreOptions, reader?: string) => StoredFiles

const stores: Record<string, Open> = {
  'a folder': (name, options) => createDiskStore(join(folder, name), options),
  S3: (name, options, reader = name) =>
    createS3Store(
      {
        kind: 's3',
        bucket: 'city',
        prefix: name,
        endpoint: s3.endpoint,
        region: 'us-east-1',
        credentials: s3.credentials,
        cache: { folder: join(folder, `cache-${reader}`), bytes: 1 << 20 },
      },
      { partBytes: 4096, ...options },
    ),
}

async function* stream(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

const nowhere = 'a'.repeat(64) as ContentHash

for (const [kind, open] of Object.entries(stores)) {
  describe(`a file store in ${kind}`, () => {
    test('gives back any bytes under their SHA-256', async () => {
      const store = open('any')
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 3 }),
          async (parts) => {
            const whole = Buffer.concat(parts)
            const { hash, bytes } = await store.put(stream(...parts))
            assert.equal(hash, createHash('sha256').update(whole).digest('hex'))
            assert.equal(bytes, whole.length)
            assert.equal(await store.size(hash), whole.length)
            assert.deepEqual(await collect(await store.read(hash)), whole)
            assert.deepEqual(readFileSync(await store.local(hash)), whole)
            await store.verify(hash)
          },
        ),
        { numRuns: 20 },
      )
    })

    test('reads a part as HTTP Range names it', async () => {
      const { hash } = await open('range').put(stream('0123456789'))
      const store = open('range', {}, 'another process')
      const read = async (range: { start?: number; end?: number }) =>
        String(await collect(await store.read(hash, range)))
      assert.equal(await read({ start: 2, end: 4 }), '234')
      assert.equal(await read({ start: 7 }), '789')
      assert.equal(await read({ start: 8, end: 99 }), '89')
      await assert.rejects(read({ start: 10 }), { code: 'files-range' })
    })

    test('takes a local file and leaves the original where it is', async () => {
      const original = join(folder, 'original.csv')
      writeFileSync(original, 'distrito;poblacion\n')
      const { hash } = await open('original').putFile(original)
      assert.equal(String(await collect(await open('original').read(hash))), 'distrito;poblacion\n')
      assert.equal(readFileSync(original, 'utf8'), 'distrito;poblacion\n')
    })

    test('knows what it does not have', async () => {
      const store = open('missing')
      assert.equal(await store.has(nowhere), false)
      assert.equal(await store.size('../../etc/passwd' as ContentHash), null)
      await assert.rejects(store.read(nowhere), { code: 'file-missing' })
      await assert.rejects(store.local(nowhere), { code: 'file-missing' })
      await assert.rejects(store.local('../x' as ContentHash), { code: 'file-missing' })
    })

    test('leaves nothing behind when the bytes break off', async () => {
      const store = open('broken')
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half')
        throw new Error('the line went down')
      }
      await assert.rejects(store.put(broken()), /the line went down/)
      const place = kind === 'S3' ? 'cache-broken' : 'broken'
      assert.deepEqual(readdirSync(join(folder, place, 'tmp')), [])
    })

    test('stores nothing while it is read-only, and still reads', async () => {
      const store = open('maintenance')
      const { hash } = await store.put(stream('kept'))
      store.readOnly = true
      await assert.rejects(store.put(stream('new')), { code: 'files-read-only' })
      await assert.rejects(
        store.sweep(async () => false),
        { code: 'files-read-only' },
      )
      assert.equal(String(await collect(await store.read(hash))), 'kept')
    })

    test('sweeps what nobody names, but nothing young', async () => {
      const kept = open('sweep', { grace: 0 })
      const hashes: ContentHash[] = []
      for (const text of ['a', 'b', 'c', 'd', 'e']) {
        hashes.push((await kept.put(stream(text))).hash)
      }
      assert.equal(await open('sweep').sweep(async () => false), 0)
      assert.equal(await kept.sweep(async (hash) => hash === hashes[1]), 4)
      assert.equal(await kept.has(hashes[1] ?? nowhere), true)
      assert.equal(await kept.has(hashes[0] ?? nowhere), false)
    })
  })
}
