// Namespaces and elements of signatures in XML, and how to walk among them.
import type { XmlElement } from 'libxml2-wasm'

export const ns = {
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xades: 'http://uri.etsi.org/01903/v1.3.2#',
  xades141: 'http://uri.etsi.org/01903/v1.4.1#',
  asic: 'http://uri.etsi.org/02918/v1.2.1#',
  odf: 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0',
} as const

/** Namespaces of XAdES in which qualifying properties stand: today's, and those of TS 101 903 before it. */
export const xadesSpaces: ReadonlySet<string> = new Set([
  ns.xades,
  'http://uri.etsi.org/01903/v1.2.2#',
  'http://uri.etsi.org/01903/v1.1.1#',
])

/** The elements directly within one; walking from node to node would end at the first instruction. */
export function elementsOf(parent: XmlElement): XmlElement[] {
  return parent.find('*') as XmlElement[]
}

export function isNamed(element: XmlElement, uri: string, name: string): boolean {
  return element.name === name && element.namespaceUri === uri
}

/** The children of one name. */
export function childrenNamed(parent: XmlElement, uri: string, name: string): XmlElement[] {
  return elementsOf(parent).filter((one) => isNamed(one, uri, name))
}

/** The only child of one name; null when there is none, or more than one. */
export function onlyChild(parent: XmlElement | null, uri: string, name: string): XmlElement | null {
  const found = parent === null ? [] : childrenNamed(parent, uri, name)
  return found.length === 1 ? (found[0] ?? null) : null
}

/** The value of an attribute without namespace; null where it is absent. */
export function attributeOf(element: XmlElement | null, name: string): string | null {
  const found = element?.attrs.find((one) => one.name === name && one.namespaceUri === '')
  return found?.value ?? null
}

/** The bytes of base64 text; null when the text is anything else (XML Schema part 2, 3.2.16). */
export function base64Of(element: XmlElement | null): Uint8Array | null {
  return element === null ? null : base64Bytes(element.content)
}

export function base64Bytes(text: string): Uint8Array | null {
  const bare = text.replace(/[\t\n\r ]+/g, '')
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return null
  return new Uint8Array(Buffer.from(bare, 'base64'))
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Text as it may stand in an element or, within double quotes, in an attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (letter) => escapes[letter] ?? letter)
}

/** A relative path as URI (RFC 3986, 3.3), and back; null for what is no URI. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

export function decodePath(uri: string): string | null {
  try {
    return decodeURIComponent(uri)
  } catch {
    return null
  }
}
