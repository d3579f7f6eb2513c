// Object identifiers of messages and their attributes.

export const cmsIds = {
  /** RFC 5652, 4 and 5.1. */
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  /** RFC 5652, 11. */
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  /** RFC 5035, 3 and 4. */
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** RFC 6211, 2. */
  algorithmProtection: '1.2.840.113549.1.9.52',
  /** RFC 3161, appendix A. */
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  /** RFC 5126, 5.11.4. */
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  /** ISO 32000-2, 12.8.3.3.2. */
  revocationArchival: '1.2.840.113583.1.1.8',
} as const

/** RFC 3161, 2.3. */
export const TIMESTAMPING = '1.3.6.1.5.5.7.3.8'
