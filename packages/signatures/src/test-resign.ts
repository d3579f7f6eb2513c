// Signs changed XML anew, so that tests can spoil what lies under an intact signature value.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rosa } from './test-people.ts'
import { rawFromDer } from './xades/algorithms.ts'
import { readSignature } from './xades/read-signature.ts'
import { c14nUris, canonicalize } from './xml/canonicalize.ts'
import { openXml } from './xml/xml-tree.ts'

/** The document with a new value over its SignedInfo as it stands now. */
export async function resign(bytes: Uint8Array): Promise<Uint8Array> {
  const tree = await openXml(bytes)
  try {
    const [element] = tree.signatures()
    assert.ok(element)
    const { signedInfo, canonicalization } = readSignature(element, 0)
    assert.ok(canonicalization)
    const value = await rosa.sign(canonicalize(tree, signedInfo, canonicalization))
    const raw = Buffer.from(rawFromDer(value, 32)).toString('base64')
    const whole = Buffer.from(bytes).toString()
    return new Uint8Array(Buffer.from(whole.replace(/(<ds:SignatureValue[^>]*>)[^<]*/, `$1${raw}`)))
  } finally {
    tree.dispose()
  }
}

/** The document with the digest of its signed properties as they stand now. */
export async function redigested(text: string): Promise<Uint8Array> {
  const tree = await openXml(new Uint8Array(Buffer.from(text)))
  try {
    const id = /Id="(xades-id-[0-9a-f]+)"/.exec(text)?.[1] ?? ''
    const found = tree.byId(id)
    assert.ok(found !== null && found !== 'twice')
    const octets = canonicalize(tree, found, { uri: c14nUris.exclusive, prefixes: [] })
    const digest = createHash('sha256').update(octets).digest('base64')
    const at = text.indexOf(`URI="#${id}"`)
    const changed = text.slice(at).replace(/<ds:DigestValue>[^<]*/, `<ds:DigestValue>${digest}`)
    return new Uint8Array(Buffer.from(text.slice(0, at) + changed))
  } finally {
    tree.dispose()
  }
}
