// Judges signatures of no form at all over time: revoked, expired, unknown, stale, and what timestamps prove.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, strictPolicy, type Policy } from '../../policy/policy.ts'
import { anchorsFrom, type TrustAnchor } from '../../trust/anchors.ts'
import {
  certificateOf,
  day,
  listsOf,
  makePki,
  materialOf,
  responseAbout,
  signatureBy,
  stampOver,
  type TestPki,
} from '../../test-pki.ts'
import { issueCrl } from '../../revocation/issue-crl.ts'
import { judgeSignature } from './judge-signature.ts'
import type { ProcessReport, SignatureDescription, ValidationContext } from './types.ts'

const pki = makePki()
const trust = anchorsFrom([certificateOf(pki.root)])

function judged(
  more: Partial<SignatureDescription>,
  given: Partial<ValidationContext> & { pki?: TestPki } = {},
): ProcessReport {
  const context = { trust, policy: strictPolicy, time: day(30), ...given }
  return judgeSignature(signatureBy(given.pki ?? pki, more), context)
}

const said = ({ indication, subIndication }: ProcessReport): string =>
  subIndication === null ? indication : `${indication} ${subIndication}`

/** The certificates of all, with lists as of a day. */
const listed = (at: number, revoked: Parameters<typeof listsOf>[2] = []) =>
  materialOf([pki.signer, pki.middle, pki.tsa], listsOf(pki, day(at), revoked))

const value = signatureBy(pki).signatureValue
/** The same signature value in all descriptions, so that timestamps are over it. */
const stamped = (at: number): Partial<SignatureDescription> => ({
  signatureValue: value,
  signatureTimestamps: [stampOver(value, pki.tsa, day(at))],
})
const revokedAt = (at: number, reason?: number) => [
  { certificate: pki.signer.certificate, at: day(at), ...(reason === undefined ? {} : { reason }) },
]
const ended = makePki({ notAfter: day(20) })
const future = makePki({ notBefore: day(100) })
const endedTrust = anchorsFrom([certificateOf(ended.root)])
const endedListed = (at: number) =>
  materialOf([ended.signer, ended.middle, ended.tsa], listsOf(ended, day(at)))

