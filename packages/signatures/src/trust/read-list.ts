// Reads trust lists of TS 119 612, tolerant of what lists in use get wrong: languages, versions, spaces, dates.
import { createHash } from 'node:crypto'
import type { XmlElement } from 'libxml2-wasm'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'
import { openXml, type XmlTree } from '../xml/xml-tree.ts'

export interface TrustList {
  /** SHA-256 of the bytes, in hexadecimal. */
  hash: string
  version: number | null
  sequence: number | null
  operator: string | null
  territory: string | null
  issuedAt: Date | null
  /** When the scheme promised the next one; null when none was promised. */
  nextUpdate: Date | null
  services: TrustService[]
  /** What does not follow the standard and was read all the same. */
  faults: string[]
}

export interface TrustService {
  provider: string
  name: string
  type: string
  certificates: Certificate[]
  /** The newest first. */
  statuses: { status: string; from: Date | null }[]
}

const NAMESPACES = { tsl: 'http://uri.etsi.org/02231/v2#' }
const MOST_SERVICES = 20_000

/**
 * @param bytes the list, or the canonical form of it that was signed
 * @throws SignatureError `malformed-list` when it is no trust list, `malformed-xml`, `too-large`
 */
export async function readTrustList(bytes: Uint8Array): Promise<TrustList> {
  let tree: XmlTree | null = null
  try {
    tree = await openXml(bytes)
    const { root } = tree
    if (root.name !== 'TrustServiceStatusList' || root.namespaceUri !== NAMESPACES.tsl)
      throw new SignatureError('malformed-list', { why: 'it is no TrustServiceStatusList' })
    return readRoot(root, bytes)
  } finally {
    tree?.dispose()
  }
}

function readRoot(root: XmlElement, bytes: Uint8Array): TrustList {
  const faults: string[] = []
  const scheme = 'tsl:SchemeInformation'
  const dates = { faults }
  const services: TrustService[] = []
  for (const provider of elements(root, 'tsl:TrustServiceProviderList/tsl:TrustServiceProvider')) {
    const names = elements(provider, 'tsl:TSPInformation/tsl:TSPName/tsl:Name')
    const name = inLanguage(names) ?? ''
    for (const service of elements(provider, 'tsl:TSPServices/tsl:TSPService')) {
      if (services.length >= MOST_SERVICES)
        throw new SignatureError('too-large', { what: 'Services', limit: MOST_SERVICES })
      services.push(readService(service, name, faults))
    }
  }
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    version: numberOf(textAt(root, `${scheme}/tsl:TSLVersionIdentifier`)),
    sequence: numberOf(textAt(root, `${scheme}/tsl:TSLSequenceNumber`)),
    operator: inLanguage(elements(root, `${scheme}/tsl:SchemeOperatorName/tsl:Name`)),
    territory: textAt(root, `${scheme}/tsl:SchemeTerritory`),
    issuedAt: dateOf(textAt(root, `${scheme}/tsl:ListIssueDateTime`), dates),
    nextUpdate: dateOf(textAt(root, `${scheme}/tsl:NextUpdate/tsl:dateTime`), dates),
    services,
    faults,
  }
}

function readService(service: XmlElement, provider: string, faults: string[]): TrustService {
  const info = 'tsl:ServiceInformation'
  const certificates: Certificate[] = []
  const identity = `${info}/tsl:ServiceDigitalIdentity/tsl:DigitalId/tsl:X509Certificate`
  for (const one of elements(service, identity)) {
    try {
      certificates.push(readCertificate(new Uint8Array(Buffer.from(one.content, 'base64'))))
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      faults.push(`a certificate of ${provider} cannot be read: ${error.message}`)
    }
  }
  const statusOf = (node: XmlElement, below: string) => ({
    status: textAt(node, `${below}tsl:ServiceStatus`) ?? '',
    from: dateOf(textAt(node, `${below}tsl:StatusStartingTime`), { faults }),
  })
  const history = elements(service, 'tsl:ServiceHistory/tsl:ServiceHistoryInstance')
  const statuses = [statusOf(service, `${info}/`), ...history.map((one) => statusOf(one, ''))]
  return {
    provider,
    name: inLanguage(elements(service, `${info}/tsl:ServiceName/tsl:Name`)) ?? '',
    type: textAt(service, `${info}/tsl:ServiceTypeIdentifier`) ?? '',
    certificates,
    statuses: statuses.toSorted(
      (one, other) => (other.from?.getTime() ?? 0) - (one.from?.getTime() ?? 0),
    ),
  }
}

function elements(node: XmlElement, path: string): XmlElement[] {
  return node.find(path, NAMESPACES).filter(isElement)
}

/** ELEMENT_NODE by its shape: nothing else has attributes. */
function isElement(node: object): node is XmlElement {
  return 'attrs' in node
}

function textAt(node: XmlElement, path: string): string | null {
  const text = node.get(path, NAMESPACES)?.content.trim()
  return text === undefined || text === '' ? null : text
}

/** English, which the standard asks for (5.1.4), or else whatever is there. */
function inLanguage(names: readonly XmlElement[]): string | null {
  const english = names.find((one) => one.attr('lang', 'xml')?.value.toLowerCase() === 'en')
  return (english ?? names[0])?.content.trim() ?? null
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function dateOf(text: string | null, { faults }: { faults: string[] }): Date | null {
  if (text === null) return null
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time)
  faults.push(`${text.slice(0, 40)} is no date`)
  return null
}
