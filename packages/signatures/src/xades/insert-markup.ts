// Puts markup into a document at the end of an element, all else staying the same to canonical form.
import { randomBytes } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { SignatureError } from '../signature-error.ts'
import { ns } from '../xml/names.ts'
import type { XmlTree } from '../xml/xml-tree.ts'
import type { XmlSignature } from './read-signature.ts'

/** The document before and behind the place at the end of an element. The tree is changed by it. */
export function splitAtEnd(tree: XmlTree, parent: XmlElement): [head: string, tail: string] {
  const name = `place-${randomBytes(12).toString('hex')}`
  parent.addElement(name)
  const text = tree.document.toString({ format: false })
  const at = text.indexOf(`<${name}`)
  const end = text.indexOf('>', at) + 1
  if (at < 0 || end === 0) throw new TypeError('the place is not in the text')
  return [text.slice(0, at), text.slice(end)]
}

/**
 * The document with one more property among the unsigned ones of a signature (EN 319 132-1, 4.3.6);
 * the containers are made where they are missing.
 * @param markup whole elements that declare their namespaces
 * @throws SignatureError `would-break` for a signature without qualifying properties
 */
export function withUnsignedProperty(
  tree: XmlTree,
  signature: XmlSignature,
  markup: string,
): Uint8Array {
  const { unsigned, qualifying } = signature
  if (unsigned !== null) {
    const [head, tail] = splitAtEnd(tree, unsigned)
    return new Uint8Array(Buffer.from(head + markup + tail))
  }
  if (qualifying === null)
    throw new SignatureError('would-break', { why: 'the signature has no qualifying properties' })
  const [head, tail] = splitAtEnd(tree, qualifying)
  const outer = `<xades:UnsignedProperties xmlns:xades="${ns.xades}"><xades:UnsignedSignatureProperties>`
  const close = '</xades:UnsignedSignatureProperties></xades:UnsignedProperties>'
  return new Uint8Array(Buffer.from(head + outer + markup + close + tail))
}
