// Tests the written form of entries with the vectors of RFC 8785, and the salted hash.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Json } from './canonical-json.ts'
import { actEntry, newSalt, saltedHash } from './leaf.ts'

const malformed = (error: unknown) =>
  error instanceof LedgerError && error.code === 'malformed-entry'

describe('canonical JSON', () => {
  test('writes the example of RFC 8785, 3.2.2', () => {
    const parsed = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as Json
    assert.equal(
      canonicalJson(parsed),
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  test('sorts names by UTF-16 units as RFC 8785, 3.2.3', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    const written = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))
    const order = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
    assert.equal(written, `{${order.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`)
  })

  test('writes the numbers of RFC 8785, appendix B', () => {
    const samples: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['ffefffffffffffff', '-1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['c340000000000000', '-9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['44b52d02c7e14af7', '1.0000000000000001e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef4f', '999999999999999900000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['41b3de4355555557', '333333333.33333343'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ]
    for (const [bits, text] of samples) {
      assert.equal(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE()), text)
    }
    for (const bits of ['7fffffffffffffff', '7ff0000000000000']) {
      assert.throws(() => canonicalJson(Buffer.from(bits, 'hex').readDoubleBE()), malformed)
    }
  })

  test('refuses what JSON cannot hold', () => {
    for (const odd of [
      '\ud800',
      { '\udfff': 1 },
      [undefined],
      new Array(1),
      new Date(0),
      1n,
      () => 1,
    ]) {
      assert.throws(() => canonicalJson(odd as unknown as Json), malformed)
    }
  })

  test('is read back as the same value and does not depend on the order of names', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = canonicalJson(value as Json)
        assert.equal(canonicalJson(JSON.parse(written) as Json), written)
        assert.deepEqual(JSON.parse(written), JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('entries of acts', () => {
  test('hash content with its salt', () => {
    const salt = new Uint8Array(32).fill(7)
    const content = Buffer.from('expediente')
    const plain = Buffer.concat([Buffer.from('rimaq-ledger/salted/v1\n'), salt, content])
    assert.deepEqual(saltedHash(content, salt), hash('sha256', plain, 'buffer'))
    assert.notDeepEqual(saltedHash(content, newSalt()), saltedHash(content, newSalt()))
    assert.throws(() => saltedHash(content, new Uint8Array(16)), malformed)
  })

  test('are canonical JSON', () => {
    const entry = actEntry({
      act: 'document.registered',
      ids: { series: 'EXP', number: 7 },
      content: new Uint8Array(32),
      time: new Date('2026-05-04T13:00:00.900Z'),
    })
    assert.equal(
      Buffer.from(entry).toString(),
      '{"act":"document.registered","content":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","ids":{"number":7,"series":"EXP"},"time":"2026-05-04T13:00:00Z","v":1}',
    )
  })
})
