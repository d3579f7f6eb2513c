// Tests a log on a disk: what was acknowledged stays, in one history, and nothing else is signed.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError, describeLedgerError, ledgerErrorCodes } from '../ledger-error.ts'
import type { LedgerErrorCode } from '../ledger-error.ts'
import { leafHash } from '../merkle/hash.ts'
import { verifyConsistency, verifyInclusion } from '../merkle/verify.ts'
import { generateSignerKey } from '../notes/keys.ts'
import { parseNote } from '../notes/note.ts'
import { entries, newPlace, origin } from '../test-log.ts'
import { plainRoot } from '../test-tree.ts'
import { tilesOf } from '../tiles/coordinates.ts'
import { verifyLog } from '../verify/verify-log.ts'
import { openFolder } from './folder-storage.ts'
import type { Remembered } from './remembered.ts'
import type { LedgerStorage } from './storage.ts'

const withCode = (code: LedgerErrorCode) => (error: unknown) =>
  error instanceof LedgerError && error.code === code

describe('a log', () => {
  test('gives entries their places and proves them', async () => {
    const place = await newPlace()
    const log = await place.open()
    const all: Uint8Array[] = []
    for (const count of [1, 2, 300, 1, 700]) {
      const more = entries(count, all.length)
      const { first, size } = await log.append(more)
      assert.deepEqual([first, size], [all.length, all.length + count])
      all.push(...more)
    }
    assert.deepEqual(log.head.root, plainRoot(all.map(leafHash)))
    const reader = log.reader()
    const root = await reader.root()
    assert.deepEqual(root, log.head.root)
    for (const index of [0, 255, 256, 302, 1003]) {
      assert.deepEqual(Buffer.from(await reader.entry(index)), all[index])
      const proof = await reader.inclusionProof(index)
      const leaf = leafHash(all[index]!)
      assert.ok(verifyInclusion({ index, size: 1004, leaf, proof, root }))
    }
    const proof = await reader.consistencyProof(303)
    const fromRoot = plainRoot(all.slice(0, 303).map(leafHash))
    assert.ok(verifyConsistency({ from: 303, to: 1004, fromRoot, toRoot: root, proof }))
    await assert.rejects(reader.inclusionProof(1004), withCode('out-of-range'))
    await log.close()
    await place.remove()
  })

  test('drops partial tiles when the full one is published', async () => {
    const place = await newPlace()
    const log = await place.open()
    for (const count of [100, 100, 100]) await log.append(entries(count))
    const names = (path: string) => readdir(join(place.public, path))
    assert.deepEqual((await names('tile/0')).sort(), ['000', '001.p'])
    assert.deepEqual(await names('tile/0/001.p'), ['44'])
    assert.deepEqual((await names('tile/entries')).sort(), ['000', '001.p'])
    await log.close()
    await place.remove()
  })

  test('joins calls that come in together and keeps each call in one piece', async () => {
    const place = await newPlace()
    const log = await place.open()
    const calls = await Promise.all(
      Array.from({ length: 40 }, (_, call) => log.append(entries(1 + (call % 3), call))),
    )
    for (const [call, { first }] of calls.entries()) {
      for (let at = 0; at < 1 + (call % 3); at++) {
        const entry = Buffer.from(await log.reader().entry(first + at)).toString()
        assert.equal(entry, `entry ${call} ${at}`)
      }
    }
    assert.ok(new Set(calls.map(({ size }) => size)).size < 40)
    await log.close()
    await place.remove()
  })

  test('goes on after it was closed, with any batches, as one tree', async () => {
    const batches = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(batches, async (counts) => {
        const place = await newPlace()
        const all: Uint8Array[] = []
        for (const count of counts) {
          const log = await place.open()
          await log.append(entries(count, all.length))
          all.push(...entries(count, all.length))
          assert.deepEqual(log.head, { size: all.length, root: plainRoot(all.map(leafHash)) })
          await log.close()
        }
        const { storage, signers: keys } = place.options
        assert.deepEqual(await verifyLog({ storage, origin, keys }), {
          size: all.length,
          findings: [],
        })
        await place.remove()
      }),
      { numRuns: 15 },
    )
  })

  test('keeps what it was given when the caller uses the same bytes again', async () => {
    const place = await newPlace()
    const log = await place.open()
    const bytes = Buffer.alloc(8)
    for (let turn = 0; turn < 5; turn++) {
      bytes.fill(turn)
      await log.append([bytes])
    }
    bytes.fill(9)
    await log.append([bytes])
    assert.deepEqual([...(await log.reader().entry(1))], Array(8).fill(1))
    const { storage, signers: keys } = place.options
    assert.deepEqual(await verifyLog({ storage, origin, keys }), { size: 6, findings: [] })
    await log.close()
    await place.remove()
  })

  test('is signed by all its keys', async () => {
    const signers = [generateSignerKey(origin, 'ed25519'), generateSignerKey(origin, 'ml-dsa-44')]
    const place = await newPlace({ signers })
    const log = await place.open()
    await log.append(entries(3))
    assert.equal(parseNote(log.checkpoint).signatures.length, 2)
    await log.close()
    await (await place.open()).close()
    await place.remove()
  })

  test('refuses what does not fit', async () => {
    const place = await newPlace()
    const log = await place.open()
    await assert.rejects(log.append([new Uint8Array(65_536)]), withCode('entry-too-large'))
    await assert.rejects(log.append([]), RangeError)
    await log.close()
    await assert.rejects(log.append(entries(1)), withCode('closed'))
    await place.remove()
  })

  test('is not begun by accident', async () => {
    const place = await newPlace()
    await assert.rejects(place.open({ create: false }), withCode('not-a-log'))
    await assert.rejects(place.open({ signers: [] }), withCode('malformed-key'))
    await (await place.open()).close()
    await place.remove()
  })

  test('has one writer', async () => {
    const place = await newPlace()
    const log = await place.open()
    await assert.rejects(place.open({ storage: openFolder(place.public) }), withCode('locked'))
    await log.close()
    await (await place.open()).close()
    await place.remove()
  })
})

