// What the file says of itself: XMP and the older properties, which must agree (ISO 16684-1; ISO 19005-2, 6.6).
import { type NewDocument, PdfName, type PdfRef, dictOf, textString } from '@rimaq/signatures'

const producer = 'Rimaq'

/** BCP 47, for /Lang and dc:language. */
export const languageTags = { es: 'es-PE', en: 'en', qu: 'qu' } as const

export interface About {
  title: string
  author: string
  language: string
  made: Date | null
}

export function writeInfo(document: NewDocument, { title, author, made }: About): PdfRef {
  return document.add(
    dictOf({
      Title: textString(title),
      Author: textString(author),
      Producer: textString(producer),
      CreationDate: made === null ? undefined : textString(pdfDate(made)),
      ModDate: made === null ? undefined : textString(pdfDate(made)),
    }),
  )
}

/** Not compressed, so that programs that know no PDF find it; claims PDF/A-2b. */
export function writeXmp(document: NewDocument, { title, author, language, made }: About): PdfRef {
  const stamp = made === null ? null : `${made.toISOString().slice(0, 19)}Z`
  const dates = ['CreateDate', 'ModifyDate', 'MetadataDate']
    .map((name) => (stamp === null ? '' : `<xmp:${name}>${stamp}</xmp:${name}>`))
    .join('')
  const text = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>${escaped(language)}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>${producer}</pdf:Producer>${dates}
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
  const dict = dictOf({ Type: new PdfName('Metadata'), Subtype: new PdfName('XML') })
  return document.add({ dict, data: new TextEncoder().encode(text) })
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return (
    text
      .normalize('NFC')
      // XML has no room for these (XML 1.0, 2.2).
      .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, ' ')
      .replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign)
  )
}

/** 7.9.4 of ISO 32000-1, in UTC. */
function pdfDate(time: Date): string {
  return `D:${time.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`
}
