// Tests notes, keys and checkpoints with the vectors of C2SP and Go, and what must be refused.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerErrorCode } from '../ledger-error.ts'
import { goReference } from '../test-tree.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { formatSignerKey, formatVerifierKey, generateSignerKey, parseSignerKey } from './keys.ts'
import { parseVerifierKey, toVerifier, verifierKey } from './keys.ts'
import type { KeyKind } from './keys.ts'
import { formatNote, parseNote } from './note.ts'
import { signNote } from './sign-note.ts'
import { openCheckpoint, verifyNote } from './verify-note.ts'

const throwsCode = (run: () => unknown, code: LedgerErrorCode) =>
  assert.throws(run, (error) => error instanceof LedgerError && error.code === code)

// golang.org/x/mod/sumdb/note, note_test.go.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const enoch = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
const text = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const peterLine =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
// C2SP tlog-cosignature, the checkpoint with a cosignature.
const specified = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`
const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
const head = `example.com/log\n3\n${root}\n`

describe('notes', () => {
  test('signed by Go are verified', () => {
    const keys = [peter, enoch].map(parseVerifierKey)
    const note = verifyNote(`${text}\n${peterLine}`, keys)
    assert.equal(note.text, text)
    assert.deepEqual(
      note.signatures.map(({ key, time }) => [key.name, time]),
      [['PeterNeumann', null]],
    )
  })

  test('keep signatures by unknown keys out, and need one by a known key', () => {
    const note = `${text}\n— Nobody AAAAAAAA\n${peterLine}`
    assert.equal(verifyNote(note, [parseVerifierKey(peter)]).signatures.length, 1)
    throwsCode(() => verifyNote(note, [parseVerifierKey(enoch)]), 'unknown-signer')
  })

  test('are refused whole when a known key did not sign them', () => {
    const forged = `${text.replace('problem', 'Problem')}\n${peterLine}`
    throwsCode(() => verifyNote(forged, [parseVerifierKey(peter)]), 'bad-signature')
  })

  test('are read in one form only', () => {
    const good = `${text}\n${peterLine}`
    const odd = [
      text,
      good.slice(0, -1),
      `${good}\n`,
      good.replace('\n\n', '\n'),
      good.replace('— ', '- '),
      good.replace('— PeterNeumann', '— Peter Neumann'),
      good.replace('— PeterNeumann', '— Peter+Neumann'),
      good.replace('— PeterNeumann', '— Peter\u00a0Neumann'),
      good.replace('nAM=\n', 'nAN=\n'),
      good.replace('nAM=\n', 'nAM\n'),
      good.replace('crypto', 'crypto\t'),
      good.replace('\n', '\r\n'),
      `${text}\n— a AAAA\n`,
      `${text}\n${peterLine.repeat(101)}`,
      `${'x'.repeat(1_000_000)}\n\n${peterLine}`,
      good.replace('crypto', '\ud800'),
    ]
    for (const note of odd) throwsCode(() => parseNote(note), 'malformed-note')
    throwsCode(
      () => parseNote(Buffer.concat([Buffer.from([0xff]), Buffer.from(good)])),
      'malformed-note',
    )
    assert.equal(parseNote(`${text}\n${peterLine.repeat(16)}`).signatures.length, 16)
  })

  test('may have empty lines in their text', () => {
    const note = parseNote(`one\n\ntwo\n\n${peterLine}`)
    assert.equal(note.text, 'one\n\ntwo\n')
    assert.equal(formatNote(note), `one\n\ntwo\n\n${peterLine}`)
  })

  test('survive no change of any byte', () => {
    const key = generateSignerKey('example.com/log', 'ed25519')
    const note = Buffer.from(signNote(head, [key], 0))
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(note)
        changed[at]! ^= change
        assert.throws(() => verifyNote(changed, [toVerifier(key)]), LedgerError)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('keys', () => {
  test('have the ids and the spelling of Go', () => {
    for (const line of [peter, enoch, ...goReference().keys]) {
      assert.equal(formatVerifierKey(parseVerifierKey(line)), line)
    }
  })

  test('of every kind are written and read again', () => {
    for (const kind of ['ed25519', 'cosignature', 'ml-dsa-44'] as KeyKind[]) {
      const key = generateSignerKey('example.com/log', kind)
      assert.deepEqual(parseSignerKey(formatSignerKey(key)), key)
      assert.deepEqual(parseVerifierKey(formatVerifierKey(key)), toVerifier(key))
    }
  })

  test('are refused with another id, kind, length or name', () => {
    const odd = [
      peter.replace('c74f', 'c74e'),
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      peter.replace('Peter', 'Peter '),
      '',
    ]
    for (const line of odd) throwsCode(() => parseVerifierKey(line), 'malformed-key')
    throwsCode(() => verifierKey('', 'ed25519', new Uint8Array(32)), 'malformed-key')
    throwsCode(() => parseSignerKey(peter), 'malformed-key')
  })
})

describe('checkpoints', () => {
  test('of the specification are read and written', () => {
    const { text: body, signatures } = parseNote(specified)
    const checkpoint = parseCheckpoint(body)
    assert.equal(checkpoint.origin, 'example.com/behind-the-sofa')
    assert.equal(checkpoint.size, 20852163)
    assert.equal(formatCheckpoint(checkpoint), body)
    assert.deepEqual(
      signatures.map(({ bytes }) => bytes.length),
      [64, 72],
    )
    assert.equal(new DataView(signatures[1]!.bytes.buffer, 4).getBigUint64(0), 1679315147n)
    assert.equal(formatNote({ text: body, signatures }), specified)
  })

  test('signed by Go with all three kinds of key are verified', () => {
    const { keys, note } = goReference()
    const opened = openCheckpoint(note, keys.map(parseVerifierKey), 'example.com/log')
    assert.deepEqual(
      opened.signatures.map(({ key }) => key.kind),
      ['ed25519', 'cosignature', 'ml-dsa-44'],
    )
    assert.equal(opened.size, 1000)
    for (const [at, { bytes }] of parseNote(note).signatures.entries()) {
      const broken = parseNote(note)
      broken.signatures[at]!.bytes = bytes.with(at === 0 ? 0 : 7, bytes[at === 0 ? 0 : 7]! ^ 1)
      throwsCode(() => verifyNote(formatNote(broken), keys.map(parseVerifierKey)), 'bad-signature')
    }
  })

  test('say when they were signed, if their keys do', () => {
    const kinds: KeyKind[] = ['ed25519', 'cosignature', 'ml-dsa-44']
    const keys = kinds.map((kind) => generateSignerKey('example.com/log', kind))
    const opened = openCheckpoint(signNote(head, keys, 1_700_000_000), keys, 'example.com/log')
    assert.deepEqual(
      opened.signatures.map(({ time }) => time),
      [null, 1_700_000_000, 1_700_000_000],
    )
    assert.equal(opened.time, 1_700_000_000)
    throwsCode(() => openCheckpoint(signNote(head, keys, 1), keys, 'other.example'), 'wrong-origin')
  })

  test('with extension lines are not signed by ML-DSA-44, which would not cover them', () => {
    const key = generateSignerKey('example.com/log', 'ml-dsa-44')
    throwsCode(() => signNote(`${head}more\n`, [key], 1), 'malformed-checkpoint')
    assert.deepEqual(parseCheckpoint(`${head}more\n`).extensions, ['more'])
  })

  test('are read in one form only', () => {
    const odd = [
      head.slice(0, -1),
      `example.com/log\n03\n${root}\n`,
      `example.com/log\n-1\n${root}\n`,
      `example.com/log\n9007199254740992\n${root}\n`,
      `\n3\n${root}\n`,
      `example.com/log\n3\n${root.slice(4)}\n`,
      `example.com/log\n3\n`,
      `${head}\n`,
    ]
    for (const body of odd) throwsCode(() => parseCheckpoint(body), 'malformed-checkpoint')
    const facts = { ...parseCheckpoint(head), origin: `a\n1\n${root}` }
    throwsCode(() => formatCheckpoint(facts), 'malformed-checkpoint')
  })
})
