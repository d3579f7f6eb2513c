// Codes by time: the vectors of RFC 6238 and RFC 4226, clocks that differ, and codes used twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, hotp, otpauthAddress, stepAt, totpStep } from './totp.ts'

const ascii = (text: string): Buffer => Buffer.from(text, 'ascii')
const secret = ascii('12345678901234567890')

test('codes by counter are those of RFC 4226, appendix D', () => {
  const expected = [
    ...['755224', '287082', '359152', '969429', '338314'],
    ...['254676', '287922', '162583', '399871', '520489'],
  ]
  assert.deepEqual(
    expected.map((_, counter) => hotp(secret, counter)),
    expected,
  )
})

test('codes by time are those of RFC 6238, appendix B, in its three hashes', () => {
  const secrets = {
    sha1: secret,
    sha256: ascii('12345678901234567890123456789012'),
    sha512: ascii('1234567890123456789012345678901234567890123456789012345678901234'),
  }
  const vectors: [seconds: number, hash: keyof typeof secrets, code: string][] = [
    [59, 'sha1', '94287082'],
    [59, 'sha256', '46119246'],
    [59, 'sha512', '90693936'],
    [1111111109, 'sha1', '07081804'],
    [1111111109, 'sha256', '68084774'],
    [1111111109, 'sha512', '25091201'],
    [1111111111, 'sha1', '14050471'],
    [1111111111, 'sha256', '67062674'],
    [1111111111, 'sha512', '99943326'],
    [1234567890, 'sha1', '89005924'],
    [1234567890, 'sha256', '91819424'],
    [1234567890, 'sha512', '93441116'],
    [2000000000, 'sha1', '69279037'],
    [2000000000, 'sha256', '90698825'],
    [2000000000, 'sha512', '38618901'],
    [20000000000, 'sha1', '65353130'],
    [20000000000, 'sha256', '77737706'],
    [20000000000, 'sha512', '47863826'],
  ]
  for (const [seconds, hash, code] of vectors) {
    const step = stepAt(new Date(seconds * 1000))
    assert.equal(hotp(secrets[hash], step, { digits: 8, hash }), code, `${seconds} ${hash}`)
  }
})

test('base 32 is that of RFC 4648, section 10, without padding', () => {
  const vectors = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB' }
  for (const [text, expected] of Object.entries(vectors))
    assert.equal(base32(ascii(text)), expected)
  assert.equal(base32(ascii('foobar')), 'MZXW6YTBOI')
  assert.equal(
    otpauthAddress({ city: 'Lima Abierta', name: 'rosa@example.pe', secret }),
    'otpauth://totp/Lima%20Abierta:rosa%40example.pe?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lima%20Abierta',
  )
})

test('a code counts one step before and after its time, once, and never for an older step', () => {
  const now = new Date('2026-11-28T12:00:10Z')
  const step = stepAt(now)
  for (const near of [-1, 0, 1]) {
    assert.equal(totpStep(secret, hotp(secret, step + near), { now, last: 0 }), step + near)
  }
  for (const far of [-3, -2, 2, 3]) {
    assert.equal(totpStep(secret, hotp(secret, step + far), { now, last: 0 }), null)
  }
  assert.equal(totpStep(secret, hotp(secret, step), { now, last: step }), null, 'used already')
  assert.equal(totpStep(secret, hotp(secret, step - 1), { now, last: step }), null, 'older')
  const [a, b] = [hotp(secret, step).slice(0, 3), hotp(secret, step).slice(3)]
  assert.equal(totpStep(secret, ` ${a} ${b} `, { now, last: 0 }), step, 'spaces')
  for (const odd of ['', '12345', '1234567', 'abcdef', '１２３４５６']) {
    assert.equal(totpStep(secret, odd, { now, last: 0 }), null, odd)
  }
})
