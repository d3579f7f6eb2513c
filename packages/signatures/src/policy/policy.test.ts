// Reads policies from JSON and holds algorithms against their ends.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createRequire } from 'node:module'
import { SignatureError } from '../signature-error.ts'
import { certificateOf } from '../test-pki.ts'
import { issueIdentity } from '../x509/issue.ts'
import { digestWeakness, keyWeakness } from './check-algorithms.ts'
import { defaultPolicy, strictPolicy } from './policy.ts'
import { readPolicy } from './read-policy.ts'

const schema: unknown = JSON.parse(
  readFileSync(new URL('policy.schema.json', import.meta.url), 'utf8'),
)

test('policies written as JSON read as they were', () => {
  for (const policy of [defaultPolicy, strictPolicy])
    assert.deepEqual(readPolicy(JSON.stringify(policy)), policy)
  assert.deepEqual(readPolicy('{"name":"default"}'), defaultPolicy)
})

const wrong: [string, unknown, RegExp][] = [
  ['without a name', {}, /name is missing/],
  ['with a rule nobody knows', { name: 'x', revokation: {} }, /revokation is not known/],
  ['with a word nobody knows', { name: 'x', revocation: { signer: 'maybe' } }, /not among/],
  ['with a negative age', { name: 'x', freshness: { maximum: -1 } }, /whole number/],
  ['with a date that is none', { name: 'x', algorithms: { updated: '2022-13-01' } }, /no date/],
  [
    'with a digest nobody knows',
    { name: 'x', algorithms: { digests: [{ digest: 'md2', until: '2001-01-01' }] } },
    /not among/,
  ],
  [
    'with a policy that is no identifier',
    { name: 'x', certificatePolicies: ['gold'] },
    /identifier/,
  ],
  ['that is a list', [], /no object/],
]
for (const [what, value, why] of wrong)
  test(`a policy ${what} is refused in words`, () => {
    assert.throws(
      () => readPolicy(JSON.stringify(value)),
      (error) =>
        error instanceof SignatureError &&
        error.code === 'malformed-policy' &&
        why.test(error.message),
    )
  })

test('text that is no JSON is refused', () => {
  assert.throws(() => readPolicy('{'), /no JSON/)
})

test('the schema says the same as the reader', () => {
  const { default: Ajv } = createRequire(import.meta.url)('ajv/dist/2020.js') as {
    default: new () => { compile: (schema: unknown) => (value: unknown) => boolean }
  }
  const valid = new Ajv().compile(schema)
  for (const policy of [defaultPolicy, strictPolicy, { name: 'x' }])
    assert.ok(valid(JSON.parse(JSON.stringify(policy))))
  for (const [what, value] of wrong)
    if (what !== 'with a date that is none') assert.ok(!valid(value), what)
})

test('digests and keys end when the table says, and planned ends only warn', () => {
  const rules = defaultPolicy.algorithms
  const at = new Date('2026-06-01')
  assert.equal(digestWeakness('sha256', at, rules), null)
  assert.equal(digestWeakness('sha1', at, rules)?.warns, false)
  assert.equal(digestWeakness('sha224', at, rules)?.warns, true)
  assert.equal(digestWeakness('sha1', new Date('2008-06-01'), rules), null)
  const rsa = certificateOf(issueIdentity({ name: 'R', role: 'signer', kind: 'rsa' }))
  const edwards = certificateOf(issueIdentity({ name: 'E', role: 'signer', kind: 'ed25519' }))
  assert.equal(keyWeakness('rsa', rsa, { time: new Date('2025-06-01'), rules }), null)
  assert.equal(keyWeakness('rsa', rsa, { time: at, rules })?.warns, true)
  assert.equal(keyWeakness('ed25519', edwards, { time: new Date('2090-01-01'), rules }), null)
})
