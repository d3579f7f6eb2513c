// Asks lists about certificates: scopes, signers, indirect lists, ends, and what must not count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integer, octets } from '../der/writer.ts'
import { ask, pki, type Answer } from '../test-ask.ts'
import { certificateOf, day, listsOf, makePki } from '../test-pki.ts'
import { commonName, extension, listAddresses } from '../x509/issue-extensions.ts'
import { issueIdentity } from '../x509/issue.ts'
import { crlScope, issueCrl, type NewCrl } from './issue-crl.ts'

const { root, middle, signer, tsa } = pki
const revoked = [{ certificate: signer.certificate, at: day(3), reason: 1 }]
const list = (more: Partial<NewCrl> = {}): Uint8Array[] => [
  issueCrl({ issuer: middle, thisUpdate: day(4), revoked, ...more }),
]
const span = { notBefore: day(0), notAfter: day(3000) }
const pointed = issueIdentity({
  ...span,
  name: 'Pointed',
  role: 'signer',
  issuer: middle,
  extensions: [listAddresses(['http://a.example/1.crl'])],
})
const elsewhere = issueIdentity({ name: 'Lists', role: 'authority', issuer: root, ...span })
const indirectly = issueIdentity({
  ...span,
  name: 'Indirectly',
  role: 'signer',
  issuer: middle,
  extensions: [listAddresses([], certificateOf(elsewhere).subject)],
})
const scope = (given: Parameters<typeof crlScope>[0]) => ({ extensions: [crlScope(given)] })

const lists: [string, () => Answer, Answer['status'], RegExp?][] = [
  ['that names the certificate', () => ask({ crls: list() }), 'revoked'],
  ['that does not name it', () => ask({ crls: list({ revoked: [] }) }), 'good'],
  ['that names another one', () => ask({ crls: list(), about: tsa }), 'good'],
  ['of users, about a user', () => ask({ crls: list(scope({ only: 'users' })) }), 'revoked'],
  [
    'of authorities, about a user',
    () => ask({ crls: list(scope({ only: 'authorities' })) }),
    null,
    /authorities only/,
  ],
  [
    'of attribute certificates',
    () => ask({ crls: list(scope({ only: 'attributes' })) }),
    null,
    /attribute/,
  ],
  [
    'of users, about an authority',
    () =>
      ask({
        crls: [issueCrl({ issuer: root, thisUpdate: day(4), ...scope({ only: 'users' }) })],
        about: middle,
        by: root,
      }),
    null,
    /not about authorities/,
  ],
  [
    'of the point the certificate names',
    () => ask({ crls: list(scope({ addresses: ['http://a.example/1.crl'] })), about: pointed }),
    'good',
  ],
  [
    'of another point',
    () => ask({ crls: list(scope({ addresses: ['http://a.example/2.crl'] })), about: pointed }),
    null,
    /another distribution point/,
  ],
  [
    'of some reasons that names it',
    () => ask({ crls: list(scope({ someReasons: true })) }),
    'revoked',
  ],
  [
    'of some reasons that does not name it',
    () => ask({ crls: list({ ...scope({ someReasons: true }), revoked: [] }) }),
    null,
    /some reasons/,
  ],
  [
    'of changes only',
    () => ask({ crls: list({ extensions: [extension('2.5.29.27', integer(1), true)] }) }),
    null,
    /delta/,
  ],
  [
    'with a critical extension nobody knows',
    () =>
      ask({ crls: list({ extensions: [extension('2.999.3', octets(Uint8Array.of(1)), true)] }) }),
    null,
    /not understood/,
  ],
  [
    'signed by another authority of the same name',
    () => ask({ crls: listsOf(makePki(), day(4), revoked) }),
    null,
    /no certificate of a trusted path/,
  ],
  [
    'by the one the certificate points to, in its name',
    () => {
      const entry = {
        certificate: indirectly.certificate,
        at: day(3),
        issuer: certificateOf(middle).subject,
      }
      const crl = issueCrl({
        issuer: elsewhere,
        thisUpdate: day(4),
        revoked: [entry],
        ...scope({ indirect: true }),
      })
      return ask({ crls: [crl], about: indirectly, known: [elsewhere] })
    },
    'revoked',
  ],
  [
    'by the one the certificate points to, about another issuer with this number',
    () => {
      const entry = {
        certificate: indirectly.certificate,
        at: day(3),
        issuer: commonName('Somebody'),
      }
      const crl = issueCrl({
        issuer: elsewhere,
        thisUpdate: day(4),
        revoked: [entry],
        ...scope({ indirect: true }),
      })
      return ask({ crls: [crl], about: indirectly, known: [elsewhere] })
    },
    'good',
  ],
  [
    'by somebody the certificate does not point to',
    () =>
      ask({
        crls: [
          issueCrl({
            issuer: elsewhere,
            thisUpdate: day(4),
            revoked,
            ...scope({ indirect: true }),
          }),
        ],
        known: [elsewhere],
      }),
    null,
  ],
  [
    'older than the certificate',
    () => ask({ crls: list({ thisUpdate: day(-1), revoked: [] }) }),
    null,
    /older than the certificate/,
  ],
  ['of tomorrow', () => ask({ crls: list({ thisUpdate: day(6) }) }), null],
  [
    'newer than the end of the certificate, silent about it',
    () => ask({ crls: [issueCrl({ issuer: middle, thisUpdate: day(1000) })], at: day(1001) }),
    null,
    /newer than the end/,
  ],
  [
    'newer than the end of the certificate, naming it',
    () =>
      ask({ crls: [issueCrl({ issuer: middle, thisUpdate: day(1000), revoked })], at: day(1001) }),
    'revoked',
  ],
  [
    'that is no list',
    () => ask({ crls: [Uint8Array.of(0x30, 0x03, 1, 2, 3)] }),
    null,
    /cannot be read/,
  ],
]
for (const [what, make, status, why] of lists)
  test(`a list ${what} says ${status ?? 'nothing'}`, () => {
    const answer = make()
    assert.equal(answer.status, status, answer.whys.join('; '))
    if (why !== undefined) assert.match(answer.whys.join('; '), why)
  })

test('a changed byte of a list says nothing', () => {
  const [crl] = list()
  assert.ok(crl)
  for (let at = 40; at < crl.length; at += 3) {
    const copy: Uint8Array = Uint8Array.from(crl)
    copy[at] = (copy[at] ?? 0) ^ 4
    assert.equal(ask({ crls: [copy] }).fact, null, `byte ${at}`)
  }
})
