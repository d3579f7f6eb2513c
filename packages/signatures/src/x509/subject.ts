// Reads of a certificate's subject what names a person: common name and serial number (RFC 5280, 4.1.2.6; X.520, 6.2.9).
import { textOf } from '../cms/algorithms.ts'
import { membersOf, oidOf, readDer, tags } from '../der/reader.ts'
import type { Certificate } from './certificate.ts'

export interface Subject {
  commonName: string | null
  /** Not that of the certificate: of the person, as `PNOPE-40000001` (ETSI EN 319 412-1, 5.1.3). */
  serialNumber: string | null
}

/** The first value of each; null where the subject has none. */
export function subjectOf({ subject }: Certificate): Subject {
  const found: Subject = { commonName: null, serialNumber: null }
  for (const set of membersOf(readDer(subject)))
    for (const attribute of membersOf(set, tags.set)) {
      const [type, value] = membersOf(attribute)
      if (value === undefined) continue
      if (oidOf(type) === '2.5.4.3') found.commonName ??= textOf(value)
      if (oidOf(type) === '2.5.4.5') found.serialNumber ??= textOf(value)
    }
  return found
}
