// The seal's key: made once and kept, imported in its place, and told in words where it cannot be opened or has ended.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { issueIdentity } from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'
import { aboutSeal, endsSoon, openSeal } from './entity-seal.ts'
import { findSealKey, importSealKey, openSealKey } from './seal-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-seal-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const now = new Date('2026-07-20T15:00:00Z')
const at = { data: folder, place: null, secret: null }

const broken = (error: unknown): boolean =>
  error instanceof CaseFilesError && error.code === 'seal-broken'

test('a first start makes a key that nobody vouches for, and every other start opens it', async () => {
  assert.equal(await findSealKey(at, now), null)
  const name = 'Municipalidad de Prueba'
  const [one, two] = await Promise.all([
    openSealKey(at, { name, now }),
    openSealKey(at, { name, now }),
  ])
  const about = aboutSeal(one)
  assert.deepEqual([about.test, about.origin], [true, 'self-made'])
  assert.match(about.name, /Municipalidad de Prueba \(sello de prueba\)/)
  assert.equal(aboutSeal(two).fingerprint, about.fingerprint, 'two first starts have one key')
  const again = await openSealKey(at, { name: 'Otra', now })
  assert.equal(aboutSeal(again).fingerprint, about.fingerprint)
  assert.equal(statSync(join(folder, 'seal', 'seal.pem')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'seal')).mode & 0o777, 0o700)
})

test('a key that was brought takes its place, and counts as accredited by its issuer', async () => {
  const span = { notBefore: new Date('2026-01-01'), notAfter: new Date('2026-08-20') }
  const authority = issueIdentity({ name: 'Raíz de prueba', role: 'authority', ...span })
  const seal = issueIdentity({ name: 'Sello', role: 'signer', issuer: authority, ...span })
  const pem = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
  const key = seal.key.export({ format: 'pem', type: 'pkcs8' }).toString()
  // As `rimaq seal import` leaves it; files of openssl are read by `npm run judges -- papers`.
  const kept = key + pem(seal.certificate) + pem(authority.certificate)
  writeFileSync(join(folder, 'seal', 'seal.pem'), kept, { mode: 0o600 })
  const bytes = Buffer.from('no key file')
  await assert.rejects(importSealKey(at, { place: 's.p12', bytes, password: 'clave' }), broken)
  const found = await findSealKey(at, now)
  assert.ok(found)
  const about = aboutSeal(found)
  assert.deepEqual(
    [about.name, about.issuer, about.test, about.origin],
    ['Sello', 'Raíz de prueba', false, 'imported'],
  )
  assert.equal(endsSoon(about, now), 30)

  const clock = { now: () => new Date('2026-09-01T00:00:00Z') }
  const late = await openSeal({ ...at, name: 'x', clock, timestamps: null })
  await assert.rejects(
    late.seal(new Uint8Array(), { reason: 'x' }),
    (error: unknown) => error instanceof CaseFilesError && error.code === 'seal-expired',
  )
})

test('a file or module that is not there is named', async () => {
  const place = join(folder, 'nada.p12')
  await assert.rejects(findSealKey({ ...at, place }, now), broken)
  await assert.rejects(findSealKey({ ...at, place: 'pkcs11:/no/such/module.so' }, now), broken)
})
