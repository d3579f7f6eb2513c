// Which services of a trust list may vouch for what: by their type and status, per scheme (TS 119 612, 5.5).

export interface ListProfile {
  name: string
  /** Statuses under which a service is trusted. */
  trusted: readonly string[]
  /** What a type of service may vouch for; types that are not named vouch for nothing. */
  types: Readonly<Record<string, readonly ('signatures' | 'timestamps')[]>>
  /** Types whose certificates count only when they are for timestamps alone. */
  onlyTimestampCertificates: readonly string[]
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
}
