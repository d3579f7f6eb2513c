// Judges signatures in 2040, when their certificates and those of their timestamps have long expired.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, strictPolicy, type Policy } from '../../policy/policy.ts'
import { anchorsFrom } from '../../trust/anchors.ts'
import {
  certificateOf,
  coverOf,
  day,
  listsOf,
  makePki,
  materialOf,
  signatureBy,
  stampOver,
} from '../../test-pki.ts'
import { tokenValue } from '../../tsa/token.ts'
import { issueIdentity } from '../../x509/issue.ts'
import { judgeSignature } from './judge-signature.ts'
import type { SignatureDescription, TimestampDescription, ValidationContext } from './types.ts'

/** 2040-01-01; in `pki` the signer's certificate ended in 2027, that of the timestamps in 2035. */
const IN_2040 = day(5113)
const pki = makePki()
/** Another authority for later timestamps, valid until 2046. */
const later = makePki()
const lateTsa = issueIdentity({
  name: 'Later',
  role: 'timestamps',
  issuer: later.middle,
  notBefore: day(2900),
  notAfter: day(7300),
})
const trust = anchorsFrom([certificateOf(pki.root), certificateOf(later.root)])
const archived = Buffer.from('the archived bytes')

interface Story {
  /** When the lists about the signer were issued. */
  listed?: number
  /** What they say. */
  revoked?: Parameters<typeof listsOf>[2]
  stamped?: number
  /** When the first archive timestamp was made. */
  sealed?: number
  /** When it was renewed, and whether with data about the authority of the first; null for never. */
  renewed?: { at: number; withData: boolean } | null
}

/** Signed and stamped on day 10, lists of day 11, sealed on day 12, renewed on day 3001. */
function signatureOf(story: Story = {}): SignatureDescription {
  const { listed = 11, sealed = 12, stamped = 10 } = story
  const plain = signatureBy(pki)
  const signatureTimestamp = stampOver(plain.signatureValue, pki.tsa, day(stamped))
  const first = materialOf(
    [pki.signer, pki.middle, pki.tsa],
    listsOf(pki, day(listed), story.revoked),
  )
  const seal = stampOver(archived, pki.tsa, day(sealed), {
    covers: coverOf(first, [signatureTimestamp]),
  })
  const stamps: TimestampDescription[] = [seal]
  const renewed = story.renewed === undefined ? { at: 3001, withData: true } : story.renewed
  let material = first
  if (renewed !== null) {
    const lists = renewed.withData ? listsOf(pki, day(renewed.at - 1)) : []
    material = { ...first, crls: [...first.crls, ...lists] }
    const covers = coverOf(material, [signatureTimestamp, seal])
    stamps.push(stampOver(archived, lateTsa, day(renewed.at), { covers }))
  }
  return {
    ...plain,
    material,
    signatureTimestamps: [signatureTimestamp],
    archiveTimestamps: stamps,
  }
}

/** Only what is still issued in 2040 is fetched: lists about the newest timestamps. */
function in2040(story: Story, policy: Policy, more: Partial<ValidationContext> = {}) {
  const material = materialOf([later.middle, lateTsa], listsOf(later, day(5112)))
  return judgeSignature(signatureOf(story), { trust, policy, time: IN_2040, material, ...more })
}

for (const policy of [defaultPolicy, strictPolicy]) {
  test(`what was renewed in time passes in 2040 by the ${policy.name} policy`, () => {
    const report = in2040({}, policy)
    assert.deepEqual([report.indication, report.why], ['TOTAL-PASSED', null])
    assert.deepEqual([report.level, report.bestTime], ['B-LTA', day(10)])
    assert.deepEqual(
      report.timestamps.map(({ indication }) => indication),
      ['TOTAL-PASSED', 'TOTAL-PASSED', 'TOTAL-PASSED'],
    )
  })

  test(`a certificate that was revoked after the signature does not harm it by the ${policy.name} policy`, () => {
    const revoked = [{ certificate: pki.signer.certificate, at: day(10.5) }]
    assert.equal(in2040({ revoked }, policy).indication, 'TOTAL-PASSED')
  })

  test(`a certificate that was revoked before the signature does by the ${policy.name} policy`, () => {
    const revoked = [{ certificate: pki.signer.certificate, at: day(9) }]
    const report = in2040({ revoked }, policy)
    assert.deepEqual([report.indication, report.subIndication], ['INDETERMINATE', 'REVOKED_NO_POE'])
  })

  test(`without renewal nothing is proven in 2040 by the ${policy.name} policy`, () => {
    const report = in2040({ renewed: null }, policy)
    assert.equal(report.indication, 'INDETERMINATE')
    assert.match(report.subIndication ?? '', /^OUT_OF_BOUNDS_NO/)
  })

  test(`a renewal without data about the authority before proves nothing by the ${policy.name} policy`, () => {
    assert.equal(
      in2040({ renewed: { at: 3001, withData: false } }, policy).indication,
      'INDETERMINATE',
    )
  })

  test(`a renewal after the authority before had expired proves nothing by the ${policy.name} policy`, () => {
    assert.equal(
      in2040({ renewed: { at: 3700, withData: true } }, policy).indication,
      'INDETERMINATE',
    )
  })

  test(`a signature first stamped after its certificate had ended is out of bounds by the ${policy.name} policy`, () => {
    const report = in2040({ stamped: 800, sealed: 801, listed: 700 }, policy)
    assert.equal(report.indication, 'INDETERMINATE')
  })
}

test('lists older than the signature count until their next update, and not at all where no age is allowed', () => {
  assert.equal(in2040({ listed: 9 }, strictPolicy).indication, 'TOTAL-PASSED')
  const policy: Policy = { ...strictPolicy, freshness: { ...strictPolicy.freshness, maximum: 0 } }
  assert.equal(in2040({ listed: 9 }, policy).indication, 'INDETERMINATE')
  assert.equal(in2040({ listed: 2 }, strictPolicy).indication, 'INDETERMINATE')
})

test('a register that proves existence stands for a renewal', () => {
  const signature = signatureOf({ renewed: null })
  const [seal] = signature.archiveTimestamps
  assert.ok(seal)
  const proofs = [{ of: tokenValue(seal.token), at: day(12.5) }]
  const materials = signature.material.crls.map((of) => ({ of, at: day(12.5) }))
  const certificates = [pki.tsa, pki.middle].map(({ certificate: of }) => ({ of, at: day(12.5) }))
  const context = { trust, policy: defaultPolicy, time: IN_2040 }
  assert.equal(judgeSignature(signature, context).indication, 'INDETERMINATE')
  const given = { ...context, proofs: [...proofs, ...materials, ...certificates] }
  assert.equal(judgeSignature(signature, given).indication, 'TOTAL-PASSED')
})

test('an algorithm that broke meanwhile does not harm what is proven to be older', () => {
  const { algorithms } = strictPolicy
  const digests = algorithms.digests.map((one) =>
    one.digest === 'sha256' ? { ...one, until: '2035-01-01' } : one,
  )
  // The newest timestamp would be by SHA-256 as well, so what is held against it is the table of today.
  const policy = { ...strictPolicy, algorithms: { ...algorithms, digests, updated: '2039-01-01' } }
  const report = in2040({}, policy)
  assert.equal(report.indication, 'INDETERMINATE')
  const since = {
    ...policy,
    algorithms: { ...policy.algorithms, afterUpdate: 'warn' as const, updated: '2022-01-01' },
  }
  assert.equal(in2040({}, since).indication, 'TOTAL-PASSED')
})
