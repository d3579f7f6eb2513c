// The tools of the attackers in the generated corpus: messages, ranges and updates made by hand.
import { createHash, sign } from 'node:crypto'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { childrenOf, membersOf, rawOf, readDer, tags } from '../der/reader.ts'
import { context, sequence, setOf } from '../der/writer.ts'
import { fillContents, prepareRevision, type PrepareOptions } from '../pades/prepare.ts'
import { appendRevision, type NewObject } from '../pdf/append-revision.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { withEntries } from '../pdf/write-value.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'
import type { Scene } from './scene.ts'

export interface Craft {
  /** Who signs; Rosa by default. */
  identity?: Identity
  digest?: DigestName
  algorithm?: SignatureAlgorithm
  /** Makes another list of attributes of the usual one; the members of a SET, in this order. */
  attributes?: (usual: Uint8Array[]) => Uint8Array[]
  /** Whether the attributes are sorted before they are stored; by default they are. */
  sorted?: boolean
  /** The signature over the attributes. */
  signature?: (signedBytes: Uint8Array, identity: Identity) => Uint8Array
  content?: { type: string; bytes: Uint8Array }
  unsigned?: (signature: Uint8Array) => Promise<Uint8Array[]>
  /** Changes the parts of SignedData: version, digests, content, certificates, signers. */
  parts?: (parts: Uint8Array[]) => Uint8Array[]
}

/** A message over this digest, right but for what is crafted. */
export async function craftedMessage(
  scene: Scene,
  messageDigest: Uint8Array,
  craft: Craft = {},
): Promise<Uint8Array> {
  const identity = craft.identity ?? scene.rosa
  const digest = craft.digest ?? 'sha256'
  const { certificate, key } = identity
  const usual = childrenOf(readDer(signedAttributes({ messageDigest, digest, certificate })))
  const attributes = craft.attributes?.(usual.map(rawOf)) ?? usual.map(rawOf)
  const bytes = craft.sorted === false ? unsortedSet(attributes) : setOf(attributes)
  const algorithm = craft.algorithm ?? algorithmFor(key)
  const signature = craft.signature?.(bytes, identity) ?? sign(algorithm.digest, bytes, key)
  const message = writeSignedData({
    certificates: [certificate, scene.middle.certificate],
    digest,
    algorithm,
    signedBytes: bytes,
    signature: new Uint8Array(signature),
    unsigned: (await craft.unsigned?.(new Uint8Array(signature))) ?? [],
    ...(craft.content === undefined ? {} : { content: craft.content }),
  })
  return craft.parts === undefined ? message : withParts(message, craft.parts)
}

function unsortedSet(members: Uint8Array[]): Uint8Array {
  const sorted = setOf(members)
  const bytes = Uint8Array.from(sorted)
  bytes.set(concat(members), bytes.length - concat(members).length)
  return bytes
}

function withParts(message: Uint8Array, change: (parts: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const [type, wrapped] = membersOf(readDer(message))
  const parts = membersOf(membersOf(wrapped, 0xa0)[0]).map(rawOf)
  const inner = sequence(...change(parts))
  return sequence(rawOf(type ?? readDer(message)), context(0, inner))
}

/** The members of a SET given as bytes. */
export function membersOfSet(bytes: Uint8Array | undefined): Uint8Array[] {
  return membersOf(readDer(bytes ?? new Uint8Array()), tags.set).map(rawOf)
}

/** The document signed with a crafted message. */
export async function craftedDocument(
  scene: Scene,
  document: Uint8Array,
  craft: Craft,
  options: Partial<PrepareOptions> = {},
): Promise<Uint8Array> {
  const all = { time: scene.time, reserve: 4096, digest: craft.digest ?? 'sha256', ...options }
  const prepared = prepareRevision(document, all)
  const message = await craftedMessage(scene, prepared.messageDigest, craft)
  return concat([document, fillContents(prepared, message)])
}

/** The document with a sound message over other ranges than the right ones. */
export async function signedOver(
  scene: Scene,
  document: Uint8Array,
  change: (right: readonly number[]) => number[],
): Promise<Uint8Array> {
  const prepared = prepareRevision(document, { time: scene.time, reserve: 4096 })
  const ranges = change(prepared.byteRange)
  const tail = Uint8Array.from(prepared.tail)
  const at = toLatin1(tail).indexOf('/ByteRange[') + '/ByteRange['.length
  tail.set(fromLatin1(ranges.join(' ').padEnd(48)), at)
  const whole = concat([document, tail])
  const hash = createHash('sha256')
  for (let index = 0; index + 1 < ranges.length; index += 2) {
    const start = ranges[index] ?? 0
    hash.update(whole.subarray(start, start + (ranges[index + 1] ?? 0)))
  }
  const message = await craftedMessage(scene, new Uint8Array(hash.digest()))
  return concat([document, fillContents({ ...prepared, tail }, message)])
}

/** Signs where our own signer refuses: the certification is hidden from it while it prepares. */
export async function forcedSignature(
  scene: Scene,
  whole: Uint8Array,
  field?: string,
): Promise<Uint8Array> {
  const blind = overwrite(whole, '/TransformMethod /DocMDP', '/TransformMethod /DocMDQ')
  const options = { time: scene.time, reserve: 4096, ...(field === undefined ? {} : { field }) }
  const prepared = prepareRevision(blind, options)
  const [, , second] = prepared.byteRange
  const before = prepared.tail.subarray(0, prepared.contentsAt - 1)
  const hash = createHash('sha256').update(whole).update(before)
  hash.update(prepared.tail.subarray(second - whole.length))
  const message = await craftedMessage(scene, new Uint8Array(hash.digest()))
  return concat([whole, fillContents(prepared, message)])
}

/** Bytes with `text` written over what stands at the first `needle`, padded with blanks to its length. */
export function overwrite(bytes: Uint8Array, needle: string | RegExp, text: string): Uint8Array {
  const found = new RegExp(needle).exec(toLatin1(bytes))
  if (found === null || text.length > found[0].length)
    throw new TypeError(`nothing to overwrite by ${text}`)
  const copy = Uint8Array.from(bytes)
  copy.set(fromLatin1(text.padEnd(found[0].length)), found.index)
  return copy
}

/** The file with a revision that replaces or adds objects. */
export function updated(whole: Uint8Array, objects: Record<number, NewObject>): Uint8Array {
  const all = new Map(Object.entries(objects).map(([number, one]) => [Number(number), one]))
  return concat([whole, appendRevision(openPdf(whole), all).tail])
}

/** The dictionary of an object as it is now. */
export function dictionary(whole: Uint8Array, number: number): PdfDict {
  const value = openPdf(whole).get(new PdfRef(number, 0))
  if (value instanceof PdfDict) return value
  throw new TypeError(`object ${number} is no dictionary`)
}

/** The file with a revision that sets entries of one dictionary. */
export function edited(
  whole: Uint8Array,
  number: number,
  entries: Record<string, PdfValue>,
): Uint8Array {
  return updated(whole, { [number]: withEntries(dictionary(whole, number), entries) })
}

/** A cross-reference table made by hand behind the file, without any object. */
export function handTable(
  whole: Uint8Array,
  rows: readonly [number: number, offset: number][],
  trailer = '/Root 1 0 R',
): Uint8Array {
  const { startxref, size } = openPdf(whole)
  const lines = rows.map(
    ([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`,
  )
  const table = `xref\n${lines.join('')}trailer\n<< /Size ${size} ${trailer} /Prev ${startxref} >>\n`
  return concat([whole, fromLatin1(`${table}startxref\n${whole.length}\n%%EOF\n`)])
}
