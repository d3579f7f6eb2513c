// Encrypted streams: any bytes come back, and any change, cut, swap or other key is noticed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { SealBroken, chunkBytes, magic, seal, unseal } from './sealed.ts'

const key = randomBytes(32)

async function* parts(...bytes: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = []
  for await (const part of bytes) found.push(part)
  return Buffer.concat(found)
}

const sealed = (text: Uint8Array, place = 'wal/1') => collect(seal(parts(text), key, place))
const opened = (bytes: Uint8Array, place = 'wal/1', master = key) =>
  collect(unseal(parts(bytes), master, place))

test('any bytes come back, whatever the parts they arrive in', async () => {
  const lengths = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 200_000]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lengths), fc.integer({ min: 1 }), async (length, cut) => {
      const text = randomBytes(length)
      const at = length === 0 ? 0 : cut % length
      const bytes = await collect(
        seal(parts(text.subarray(0, at), text.subarray(at)), key, 'files/a'),
      )
      const back = collect(unseal(parts(bytes.subarray(0, at), bytes.subarray(at)), key, 'files/a'))
      assert.deepEqual(await back, text)
    }),
    { numRuns: 60 },
  )
})

test('another implementation opens it by the description of the layout', async () => {
  const text = randomBytes(chunkBytes + 1000)
  const bytes = new Uint8Array(await sealed(text, 'wal/x'))
  const { subtle } = globalThis.crypto
  assert.deepEqual(Buffer.from(bytes.subarray(0, 10)), magic)
  const base = await subtle.importKey('raw', new Uint8Array(key), 'HKDF', false, ['deriveKey'])
  const info = new TextEncoder().encode('rimaq backup 1: wal/x')
  const aes = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytes.subarray(10, 42), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  )
  const found: Buffer[] = []
  const size = chunkBytes + 16
  for (let at = 42, count = 0; at < bytes.length; at += size, count++) {
    const iv = new Uint8Array(12)
    iv[10] = count
    iv[11] = at + size >= bytes.length ? 1 : 0
    const chunk = bytes.subarray(at, at + size)
    found.push(Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv }, aes, chunk)))
  }
  assert.deepEqual(Buffer.concat(found), text)
})

test('every flipped bit is noticed', async () => {
  const bytes = await sealed(randomBytes(chunkBytes + 20))
  for (let round = 0; round < 300; round++) {
    const wrong = Buffer.from(bytes)
    const at = Math.floor(Math.random() * wrong.length)
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (round % 8))
    await assert.rejects(opened(wrong), SealBroken, `bit of byte ${at}`)
  }
})

test('every cut is noticed, also one between two chunks', async () => {
  const bytes = await sealed(randomBytes(2 * chunkBytes + 20))
  const size = chunkBytes + 16
  const cuts = [0, 5, 41, 42, 43, 42 + size, 42 + 2 * size, bytes.length - 1]
  for (const cut of cuts) await assert.rejects(opened(bytes.subarray(0, cut)), SealBroken, `${cut}`)
  await assert.rejects(opened(Buffer.concat([bytes, Buffer.from('x')])), SealBroken)
})

test('chunks that were swapped are noticed', async () => {
  const bytes = await sealed(randomBytes(3 * chunkBytes))
  const size = chunkBytes + 16
  const chunk = (at: number) => bytes.subarray(42 + at * size, 42 + (at + 1) * size)
  const swapped = Buffer.concat([bytes.subarray(0, 42), chunk(1), chunk(0), chunk(2)])
  await assert.rejects(opened(swapped), SealBroken)
  await assert.rejects(opened(Buffer.concat([bytes.subarray(0, 42), chunk(2)])), SealBroken)
})

test('another key and another place do not open it', async () => {
  const bytes = await sealed(Buffer.from('presupuesto'))
  assert.equal(String(await opened(bytes)), 'presupuesto')
  await assert.rejects(opened(bytes, 'wal/1', randomBytes(32)), SealBroken)
  await assert.rejects(opened(bytes, 'wal/2'), SealBroken)
})

test('the same text is never sealed to the same bytes', async () => {
  const text = Buffer.from('x'.repeat(100))
  assert.notDeepEqual(await sealed(text), await sealed(text))
})
