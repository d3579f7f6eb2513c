// Reads and writes the manifests of ASiC: which files a signature or timestamp is about (EN 319 162-1, annex A.4).
import { createHash } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { sameBytes } from '../bytes.ts'
import type { DigestName } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import { digestOfUri } from '../xades/algorithms.ts'
import { digestMarkup } from '../xades/compose.ts'
import {
  attributeOf,
  base64Of,
  childrenNamed,
  decodePath,
  encodePath,
  escapeXml,
  isNamed,
  ns,
  onlyChild,
} from '../xml/names.ts'
import { openXml } from '../xml/xml-tree.ts'

export interface ManifestEntry {
  /** The name of a file of the container. */
  name: string
  mimeType: string | null
  digest: DigestName | null
  value: Uint8Array | null
  /** Whether it is the manifest that leads to all others (A.7). */
  root: boolean
}

export interface Manifest {
  /** The file with the signature or timestamp over the manifest. */
  signature: string
  entries: ManifestEntry[]
}

const MOST_ENTRIES = 10_000

/** @throws SignatureError `malformed-xml`, `malformed-container` */
export async function readManifest(bytes: Uint8Array): Promise<Manifest> {
  const tree = await openXml(bytes)
  try {
    const { root } = tree
    const reference = onlyChild(root, ns.asic, 'SigReference')
    const signature = nameOf(reference)
    if (!isNamed(root, ns.asic, 'ASiCManifest') || signature === null)
      throw new SignatureError('malformed-container', { why: 'a manifest is none' })
    const elements = childrenNamed(root, ns.asic, 'DataObjectReference')
    if (elements.length === 0 || elements.length > MOST_ENTRIES)
      throw new SignatureError('malformed-container', {
        why: 'a manifest names no file or too many',
      })
    return { signature, entries: elements.map(readEntry) }
  } finally {
    tree.dispose()
  }
}

/** Null for bytes that are no manifest. */
export async function manifestOrNull(bytes: Uint8Array): Promise<Manifest | null> {
  try {
    return await readManifest(bytes)
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

function readEntry(element: XmlElement): ManifestEntry {
  const name = nameOf(element)
  if (name === null)
    throw new SignatureError('malformed-container', {
      why: 'a manifest names a file that is no name',
    })
  return {
    name,
    mimeType: attributeOf(element, 'MimeType'),
    digest: digestOfUri(attributeOf(onlyChild(element, ns.ds, 'DigestMethod'), 'Algorithm')),
    value: base64Of(onlyChild(element, ns.ds, 'DigestValue')),
    root: attributeOf(element, 'Rootfile') === 'true',
  }
}

function nameOf(element: XmlElement | null): string | null {
  const uri = attributeOf(element, 'URI')
  return uri === null || uri === '' ? null : decodePath(uri)
}

export interface ManifestFault {
  kind: 'missing' | 'changed' | 'algorithm'
  why: string
}

/** The first thing that is wrong with the files a manifest names; what is changed before what is missing. */
export function manifestFault(
  { entries }: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
): ManifestFault | null {
  let missing: ManifestFault | null = null
  for (const { name, digest, value } of entries) {
    const bytes = files.get(name)
    if (digest === null || value === null)
      return { kind: 'algorithm', why: `the digest of ${name} is not in the table` }
    if (bytes === undefined) missing ??= { kind: 'missing', why: `${name} is not in the container` }
    else if (!sameBytes(createHash(digest).update(bytes).digest(), value))
      return { kind: 'changed', why: `${name} is not what was signed` }
  }
  return missing
}

export interface NewManifestEntry {
  name: string
  bytes: Uint8Array
  mimeType: string
  root?: boolean
}

/** A manifest with the digests of these files. */
export function writeManifest(
  signature: { name: string; mimeType: string },
  entries: readonly NewManifestEntry[],
  digest: DigestName,
): Uint8Array {
  const list = entries.map(({ name, bytes, mimeType, root = false }) => {
    const value = createHash(digest).update(bytes).digest('base64')
    const rooted = root ? ' Rootfile="true"' : ''
    const head = `<asic:DataObjectReference URI="${uriOf(name)}" MimeType="${escapeXml(mimeType)}"${rooted}>`
    return `${head}${digestMarkup(digest, value)}</asic:DataObjectReference>`
  })
  const text = [
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n',
    `<asic:ASiCManifest xmlns:asic="${ns.asic}" xmlns:ds="${ns.ds}">`,
    `<asic:SigReference URI="${uriOf(signature.name)}" MimeType="${signature.mimeType}"/>`,
    ...list,
    '</asic:ASiCManifest>',
  ].join('')
  return new Uint8Array(Buffer.from(text))
}

function uriOf(name: string): string {
  return escapeXml(encodePath(name))
}
