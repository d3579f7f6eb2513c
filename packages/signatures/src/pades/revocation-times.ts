// Reads from CRLs and OCSP answers whom they speak of and from when they are (RFC 5280, 5.1; RFC 6960, 4.2.1).
import { sameBytes } from '../bytes.ts'
import { integerHex, membersOf, octetsOf, rawOf, readDer, tags, timeOf } from '../der/reader.ts'
import type { Der } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import type { Certificate } from '../x509/certificate.ts'

/** What one list or answer says about one certificate, as to time. */
export interface Known {
  thisUpdate: Date
  /** When the next one is promised; null when nothing is promised. */
  nextUpdate: Date | null
}

/** What the data say about a certificate, the newest first. Data that cannot be read say nothing. */
export function knownAbout(
  certificate: Certificate,
  data: { crls: readonly Uint8Array[]; ocsps: readonly Uint8Array[] },
): Known[] {
  const known = [
    ...data.crls.flatMap((crl) => tolerant(() => aboutByCrl(crl, certificate))),
    ...data.ocsps.flatMap((ocsp) => tolerant(() => aboutByOcsp(ocsp, certificate))),
  ]
  return known.sort((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime())
}

function tolerant(read: () => Known[]): Known[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof SignatureError) return []
    throw error
  }
}

/** A list speaks of all certificates of its issuer. */
function aboutByCrl(crl: Uint8Array, { issuer }: Certificate): Known[] {
  const [list] = membersOf(readDer(crl))
  const fields = membersOf(list)
  const [, name, thisUpdate, next] = fields[0]?.tag === tags.integer ? fields.slice(1) : fields
  if (name === undefined || !sameBytes(rawOf(name), issuer)) return []
  const promised = next?.tag === tags.utcTime || next?.tag === tags.generalizedTime
  return [{ thisUpdate: timeOf(thisUpdate), nextUpdate: promised ? timeOf(next) : null }]
}

/** An answer speaks of serial numbers; its other names are digests of the issuer's. */
function aboutByOcsp(ocsp: Uint8Array, { serial }: Certificate): Known[] {
  const [, wrapped] = membersOf(readDer(ocsp))
  const [, basic] = membersOf(membersOf(wrapped, 0xa0)[0])
  const [data] = membersOf(readDer(octetsOf(basic)))
  const responses = membersOf(data).find(({ tag }) => tag === tags.sequence)
  const known: Known[] = []
  for (const response of membersOf(responses)) {
    const [id, , thisUpdate, next] = membersOf(response)
    if (integerHex(membersOf(id)[3]) !== serial) continue
    known.push({ thisUpdate: timeOf(thisUpdate), nextUpdate: promisedIn(next) })
  }
  return known
}

function promisedIn(node: Der | undefined): Date | null {
  return node?.tag === 0xa0 ? timeOf(membersOf(node, 0xa0)[0]) : null
}