describe('a writer that dies', () => {
  /** A storage that stops for good before its n-th step, with some files of a write in place. */
  function dyingStorage(inner: LedgerStorage, steps: number): LedgerStorage {
    let left = steps
    return {
      ...inner,
      async write(files) {
        for (const file of files) {
          if (left-- <= 0) throw new Error('dead')
          await inner.write([file])
        }
      },
    }
  }

  test('before any of its steps leaves what was acknowledged, and one history', async () => {
    for (const [before, batch] of [
      [0, 3],
      [200, 100],
      [255, 1],
      [250, 600],
    ] as const) {
      let dead = true
      for (let steps = 0; dead; steps++) {
        const place = await newPlace()
        const log = await place.open()
        if (before > 0) await log.append(entries(before, 'before'))
        await log.close()
        const dying = dyingStorage(place.options.storage, steps)
        const last = await place.open({ storage: dying })
        dead = await last.append(entries(batch, 'dying')).then(
          () => false,
          (error: unknown) => withCode('storage-failed')(error),
        )
        if (dead) await assert.rejects(last.append(entries(1)), withCode('storage-failed'))
        await last.close()
        const next = await place.open()
        assert.equal(next.refusal, null)
        // Signed and remembered but not acknowledged counts as done; nothing in between does.
        assert.ok(next.size === before || next.size === before + batch)
        if (!dead) assert.equal(next.size, before + batch)
        // Nothing of the batch that never was lies about.
        const left = await place.options.storage.list('tile/0')
        const tiles = [...tilesOf(next.size)].filter(({ level }) => level === 0)
        assert.ok(left.every((name) => Number(name.slice(0, 3)) < Math.max(1, tiles.length)))
        if (next.size < 256) assert.ok(!left.includes('000'))
        const size = next.size + 2
        await next.append(entries(2, 'after'))
        const { storage, signers: keys } = place.options
        assert.deepEqual(await verifyLog({ storage, origin, keys }), { size, findings: [] })
        await next.close()
        await place.remove()
      }
    }
  })
})

describe('a memory that fails', () => {
  test('before it has stored the head changes nothing, after it has completes the batch', async () => {
    for (const [stores, size] of [
      [false, 3],
      [true, 7],
    ] as const) {
      const place = await newPlace()
      const log = await place.open()
      await log.append(entries(3))
      await log.close()
      const { remembered: inner } = place.options
      const remembered: Remembered = {
        load: () => inner.load(),
        async replace(expected, next) {
          if (stores) await inner.replace(expected, next)
          throw new Error('the connection is gone')
        },
      }
      const failing = await place.open({ remembered })
      await assert.rejects(failing.append(entries(4, 'more')), withCode('storage-failed'))
      await assert.rejects(failing.append(entries(1)), withCode('storage-failed'))
      await failing.close()
      const next = await place.open()
      assert.deepEqual([next.refusal, next.size], [null, size])
      await next.append(entries(2, 'after'))
      const { storage, signers: keys } = place.options
      assert.deepEqual(await verifyLog({ storage, origin, keys }), { size: size + 2, findings: [] })
      await next.close()
      await place.remove()
    }
  })
})

describe('errors', () => {
  test('have a sentence in Spanish and in English for every code', () => {
    for (const code of ledgerErrorCodes) {
      const error = new LedgerError(code, { known: 7 })
      const [es, en] = [describeLedgerError(error, 'es'), describeLedgerError(error, 'en')]
      assert.ok(es.length > 10 && en.length > 10 && es !== en && !/[{}]/.test(es + en))
      assert.equal(error.message, en)
    }
  })
})
