// Opens XML as one tree, without document types, entities and network, and finds elements by their Id.
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { SignatureError } from '../signature-error.ts'
import { loadLibxml, type Libxml } from './libxml.ts'
import { ns } from './names.ts'

/**
 * Memory that a document may take: measured, eight times its bytes, and 200 bytes for each `<` and `=`.
 * The process that verifies it needs less than 256 MiB with it.
 */
const MOST_MEMORY = 64 * 2 ** 20
const TIMES = 8
const OF_A_NODE = 200
/** Visits of nodes for all that is asked of one document: a few seconds. */
const MOST_WORK = 10_000_000

/** A parsed document. Whoever opens it disposes of it: its memory is outside the heap. */
export interface XmlTree {
  readonly libxml: Libxml
  readonly document: XmlDocument
  readonly root: XmlElement
  /** The element with this Id; null when there is none, `twice` when the Id is not unique. */
  byId: (id: string) => XmlElement | 'twice' | null
  /** All ds:Signature elements, in document order. */
  signatures: () => XmlElement[]
  /** Takes the cost of one walk over the document; throws `too-large` when too many were asked for. */
  spend: () => void
  /**
   * The same document without one of its signatures (by index) or without all. It is disposed of with
   * this one, that of one signature as soon as another is asked for.
   */
  without: (which: number | 'all') => XmlTree
  dispose: () => void
}

/**
 * Parses XML 1.0. Document types are refused, so there are no entities and no default attributes;
 * nothing is fetched.
 * @throws SignatureError `malformed-xml`, `too-large`, `unsupported`
 */
export async function openXml(bytes: Uint8Array): Promise<XmlTree> {
  const weight = weightOf(bytes)
  if (hasOddNamespace(bytes))
    throw new SignatureError('unsupported', { what: 'a namespace name with & or a quotation mark' })
  let left = MOST_WORK
  const spend = (): void => {
    left -= weight
    if (left < 0)
      throw new SignatureError('too-large', { what: 'XML', limit: 'what is walked over' })
  }
  return parse(bytes, { libxml: await loadLibxml(), spend })
}

interface Shared {
  libxml: Libxml
  /** One allowance for the document and all its copies. */
  spend: () => void
}

function parse(bytes: Uint8Array, shared: Shared): XmlTree {
  const { ParseOption, XmlDocument, XmlError } = shared.libxml
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
  return treeOf(document, bytes, shared)
}

function treeOf(document: XmlDocument, bytes: Uint8Array, shared: Shared): XmlTree {
  const { root } = document
  let ids: Map<string, XmlElement | 'twice'> | null = null
  const copies = new Map<number | 'all', XmlTree>()
  const signatures = (): XmlElement[] => root.find('//ds:Signature', { ds: ns.ds }) as XmlElement[]
  return {
    ...shared,
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
      shared.spend()
      const copy = parse(bytes, shared)
      // Signatures are looked at one after the other: a copy for each would fill the memory.
      for (const [of, other] of which === 'all' ? [] : copies)
        if (of !== 'all') {
          other.dispose()
          copies.delete(of)
        }
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

/**
 * About how many steps libxml2 takes for one canonical form of the document, in visits of a node.
 * It walks all of it for any part, and compares each declaration of a namespace with those in scope.
 * @throws SignatureError `too-large`
 */
function weightOf(bytes: Uint8Array): number {
  mustFit(bytes.length, 0)
  let nodes = 0
  let spaces = 0
  let spacesOfTag = 0
  let mostOfTag = 0
  let matched = 0
  for (const byte of bytes) {
    if (byte === 0x3c || byte === 0x3d) nodes++
    if (byte === 0x3c) spacesOfTag = 0
    // UTF-16 has zeros between the letters.
    if (byte === 0) continue
    matched = byte === XMLNS[matched] ? matched + 1 : byte === XMLNS[0] ? 1 : 0
    if (matched < XMLNS.length) continue
    matched = 0
    spaces++
    mostOfTag = Math.max(mostOfTag, ++spacesOfTag)
  }
  mustFit(bytes.length, nodes)
  const inScope = Math.min(spaces, mostOfTag * DEEPEST)
  return nodes + (spaces * inScope) / COMPARISONS_OF_A_VISIT
}

function mustFit(bytes: number, nodes: number): void {
  if (bytes * TIMES + nodes * OF_A_NODE <= MOST_MEMORY) return
  const limit = `${MOST_MEMORY / 2 ** 20} MiB`
  throw new SignatureError('too-large', { what: 'XML', limit })
}

const XMLNS = new Uint8Array(Buffer.from('xmlns'))
/** Elements within each other, by libxml2 itself. */
const DEEPEST = 256
/** Measured: a visit costs some 330 ns, a comparison some 10. */
const COMPARISONS_OF_A_VISIT = 33

/**
 * libxml2 writes the names of namespaces into canonical form as they are, where & and quotation marks
 * would have to be escaped (Canonical XML 1.0, 2.3). Such documents are refused rather than signed
 * and verified with bytes that nobody else computes.
 */
function hasOddNamespace(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf('xmlns'); at >= 0; at = buffer.indexOf('xmlns', at + 5)) {
    const head = buffer.toString('latin1', at, at + 200)
    const start = /^xmlns(?::[^\s=<>'"&]*)?\s*=\s*(['"])/.exec(head)
    const quote = start?.[1]
    if (start === null || quote === undefined) continue
    const from = at + start[0].length
    const end = buffer.indexOf(quote, from)
    const name = buffer.toString('latin1', from, end < 0 ? buffer.length : end)
    if (/[&"]/.test(name)) return true
  }
  return false
}
