// Signs with cards: a stand-in that locks and asks again, and SoftHSM where it is installed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { readCertificates } from '../x509/certificate.ts'
import { issueIdentity, type Identity, type NewCertificate } from '../x509/issue.ts'
import { loadAddon, type Handle } from './pkcs11-api.ts'
import { openPkcs11, type Pkcs11Options } from './pkcs11.ts'
import { signerName } from './signer.ts'
import { standInFor, type TestToken } from './test-token.ts'

const root = issueIdentity({ name: 'Raíz', role: 'authority' })
const anchors = readCertificates(root.certificate)
const time = new Date()

function person(name: string, more: Partial<NewCertificate> = {}): Identity {
  return issueIdentity({ name, role: 'signer', issuer: root, kind: 'rsa', ...more })
}

const firma = person('QUISPE Rosa FIR 00000001 hard')
const entrada = person('QUISPE Rosa AUT 00000001 hard')

function card(more: Partial<TestToken> = {}): TestToken {
  const entries = [
    { label: 'AUT', identity: entrada },
    { label: 'FIR', identity: firma },
    { label: 'CA', identity: root, hasKey: false },
  ]
  return { label: 'DNIe', pin: '123456', entries, calls: [], ...more }
}

function open(token: TestToken, more: Partial<Pkcs11Options> = {}) {
  const pin = () => Promise.resolve(token.pin)
  return openPkcs11({ module: 'stand-in', api: standInFor(token), time, pin, ...more })
}

async function refused(promise: Promise<unknown>, code: SignatureErrorCode, why: RegExp) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignatureError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, why)
    return true
  })
}

test('a card signs with the certificate for signing, and its issuer goes along', async () => {
  const signer = await open(card())
  assert.match(signerName(signer), /FIR/)
  assert.equal(signer.certificates.length, 2)
  const first = makePdf()
  const whole = withTail(first, await signPdf(first, signer, { time }))
  const [report] = validatePdf(whole, { anchors }).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED')
  await signer.close?.()
})

test('another certificate is chosen by a word of its label', async () => {
  assert.match(signerName(await open(card(), { label: 'aut' })), /AUT/)
})

test('a key that asks always is given the PIN before each signature', async () => {
  const token = card({ always: true })
  const signer = await open(token)
  await Promise.all([signer.sign(Buffer.from('one')), signer.sign(Buffer.from('two'))])
  assert.deepEqual(token.calls, ['login 1', 'sign', 'login 2', 'sign', 'login 2'])
})

test('a wrong PIN is named, and a locked one is not tried again', async () => {
  const token = card()
  const api = standInFor(token)
  const pin = () => Promise.resolve('000000')
  for (let turn = 0; turn < 3; turn++)
    await refused(open(token, { api, pin }), 'wrong-pin', /PIN of DNIe is wrong/)
  const tries = token.calls.filter((call) => call.startsWith('login')).length
  let asked = false
  const ask = () => {
    asked = true
    return Promise.resolve('123456')
  }
  await refused(open(token, { api, pin: ask }), 'locked-pin', /locked/)
  assert.equal(asked, false)
  assert.equal(token.calls.filter((call) => call.startsWith('login')).length, tries)
})

test('what is missing or out of date is named before the PIN is asked', async () => {
  const never = () => Promise.reject(new Error('the PIN was asked'))
  const onlyEntry = card({ entries: [{ label: 'AUT', identity: entrada }] })
  await refused(open(onlyEntry, { pin: never }), 'no-certificate', /is FIR; there are: AUT/)
  await refused(open(card(), { pin: never, label: 'Ana' }), 'no-certificate', /is Ana/)
  const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
  const old = card({ entries: [{ label: 'FIR', identity: person('Rosa FIR', past) }] })
  await refused(open(old, { pin: never }), 'certificate-not-valid', /until 2021-01-01/)
  await refused(open(card(), { pin: never, token: 'otra' }), 'no-token', /there are: DNIe/)
  const two = card({
    entries: [
      { label: 'FIR 1', identity: firma },
      { label: 'FIR 2', identity: person('Ana FIR 2') },
    ],
  })
  await refused(open(two, { pin: never }), 'no-certificate', /FIR 1, FIR 2/)
})

test('a certificate without its key, and a key of another, sign nothing', async () => {
  const without = card({ entries: [{ label: 'FIR', identity: firma, hasKey: false }] })
  await refused(open(without), 'bad-key', /no key/)
  const mixed = { key: entrada.key, certificate: firma.certificate }
  const signer = await open(card({ entries: [{ label: 'FIR', identity: mixed }] }))
  await refused(signer.sign(Buffer.from('x')), 'key-failed', /does not verify/)
})

