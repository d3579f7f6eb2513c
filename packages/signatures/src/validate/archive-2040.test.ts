// Signs, raises to B-LTA and renews over fourteen years with a network of lists and responders, and judges in 2040.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat } from '../bytes.ts'
import { keySigner } from '../keys/signer.ts'
import { augmentPdf } from '../pades/augment.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { strictPolicy } from '../policy/policy.ts'
import { answerOcsp } from '../revocation/answer-ocsp.ts'
import { collectValidationData, type FetchRequest } from '../revocation/collect.ts'
import { issueCrl } from '../revocation/issue-crl.ts'
import { certificateOf, day } from '../test-pki.ts'
import { makePdf } from '../test-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import { authorityAccess, listAddresses, responderExtensions } from '../x509/issue-extensions.ts'
import { issueIdentity, type Identity, type NewCertificate } from '../x509/issue.ts'
import { validatePdf } from './validate-pdf.ts'
import { validatePdfOnline } from './validate-pdf-online.ts'

/** Years from 2026 on, in days. */
const year = (number: number): number => Math.round((number - 2026) * 365.25)

/** One scheme with its own root, an authority, a responder and a timestamp server, for some years. */
function scheme(name: string, from: number, until: number) {
  const span = { notBefore: day(year(from)), notAfter: day(year(until)) }
  const root = issueIdentity({ name: `${name} root`, role: 'authority', ...span })
  const lists = (file: string) => listAddresses([`http://${name}.example/${file}.crl`])
  const middle = issueIdentity({
    name: `${name} CA`,
    role: 'authority',
    issuer: root,
    extensions: [lists('root')],
    ...span,
  })
  const below = (what: string, more: Partial<NewCertificate>): Identity =>
    issueIdentity({
      name: `${name} ${what}`,
      role: 'signer',
      issuer: middle,
      extensions: [
        authorityAccess({
          issuers: [`http://${name}.example/ca.cer`],
          ocsp: [`http://${name}.example/ocsp`],
        }),
        lists('ca'),
      ],
      ...span,
      ...more,
    })
  const responder = below('responder', { extensions: responderExtensions() })
  return { name, root, middle, below, responder, clock: below('clock', { role: 'timestamps' }) }
}

const first = scheme('first', 2026, 2031)
const second = scheme('second', 2028, 2037)
const third = scheme('third', 2034, 2046)
const schemes = [first, second, third]
const anchors = schemes.map(({ root }) => certificateOf(root))
const rosa = first.below('Rosa', { notAfter: day(year(2028)) })

/** What the network answers on a day; a scheme that has ended answers nothing. */
function networkOn(at: number, revoked: { certificate: Uint8Array; at: Date }[] = []) {
  return ({ url, body }: FetchRequest): Promise<Uint8Array> => {
    const one = schemes.find(({ name }) => url.startsWith(`http://${name}.example/`))
    const now = day(at)
    if (one === undefined || certificateOf(one.root).notAfter < now)
      return Promise.reject(new Error('no such host'))
    if (url.endsWith('/ca.cer')) return Promise.resolve(one.middle.certificate)
    if (url.endsWith('/ocsp')) {
      const statusOf = (serial: string) =>
        revoked.find(
          ({ certificate }) => certificateOf({ certificate, key: rosa.key }).serial === serial,
        ) ?? ('good' as const)
      const options = {
        responder: one.responder,
        thisUpdate: now,
        nextUpdate: day(at + 1),
        statusOf,
      }
      return Promise.resolve(answerOcsp(body ?? new Uint8Array(), options))
    }
    const issuer = url.endsWith('/root.crl') ? one.root : one.middle
    return Promise.resolve(
      issueCrl({ issuer, thisUpdate: day(at - 1), nextUpdate: day(at + 6), revoked }),
    )
  }
}

const clockOn = (one: typeof first, at: number) => ({
  servers: ['here'],
  send: (_: string, request: Uint8Array) =>
    Promise.resolve(answerTimestamp(request, one.clock, day(at))),
})

async function signedAndSealed(at: number): Promise<Uint8Array> {
  const plain = makePdf()
  const signer = keySigner({
    key: rosa.key,
    certificates: [rosa.certificate, first.middle.certificate],
  })
  const whole = withTail(
    plain,
    await signPdf(plain, signer, { time: day(at), timestamps: clockOn(first, at) }),
  )
  return raised(whole, first, at + 0.01)
}

/** Raised to B-LTA, or renewed, by the clock of a scheme, with what the network says that day. */
async function raised(
  whole: Uint8Array,
  by: typeof first,
  at: number,
  renew = false,
): Promise<Uint8Array> {
  const fetch = networkOn(at)
  const done = await augmentPdf(whole, {
    to: 'B-LTA',
    timestamps: clockOn(by, at + 0.01),
    collect: (wanted) => collectValidationData({ ...wanted, fetch, anchors }),
    time: day(at),
    renew,
  })
  assert.deepEqual([done.level, done.pending], ['B-LTA', null])
  return concat([whole, done.tail])
}

async function judgedOn(whole: Uint8Array, at: number) {
  const fetch = networkOn(at)
  const certificates = [third.clock, third.middle].map(certificateOf)
  const material = await collectValidationData({ certificates, fetch, anchors, at: day(at) })
  const { signatures } = validatePdf(whole, {
    anchors,
    material,
    time: day(at),
    policy: strictPolicy,
  })
  const [report] = signatures
  assert.ok(report)
  return { report, signatures }
}

test('what was signed in 2026 and renewed in 2030 and 2036 passes in 2040 by the strict policy', async () => {
  let whole = await signedAndSealed(year(2026) + 20)
  whole = await raised(whole, second, year(2030), true)
  whole = await raised(whole, third, year(2036), true)
  const { report, signatures } = await judgedOn(whole, year(2040))
  assert.deepEqual([report.indication, report.why], ['TOTAL-PASSED', null])
  assert.deepEqual([report.level, report.bestTime], ['B-LTA', day(year(2026) + 20)])
  assert.equal(signatures.length, 4)
  assert.ok(signatures.every(({ indication }) => indication === 'TOTAL-PASSED'))
})

test('a renewal that was missed leaves it undecided in 2040', async () => {
  let whole = await signedAndSealed(year(2026) + 20)
  whole = await raised(whole, third, year(2036))
  const { report } = await judgedOn(whole, year(2040))
  assert.equal(report.indication, 'INDETERMINATE')
})

test('with the network a signature at B-B passes or fails by what is known today', async () => {
  const plain = makePdf()
  const at = year(2026) + 30
  const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
  const whole = withTail(plain, await signPdf(plain, signer, { time: day(at) }))
  const judged = async (fetch: ReturnType<typeof networkOn>) => {
    const options = { anchors, fetch, time: day(at + 1), policy: strictPolicy }
    const { signatures } = await validatePdfOnline(whole, options)
    const [report] = signatures
    assert.ok(report)
    return report
  }
  assert.equal((await judged(networkOn(at + 1))).indication, 'TOTAL-PASSED')
  const revoked = [{ certificate: rosa.certificate, at: day(at) }]
  assert.equal((await judged(networkOn(at + 1, revoked))).subIndication, 'REVOKED_NO_POE')
  const away = await judged(() => Promise.reject(new Error('is away')))
  assert.equal(away.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND')
  assert.ok(away.warnings.some((one) => one.includes('is away')))
  let asked = 0
  const counting = (request: FetchRequest) => (asked++, networkOn(at)(request))
  await validatePdfOnline(whole, { fetch: counting })
  assert.equal(asked, 0)
})
