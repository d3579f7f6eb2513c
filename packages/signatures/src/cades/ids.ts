// Object identifiers of the attributes of CAdES (ETSI EN 319 122-1, annex D) and of revocation data in messages.

export const cadesIds = {
  /** RFC 5652, 11.4. */
  counterSignature: '1.2.840.113549.1.9.6',
  /** EN 319 122-1, 5.2.5. */
  mimeType: '0.4.0.1733.2.1',
  /** 5.2.8. */
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  /** 5.2.9, with the policy as it was named before. */
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  /** 5.5.3. */
  archiveTimestampV3: '0.4.0.1733.2.4',
  /** ETSI TS 101 733, 6.4.1; the order of the attributes matters to it. */
  archiveTimestampV2: '1.2.840.113549.1.9.16.2.48',
  /** ETSI TS 101 733, 6.4.2. */
  hashIndex: '0.4.0.1733.2.5',
  /** EN 319 122-1, 5.5.2. */
  hashIndexV3: '0.4.0.19122.1.5',
  /** Annex A.1.1.2 and A.1.2.2. */
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  /** RFC 5940, 2.1: a whole OCSPResponse among the revocation data of a message. */
  ocspResponse: '1.3.6.1.5.5.7.16.2',
  /** RFC 6960, 4.2.1: a BasicOCSPResponse, which others put into the same place. */
  basicOcspResponse: '1.3.6.1.5.5.7.48.1.1',
} as const
