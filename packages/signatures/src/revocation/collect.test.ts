// Collects validation data from a small network that lives in a map.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateOf, day } from '../test-pki.ts'
import { authorityAccess, listAddresses, responderExtensions } from '../x509/issue-extensions.ts'
import { issueIdentity } from '../x509/issue.ts'
import { answerOcsp } from './answer-ocsp.ts'
import { collectValidationData, type FetchBytes, type FetchRequest } from './collect.ts'
import { issueCrl } from './issue-crl.ts'

const at = day(30)
const span = { notBefore: day(0), notAfter: day(3000) }
const root = issueIdentity({ name: 'Root', role: 'authority', ...span })
const middle = issueIdentity({
  name: 'Middle',
  role: 'authority',
  issuer: root,
  extensions: [listAddresses(['http://ca.example/root.crl'])],
  ...span,
})
const signer = issueIdentity({
  name: 'Rosa',
  role: 'signer',
  issuer: middle,
  extensions: [
    authorityAccess({ issuers: ['http://ca.example/middle.cer'], ocsp: ['http://ocsp.example/'] }),
    listAddresses(['ldap://ca.example/middle', 'http://ca.example/middle.crl']),
  ],
  ...span,
})
const responder = issueIdentity({
  name: 'Responder',
  role: 'signer',
  issuer: middle,
  extensions: responderExtensions(),
  ...span,
})

type Answers = Record<string, (request: FetchRequest) => Uint8Array>
const all: Answers = {
  'http://ca.example/middle.cer': () => middle.certificate,
  'http://ca.example/root.crl': () => issueCrl({ issuer: root, thisUpdate: day(29) }),
  'http://ca.example/middle.crl': () => issueCrl({ issuer: middle, thisUpdate: day(29) }),
  'http://ocsp.example/': ({ body }) =>
    answerOcsp(body ?? new Uint8Array(), { responder, thisUpdate: day(29.9), nextUpdate: day(31) }),
}

async function collect(
  answers: Answers,
  more: Partial<Parameters<typeof collectValidationData>[0]> = {},
) {
  const asked: string[] = []
  const fetch: FetchBytes = (request) => {
    asked.push(request.url)
    const answer = answers[request.url]
    return answer === undefined
      ? Promise.reject(new Error('not found'))
      : Promise.resolve(answer(request))
  }
  const known = { certificates: [certificateOf(root)], crls: [], ocsps: [] }
  const certificates = [certificateOf(signer)]
  const data = await collectValidationData({ certificates, fetch, at, known, ...more })
  return { ...data, asked }
}

test('issuer, response and list are fetched, each once', async () => {
  const { certificates, crls, ocsps, missing, asked } = await collect(all)
  assert.deepEqual(missing, [])
  assert.equal(crls.length, 1)
  assert.equal(ocsps.length, 1)
  assert.deepEqual(
    certificates.map(({ serial }) => serial),
    [middle, responder].map((one) => certificateOf(one).serial),
  )
  assert.deepEqual(asked, [
    'http://ca.example/middle.cer',
    'http://ocsp.example/',
    'http://ca.example/root.crl',
  ])
})

const failing: [string, Answers[string]][] = [
  ['says nothing', () => Uint8Array.of(0x30, 3, 0x0a, 1, 6)],
  ['is no responder', () => Buffer.from('<html>')],
  [
    'does not know',
    ({ body }) =>
      answerOcsp(body ?? new Uint8Array(), {
        responder,
        thisUpdate: at,
        statusOf: () => 'unknown',
      }),
  ],
  [
    'answers with old data',
    ({ body }) =>
      answerOcsp(body ?? new Uint8Array(), { responder, thisUpdate: day(1), nextUpdate: day(2) }),
  ],
]
for (const [what, answer] of failing)
  test(`the list is fetched where the responder ${what}`, async () => {
    const { crls, ocsps, missing } = await collect({ ...all, 'http://ocsp.example/': answer })
    assert.deepEqual([crls.length, ocsps.length, missing], [2, 0, []])
  })

test('what cannot be had is missing with its reason, and nothing throws', async () => {
  const { missing } = await collect({ 'http://ca.example/middle.cer': () => middle.certificate })
  assert.deepEqual(
    missing.map(({ what }) => what),
    ['revocation', 'revocation'],
  )
  assert.match(missing[0]?.why ?? '', /not found/)
  const alone = await collect({})
  assert.deepEqual(
    alone.missing.map(({ what }) => what),
    ['issuer'],
  )
})

test('a wrong issuer is not taken', async () => {
  const other = issueIdentity({ name: 'Middle', role: 'authority' })
  const { missing } = await collect({
    ...all,
    'http://ca.example/middle.cer': () => other.certificate,
  })
  assert.match(missing[0]?.why ?? '', /not the issuer/)
})

test('data older than what they have to vouch for are asked for again', async () => {
  const known = {
    certificates: [certificateOf(root), certificateOf(middle)],
    crls: [
      issueCrl({ issuer: root, thisUpdate: day(29) }),
      issueCrl({ issuer: middle, thisUpdate: day(29) }),
    ],
    ocsps: [],
  }
  assert.deepEqual((await collect(all, { known })).asked, [])
  const { asked, missing } = await collect(all, { known, newerThan: day(29.5) })
  assert.deepEqual(asked, ['http://ocsp.example/', 'http://ca.example/root.crl'])
  assert.match(missing[0]?.why ?? '', /older than/)
})

test('a fetch that throws at once or answers too much is a reason, no exception', async () => {
  const certificates = [certificateOf(signer)]
  const thrown = await collectValidationData({
    certificates,
    fetch: () => {
      throw new Error('forbidden address')
    },
    at,
  })
  assert.match(thrown.missing[0]?.why ?? '', /forbidden address/)
  const long = await collect({ 'http://ca.example/middle.cer': () => new Uint8Array(2 ** 18) })
  assert.match(long.missing[0]?.why ?? '', /too long/)
})
