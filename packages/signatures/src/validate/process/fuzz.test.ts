// Changes bytes of lists, responses, certificates, tokens and trust lists at random: no exception escapes, nothing becomes valid.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strictPolicy } from '../../policy/policy.ts'
import { readCrl } from '../../revocation/read-crl.ts'
import { readOcsp } from '../../revocation/read-ocsp.ts'
import { SignatureError } from '../../signature-error.ts'
import { anchorsFrom } from '../../trust/anchors.ts'
import {
  certificateOf,
  coverOf,
  day,
  listsOf,
  makePki,
  materialOf,
  responseAbout,
  signatureBy,
  stampOver,
} from '../../test-pki.ts'
import { randomFrom } from '../../test-pdf.ts'
import { readCertificate, type Certificate } from '../../x509/certificate.ts'
import {
  authorityAccess,
  listAddresses,
  nameLimits,
  commonName,
  policiesExtension,
} from '../../x509/issue-extensions.ts'
import { issueIdentity } from '../../x509/issue.ts'
import { judgeSignature } from './judge-signature.ts'

const pki = makePki({
  extensions: [
    authorityAccess({ ocsp: ['http://a.example/'], issuers: ['http://b.example/'] }),
    listAddresses(['http://c.example/']),
    policiesExtension(['2.999.1']),
  ],
})
const limited = issueIdentity({
  name: 'Limited',
  role: 'authority',
  issuer: pki.root,
  notBefore: day(0),
  notAfter: day(3000),
  extensions: [nameLimits({ excluded: [commonName('Nobody')] })],
})
const trust = anchorsFrom([certificateOf(pki.root)])

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    const at = Math.floor(random() * copy.length)
    if (random() < 0.2) copy.copyWithin(at, Math.floor(random() * copy.length), at + 20)
    else copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
  return random() < 0.1 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy
}

/** The value, or null when it is refused with an error of the package. */
function attempt<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

test('10,000 changed lists, responses and certificates are read or refused in words', () => {
  const random = randomFrom(31)
  const options = {
    responder: pki.responder,
    thisUpdate: day(29),
    nextUpdate: day(31),
    archiveCutoff: day(1),
  }
  const ocsp = responseAbout(pki.signer, pki.middle, options)
  const [crl] = listsOf(pki, day(29), [
    { certificate: pki.signer.certificate, at: day(3), reason: 1 },
  ])
  assert.ok(crl)
  let read = 0
  for (let round = 0; round < 2500; round++) {
    if (attempt(() => readCrl(mutate(crl, random))) !== null) read++
    if (attempt(() => readOcsp(mutate(ocsp, random))) !== null) read++
    for (const { certificate } of [pki.signer, limited])
      if (attempt(() => readCertificate(mutate(certificate, random))) !== null) read++
  }
  assert.ok(read > 2000 && read < 9500, `${read} were read`)
})

test('signatures with changed material get a report, and only those that could pass before pass', () => {
  const random = randomFrom(32)
  const below = issueIdentity({
    name: 'Rosa',
    role: 'signer',
    issuer: limited,
    notBefore: day(0),
    notAfter: day(3000),
  })
  const identities = [below, limited, pki.tsa, pki.middle]
  const options = { responder: pki.responder, thisUpdate: day(29), nextUpdate: day(31) }
  const good = listsOf({ root: pki.root, middle: limited }, day(29))
  const lists = [...good, ...listsOf(pki, day(29)).slice(1)]
  const response = responseAbout(pki.tsa, pki.middle, options)
  const plain = signatureBy({ signer: below, middle: limited })
  const stamp = stampOver(plain.signatureValue, pki.tsa, day(10))
  const context = { trust, policy: strictPolicy, time: day(30) }
  const material = materialOf(identities, lists, [response])
  const whole = { ...plain, material, signatureTimestamps: [stamp] }
  assert.equal(judgeSignature(whole, context).indication, 'TOTAL-PASSED')
  const counts = new Map<string, number>()
  for (let round = 0; round < 400; round++) {
    const changed = (one: Uint8Array) => (random() < 0.5 ? mutate(one, random) : one)
    let own: Certificate | null = null
    const certificates = identities.flatMap((identity): Certificate[] => {
      const one = attempt(() => readCertificate(changed(identity.certificate)))
      if (identity === below) own = one
      return one === null ? [] : [one]
    })
    const some = { certificates, crls: lists.map(changed), ocsps: [changed(response)] }
    const archiveTimestamps = [
      stampOver(plain.signatureValue, pki.tsa, day(20), { covers: coverOf(some, [stamp]) }),
    ]
    const report = judgeSignature(
      { ...whole, certificate: own, material: some, archiveTimestamps },
      context,
    )
    const said = report.subIndication ?? report.indication
    counts.set(said, (counts.get(said) ?? 0) + 1)
    // The signer's certificate is that of the infrastructure, byte by byte, whenever anything passes.
    if (report.indication === 'TOTAL-PASSED')
      assert.deepEqual(
        report.chain.map(({ raw }) => raw),
        [below, limited, pki.root].map(({ certificate }) => certificate),
      )
  }
  assert.ok(counts.size > 2, JSON.stringify([...counts]))
})

test('a pool of many certificates and lists of one name comes to an end', () => {
  const many = Array.from({ length: 60 }, () =>
    issueIdentity({ name: 'Middle', role: 'authority', notBefore: day(0), notAfter: day(3000) }),
  )
  const crossed = many.map((one, index) =>
    issueIdentity({
      name: 'Middle',
      role: 'authority',
      key: one.key,
      issuer: many[(index + 1) % many.length] ?? one,
    }),
  )
  const lists = many.flatMap((middle) => listsOf({ root: middle, middle }, day(29)))
  const plain = signatureBy(pki)
  const material = materialOf(
    [...many, ...crossed, pki.signer, pki.middle],
    [...lists, ...listsOf(pki, day(29))],
  )
  const report = judgeSignature(
    { ...plain, material },
    { trust, policy: strictPolicy, time: day(30) },
  )
  assert.equal(report.indication, 'TOTAL-PASSED', report.why ?? '')
})
