// Reads properties of the versions of XAdES before today's: they name the certificate as much.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anchors, now as time, rosa } from '../test-people.ts'
import { redigested, resign } from '../test-resign.ts'
import { ns } from '../xml/names.ts'
import { signXades } from './sign-xades.ts'
import { validateXades } from './validate-xades.ts'

const document = new Uint8Array(Buffer.from('<acta><monto>900</monto></acta>'))

async function report(bytes: Uint8Array) {
  const [found] = (await validateXades(bytes, { anchors, time })).signatures
  assert.ok(found)
  return found
}

for (const version of ['v1.2.2', 'v1.1.1'])
  test(`properties of XAdES ${version} are read: they bind the certificate`, async () => {
    const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
    const older = Buffer.from(bytes)
      .toString()
      .replaceAll(ns.xades, `http://uri.etsi.org/01903/${version}#`)
      .replaceAll('SigningCertificateV2', 'SigningCertificate')
    const found = await report(await resign(await redigested(older)))
    assert.deepEqual(
      [found.indication, found.level, found.why],
      ['TOTAL-PASSED', 'not baseline', null],
    )
    assert.equal(found.claimedTime, time.toISOString())
    const other = older.replace(
      /(<xades:CertDigest>.*?<ds:DigestValue>)[^<]*/,
      `$1${'A'.repeat(43)}=`,
    )
    const refused = await report(await resign(await redigested(other)))
    assert.equal(refused.subIndication, 'NO_SIGNING_CERTIFICATE_FOUND')
  })
