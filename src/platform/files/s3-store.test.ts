// The file store in S3: what is asked of the server, and what happens when it fails.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startTestS3 } from '../../../test/support/s3.ts'
import { LocalCache } from './local-cache.ts'
import { createS3Store } from './s3-store.ts'
import { writeHashed } from './write-hashed.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-s3-'))
const s3 = await startTestS3()
after(async () => {
  await s3.close()
  rmSync(folder, { recursive: true })
})

function open(name: string, key = s3.credentials) {
  const cache = { folder: join(folder, name), bytes: 1 << 20 }
  const place = { bucket: 'city', prefix: 'a b/ñ', endpoint: s3.endpoint, region: 'us-east-1' }
  return createS3Store({ kind: 's3', ...place, credentials: key, cache }, { partBytes: 1000 })
}

async function* stream(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

test('a big file goes up in parts, and no part is left behind', async () => {
  const text = 'x'.repeat(9_500)
  const { hash } = await open('first').put(stream(text))
  assert.equal(
    String(s3.objects.get(`city/a b/ñ/${hash.slice(0, 2)}/${hash.slice(2)}`)?.body),
    text,
  )
  assert.equal(s3.requests.filter((each) => each.includes('partNumber')).length, 10)
  assert.equal(s3.uploads.size, 0)
})

test('what is there is not uploaded again, not even when two store it at once', async () => {
  await open('second').put(stream('once'))
  const before = s3.requests.filter((each) => each.startsWith('PUT')).length
  await open('third').put(stream('once'))
  assert.equal(s3.requests.filter((each) => each.startsWith('PUT')).length, before)
  await Promise.all([open('fourth').put(stream('both')), open('fifth').put(stream('both'))])
})

test('a file is fetched once for many readers and then read from the cache', async () => {
  const { hash } = await open('writer').put(stream('shared'))
  const reader = open('reader')
  const before = s3.requests.length
  await Promise.all([reader.local(hash), reader.local(hash), reader.local(hash)])
  for await (const _ of await reader.read(hash)) void _
  assert.equal(s3.requests.length, before + 1)
})

test('a download that breaks off or is damaged never reaches the cache', async () => {
  const { hash } = await open('origin').put(stream('precious'))
  s3.breakNextBody()
  await assert.rejects(open('torn').local(hash), { code: 'files-unreachable' })
  const object = s3.objects.get(`city/a b/ñ/${hash.slice(0, 2)}/${hash.slice(2)}`)
  assert.ok(object)
  object.body = Buffer.from('tampered')
  await assert.rejects(open('torn').local(hash), { code: 'file-damaged' })
  assert.deepEqual(readdirSync(join(folder, 'torn', 'files')), [])
  assert.deepEqual(readdirSync(join(folder, 'torn', 'tmp')), [])
})

test('a server without conditional writes is still written to', async () => {
  s3.fail('PUT', 501, 'NotImplemented')
  const { hash } = await open('old').put(stream('plain'))
  assert.equal(await open('other').has(hash), true)
})

test('wrong keys and a silent server are told apart in words', async () => {
  const wrong = { accessKeyId: 'TESTKEY', secretAccessKey: 'guess' }
  await assert.rejects(open('wrong', wrong).put(stream('x')), { code: 'files-unwritable' })
  const gone = createS3Store({
    kind: 's3',
    bucket: 'city',
    prefix: '',
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    credentials: s3.credentials,
    cache: { folder: join(folder, 'gone'), bytes: 1 },
  })
  await assert.rejects(gone.put(stream('x')), { code: 'files-unreachable' })
})

test('the cache forgets the longest unused first and spares what was just used', async () => {
  const cache = new LocalCache({ folder: join(folder, 'lru'), bytes: 25, stay: 60_000 })
  await cache.prepare()
  const hashes = []
  for (const [index, letter] of ['a', 'b', 'c', 'd'].entries()) {
    const file = await writeHashed(cache.temporary, stream(letter.repeat(10)))
    const path = await cache.keep(file)
    hashes.push(file.hash)
    // Used 40, 30, 20 minutes ago; the last one just now.
    const used = new Date(Date.now() - (4 - index) * 600_000)
    if (index < 3) utimesSync(path, used, used)
  }
  await cache.trim()
  const found = await Promise.all(hashes.map((hash) => cache.find(hash)))
  assert.deepEqual(
    found.map((path) => path !== null),
    [false, false, true, true],
  )
})
