// Holds RC2 against the vectors of its standard.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../bytes.ts'
import { decryptRc2 } from './rc2.ts'

/** RFC 2268, 5: key, effective bits, plain text, cipher text. */
const vectors: [string, number, string, string][] = [
  ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
  ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
  ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
  ['88', 64, '0000000000000000', '61a8a244adacccf0'],
  ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
  ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
  ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
  [
    '88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e',
    129,
    '0000000000000000',
    '5b78d3a43dfff1f1',
  ],
]

test('RC2 decrypts the vectors of RFC 2268', () => {
  for (const [key, effectiveBits, plain, sealed] of vectors) {
    const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
    const given = { key: bytes(key), effectiveBits, iv: new Uint8Array(8), data: bytes(sealed) }
    assert.equal(toHex(decryptRc2(given) ?? new Uint8Array()), plain, `${key} ${effectiveBits}`)
  }
})

test('RC2 refuses a block that is cut off', () => {
  const [key, iv] = [new Uint8Array(8), new Uint8Array(8)]
  assert.equal(decryptRc2({ key, effectiveBits: 64, iv, data: new Uint8Array(7) }), null)
})
