// Asks OCSP responses about certificates: responders, times, other certificates, and what must not count.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask, pki, type Answer } from '../test-ask.ts'
import { certificateOf, day, responseAbout } from '../test-pki.ts'
import { responderExtensions } from '../x509/issue-extensions.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { ocspRequest } from './ask-ocsp.ts'
import { issueCrl } from './issue-crl.ts'

const { root, middle, signer, tsa } = pki
const list = (certificate: Uint8Array): Uint8Array[] => [
  issueCrl({ issuer: middle, thisUpdate: day(4), revoked: [{ certificate, at: day(2) }] }),
]
const about = (
  of: Identity,
  by: Identity,
  more: Partial<Parameters<typeof responseAbout>[2]> = {},
) => ({
  ocsps: [
    responseAbout(of, by, {
      responder: pki.responder,
      thisUpdate: day(4),
      nextUpdate: day(6),
      ...more,
    }),
  ],
})
const gone = { statusOf: () => ({ at: day(3), reason: 1 }) }
const span = { notBefore: day(0), notAfter: day(3000) }
const plain = issueIdentity({ name: 'Plain', role: 'signer', issuer: middle, ...span })
const ofRoot = issueIdentity({
  name: 'Far',
  role: 'signer',
  issuer: root,
  extensions: responderExtensions(),
  ...span,
})
const checked = issueIdentity({
  name: 'Checked',
  role: 'signer',
  issuer: middle,
  extensions: responderExtensions(false),
  ...span,
})
const brief = issueIdentity({
  name: 'Brief',
  role: 'signer',
  issuer: middle,
  extensions: responderExtensions(),
  notBefore: day(0),
  notAfter: day(1),
})

const responses: [string, () => Answer, Answer['status'], RegExp?][] = [
  ['by a responder of the issuer, named by its key', () => ask(about(signer, middle)), 'good'],
  [
    'by a responder of the issuer, named by its name',
    () => ask(about(signer, middle, { by: 'name' })),
    'good',
  ],
  ['by the issuer itself', () => ask(about(signer, middle, { responder: middle })), 'good'],
  ['that says revoked', () => ask(about(signer, middle, gone)), 'revoked'],
  ['that says unknown', () => ask(about(signer, middle, { statusOf: () => 'unknown' })), 'unknown'],
  ['about another certificate', () => ask(about(tsa, middle)), null],
  ['about the same number of another issuer', () => ask(about(signer, root)), null],
  [
    'by somebody without the purpose',
    () => ask(about(signer, middle, { responder: plain })),
    null,
    /may speak/,
  ],
  [
    'by a responder of another authority',
    () => ask(about(signer, middle, { responder: ofRoot })),
    null,
    /may speak/,
  ],
  [
    'by a responder that had expired',
    () => ask(about(signer, middle, { responder: brief })),
    null,
    /was not valid/,
  ],
  [
    'without its certificate, which is at hand',
    () => ask({ ...about(signer, middle, { sendCertificate: false }), known: [pki.responder] }),
    'good',
  ],
  [
    'without its certificate',
    () => ask(about(signer, middle, { sendCertificate: false })),
    null,
    /may speak/,
  ],
  [
    'by a responder that was revoked',
    () =>
      ask({
        ...about(signer, middle, { responder: checked }),
        crls: list(checked.certificate),
      }),
    'good',
    /responder was revoked/,
  ],
  [
    'newer than the end of the certificate',
    () => ask({ ...about(signer, middle, { thisUpdate: day(1000) }), at: day(1001) }),
    null,
    /newer than the end/,
  ],
  [
    'newer than the end of the certificate, by one that keeps what expired',
    () =>
      ask({
        ...about(signer, middle, { thisUpdate: day(1000), archiveCutoff: day(100) }),
        at: day(1001),
      }),
    'good',
  ],
  [
    'that refuses',
    () => ask({ ocsps: [Uint8Array.of(0x30, 3, 0x0a, 1, 6)] }),
    null,
    /refused with status 6/,
  ],
]
for (const [what, make, status, why] of responses)
  test(`a response ${what} says ${status ?? 'nothing'}`, () => {
    const answer = make()
    assert.equal(answer.status, status, answer.whys.join('; '))
    if (why !== undefined) assert.match(answer.whys.join('; '), why)
  })

test('a changed byte of a response never makes it say otherwise', () => {
  const [ocsp] = about(signer, middle).ocsps
  assert.ok(ocsp)
  let silent = 0
  for (let at = 40; at < ocsp.length; at += 3) {
    const copy = Uint8Array.from(ocsp)
    copy[at] = (copy[at] ?? 0) ^ 4
    const { fact } = ask({ ocsps: [copy] })
    // What lies outside the signature, as the certificate sent along, may change without harm.
    assert.ok(fact === null || fact.status === 'good', `byte ${at}`)
    if (fact === null) silent++
  }
  assert.ok(silent > 60, `${silent} say nothing`)
})

test('OpenSSL says the same of our lists and responses', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-revocation-'))
  const pem = (raw: Uint8Array) => new X509Certificate(raw).toString()
  const run = (...args: string[]): string => {
    const options = { cwd: folder, stdio: 'pipe', encoding: 'utf8' } as const
    return execFileSync('openssl', args, options)
  }
  const write = (name: string, bytes: Uint8Array | string) =>
    writeFileSync(join(folder, name), bytes)
  const now = new Date()
  try {
    for (const [name, one] of Object.entries({ ...pki, plain }))
      write(`${name}.pem`, pem(one.certificate))
    const entries = [
      { certificate: signer.certificate, at: new Date(now.getTime() - 3_600_000), reason: 1 },
    ]
    const all = [middle, root].map((issuer) => {
      write('one.crl', issueCrl({ issuer, thisUpdate: now, revoked: entries }))
      return run('crl', '-inform', 'der', '-in', 'one.crl')
    })
    write('all.crl', all.join(''))
    const base = [
      'verify',
      '-crl_check_all',
      '-CAfile',
      'root.pem',
      '-untrusted',
      'middle.pem',
      '-CRLfile',
      'all.crl',
    ]
    assert.match(run(...base, 'tsa.pem'), /OK/)
    assert.throws(() => run(...base, 'signer.pem'), /certificate revoked/)
    for (const statusOf of [() => 'good' as const, gone.statusOf]) {
      write('request', ocspRequest(certificateOf(signer), certificateOf(middle)))
      write(
        'answer',
        responseAbout(signer, middle, { responder: pki.responder, thisUpdate: now, statusOf }),
      )
      const told = run(
        'ocsp',
        '-respin',
        'answer',
        '-reqin',
        'request',
        '-issuer',
        'middle.pem',
        '-cert',
        'signer.pem',
        '-CAfile',
        'root.pem',
        '-verify_other',
        'middle.pem',
      )
      assert.match(told, statusOf() === 'good' ? /: good/ : /: revoked/)
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    t.skip('openssl is not installed')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
