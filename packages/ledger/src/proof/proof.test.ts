// Tests receipts: the form of C2SP tlog-proof, and that no other entry, place or log passes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerErrorCode } from '../ledger-error.ts'
import { formatVerifierKey, generateSignerKey, toVerifier } from '../notes/keys.ts'
import type { SignerKey } from '../notes/keys.ts'
import { formatSignature, parseNote } from '../notes/note.ts'
import { signText } from '../notes/sign-note.ts'
import { entries, newPlace, origin } from '../test-log.ts'
import { loadVerifier } from '../test-verifier.ts'
import { verifyReceipt, writeReceipt } from './receipt.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'

const throwsCode = (run: () => unknown, code: LedgerErrorCode) =>
  assert.throws(run, (error) => error instanceof LedgerError && error.code === code)

// C2SP tlog-proof, the example; its signatures are cut short there.
const hashes = [
  'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=',
  'B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=',
]
const example = `c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
${hashes.join('\n')}

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

`

describe('proofs', () => {
  test('in the form of the specification are read and written', () => {
    const proof = parseTlogProof(example)
    assert.equal(proof.index, 73894)
    assert.equal(Buffer.from(proof.extra!).toString(), 'age-v1.2.1-darwin-arm64.tar.gz')
    assert.deepEqual(
      proof.hashes.map((hash) => Buffer.from(hash).toString('base64')),
      hashes,
    )
    assert.equal(formatTlogProof(proof), example)
    const bare = example.replace(/extra .*\n/, '')
    assert.equal(parseTlogProof(bare).extra, null)
    assert.equal(formatTlogProof(parseTlogProof(bare)), bare)
  })

  test('are read in one form only', () => {
    const odd = [
      example.replace('@v1', '@v2'),
      example.replace('index 73894', 'index 073894'),
      example.replace('index 73894\n', ''),
      example.replace('extra YWdl', 'extra YWd'),
      example.replace(hashes[0]!, hashes[0]!.slice(4)),
      example.replace(hashes[0]!, `${hashes[0]}\n`.repeat(64).trim()),
      example.replaceAll('\n\n', '\n'),
    ]
    for (const text of odd) throwsCode(() => parseTlogProof(text), 'malformed-proof')
  })
})

describe('receipts', () => {
  test('prove each entry, and no other', async () => {
    const place = await newPlace()
    const log = await place.open()
    await log.append(entries(700))
    const trust = { keys: place.options.signers.map(toVerifier), origin }
    const from = { reader: log.reader(), checkpoint: log.checkpoint }
    for (const index of [0, 255, 256, 511, 512, 698, 699]) {
      const receipt = await writeReceipt(index, from)
      const read = verifyReceipt(receipt, trust)
      assert.deepEqual(
        [read.index, Buffer.from(read.entry).toString()],
        [index, `entry 0 ${index}`],
      )
      throwsCode(() => verifyReceipt(receipt, { ...trust, entry: Buffer.from('x') }), 'bad-proof')
      const stranger = [generateSignerKey(origin, 'ed25519')]
      throwsCode(() => verifyReceipt(receipt, { ...trust, keys: stranger }), 'unknown-signer')
      throwsCode(() => verifyReceipt(receipt, { ...trust, origin: 'x' }), 'wrong-origin')
      const other = receipt.replace(/^index .*$/m, `index ${(index + 1) % 700}`)
      throwsCode(() => verifyReceipt(other, trust), 'bad-proof')
    }
    const bytes = Buffer.from(await writeReceipt(699, from))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes)
        changed[at]! ^= change
        assert.throws(() => verifyReceipt(changed, trust), LedgerError)
      }),
      { numRuns: 1000 },
    )
    await log.close()
    await place.remove()
  })

  test('need the log’s own signature and as many witnesses as are asked for', async () => {
    const place = await newPlace()
    const log = await place.open()
    await log.append(entries(2))
    const receipt = await writeReceipt(1, { reader: log.reader(), checkpoint: log.checkpoint })
    await log.close()
    const witnesses = ['w1.example', 'w2.example'].map((name) =>
      generateSignerKey(name, 'cosignature'),
    )
    const double = generateSignerKey('w1.example', 'ml-dsa-44')
    const { text } = parseNote(log.checkpoint)
    const lineOf = (key: SignerKey) => formatSignature(signText(text, key, 1))
    const keys = place.options.signers.map(toVerifier)
    const witnessKeys = [...witnesses, double].map(toVerifier)
    const trust = { keys, witnessKeys, origin }
    const lines = {
      keys: keys.map(formatVerifierKey),
      witnessKeys: witnessKeys.map(formatVerifierKey),
    }
    const { verifyReceipt: byFile } = await loadVerifier()
    const cases = [
      { lines: [], quorum: 0, code: null },
      { lines: [], quorum: 1, code: 'too-few-witnesses' },
      { lines: [witnesses[0]!, double], quorum: 2, code: 'too-few-witnesses' },
      { lines: [...witnesses, double], quorum: 2, code: null },
    ] as const
    for (const { lines: signers, quorum, code } of cases) {
      const cosigned = receipt + signers.map(lineOf).join('')
      const check = () => verifyReceipt(cosigned, { ...trust, quorum })
      if (code) throwsCode(check, code)
      else assert.equal(check().index, 1)
      assert.equal((await byFile(cosigned, { ...lines, quorum })).ok, code === null)
    }
    // Witnesses that conspire cannot do without the log.
    const without = receipt.replace(/^— .*\n/m, '') + witnesses.map(lineOf).join('')
    throwsCode(() => verifyReceipt(without, { ...trust, quorum: 2 }), 'unknown-signer')
    assert.ok(!(await byFile(without, { ...lines, origin, quorum: 2 })).ok)
    await place.remove()
  })

  test('are not written for a checkpoint of another size or with files that are wrong', async () => {
    const place = await newPlace()
    const log = await place.open()
    await log.append(entries(2))
    const { checkpoint } = log
    await log.append(entries(2))
    const withCode = (code: LedgerErrorCode) => (error: unknown) =>
      error instanceof LedgerError && error.code === code
    await assert.rejects(
      writeReceipt(0, { reader: log.reader(), checkpoint }),
      withCode('out-of-range'),
    )
    const { storage } = place.options
    await storage.write([{ path: 'tile/0/000.p/4', bytes: new Uint8Array(128) }])
    const from = { reader: log.reader(), checkpoint: log.checkpoint }
    await assert.rejects(writeReceipt(0, from), withCode('bad-proof'))
    await log.close()
    await place.remove()
  })
})
