// Tests that a log whose files, memory, witnesses or clock disagree signs nothing until that is settled.
import assert from 'node:assert/strict'
import { cp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerErrorCode } from '../ledger-error.ts'
import { generateSignerKey } from '../notes/keys.ts'
import { entries, newPlace, origin } from '../test-log.ts'
import { openFolder } from './folder-storage.ts'
import { signRecovery } from './recovery.ts'
import { rememberInFolder } from './remembered.ts'

const withCode = (code: LedgerErrorCode) => (error: unknown) =>
  error instanceof LedgerError && error.code === code

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
