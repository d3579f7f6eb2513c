// Sets the one-file verifier and the library against each other: two programs, one verdict.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerStorage } from '../log/storage.ts'
import { formatVerifierKey, generateSignerKey, toVerifier } from '../notes/keys.ts'
import { verifyReceipt, writeReceipt } from '../proof/receipt.ts'
import { type Place, entries, newPlace, origin } from '../test-log.ts'
import { loadVerifier, verifierPath } from '../test-verifier.ts'
import { verifyLog } from './verify-log.ts'

const run = promisify(execFile)
const verifier = await loadVerifier()

describe('the one-file verifier', () => {
  let place: Place
  let keys: string[]
  let early: string
  let receipt: string
  const files: string[] = []

  before(async () => {
    const signers = [generateSignerKey(origin, 'ed25519'), generateSignerKey(origin, 'ml-dsa-44')]
    place = await newPlace({ signers })
    keys = signers.map(toVerifier).map(formatVerifierKey)
    const log = await place.open()
    for (const count of [5, 3, 300]) await log.append(entries(count, count))
    early = log.checkpoint
    await log.append(entries(290, 'last'))
    receipt = await writeReceipt(300, { reader: log.reader(), checkpoint: log.checkpoint })
    await log.close()
    const found = await readdir(place.public, { recursive: true, withFileTypes: true })
    for (const one of found) {
      const path = join(one.parentPath, one.name).slice(place.public.length + 1)
      if (one.isFile() && !path.startsWith('.')) files.push(path)
    }
  })
  after(() => place.remove())

  const both = async (storage: Pick<LedgerStorage, 'read' | 'list'>, witnessed?: string) => {
    const seen = witnessed === undefined ? {} : { witnessed }
    const own = await verifyLog({ storage, origin, keys: place.options.signers, ...seen })
    const other = await verifier.verifyLog({ ...storage, origin, keys, ...seen })
    assert.equal(own.findings.length === 0, other.ok, JSON.stringify([own, other.problems]))
    return other
  }

  test('accepts what the library writes, with all signatures', async () => {
    const found = await both(place.options.storage, early)
    assert.deepEqual([found.ok, found.size, found.signers.length], [true, 598, 2])
    assert.ok((await verifier.verifyReceipt(receipt, { keys, all: true })).ok)
    const { list: _, ...readOnly } = place.options.storage
    assert.ok((await verifier.verifyLog({ ...readOnly, keys })).ok)
  })

  test('finds any change of any byte of any file, as the library does', async () => {
    const at = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(at, async ([file, place_, change]) => {
        const changed = files[file % files.length]!
        const storage = {
          ...place.options.storage,
          async read(path: string) {
            const bytes = await place.options.storage.read(path)
            if (path !== changed || !bytes) return bytes
            const offset = place_ % bytes.length
            return bytes.with(offset, bytes[offset]! ^ change)
          },
        }
        const found = await both(storage, early)
        assert.ok(!found.ok)
      }),
      { numRuns: 80 },
    )
  })

  test('finds a log that was cut back or tells another history', async () => {
    const old = await newPlace({ signers: place.options.signers })
    const log = await old.open()
    await log.append(entries(5, 5))
    const seen = await both(old.options.storage, early)
    assert.deepEqual(
      seen.problems.map(({ what }) => what),
      ['rolled-back'],
    )
    await log.append(entries(700, 'other'))
    const forked = await both(old.options.storage, early)
    assert.deepEqual(
      forked.problems.map(({ what }) => what),
      ['forked'],
    )
    await log.close()
    await old.remove()
  })

  test('wants every key to have signed', async () => {
    const stranger = generateSignerKey(origin, 'ed25519')
    const all = [...keys, formatVerifierKey(stranger)]
    const found = await verifier.verifyLog({ ...place.options.storage, keys: all })
    assert.deepEqual(
      found.problems.map(({ what }) => what),
      ['not-signed'],
    )
    const other = await verifier.verifyLog({ ...place.options.storage, keys, origin: 'x' })
    assert.deepEqual(
      other.problems.map(({ what }) => what),
      ['wrong-origin'],
    )
  })

  test('judges receipts as the library does, whatever byte is changed', async () => {
    const bytes = Buffer.from(receipt)
    const lib = (changed: Uint8Array): boolean => {
      try {
        verifyReceipt(changed, { keys: place.options.signers.map(toVerifier), origin })
        return true
      } catch (error) {
        if (error instanceof LedgerError) return false
        throw error
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place_, change) => {
        const at = place_ % bytes.length
        const changed = bytes.with(at, bytes[at]! ^ change)
        const { ok } = await verifier.verifyReceipt(changed, { keys, origin })
        assert.equal(ok, lib(changed), `byte ${at} by ${change}`)
      }),
      { numRuns: 600 },
    )
    const { ok } = await verifier.verifyReceipt(receipt, { keys, entry: Buffer.from('x') })
    assert.ok(!ok)
  })

  test('has SHA-256 of its own where the platform gives none at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.deepEqual(Buffer.from(verifier.plainSha256(bytes)), hash('sha256', bytes, 'buffer'))
      }),
    )
  })

  test('is a command', async () => {
    const command = (...args: string[]) =>
      run(process.execPath, ['--disable-warning=ExperimentalWarning', verifierPath, ...args]).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code: number; stdout: string }) => error,
      )
    const keyFile = join(place.folder, 'keys')
    const [seenFile, receiptFile] = [join(place.folder, 'seen'), join(place.folder, 'receipt')]
    await writeFile(keyFile, `${keys.join('\n')}\n`)
    await writeFile(seenFile, early)
    await writeFile(receiptFile, receipt)
    const good = await command(place.public, '--key', keyFile, '--witnessed', seenFile)
    assert.deepEqual([good.code, good.stdout.split(' ')[0]], [0, 'correcto:'])
    const kept = await command('receipt', receiptFile, '--key', keys[0]!, '--lang', 'en')
    assert.match(kept.stdout, /^right: 300 \/ 598\n/)
    const copy = join(place.folder, 'copy')
    await cp(place.public, copy, { recursive: true })
    await rm(join(copy, 'tile/0/001'))
    const bad = await command(copy, '--key', keyFile, '--lang', 'en')
    assert.deepEqual([bad.code, bad.stdout.split('\n').at(-2)], [1, '  tile/0/001: is missing'])
    assert.equal((await command(place.public)).code, 2)
    assert.equal((await command(place.public, '--nonsense')).code, 2)
    const absent = await command('receipt', join(place.folder, 'absent'), '--key', keys[0]!)
    assert.deepEqual([absent.code, /ENOENT/.test(absent.stdout)], [2, true])
  })

  test('imports nothing', async () => {
    const code = await readFile(verifierPath, 'utf8')
    assert.doesNotMatch(code, /^\s*import |\bimport\(|\brequire\(/m)
  })
})
