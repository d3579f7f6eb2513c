// Raises the signatures of an XML document to B-T, B-LT and B-LTA (ETSI EN 319 132-1, 5.3 to 5.5 and 6).
import { createHash } from 'node:crypto'
import type { Augmented, AugmentOptions } from '../cades/augment-cades.ts'
import { gatherData, isBelow, lowestLevel, pendingFor } from '../cades/gather-data.ts'
import type { Collected } from '../pades/gather.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import type { Level } from '../validate/report.ts'
import { c14nUris } from '../xml/canonicalize.ts'
import { elementsOf, isNamed, ns } from '../xml/names.ts'
import { openXml, type XmlTree } from '../xml/xml-tree.ts'
import { toBase64 } from './compose.ts'
import { withUnsignedProperty } from './insert-markup.ts'
import { readSignature, type XmlSignature } from './read-signature.ts'
import { stampXades, timestampMarkup } from './stamp-xades.ts'
import { archivedData } from './timestamps.ts'
import { contentOf, describeXades, validateXades } from './validate-xades.ts'
import type { ValidateXadesOptions } from './validate-xades.ts'
import { verifySignature } from './verify-signature.ts'

export interface AugmentXadesOptions extends AugmentOptions {
  /** What is signed outside the document; needed for B-LTA. */
  content?: ValidateXadesOptions['content']
}

const method = { uri: c14nUris.exclusive, prefixes: [] }

/**
 * Adds to every signature what is missing up to a level: SignatureTimeStamp, CertificateValues and
 * RevocationValues, xadesv141:ArchiveTimeStamp. What is signed stays as it is to canonical form. A
 * server that fails costs the level, never what was reached.
 * @throws SignatureError `malformed-xml`, `nothing-signed`, `would-break` for plain XMLDSig
 */
export async function augmentXades(
  document: Uint8Array,
  options: AugmentXadesOptions,
): Promise<Augmented> {
  const { to, time = new Date() } = options
  const work: Work = { bytes: document, options, time }
  const levels = await levelsOf(work)
  if (levels.length === 0) throw new SignatureError('nothing-signed')
  for (const index of levels.keys()) {
    const error = await addTimestamp(work, index)
    if (error !== null) return answer(work, error)
  }
  if (to === 'B-T') return answer(work, null)
  let failed: SignatureError | null = null
  for (const [index, level] of (await levelsOf(work)).entries()) {
    if (!isBelow(level, to) && options.renew !== true) continue
    failed = (await addData(work, index)) ?? failed
    if (to === 'B-LT' || isBelow((await levelsOf(work))[index] ?? 'B-B', 'B-LT')) continue
    const error = await addArchiveTimestamp(work, index)
    if (error !== null) return answer(work, error)
  }
  return answer(work, failed)
}

interface Work {
  bytes: Uint8Array
  options: AugmentXadesOptions
  time: Date
}

async function answer(
  { bytes, options, time }: Work,
  error: SignatureError | null,
): Promise<Augmented> {
  const level = lowestLevel(await levelsOf({ bytes, options, time }))
  return { bytes, level, pending: pendingFor(level, options.to, error) }
}

/** The level of each signature that countersigns none. */
async function levelsOf({ bytes, options, time }: Work): Promise<Level[]> {
  const { content } = options
  const report = await validateXades(bytes, { time, ...(content === undefined ? {} : { content }) })
  if (report.refused !== null) throw report.refused
  const { signatures } = report
  // Counter-signatures stand within those they countersign, and so behind them in the list.
  return signatures.filter(({ countersigns }) => countersigns === null).map(({ level }) => level)
}

async function withSignature<Result>(
  { bytes }: Work,
  index: number,
  use: (tree: XmlTree, signature: XmlSignature) => Promise<Result>,
): Promise<Result> {
  const tree = await openXml(bytes)
  try {
    const all = tree.signatures()
    const own = all.filter(
      (one) => one.parent === null || !isNamed(one.parent, ns.xades, 'CounterSignature'),
    )
    const element = own[index]
    if (element === undefined) throw new SignatureError('nothing-signed')
    return await use(tree, readSignature(element, all.indexOf(element)))
  } finally {
    tree.dispose()
  }
}

