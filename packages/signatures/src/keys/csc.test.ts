// Signs by a remote service: a server of our own stands in for one and follows the published contract.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { listenerFor } from '../http/exchange.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { readCertificates } from '../x509/certificate.ts'
import { issueIdentity } from '../x509/issue.ts'
import { cscSigner, type CscOptions } from './csc.ts'
import { standInService, type TestService } from './test-csc.ts'

const root = issueIdentity({ name: 'Raíz', role: 'authority' })
const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind: 'rsa' })
const other = issueIdentity({ name: 'Otra', role: 'signer', issuer: root, kind: 'rsa' })
const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
const old = issueIdentity({ name: 'Ana', role: 'signer', issuer: root, kind: 'rsa', ...past })
const time = new Date()
const rosaAtService = { identity: rosa, issuer: root, multisign: 3 }
const service: TestService = {
  credentials: {},
  token: 'let me in',
  pin: '1234',
  confirmAfter: 0,
  calls: [],
}
const server = createServer(listenerFor((request) => standIn(request), 2 ** 20))
let standIn = standInService(service)
let url = ''

before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  Object.assign(service, { credentials: { rosa: rosaAtService }, confirmAfter: 0, calls: [] })
  standIn = standInService(service)
})
after(() => {
  server.close()
  server.closeAllConnections()
})

function open(more: Partial<CscOptions> = {}) {
  const secret: CscOptions['secret'] = ({ id }) => Promise.resolve(id === 'PIN' ? '1234' : '42')
  return cscSigner({ url, token: 'let me in', time, secret, ...more })
}

async function refused(promise: Promise<unknown>, code: SignatureErrorCode, why: RegExp) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignatureError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, why)
    return true
  })
}

test('a remote service signs a document, and its chain goes along', async () => {
  const signer = await open()
  assert.equal(signer.certificates.length, 2)
  const first = makePdf()
  const whole = withTail(first, await signPdf(first, signer, { time }))
  const anchors = readCertificates(root.certificate)
  assert.equal(validatePdf(whole, { anchors }).signatures[0]?.indication, 'TOTAL-PASSED')
  assert.deepEqual(service.calls, [
    'credentials/list',
    'credentials/info',
    'credentials/authorize 1',
    'signatures/signHash 1',
  ])
})

test('a batch is authorised in groups as large as the service allows', async () => {
  const signer = await open({ credential: 'rosa' })
  const data = ['a', 'b', 'c', 'd', 'e'].map((text) => Buffer.from(text))
  const signatures = await signer.signAll?.(data)
  assert.equal(signatures?.length, 5)
  assert.deepEqual(service.calls.slice(1), [
    'credentials/authorize 3',
    'signatures/signHash 3',
    'credentials/authorize 2',
    'signatures/signHash 2',
  ])
})

test('an owner who confirms on another device is waited for, and not for ever', async () => {
  service.confirmAfter = 1
  const signer = await open()
  assert.ok((await signer.sign(Buffer.from('x'))).length > 0)
  assert.ok(service.calls.includes('credentials/authorizeCheck'))
  service.confirmAfter = 1000
  const hasty = await open({ patienceMs: 10 })
  await refused(hasty.sign(Buffer.from('x')), 'remote-failed', /nobody confirmed/)
})

test('a wrong PIN and a locked credential are told in the words of the service', async () => {
  const signer = await open({ secret: () => Promise.resolve('0000') })
  const sign = () => signer.sign(Buffer.from('x'))
  for (let turn = 0; turn < 3; turn++)
    await refused(sign(), 'remote-failed', /authentication data is invalid/)
  await refused(sign(), 'remote-failed', /Credential locked/)
})

test('faults of access, certificate and address are named before anything is signed', async () => {
  await refused(open({ token: 'guess' }), 'remote-failed', /invalid_token/)
  await refused(open({ credential: 'nobody' }), 'remote-failed', /credentialID/)
  await refused(open({ url: 'http://csc.example' }), 'remote-failed', /not https/)
  await refused(open({ url: 'http://127.0.0.1:1' }), 'remote-failed', /fetch failed/)
  service.credentials['ana'] = { identity: old, issuer: root, multisign: 1 }
  await refused(open(), 'no-certificate', /rosa, ana/)
  await refused(open({ credential: 'ana' }), 'certificate-not-valid', /Ana/)
})

test('a signature by another key is not believed', async () => {
  const mixed = { key: other.key, certificate: rosa.certificate }
  service.credentials['rosa'] = { identity: mixed, issuer: root, multisign: 1 }
  const signer = await open()
  await refused(signer.sign(Buffer.from('x')), 'remote-failed', /not by the key/)
})

const nonsense: [string, number, string][] = [
  ['no JSON', 200, '<html>'],
  ['an empty answer', 200, '{}'],
  ['lists of other things', 200, '{"credentialIDs":[1,2]}'],
  ['a fault of the server', 500, 'Internal Server Error'],
]
for (const [what, status, body] of nonsense)
  test(`${what} from a service is an error of ours`, async () => {
    const call = () => Promise.resolve({ status, body })
    await refused(open({ call }), 'remote-failed', /credential/)
  })
