// Finds what a reference points at and carries out its transforms, of which few are allowed (XMLDSig 1.1, 4.4.3).
import type { XmlElement } from 'libxml2-wasm'
import {
  c14nUris,
  canonicalize,
  isCanonicalization,
  readCanonicalization,
  type Canonicalization,
} from '../xml/canonicalize.ts'
import { attributeOf, base64Bytes, elementsOf, isNamed, ns } from '../xml/names.ts'
import { openXml, type XmlTree } from '../xml/xml-tree.ts'
import type { XmlReference } from './read-signature.ts'

const ENVELOPED = `${ns.ds}enveloped-signature`
const BASE64 = `${ns.ds}base64`
const XPATH = 'http://www.w3.org/TR/1999/REC-xpath-19991116'
const XPATH2 = 'http://www.w3.org/2002/06/xmldsig-filter2'

/** Gives what a reference outside the document is about; null when it is not there. */
export type ContentOf = (uri: string | null) => Uint8Array | null

export interface Resolved {
  /**
   * What is digested. Where no transform has made bytes of the nodes, the canonical form by
   * `method`, which XMLDSig says is Canonical XML 1.0 (4.4.3.2).
   */
  octets: (method?: Canonicalization) => Uint8Array
  /** The element the reference points at; the root for the whole document; null for bytes. */
  element: XmlElement | null
  wholeDocument: boolean
}

export type Unresolved = { missing: string } | { forbidden: string }

const standard: Canonicalization = { uri: c14nUris.inclusive, prefixes: [] }

interface Nodes {
  tree: XmlTree
  /** Null for the whole document. */
  element: XmlElement | null
  comments: boolean
}

/**
 * @param signature the place of the signature among those of the tree
 * @returns `missing` when nothing is there, `forbidden` when it must not be followed
 */
export async function resolveReference(
  tree: XmlTree,
  reference: Pick<XmlReference, 'uri' | 'transforms'>,
  given: { signature: number; contentOf: ContentOf },
): Promise<Resolved | Unresolved> {
  const { uri, transforms } = reference
  if (uri === null || (uri !== '' && !uri.startsWith('#'))) {
    const bytes = given.contentOf(uri)
    if (bytes === null) return { missing: `${uri ?? 'the content'} was not given` }
    return transformBytes(bytes, transforms)
  }
  const id = idOf(uri)
  if (id === null) return { forbidden: `the pointer ${uri} is not followed` }
  const at = id === '' ? null : tree.byId(id)
  if (at === 'twice') return { forbidden: `the Id ${id} is not unique` }
  if (id !== '' && at === null) return { missing: `there is no element with the Id ${id}` }
  return transformNodes(tree, { id, uri, at, transforms, signature: given.signature })
}

/** `#id`, `#xpointer(id('…'))`, `#xpointer(/)` and nothing else (4.4.3.2); '' is the document. */
function idOf(uri: string): string | null {
  if (uri === '' || uri === '#xpointer(/)') return ''
  const pointer = /^#xpointer\(id\((?:'([^']+)'|"([^"]+)")\)\)$/.exec(uri)
  if (pointer !== null) return pointer[1] ?? pointer[2] ?? null
  if (uri.includes('(') || uri === '#') return null
  try {
    return decodeURIComponent(uri.slice(1))
  } catch {
    return null
  }
}

async function transformNodes(
  tree: XmlTree,
  given: {
    id: string
    uri: string
    at: XmlElement | null
    transforms: XmlElement[]
    signature: number
  },
): Promise<Resolved | Unresolved> {
  const { id, uri, at, signature } = given
  const found = { element: at ?? tree.root, wholeDocument: at === null || at.isSameNode(tree.root) }
  // Only the two full pointers keep comments.
  let nodes: Nodes = { tree, element: at, comments: uri.startsWith('#xpointer(') }
  const left = [...given.transforms]
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const removed = removes(next)
    if (removed === null) break
    left.shift()
    const copy = tree.without(removed === 'own' ? signature : 'all')
    const again = id === '' ? null : copy.byId(id)
    // What lay within the signature is gone with it: nothing is left to digest.
    if (again === 'twice' || (id !== '' && again === null))
      return { ...found, octets: () => new Uint8Array() }
    nodes = { ...nodes, tree: copy, element: again }
  }
  const [next, ...more] = left
  const text = (): string => (nodes.element ?? nodes.tree.root).content
  const uriOf = attributeOf(next ?? null, 'Algorithm')
  if (next === undefined)
    return {
      ...found,
      octets: (method = standard) =>
        canonicalize(nodes.tree, nodes.element, method, nodes.comments),
    }
  let bytes: Uint8Array | null = null
  const method = readCanonicalization(next)
  if (method !== null) bytes = canonicalize(nodes.tree, nodes.element, method, nodes.comments)
  else if (uriOf === BASE64) bytes = base64Bytes(text())
  else return { forbidden: `the transform ${uriOf ?? '–'} is not allowed` }
  if (bytes === null) return { forbidden: 'what should be base64 is not' }
  const rest = await transformBytes(bytes, more)
  return 'octets' in rest ? { ...rest, ...found } : rest
}

/** Bytes stay bytes, unless base64 is taken off or a canonical form is asked for. */
async function transformBytes(
  input: Uint8Array,
  transforms: readonly XmlElement[],
): Promise<Resolved | Unresolved> {
  let bytes = input
  for (const transform of transforms) {
    const uri = attributeOf(transform, 'Algorithm')
    const method = readCanonicalization(transform)
    if (uri === BASE64) {
      const decoded = base64Bytes(Buffer.from(bytes).toString('latin1'))
      if (decoded === null) return { forbidden: 'what should be base64 is not' }
      bytes = decoded
    } else if (method !== null && isCanonicalization(uri)) {
      const tree = await openXml(bytes)
      try {
        bytes = canonicalize(tree, null, method)
      } finally {
        tree.dispose()
      }
    } else return { forbidden: `the transform ${uri ?? '–'} is not allowed` }
  }
  return { octets: () => bytes, element: null, wholeDocument: false }
}

/**
 * The transforms that take signatures out: by their own name, and by the two expressions of XPath
 * that mean the same for all signatures. No other expression is evaluated.
 */
function removes(transform: XmlElement): 'own' | 'all' | null {
  const uri = attributeOf(transform, 'Algorithm')
  if (uri === ENVELOPED) return 'own'
  if (uri !== XPATH && uri !== XPATH2) return null
  const [expression, ...others] = elementsOf(transform)
  if (expression === undefined || others.length > 0) return null
  const newer = uri === XPATH2
  if (!isNamed(expression, newer ? XPATH2 : ns.ds, 'XPath')) return null
  if (newer && attributeOf(expression, 'Filter') !== 'subtract') return null
  const text = expression.content.replace(/\s+/g, '')
  const match = (newer ? SUBTRACT : EXCLUDE).exec(text)
  const prefix = match?.[1]
  if (prefix === undefined) return null
  return expression.namespaceForPrefix(prefix) === ns.ds ? 'all' : null
}

const EXCLUDE = /^not\(ancestor-or-self::([\w.-]+):Signature\)$/
const SUBTRACT = /^\/descendant::([\w.-]+):Signature$/
