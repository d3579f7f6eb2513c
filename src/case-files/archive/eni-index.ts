// The index of a case as XML of the Spanish technical norm (NTI, expediente-e 1.0), written canonically so that it can be signed.
import type { IndexContent, IndexEntry } from './index-content.ts'

const base = 'http://administracionelectronica.gob.es/ENI/XSD/v1.0'
/** Namespaces of the schemas, by the prefix they have here. */
export const eniNamespaces = {
  eniexp: `${base}/expediente-e`,
  eniexpind: `${base}/expediente-e/indice-e`,
  eniconexpind: `${base}/expediente-e/indice-e/contenido`,
  eniexpmeta: `${base}/expediente-e/metadatos`,
  enids: `${base}/firma`,
  enidoc: `${base}/documento-e`,
  enidocmeta: `${base}/documento-e/metadatos`,
  enifile: `${base}/documento-e/contenido`,
} as const

/** The element that the signature of the index covers. */
export const indexElementId = 'IndiceContenido'

/** The digest of documents, by the name XML signatures give it (RFC 6931, 2.1.2 and W3C xmlenc). */
const sha256Name = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** Text of an element as canonical XML writes it (W3C Canonical XML 1.1, 2.3). */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;')
}

/** At most 52 characters: nation, organ, year, EXP and an id of our own. */
export function caseIdentifier({ case: id, organ, opened }: Identified): string {
  return `PE_${organ}_${opened.slice(0, 4)}_EXP_${hexOf(id).slice(0, 28)}`
}

/** Of a document: half of the case's id and its place in the index, in 30 characters. */
export function documentIdentifier({ case: id, organ, opened }: Identified, order: number): string {
  return `PE_${organ}_${opened.slice(0, 4)}_${hexOf(id).slice(0, 24)}${String(order).padStart(6, '0')}`
}

type Identified = Pick<IndexContent, 'case' | 'organ' | 'opened'>

const hexOf = (id: string): string => id.replaceAll('-', '')

const contentElement = (name: string, inner: string, declare: boolean): string =>
  `<eniconexpind:${name}${declare ? ` xmlns:eniconexpind="${eniNamespaces.eniconexpind}"` : ''}>${inner}</eniconexpind:${name}>`

/**
 * The element IndiceContenido as exclusive canonical XML (W3C, 2002) writes it: its bytes are the
 * same alone and within the file, so one signature serves both. `subs` are the indexes of accumulated
 * cases by their hash; `paperHash` gives the digest that stands for a part on paper.
 */
export function eniIndexXml(
  content: IndexContent,
  subs: ReadonlyMap<string, IndexContent>,
  paperHash: (text: string) => string,
): string {
  // Exclusive canonicalisation declares a prefix where it is first used: at each child here.
  const inner = children(content, { subs, paperHash }, true).join('')
  return `<eniexpind:IndiceContenido xmlns:eniexpind="${eniNamespaces.eniexpind}" Id="${indexElementId}">${inner}</eniexpind:IndiceContenido>`
}

interface Reading {
  subs: ReadonlyMap<string, IndexContent>
  paperHash: (text: string) => string
}

function children(content: IndexContent, reading: Reading, declare: boolean): string[] {
  return [
    contentElement('FechaIndiceElectronico', content.at, declare),
    ...content.entries.map((entry) => child(content, entry, reading, declare)),
  ]
}

function child(
  content: IndexContent,
  entry: IndexEntry,
  reading: Reading,
  declare: boolean,
): string {
  const { subCase, document, paper, order, added } = entry
  const sub = subCase === undefined ? undefined : reading.subs.get(subCase.index)
  if (sub !== undefined && sub.entries.length > 0) {
    return contentElement('ExpedienteIndizado', children(sub, reading, false).join(''), declare)
  }
  const hash = document?.sha256 ?? subCase?.index ?? reading.paperHash(paper ?? '')
  const parts = [
    contentElement('IdentificadorDocumento', documentIdentifier(content, order), false),
    contentElement('ValorHuella', Buffer.from(hash, 'hex').toString('base64'), false),
    contentElement('FuncionResumen', sha256Name, false),
    contentElement('FechaIncorporacionExpediente', added, false),
    contentElement('OrdenDocumentoExpediente', String(order), false),
  ]
  return contentElement('DocumentoIndizado', parts.join(''), declare)
}
