// Opens documents that other programs encrypted: golden/*.pdf by pypdf 7.1.1, *-owner.pdf by qpdf.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toLatin1 } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { openPdf } from './open-pdf.ts'
import { PdfDict, PdfString } from './objects.ts'
import { rc4 } from './rc4.ts'

function golden(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`golden/${name}.pdf`, import.meta.url)))
}

function titleOf(bytes: Uint8Array, password?: string): string {
  const document = openPdf(bytes, password === undefined ? {} : { password })
  const info = document.resolve(document.trailer.get('Info'))
  assert.ok(document.decryption && info instanceof PdfDict)
  const title = document.at(info, 'Title')
  assert.ok(title instanceof PdfString)
  return toLatin1(title.bytes)
}

for (const name of ['rc4-40', 'rc4-128', 'aes-128', 'aes-256-r5', 'aes-256'])
  test(`a document under ${name} opens with the empty password`, () => {
    assert.equal(titleOf(golden(name)), 'Oficio reservado')
  })

test('a document with a password opens by it alone', () => {
  assert.equal(titleOf(golden('aes-256-password'), 'ñandú 7'), 'Oficio reservado')
  for (const wrong of [undefined, 'nandu 7'])
    assert.throws(
      () => titleOf(golden('aes-256-password'), wrong),
      (error) => error instanceof SignatureError && error.code === 'password-needed',
    )
})

for (const name of ['aes-256-owner', 'rc4-128-owner'])
  test(`${name} opens with the password of its user or of its owner, and no other`, () => {
    for (const right of ['usuario', 'propietario'])
      assert.equal(titleOf(golden(name), right), 'Oficio reservado')
    for (const wrong of [undefined, 'otro'])
      assert.throws(
        () => titleOf(golden(name), wrong),
        (error) => error instanceof SignatureError && error.code === 'password-needed',
      )
  })

test('RC4 gives the known stream of the key Wiki', () => {
  const out = rc4(Buffer.from('Wiki'), Buffer.from('pedia'))
  assert.equal(Buffer.from(out).toString('hex'), '1021bf0420')
})
