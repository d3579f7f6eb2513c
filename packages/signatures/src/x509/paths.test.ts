// Builds and validates paths: cross-certificates, loops, lengths, names, policies, critical extensions.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { octets } from '../der/writer.ts'
import { certificateOf } from '../test-pki.ts'
import { buildPaths } from './build-paths.ts'
import {
  authorityWithin,
  commonName,
  explicitPolicyAfter,
  extension,
  keyUsageExtension,
  nameLimits,
  policiesExtension,
  policyMappingsExtension,
} from './issue-extensions.ts'
import { issueIdentity, type Identity, type NewCertificate } from './issue.ts'
import { pathFault, type PathRules } from './validate-path.ts'

const any: PathRules = { policies: [], explicitPolicy: false }
const root = issueIdentity({ name: 'Root', role: 'authority' })
type More = Partial<NewCertificate>
const authority = (name: string, issuer: Identity, more: More = {}): Identity =>
  issueIdentity({ name, role: 'authority', issuer, ...more })
const person = (issuer: Identity, more: More = {}): Identity =>
  issueIdentity({ name: 'Rosa', role: 'signer', issuer, ...more })

/** The path from the first through the others to the root. */
const through = (...identities: Identity[]) => [...identities, root].map(certificateOf)
const fault = (path: ReturnType<typeof through>, rules = any) => pathFault(path, rules)

test('a path through a cross-certificate is found beside the one to the other root', () => {
  const other = issueIdentity({ name: 'Other root', role: 'authority' })
  const cross = authority('Other root', root, { key: other.key })
  const rosa = person(other)
  const known = [cross, other].map(certificateOf)
  const anchors = [certificateOf(root)]
  const [path, ...more] = buildPaths(certificateOf(rosa), { anchors, known })
  assert.equal(path?.length, 3)
  assert.equal(more.length, 0)
  const both = buildPaths(certificateOf(rosa), {
    anchors: [...anchors, certificateOf(other)],
    known,
  })
  assert.deepEqual(both.map(({ length }) => length).toSorted(), [2, 3])
})

test('authorities that certify each other in a circle end the search', () => {
  const one = issueIdentity({ name: 'One', role: 'authority' })
  const two = issueIdentity({ name: 'Two', role: 'authority' })
  const known = [
    one,
    two,
    authority('One', two, { key: one.key }),
    authority('Two', one, { key: two.key }),
  ]
  const sources = { anchors: [certificateOf(root)], known: known.map(certificateOf) }
  assert.deepEqual(buildPaths(certificateOf(person(one)), sources), [])
})

test('of many authorities with one name the one that signed is found', () => {
  const same = Array.from({ length: 40 }, () => authority('Same', root))
  const [first] = same
  assert.ok(first)
  const rosa = person(first)
  const known = same.map(certificateOf)
  const paths = buildPaths(certificateOf(rosa), { anchors: [certificateOf(root)], known })
  assert.equal(paths.length, 1)
})

const middle = authority('Middle', root)
const narrow = authority('Narrow', root, { extensions: [authorityWithin(0)] })
const below = authority('Below', narrow)
const onlyRosa = authority('Only', root, {
  extensions: [nameLimits({ permitted: [commonName('Rosa')] })],
})
const noRosa = authority('But', root, {
  extensions: [nameLimits({ excluded: [commonName('Rosa')] })],
})
const clerk = person(root)
const noCertSign = authority('No', root, { extensions: [keyUsageExtension([6])] })
const strange = [extension('2.999.7', octets(Uint8Array.of(0)), true)]

const rows: [string, () => ReturnType<typeof through>, RegExp | null][] = [
  ['with an authority between', () => through(person(middle), middle), null],
  ['longer than its authority allows', () => through(person(below), below, narrow), /longer/],
  ['as long as its authority allows', () => through(person(narrow), narrow), null],
  ['with a name that may be given', () => through(person(onlyRosa), onlyRosa), null],
  [
    'with a name that may not be given',
    () => through(issueIdentity({ name: 'Ana', role: 'signer', issuer: onlyRosa }), onlyRosa),
    /not among/,
  ],
  ['with a name that is excluded', () => through(person(noRosa), noRosa), /excluded/],
  ['through one who is no authority', () => through(person(clerk), clerk), /no authority/],
  [
    'through one who may not sign certificates',
    () => through(person(noCertSign), noCertSign),
    /may not sign/,
  ],
  [
    'with a critical extension nobody knows',
    () => through(person(root, { extensions: strange })),
    /critical/,
  ],
  [
    'signed by another key of the same name',
    () => through(person(middle), authority('Middle', root)),
    /not signed/,
  ],
]
for (const [what, make, why] of rows)
  test(`a path ${what} is ${why === null ? 'valid' : 'not valid'}`, () => {
    if (why === null) assert.equal(fault(make()), null)
    else assert.match(fault(make()) ?? '', why)
  })

const GOLD = '2.999.1'
const SILVER = '2.999.2'
const policy = (...oids: string[]) => [policiesExtension(oids)]
const gold = authority('Gold', root, { extensions: policy(GOLD) })
const explicit = authority('Explicit', root, {
  extensions: [...policy(GOLD), explicitPolicyAfter(0)],
})
const mapping = authority('Mapping', root, {
  extensions: [...policy(GOLD), policyMappingsExtension([[GOLD, SILVER]])],
})
const wide = authority('Wide', root, { extensions: policy('2.5.29.32.0') })
const wanted: PathRules = { policies: [GOLD], explicitPolicy: true }

const policies: [string, () => ReturnType<typeof through>, PathRules, boolean][] = [
  [
    'the wanted policy all along',
    () => through(person(gold, { extensions: policy(GOLD) }), gold),
    wanted,
    true,
  ],
  [
    'another policy below',
    () => through(person(gold, { extensions: policy(SILVER) }), gold),
    wanted,
    false,
  ],
  [
    'another policy, and none is wanted',
    () => through(person(gold, { extensions: policy(SILVER) }), gold),
    any,
    true,
  ],
  [
    'no policy where the authority asks for one',
    () => through(person(explicit), explicit),
    any,
    false,
  ],
  [
    'a policy that the authority maps to',
    () => through(person(mapping, { extensions: policy(SILVER) }), mapping),
    wanted,
    true,
  ],
  [
    'the policy under an authority with any',
    () => through(person(wide, { extensions: policy(GOLD) }), wide),
    wanted,
    true,
  ],
]
for (const [what, make, rules, valid] of policies)
  test(`a path with ${what} is ${valid ? 'valid' : 'not valid'}`, () => {
    assert.equal(fault(make(), rules) === null, valid, fault(make(), rules) ?? '')
  })

test('OpenSSL says the same of every path', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-paths-'))
  const pem = (raw: Uint8Array) => new X509Certificate(raw).toString()
  try {
    for (const [what, make, why] of rows) {
      const [own, ...issuers] = make().map(({ raw }) => pem(raw))
      writeFileSync(join(folder, 'own.pem'), own ?? '')
      writeFileSync(join(folder, 'middle.pem'), issuers.slice(0, -1).join('\n') || (own ?? ''))
      writeFileSync(join(folder, 'root.pem'), issuers.at(-1) ?? '')
      const args = ['verify', '-CAfile', 'root.pem', '-untrusted', 'middle.pem', 'own.pem']
      const verify = () => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
      if (why === null) verify()
      else assert.throws(verify, (error) => (error as { status?: unknown }).status === 2, what)
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    t.skip('openssl is not installed')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
