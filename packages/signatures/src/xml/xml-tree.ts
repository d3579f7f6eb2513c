// Opens XML as one tree, without document types, entities and network, and finds elements by their Id.
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { SignatureError } from '../signature-error.ts'
import { loadLibxml, type Libxml } from './libxml.ts'
import { ns } from './names.ts'

/** How much XML is read; a node costs libxml2 some 100 bytes. */
const MOST_BYTES = 64 * 2 ** 20
const MOST_NODES = 1_000_000

/** A parsed document. Whoever opens it disposes of it: its memory is outside the heap. */
export interface XmlTree {
  readonly libxml: Libxml
  readonly document: XmlDocument
  readonly root: XmlElement
  /** The element with this Id; null when there is none, `twice` when the Id is not unique. */
  byId: (id: string) => XmlElement | 'twice' | null
  /** All ds:Signature elements, in document order. */
  signatures: () => XmlElement[]
  /** The same document without one of its signatures (by index) or without all; disposed with this one. */
  without: (which: number | 'all') => XmlTree
  dispose: () => void
}

/**
 * Parses XML 1.0. Document types are refused, so there are no entities and no default attributes;
 * nothing is fetched.
 * @throws SignatureError `malformed-xml`, `too-large`
 */
export async function openXml(bytes: Uint8Array): Promise<XmlTree> {
  checkSize(bytes)
  return parse(bytes, await loadLibxml())
}

function parse(bytes: Uint8Array, libxml: Libxml): XmlTree {
  const { ParseOption, XmlDocument, XmlError } = libxml
  let document: XmlDocument
  try {
    const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE
    document = XmlDocument.fromBuffer(bytes, { option })
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause
    const [why = ''] = cause.message.trim().split('\n')
    throw new SignatureError('malformed-xml', { why }, { cause })
  }
  if (document.dtd !== null) {
    document.dispose()
    throw new SignatureError('malformed-xml', { why: 'document types are not accepted' })
  }
  return treeOf(document, { bytes, libxml })
}

function treeOf(document: XmlDocument, of: { bytes: Uint8Array; libxml: Libxml }): XmlTree {
  const { root } = document
  let ids: Map<string, XmlElement | 'twice'> | null = null
  const copies = new Map<number | 'all', XmlTree>()
  const signatures = (): XmlElement[] => root.find('//ds:Signature', { ds: ns.ds }) as XmlElement[]
  return {
    libxml: of.libxml,
    document,
    root,
    signatures,
    byId(id) {
      ids ??= readIds(root)
      return ids.get(id) ?? null
    },
    without(which) {
      const known = copies.get(which)
      if (known !== undefined) return known
      const copy = parse(of.bytes, of.libxml)
      copies.set(which, copy)
      removeFrom(copy, which)
      return copy
    },
    dispose() {
      for (const copy of copies.values()) copy.dispose()
      document.dispose()
    },
  }
}

/** An outer signature takes those within it along. */
function removeFrom(copy: XmlTree, which: number | 'all'): void {
  if (which !== 'all') {
    copy.signatures()[which]?.remove()
    return
  }
  const outer = copy.root.find('//ds:Signature[not(ancestor::ds:Signature)]', { ds: ns.ds })
  for (const one of outer) one.remove()
}

/** Plain, of xml: and of wsu:, as signed SOAP has it. */
const ID_ATTRIBUTES = "//@*[local-name() = 'Id' or local-name() = 'ID' or local-name() = 'id']"

/** Every spelling counts as an Id, so that no other reader finds another element under one. */
function readIds(root: XmlElement): Map<string, XmlElement | 'twice'> {
  const ids = new Map<string, XmlElement | 'twice'>()
  for (const attribute of root.find(ID_ATTRIBUTES)) {
    const { parent, content } = attribute
    if (parent === null) continue
    const before = ids.get(content)
    const same = before !== undefined && before !== 'twice' && before.isSameNode(parent)
    ids.set(content, before === undefined || same ? parent : 'twice')
  }
  return ids
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MOST_BYTES)
    throw new SignatureError('too-large', { what: 'XML', limit: `${MOST_BYTES} bytes` })
  let nodes = 0
  for (const byte of bytes) if (byte === 0x3c || byte === 0x3d) nodes++
  if (nodes > MOST_NODES)
    throw new SignatureError('too-large', { what: 'XML', limit: `${MOST_NODES} nodes` })
}
