// Which services of a trust list may vouch for what: by their type and status, per scheme (TS 119 612, 5.5).
import type { AlgorithmRules } from '../policy/algorithms.ts'
import { defaultPolicy, type Policy } from '../policy/policy.ts'

export interface ListProfile {
  name: string
  /** Statuses under which a service is trusted. */
  trusted: readonly string[]
  /** What a type of service may vouch for; types that are not named vouch for nothing. */
  types: Readonly<Record<string, readonly ('signatures' | 'timestamps')[]>>
  /** Types whose certificates count only when they are for timestamps alone. */
  onlyTimestampCertificates: readonly string[]
  /** How the signature of the list itself is judged. */
  policy: Policy
}

const TYPES = 'http://uri.etsi.org/TrstSvc/Svctype'
const STATUSES = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus'
/** Before Regulation (EU) 910/2014; Peru's list has kept them. */
const OLD_STATUSES = 'http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus'

const trusted = [
  `${STATUSES}/granted`,
  `${STATUSES}/recognisedatnationallevel`,
  `${OLD_STATUSES}/undersupervision`,
  `${OLD_STATUSES}/supervisionincessation`,
  `${OLD_STATUSES}/accredited`,
]

/** TS 119 612, 5.5.1 and D.5. */
export const europeanProfile: ListProfile = {
  name: 'TS 119 612',
  trusted,
  types: {
    [`${TYPES}/CA/QC`]: ['signatures'],
    [`${TYPES}/CA/PKC`]: ['signatures'],
    [`${TYPES}/TSA/QTST`]: ['timestamps'],
    [`${TYPES}/TSA`]: ['timestamps'],
    [`${TYPES}/TSA/TSS-QC`]: ['timestamps'],
    [`${TYPES}/TSA/TSS-AdESQCandQES`]: ['timestamps'],
  },
  onlyTimestampCertificates: [],
  policy: defaultPolicy,
}

/** SHA-1 in the reference to KeyInfo, which binds nothing that is used; the list itself is by SHA-256. */
const withSha1: AlgorithmRules = {
  ...defaultPolicy.algorithms,
  digests: defaultPolicy.algorithms.digests.map((one) =>
    one.digest === 'sha1' ? { digest: 'sha1', until: '2030-01-01' } : one,
  ),
}

/**
 * Peru's list (IOFE): statuses from before 2014, timestamp authorities under the authorities of
 * certification or among the unspecified, beside software; so those count by their certificate.
 */
export const iofeProfile: ListProfile = {
  name: 'IOFE',
  trusted,
  types: {
    ...europeanProfile.types,
    [`${TYPES}/CA/QC`]: ['signatures', 'timestamps'],
    [`${TYPES}/unspecified`]: ['timestamps'],
  },
  onlyTimestampCertificates: [`${TYPES}/unspecified`],
  policy: { ...defaultPolicy, name: 'IOFE list', algorithms: withSha1 },
}
