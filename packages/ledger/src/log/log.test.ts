// Tests a log on a disk: what was acknowledged stays, in one history, and nothing else is signed.
import assert from 'node:assert/strict'
import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises'
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
import { signRecovery } from './recovery.ts'
import { rememberInFolder } from './remembered.ts'
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
    assert.throws(() => void log.append([new Uint8Array(65_536)]), withCode('entry-too-large'))
    assert.throws(() => void log.append([]), RangeError)
    await log.close()
    await assert.rejects(log.append(entries(1)), withCode('closed'))
    await place.remove()
  })

  test('is not begun by accident', async () => {
    const place = await newPlace()
    await assert.rejects(place.open({ create: false }), withCode('not-a-log'))
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

describe('a log that disagrees with what was published', () => {
  /** A log of 10, a copy of its files at 4, and its memory at 4. */
  async function grown() {
    const place = await newPlace()
    const log = await place.open()
    await log.append(entries(4))
    const copy = (from: string, to: string) =>
      cp(join(place.folder, from), join(place.folder, to), {
        recursive: true,
        filter: (path) => !path.endsWith('.writer'),
      })
    await copy('public', 'public-4')
    await copy('memory', 'memory-4')
    const early = log.checkpoint
    await log.append(entries(6))
    const late = log.checkpoint
    await log.close()
    const swap = async (name: string) => {
      await rm(join(place.folder, name), { recursive: true })
      await rename(join(place.folder, `${name}-4`), join(place.folder, name))
    }
    return { place, swap, early, late }
  }

  test('because its files are an old copy signs nothing', async () => {
    const { place, swap, late } = await grown()
    await swap('public')
    const log = await place.open()
    assert.ok(withCode('log-behind')(log.refusal))
    await assert.rejects(log.append(entries(1)), withCode('log-behind'))
    assert.equal(log.size, 4)
    await log.close()
    // With the old memory as well only a witness can tell.
    await swap('memory')
    const unaware = await place.open()
    assert.equal(unaware.refusal, null)
    await unaware.close()
    const told = await place.open({ witnessed: [late] })
    assert.ok(withCode('witness-ahead')(told.refusal))
    await told.close()
    await place.remove()
  })

  test('because its memory is old or gone signs nothing', async () => {
    const { place, swap } = await grown()
    await swap('memory')
    const log = await place.open()
    assert.ok(withCode('memory-behind')(log.refusal))
    await log.close()
    await rm(join(place.folder, 'memory'), { recursive: true })
    const next = await place.open()
    assert.ok(withCode('memory-missing')(next.refusal))
    await assert.rejects(next.append(entries(1)), withCode('memory-missing'))
    await next.close()
    await place.remove()
  })

  test('because another instance went on elsewhere signs nothing', async () => {
    const { place, late } = await grown()
    const twin = join(place.folder, 'public-4')
    const storage = openFolder(twin)
    const remembered = rememberInFolder(join(place.folder, 'memory-4'))
    const other = await place.open({ storage, remembered })
    await other.append(entries(6, 'other'))
    await other.close()
    const forked = await place.open({ storage })
    assert.ok(withCode('forked')(forked.refusal))
    await forked.close()
    const witnessed = await place.open({ storage, remembered, witnessed: [late] })
    assert.ok(withCode('forked')(witnessed.refusal))
    await witnessed.close()
    await place.remove()
  })

  test('because its memory moved while it ran signs nothing more', async () => {
    const place = await newPlace()
    const one = await place.open()
    await one.append(entries(1))
    await cp(place.public, join(place.folder, 'twin'), {
      recursive: true,
      filter: (path) => !path.endsWith('.writer'),
    })
    const two = await place.open({ storage: openFolder(join(place.folder, 'twin')) })
    await two.append(entries(1, 'two'))
    await assert.rejects(one.append(entries(1, 'one')), withCode('another-writer'))
    await assert.rejects(one.append(entries(1, 'one')), withCode('another-writer'))
    await one.close()
    await two.close()
    const next = await place.open()
    assert.ok(withCode('log-behind')(next.refusal))
    await next.close()
    await place.remove()
  })

  test('because its files were exchanged while it ran signs nothing more', async () => {
    const place = await newPlace()
    const log = await place.open()
    await log.append(entries(1))
    const old = log.checkpoint
    await log.append(entries(1))
    await writeFile(join(place.public, 'checkpoint'), old)
    await assert.rejects(log.append(entries(1)), withCode('another-writer'))
    await log.close()
    await place.remove()
  })

  test('goes on after a signed record, which becomes an entry', async () => {
    const { place, swap } = await grown()
    await swap('public')
    const log = await place.open()
    const { signers } = place.options
    const heads = log.disagreement!
    assert.deepEqual([heads.old?.size, heads.new.size], [10, 4])
    const facts = { origin, ...heads, reason: 'The disk was lost on 3 May.', time: 1_777_777_777 }
    const stranger = signRecovery(facts, [generateSignerKey(origin, 'ed25519')])
    await assert.rejects(log.recover(stranger), withCode('unknown-signer'))
    const other = signRecovery({ ...facts, old: { size: 9, root: heads.old!.root } }, signers)
    await assert.rejects(log.recover(other), withCode('bad-recovery'))
    assert.throws(() => signRecovery({ ...facts, reason: ' ' }, signers), withCode('bad-recovery'))
    await assert.rejects(log.append(entries(1)), withCode('log-behind'))
    const record = signRecovery(facts, signers)
    assert.deepEqual((await log.recover(record)).first, 4)
    assert.equal(Buffer.from(await log.reader().entry(4)).toString(), record)
    await log.append(entries(1))
    await assert.rejects(log.recover(record), withCode('bad-recovery'))
    await log.close()
    const next = await place.open()
    assert.deepEqual([next.refusal, next.size], [null, 6])
    await next.close()
    await place.remove()
  })

  test('is refused altogether when its files do not make up the signed root', async () => {
    const { place } = await grown()
    for (const path of ['tile/0/000.p/10', 'tile/entries/000.p/10']) {
      const { storage } = place.options
      const bytes = (await storage.read(path))!
      await writeFile(join(place.public, path), bytes.with(5, bytes[5]! ^ 1))
      await assert.rejects(place.open(), withCode('damaged'))
      await rm(join(place.public, path))
      await assert.rejects(place.open(), withCode('damaged'))
      await writeFile(join(place.public, path), bytes)
    }
    await (await place.open()).close()
    await place.remove()
  })
})

describe('the clock of a log', () => {
  test('may lag two seconds behind the last signature and no more', async () => {
    let now = 1_800_000_000_000
    const signers = [generateSignerKey(origin, 'cosignature')]
    const place = await newPlace({ now: () => now, signers })
    const log = await place.open()
    await log.append(entries(1))
    now -= 2000
    await log.append(entries(1))
    now -= 1000
    await assert.rejects(log.append(entries(1)), withCode('clock-behind'))
    now -= 10 * 365 * 86_400_000
    await assert.rejects(log.append(entries(1)), withCode('clock-behind'))
    await log.close()
    const next = await place.open()
    await assert.rejects(next.append(entries(1)), withCode('clock-behind'))
    now = 1_800_000_000_000
    await next.append(entries(1))
    assert.equal(next.size, 3)
    await next.close()
    await place.remove()
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
