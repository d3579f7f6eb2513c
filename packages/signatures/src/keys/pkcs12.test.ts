// Opens key files that OpenSSL made, by the right password and by wrong ones.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { openPkcs12 } from './pkcs12.ts'
import { keySigner } from './signer.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const password = 'clave ñ 7'

const old = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']
const forms: [string, string[]][] = [
  ['as OpenSSL makes them', []],
  [
    'with AES-128 and SHA-512',
    ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
  ],
  ['of the older kind', old],
  ['of the oldest kind, with RC2', ['-legacy']],
  [
    'with RC2 of 128 bits',
    ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128'],
  ],
  ['with RC4', ['-legacy', '-keypbe', 'PBE-SHA1-RC4-128', '-certpbe', 'PBE-SHA1-RC4-40']],
  [
    'with triple DES of two keys',
    ['-legacy', '-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES'],
  ],
  ['with open certificates', ['-certpbe', 'NONE']],
]

/** A key file, or null where openssl is not installed. */
function keyFile(identity: Identity, options: string[]): Uint8Array | null {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-p12-'))
  const pem = (one: Identity) => new X509Certificate(one.certificate).toString()
  try {
    writeFileSync(join(folder, 'key.pem'), identity.key.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(join(folder, 'own.pem'), pem(identity))
    writeFileSync(join(folder, 'root.pem'), pem(root))
    writeFileSync(join(folder, 'word'), password)
    const files = ['-inkey', 'key.pem', '-in', 'own.pem', '-certfile', 'root.pem', '-out', 'k.p12']
    const args = ['pkcs12', '-export', ...files, '-passout', 'file:word', ...options]
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    return new Uint8Array(readFileSync(join(folder, 'k.p12')))
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const [what, options] of forms)
  test(`a key file ${what} gives its key and its chain`, (t) => {
    const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind: 'rsa' })
    const bytes = keyFile(rosa, options)
    if (bytes === null) return t.skip('openssl is not installed')
    const opened = openPkcs12(bytes, password)
    assert.equal(opened.certificates.length, 2)
    assert.ok(sameBytes(opened.certificates[0] ?? new Uint8Array(), rosa.certificate))
    assert.equal(keySigner(opened).certificates.length, 2)
    assert.throws(
      () => openPkcs12(bytes, 'clave n 7'),
      (error) => error instanceof SignatureError && /password is wrong/.test(error.message),
    )
  })

test('a changed key file is refused by our own error', (t) => {
  const bytes = keyFile(issueIdentity({ name: 'Rosa', role: 'signer' }), [])
  if (bytes === null) return t.skip('openssl is not installed')
  const random = randomFrom(5)
  for (let round = 0; round < 60; round++) {
    const copy = Uint8Array.from(bytes)
    const at = Math.floor(random() * copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    try {
      openPkcs12(copy, password)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
})
