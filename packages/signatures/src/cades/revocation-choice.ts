// Reads and writes the revocation data that a CMS message carries beside its certificates (RFC 5652, 10.2.1).
import { childrenOf, oidOf, rawOf, readDer } from '../der/reader.ts'
import { oid, wrap } from '../der/writer.ts'
import { cadesIds } from './ids.ts'

interface Revocation {
  crls: Uint8Array[]
  ocsps: Uint8Array[]
}

/** RFC 5652, 10.2.1: a CRL, or [1] with a format of its own. */
export function readRevocationChoice(choice: Uint8Array, data: Revocation): void {
  const node = readDer(choice)
  if (node.tag === 0x30) data.crls.push(choice)
  if (node.tag !== 0xa1) return
  const [format, value] = childrenOf(node)
  if (value === undefined) return
  const kind = oidOf(format)
  if (kind === cadesIds.ocspResponse || kind === cadesIds.basicOcspResponse)
    data.ocsps.push(rawOf(value))
}

/** An OCSPResponse in the place for other formats (RFC 5940, 2.1). */
export function ocspChoice(response: Uint8Array): Uint8Array {
  return wrap(0xa1, oid(cadesIds.ocspResponse), response)
}