const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
]

interface Creating {
  C_Login(session: Handle, user: number, pin: string): void
  C_CreateObject(session: Handle, template: { type: number; value: unknown }[]): Handle
}

/** A token of SoftHSM with the keys of these people; skips in words where it cannot be had. */
async function softHsm(t: TestContext, people: { label: string; identity: Identity }[]) {
  const module = modules.find((path) => existsSync(path))
  if (module === undefined) return t.skip('SoftHSM is not installed')
  try {
    await loadAddon()
  } catch {
    return t.skip('the optional package pkcs11js is not installed')
  }
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-softhsm-'))
  writeFileSync(join(folder, 'conf'), `directories.tokendir = ${folder}\nlog.level = ERROR\n`)
  const before = process.env['SOFTHSM2_CONF']
  process.env['SOFTHSM2_CONF'] = join(folder, 'conf')
  t.after(() => {
    if (before === undefined) delete process.env['SOFTHSM2_CONF']
    else process.env['SOFTHSM2_CONF'] = before
    rmSync(folder, { recursive: true })
  })
  const util = (...words: string[]) => execFileSync('softhsm2-util', words, { stdio: 'pipe' })
  util('--init-token', '--free', '--label', 'prueba', '--so-pin', '87654321', '--pin', '123456')
  for (const [at, { label, identity }] of people.entries()) {
    const path = join(folder, 'key.pem')
    writeFileSync(path, identity.key.export({ type: 'pkcs8', format: 'pem' }))
    const id = `0${at + 1}`
    util('--import', path, '--token', 'prueba', '--label', label, '--id', id, '--pin', '123456')
  }
  await storeCertificates(module, people)
  return module
}

/** The tool of SoftHSM stores no certificates, so the addon does. */
async function storeCertificates(
  module: string,
  people: { label: string; identity: Identity }[],
): Promise<void> {
  const api = await loadAddon()
  const creating = api as unknown as Creating
  api.load(module)
  api.C_Initialize()
  const slot = api.C_GetSlotList(true).find((one) => /prueba/.test(api.C_GetTokenInfo(one).label))
  assert.ok(slot)
  const session = api.C_OpenSession(slot, 0x4 | 0x2)
  creating.C_Login(session, 1, '123456')
  for (const [at, { label, identity }] of people.entries())
    creating.C_CreateObject(session, [
      { type: 0x0, value: 1 },
      { type: 0x1, value: true },
      { type: 0x2, value: false },
      { type: 0x80, value: 0 },
      { type: 0x3, value: label },
      { type: 0x102, value: Buffer.from([at + 1]) },
      { type: 0x101, value: Buffer.from([0x30, 0]) },
      { type: 0x11, value: Buffer.from(identity.certificate) },
    ])
  api.C_Finalize()
}

test('SoftHSM signs with RSA, RSA-PSS and the curves, and its faults are named', async (t) => {
  const people = [
    { label: 'FIR rsa', identity: person('Rosa FIR rsa') },
    { label: 'FIR p-256', identity: person('Rosa FIR p-256', { kind: 'p-256' }) },
    { label: 'FIR p-384', identity: person('Rosa FIR p-384', { kind: 'p-384' }) },
    { label: 'FIR p-521', identity: person('Rosa FIR p-521', { kind: 'p-521' }) },
  ]
  const module = await softHsm(t, people)
  if (module === undefined) return
  const pin = () => Promise.resolve('123456')
  const pss = { scheme: 'rsa-pss', digest: 'sha256', salt: 32 } as const
  const ways = [...people.map(({ label }) => ({ label })), { label: 'FIR rsa', algorithm: pss }]
  for (const way of ways) {
    const signer = await openPkcs11({ module, token: 'prueba', time, pin, ...way })
    const first = makePdf()
    const whole = withTail(first, await signPdf(first, signer, { time }))
    const [report] = validatePdf(whole, { anchors }).signatures
    assert.equal(report?.indication, 'TOTAL-PASSED', `${way.label} ${report?.why}`)
    await signer.close?.()
  }
  const wrong = {
    module,
    token: 'prueba',
    time,
    label: 'rsa',
    pin: () => Promise.resolve('999999'),
  }
  await refused(openPkcs11(wrong), 'wrong-pin', /prueba is wrong/)
  await refused(openPkcs11({ ...wrong, pin, label: 'nadie' }), 'no-certificate', /nadie/)
})
