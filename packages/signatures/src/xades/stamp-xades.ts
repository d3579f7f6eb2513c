// Puts a timestamp over SignatureValue among the unsigned properties (ETSI EN 319 132-1, 5.3).
import { createHash } from 'node:crypto'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'
import { c14nUris, canonicalize } from '../xml/canonicalize.ts'
import { ns } from '../xml/names.ts'
import { openXml } from '../xml/xml-tree.ts'
import { toBase64 } from './compose.ts'
import { withUnsignedProperty } from './insert-markup.ts'
import { readSignature } from './read-signature.ts'
import type { SignedXades } from './sign-xades.ts'

const method = { uri: c14nUris.exclusive, prefixes: [] }

/** A container of one token with the method its data were made by. */
export function timestampMarkup(name: string, uri: string, token: Uint8Array): string {
  const prefix = uri === ns.xades ? 'xades' : 'xades141'
  const spaces = `xmlns:${prefix}="${uri}"${prefix === 'xades' ? '' : ` xmlns:xades="${ns.xades}"`}`
  return [
    `<${prefix}:${name} ${spaces}>`,
    `<ds:CanonicalizationMethod xmlns:ds="${ns.ds}" Algorithm="${method.uri}"/>`,
    `<xades:EncapsulatedTimeStamp>${toBase64(token)}</xades:EncapsulatedTimeStamp>`,
    `</${prefix}:${name}>`,
  ].join('')
}

/**
 * @param which the index of the signature, or text of the document that holds its Id
 */
export async function stampXades(
  bytes: Uint8Array,
  which: number | string,
  timestamps: TimestampOptions | undefined,
): Promise<SignedXades> {
  if (timestamps === undefined) return { bytes, level: 'B-B', pending: null }
  const tree = await openXml(bytes)
  try {
    const elements = tree.signatures()
    const index =
      typeof which === 'number'
        ? which
        : elements.findIndex((one) => which.endsWith(`"value-${one.attr('Id')?.value ?? ''}">`))
    const element = elements[index]
    if (element === undefined) throw new TypeError('the signature is not in its document')
    const signature = readSignature(element, index)
    const data = canonicalize(tree, signature.valueElement, method)
    const hashed = createHash('sha256').update(data).digest()
    const token = await askTimestamp({ digest: 'sha256', bytes: hashed }, timestamps)
    const markup = timestampMarkup('SignatureTimeStamp', ns.xades, token)
    return { bytes: withUnsignedProperty(tree, signature, markup), level: 'B-T', pending: null }
  } catch (error) {
    if (!(error instanceof SignatureError) || error.code !== 'timestamp-failed') throw error
    return { bytes, level: 'B-B', pending: error }
  } finally {
    tree.dispose()
  }
}