type Row = [what: string, () => ProcessReport, expected: string]
const rows: Row[] = [
  ['with fresh lists', () => judged({ material: listed(29) }), 'TOTAL-PASSED'],
  [
    'with a fresh response about the signer and lists about the authority',
    () => {
      const options = { responder: pki.responder, thisUpdate: day(29), nextUpdate: day(31) }
      const ocsps = [responseAbout(pki.signer, pki.middle, options)]
      const crls = [issueCrl({ issuer: pki.root, thisUpdate: day(29) })]
      return judged({ material: materialOf([pki.signer, pki.middle], crls, ocsps) })
    },
    'TOTAL-PASSED',
  ],
  ['without revocation data, where they are required', () => judged({}), 'INDETERMINATE TRY_LATER'],
  [
    'without revocation data, where they are not',
    () => judged({}, { policy: defaultPolicy }),
    'TOTAL-PASSED',
  ],
  [
    'revoked, and nothing proves it is older',
    () => judged({ material: listed(29, revokedAt(20)) }),
    'INDETERMINATE REVOKED_NO_POE',
  ],
  [
    'revoked before the timestamp',
    () => judged({ material: listed(29, revokedAt(20)), ...stamped(25) }),
    'INDETERMINATE REVOKED_NO_POE',
  ],
  [
    'revoked after the timestamp',
    () => judged({ material: listed(29, revokedAt(20)), ...stamped(10) }),
    'TOTAL-PASSED',
  ],
  [
    'with a content timestamp after the revocation',
    () =>
      judged({
        material: listed(29, revokedAt(20)),
        contentTimestamps: [stampOver(Buffer.from('content'), pki.tsa, day(25))],
      }),
    'TOTAL-FAILED REVOKED',
  ],
  ['revoked tomorrow', () => judged({ material: listed(29, revokedAt(31)) }), 'TOTAL-PASSED'],
  ['on hold', () => judged({ material: listed(29, revokedAt(20, 6)) }), 'INDETERMINATE TRY_LATER'],
  [
    'on hold after the timestamp',
    () => judged({ material: listed(29, revokedAt(20, 6)), ...stamped(10) }),
    'TOTAL-PASSED',
  ],
  [
    'revoked by an older list, though a newer one no longer says so',
    () => {
      const crls = [...listsOf(pki, day(28), revokedAt(20)), ...listsOf(pki, day(29))]
      return judged({ material: materialOf([pki.signer, pki.middle], crls) })
    },
    'INDETERMINATE REVOKED_NO_POE',
  ],
  [
    'of an authority that was revoked',
    () => judged({ material: listed(29, [{ certificate: pki.middle.certificate, at: day(20) }]) }),
    'INDETERMINATE REVOKED_CA_NO_POE',
  ],
  [
    'of an authority that was revoked after the timestamp, by that authority too',
    () =>
      judged({
        material: listed(29, [{ certificate: pki.middle.certificate, at: day(20) }]),
        ...stamped(10),
      }),
    // The timestamp authority stands under the same authority, and so proves nothing.
    'INDETERMINATE REVOKED_CA_NO_POE',
  ],
  [
    'unknown to the responder',
    () => {
      const options = {
        responder: pki.responder,
        thisUpdate: day(29),
        statusOf: () => 'unknown' as const,
      }
      const ocsps = [responseAbout(pki.signer, pki.middle, options)]
      const crls = [issueCrl({ issuer: pki.root, thisUpdate: day(29) })]
      return judged({ material: materialOf([pki.signer, pki.middle], crls, ocsps) })
    },
    'INDETERMINATE TRY_LATER',
  ],
  ['with stale lists', () => judged({ material: listed(15) }), 'INDETERMINATE TRY_LATER'],
  [
    'with stale lists, under a policy that only warns',
    () => judged({ material: listed(15) }, { policy: defaultPolicy }),
    'TOTAL-PASSED',
  ],
  [
    'with lists that were fresh at the timestamp',
    () => {
      const responder = { responder: pki.responder, thisUpdate: day(29), nextUpdate: day(31) }
      const material = materialOf(
        [pki.signer, pki.middle, pki.tsa],
        [
          issueCrl({ issuer: pki.root, thisUpdate: day(29) }),
          issueCrl({ issuer: pki.middle, thisUpdate: day(9) }),
        ],
        [responseAbout(pki.tsa, pki.middle, responder)],
      )
      return judged({ material, ...stamped(10) })
    },
    'TOTAL-PASSED',
  ],
  [
    'with lists of another issuer of the same name',
    () => {
      const other = makePki()
      return judged({ material: materialOf([pki.signer, pki.middle], listsOf(other, day(29))) })
    },
    'INDETERMINATE TRY_LATER',
  ],
  [
    'expired, without a timestamp',
    () =>
      judged(
        { material: endedListed(18) },
        { pki: ended, trust: endedTrust, policy: defaultPolicy },
      ),
    'INDETERMINATE OUT_OF_BOUNDS_NOT_REVOKED',
  ],
  [
    'expired, and revocation data are not known',
    () => judged({}, { pki: ended, trust: endedTrust, policy: defaultPolicy }),
    'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
  ],
  [
    'whose certificate begins later',
    () =>
      judged(
        {},
        { pki: future, trust: anchorsFrom([certificateOf(future.root)]), policy: defaultPolicy },
      ),
    'TOTAL-FAILED NOT_YET_VALID',
  ],
  [
    'under an anchor that is no longer trusted',
    () => judged({ material: listed(29) }, { trust: untilDay(20) }),
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  ],
  [
    'stamped while the anchor was trusted, by an authority that still is',
    () => {
      const clock = makePki()
      const material = materialOf(
        [pki.signer, pki.middle, clock.tsa, clock.middle],
        [...listsOf(pki, day(29)), ...listsOf(clock, day(29))],
      )
      const signatureTimestamps = [stampOver(value, clock.tsa, day(10))]
      const both = [...untilDay(20), ...anchorsFrom([certificateOf(clock.root)])]
      return judged({ material, signatureValue: value, signatureTimestamps }, { trust: both })
    },
    'TOTAL-PASSED',
  ],
  [
    'of an unknown root',
    () => judged({ material: listed(29) }, { trust: [] }),
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
  ],
  [
    'by SHA-1',
    () =>
      judged({
        material: listed(29),
        algorithms: [{ what: 'the signature', digest: 'sha1', scheme: 'ecdsa' }],
      }),
    'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  ],
  [
    'with a signature timestamp older than the content timestamp',
    () =>
      judged({
        material: listed(29),
        ...stamped(10),
        contentTimestamps: [stampOver(Buffer.from('content'), pki.tsa, day(12))],
      }),
    'INDETERMINATE TIMESTAMP_ORDER_FAILURE',
  ],
  [
    'whose bytes are wrong, though its certificate is revoked too',
    () =>
      judged({
        material: listed(29, revokedAt(20)),
        cryptoFault: { subIndication: 'HASH_FAILURE', why: 'other bytes' },
      }),
    'TOTAL-FAILED HASH_FAILURE',
  ],
  [
    'without its certificate',
    () => judged({ certificate: null }),
    'INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND',
  ],
]

function untilDay(until: number): TrustAnchor[] {
  return trust.map((one) => ({ ...one, periods: [{ from: day(0), until: day(until) }] }))
}

for (const [what, make, expected] of rows)
  test(`a signature ${what} is ${expected}`, () => {
    const report = make()
    assert.equal(said(report), expected, report.why ?? '')
    assert.equal(report.why === null, report.indication === 'TOTAL-PASSED')
  })

test('TRY_LATER says when to try again', () => {
  const report = judged({ material: listed(15) })
  assert.deepEqual(report.tryAgainAt, day(22))
})

test('a late timestamp breaks a policy that bounds the delay, as does a missing claim', () => {
  const policy: Policy = { ...strictPolicy, timestampDelay: 3600 }
  const material = listed(29)
  const claimed = judged({ material, ...stamped(10), claimedTime: day(10) }, { policy })
  const late = judged({ material, ...stamped(10), claimedTime: day(9) }, { policy })
  const none = judged({ material, ...stamped(10) }, { policy })
  assert.equal(claimed.indication, 'TOTAL-PASSED')
  assert.equal(late.subIndication, 'SIG_CONSTRAINTS_FAILURE')
  assert.equal(none.subIndication, 'SIG_CONSTRAINTS_FAILURE')
})