async function addTimestamp(work: Work, index: number): Promise<SignatureError | null> {
  const place = await withSignature(work, index, async (_tree, signature) => {
    const { unsigned } = signature
    const there =
      unsigned !== null &&
      elementsOf(unsigned).some((one) => isNamed(one, ns.xades, 'SignatureTimeStamp'))
    return there ? null : signature.index
  })
  if (place === null) return null
  const { bytes, pending } = await stampXades(work.bytes, place, work.options.timestamps)
  work.bytes = bytes
  return pending
}

/** 5.4: in the properties made for it, or, where those are sealed already, beside the timestamps. */
async function addData(work: Work, index: number): Promise<SignatureError | null> {
  const { options, time } = work
  const certificates = await withSignature(work, index, async (tree, signature) => {
    const verified = await verifySignature(tree, signature, contentOf(options.content))
    const { signature: described } = describeXades(tree, signature, verified)
    const stamps = [...described.signatureTimestamps, ...described.archiveTimestamps]
    return [
      ...described.material.certificates,
      ...stamps.flatMap(({ token }) => token.message.certificates),
    ]
  })
  const { data, error } = await gatherData(certificates, { collect: options.collect, at: time })
  if (data.certificates.length + data.crls.length + data.ocsps.length === 0) return error
  work.bytes = await withSignature(work, index, async (tree, signature) => {
    const { unsigned } = signature
    const first =
      unsigned === null ||
      !elementsOf(unsigned).some(
        (one) => one.name === 'RevocationValues' || one.name === 'CertificateValues',
      )
    const markup = valuesMarkup(data)
    const sealed = `<xades141:TimeStampValidationData xmlns:xades141="${ns.xades141}">${markup}</xades141:TimeStampValidationData>`
    return withUnsignedProperty(tree, signature, first ? markup : sealed)
  })
  return error
}

function valuesMarkup({ certificates, crls, ocsps }: Collected): string {
  const list = (name: string, items: readonly Uint8Array[]): string =>
    items.map((one) => `<xades:${name}>${toBase64(one)}</xades:${name}>`).join('')
  const part = (name: string, inner: string): string =>
    inner === '' ? '' : `<xades:${name}>${inner}</xades:${name}>`
  const outer = (name: string, inner: string): string =>
    inner === '' ? '' : `<xades:${name} xmlns:xades="${ns.xades}">${inner}</xades:${name}>`
  return (
    outer(
      'CertificateValues',
      list(
        'EncapsulatedX509Certificate',
        certificates.map(({ raw }) => raw),
      ),
    ) +
    outer(
      'RevocationValues',
      part('CRLValues', list('EncapsulatedCRLValue', crls)) +
        part('OCSPValues', list('EncapsulatedOCSPValue', ocsps)),
    )
  )
}

/** 5.5.2: about all that is signed and all that stands before it. */
async function addArchiveTimestamp(work: Work, index: number): Promise<SignatureError | null> {
  const { options } = work
  const data = await withSignature(work, index, async (tree, signature) => {
    const signed = await verifySignature(tree, signature, contentOf(options.content))
    if (signed.resolved.length < signature.references.length) return null
    return archivedData(tree, signature, { signed, before: null, method })
  })
  if (data === null)
    return new SignatureError('would-break', {
      why: 'what is signed outside the document is needed',
    })
  try {
    const hashed = createHash('sha256').update(data).digest()
    const token = await askTimestamp({ digest: 'sha256', bytes: hashed }, options.timestamps)
    const markup = timestampMarkup('ArchiveTimeStamp', ns.xades141, token)
    work.bytes = await withSignature(work, index, async (tree, signature) =>
      withUnsignedProperty(tree, signature, markup),
    )
    return null
  } catch (error) {
    if (error instanceof SignatureError && error.code === 'timestamp-failed') return error
    throw error
  }
}
