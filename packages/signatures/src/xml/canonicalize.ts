// Writes a document or an element of it in canonical form (W3C Canonical XML 1.0, 1.1, Exclusive 1.0).
import type { XmlElement } from 'libxml2-wasm'
import { concat } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { attributeOf, onlyChild } from './names.ts'
import type { XmlTree } from './xml-tree.ts'

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

interface Method {
  mode: 'XML_C14N_1_0' | 'XML_C14N_1_1' | 'XML_C14N_EXCLUSIVE_1_0'
  comments: boolean
}

/** Identifiers of the methods (XMLDSig 1.1, 6.5). */
const methods: ReadonlyMap<string, Method> = new Map([
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', { mode: 'XML_C14N_1_0', comments: false }],
  [
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
    { mode: 'XML_C14N_1_0', comments: true },
  ],
  ['http://www.w3.org/2006/12/xml-c14n11', { mode: 'XML_C14N_1_1', comments: false }],
  ['http://www.w3.org/2006/12/xml-c14n11#WithComments', { mode: 'XML_C14N_1_1', comments: true }],
  [EXCLUSIVE, { mode: 'XML_C14N_EXCLUSIVE_1_0', comments: false }],
  [`${EXCLUSIVE}WithComments`, { mode: 'XML_C14N_EXCLUSIVE_1_0', comments: true }],
])

export const c14nUris = {
  inclusive: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  inclusive11: 'http://www.w3.org/2006/12/xml-c14n11',
  exclusive: EXCLUSIVE,
} as const

export interface Canonicalization {
  uri: string
  /** Only for the exclusive method: prefixes that are treated as the inclusive one does. */
  prefixes: readonly string[]
}

export function isCanonicalization(uri: string | null): boolean {
  return uri !== null && methods.has(uri)
}

/** The method an element such as CanonicalizationMethod or Transform names; null when it is none. */
export function readCanonicalization(element: XmlElement | null): Canonicalization | null {
  const uri = attributeOf(element, 'Algorithm')
  if (uri === null || !methods.has(uri)) return null
  const list = attributeOf(onlyChild(element, EXCLUSIVE, 'InclusiveNamespaces'), 'PrefixList') ?? ''
  const prefixes = list.split(/\s+/).filter((prefix) => prefix !== '')
  return { uri, prefixes: prefixes.map((prefix) => (prefix === '#default' ? '' : prefix)) }
}

/**
 * The canonical bytes of an element in its context, or of the whole document with `null`.
 * @throws SignatureError `malformed-xml`, `too-large`
 * @param allComments false takes comments out although the method keeps them (XMLDSig 1.1, 4.4.3.3)
 */
export function canonicalize(
  tree: XmlTree,
  element: XmlElement | null,
  { uri, prefixes }: Canonicalization,
  allComments = true,
): Uint8Array {
  const method = methods.get(uri)
  if (method === undefined) throw new TypeError(`${uri} is no canonicalization`)
  tree.spend()
  const { XmlC14NMode } = tree.libxml
  const parts: Uint8Array[] = []
  const handler = {
    write(piece: Uint8Array) {
      parts.push(Uint8Array.from(piece))
      return piece.length
    },
    close: () => true,
  }
  const options = {
    mode: XmlC14NMode[method.mode],
    withComments: method.comments && allComments,
    ...(prefixes.length > 0 ? { inclusiveNamespacePrefixes: [...prefixes] } : {}),
  }
  const target = element ?? tree.document
  try {
    target.canonicalize(handler, options)
  } catch (cause) {
    // Namespaces by relative names have no canonical form (Canonical XML 1.0, 1.3).
    if (!(cause instanceof tree.libxml.XmlError)) throw cause
    throw new SignatureError('malformed-xml', { why: 'it has no canonical form' }, { cause })
  }
  return concat(parts)
}
