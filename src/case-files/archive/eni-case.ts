// A case and its documents as XML of the Spanish technical norm (NTI): expediente-e and documento-e 1.0.
import {
  caseIdentifier,
  documentIdentifier,
  eniNamespaces,
  indexElementId,
  xmlText,
} from './eni-index.ts'
import type { IndexContent, IndexEntry } from './index-content.ts'

const version = {
  case: 'http://administracionelectronica.gob.es/ENI/XSD/v1.0/expediente-e',
  document: 'http://administracionelectronica.gob.es/ENI/XSD/v1.0/documento-e',
}

const element = (name: string, text: string): string => `<${name}>${xmlText(text)}</${name}>`
const declared = (prefixes: readonly (keyof typeof eniNamespaces)[]): string =>
  prefixes.map((prefix) => ` xmlns:${prefix}="${eniNamespaces[prefix]}"`).join('')

export interface EniCase {
  index: IndexContent
  /** The element IndiceContenido, as it was signed. */
  indexXml: string
  /** Detached CAdES over it, DER. */
  signature: Uint8Array
  /** The same element as a document of its own with a XAdES signature within it; null for none. */
  xades: Uint8Array | null
  /** RUC of those who had or have it. */
  organs: readonly string[]
  /** Code of the records series. */
  classification: string
  /** Documents of identity of those concerned. */
  interested: readonly string[]
}

/**
 * `expediente`: index, its signature, metadata. The signature is TF04 (CAdES detached) over the
 * exclusive canonical form of the element that `ref` names; beside it TF03 (XAdES enveloped) holds the
 * signed index as a document of its own.
 */
export function eniCaseXml(given: EniCase): string {
  const { index, indexXml, signature, xades, organs, classification, interested } = given
  const second = xades === null ? '' : signatureElement(2, 'TF03', xades)
  return `<?xml version="1.0" encoding="UTF-8"?>
<eniexp:expediente${declared(['eniexp'])} Id="expediente"><eniexpind:indice${declared(['eniexpind'])} Id="indice">${indexXml}<enids:firmas${declared(['enids'])}>${signatureElement(1, 'TF04', signature)}${second}</enids:firmas></eniexpind:indice><eniexpmeta:metadatosExp${declared(['eniexpmeta'])} Id="metadatos">${[
    element('eniexpmeta:VersionNTI', version.case),
    element('eniexpmeta:Identificador', caseIdentifier(index)),
    ...organs.map((organ) => element('eniexpmeta:Organo', organ)),
    element('eniexpmeta:FechaAperturaExpediente', index.opened),
    element('eniexpmeta:Clasificacion', classification),
    element('eniexpmeta:Estado', index.status),
    ...interested.map((who) => element('eniexpmeta:Interesado', who)),
  ].join('')}</eniexpmeta:metadatosExp></eniexp:expediente>
`
}

function signatureElement(n: number, type: 'TF03' | 'TF04', bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64')
  return `<enids:firma Id="firma-${n}" ref="${indexElementId}"><enids:TipoFirma>${type}</enids:TipoFirma><enids:ContenidoFirma><enids:FirmaConCertificado><enids:FirmaBase64>${base64}</enids:FirmaBase64></enids:FirmaConCertificado></enids:ContenidoFirma></enids:firma>`
}

/** Kinds of documents of this program by the norm's codes; what is not listed is TD99, other. */
const documentTypes: Readonly<Record<string, string>> = {
  resolution: 'TD01',
  agreement: 'TD02',
  letter: 'TD06',
  notification: 'TD07',
  receipt: 'TD09',
  acknowledgement: 'TD09',
  minutes: 'TD10',
  certificate: 'TD11',
  report: 'TD13',
  request: 'TD14',
  complaint: 'TD15',
  appeal: 'TD17',
}

/** `documento`: where its bytes lie in the package, and what it is. The signature within it stays in its bytes. */
export function eniDocumentXml(given: {
  index: Pick<IndexContent, 'case' | 'organ' | 'opened'>
  entry: Pick<IndexEntry, 'order' | 'added'>
  path: string
  mediaType: string
  origin: 'filer' | 'entity' | 'other-entity'
  kind: string
}): string {
  const { index, entry, path, mediaType, origin, kind } = given
  return `<?xml version="1.0" encoding="UTF-8"?>
<enidoc:documento${declared(['enidoc'])} Id="documento"><enifile:contenido${declared(['enifile'])} Id="contenido">${[
    element('enifile:referenciaFichero', path),
    element('enifile:NombreFormato', mediaType),
  ].join('')}</enifile:contenido><enidocmeta:metadatos${declared(['enidocmeta'])} Id="metadatos">${[
    element('enidocmeta:VersionNTI', version.document),
    element('enidocmeta:Identificador', documentIdentifier(index, entry.order)),
    element('enidocmeta:Organo', index.organ),
    element('enidocmeta:FechaCaptura', entry.added),
    element('enidocmeta:OrigenCiudadanoAdministracion', String(origin !== 'filer')),
    `<enidocmeta:EstadoElaboracion>${element('enidocmeta:ValorEstadoElaboracion', 'EE01')}</enidocmeta:EstadoElaboracion>`,
    element(
      'enidocmeta:TipoDocumental',
      origin === 'filer' ? 'TD99' : (documentTypes[kind] ?? 'TD99'),
    ),
  ].join('')}</enidocmeta:metadatos></enidoc:documento>
`
}
