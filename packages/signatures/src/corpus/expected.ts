// What a validator must say of each document of the generated corpus: written from the standards, not from our code.

/** What must be said of one signature or document timestamp. */
export interface RequiredVerdict {
  indication: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'
  /** One of these sub-indications; empty for any. */
  sub: readonly string[]
  level?: string
  /** Kinds of change that must be told, though they are allowed. */
  told?: readonly string[]
}

export interface Required {
  /** Of each signature, the oldest first; null where anything may be said of it. */
  verdicts: readonly (RequiredVerdict | null)[]
  /** Whether the document may also be refused, or have no signature at all. */
  orNone: boolean
  /** Only that it ends in time: the change touches nothing that is shown. */
  onlyEnds?: true
  /** Standard and clause, or the name of the attack in the literature. */
  source: string
}

const USF = 'universal signature forgery; ISO 32000-2, 12.8.1'
const ISA = 'incremental saving attack; ISO 32000-2, 12.8.2.2'
const SWA = 'signature wrapping attack; ISO 32000-2, 12.8.1'
const SHADOW = 'shadow attack; ISO 32000-2, 12.8.2.2'
const CERTIFICATION = 'certification attack; ISO 32000-2, 12.8.2.2, table 257'
const SPOOF = 'spoofed dictionary; ISO 32000-2, 7.5.6'
const CMS = 'RFC 5652, 5.3 to 5.6, 11; RFC 5035; EN 319 142-1, 6.3'
const RSA = 'RFC 8017, 8.2.2; EN 319 102-1, 5.2.7'
const READER = 'ISO 32000-2, 7.3, 7.5; hostile input'
const SOUND = 'EN 319 142-1, 6; EN 319 102-1, 5.3'

function pass(level?: string, told?: readonly string[]): RequiredVerdict {
  const more = {
    ...(level === undefined ? {} : { level }),
    ...(told === undefined ? {} : { told }),
  }
  return { indication: 'TOTAL-PASSED', sub: [], ...more }
}

function fail(...sub: string[]): RequiredVerdict {
  return { indication: 'TOTAL-FAILED', sub }
}

function open(...sub: string[]): RequiredVerdict {
  return { indication: 'INDETERMINATE', sub }
}

const rule = (source: string, ...verdicts: (RequiredVerdict | null)[]): Required => ({
  verdicts,
  orNone: false,
  source,
})

/** Refused, without a signature, or failed for its form or digest. */
const never = (source: string): Required => ({ verdicts: [fail()], orNone: true, source })

/** The same for all these names. */
function each(names: string, required: Required): Record<string, Required> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, required]),
  )
}

const form = fail('FORMAT_FAILURE')
const broken = fail('FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE')

export const expected: Readonly<Record<string, Required>> = {
  ...each(
    `valid-bb valid-bb-rsa valid-bb-rsa-exponent-3 valid-bb-p384 valid-bb-ed25519 valid-smallest
    valid-several-revisions-before valid-existing-field valid-certified-p1 valid-certified-p2
    valid-certified-p3 valid-locked-field valid-reason-in-quechua valid-literal-value`,
    rule(SOUND, pass('B-B')),
  ),
  ...each(
    'valid-bt valid-bt-xref-stream valid-bt-object-streams valid-bt-hybrid',
    rule(SOUND, pass('B-T')),
  ),
  ...each(
    'valid-two-signers valid-locked-field-other-signed valid-certified-p2-field-signed',
    rule(SOUND, pass('B-B'), pass('B-B')),
  ),
  'valid-five-signers': rule(
    SOUND,
    pass('B-T'),
    pass('B-T'),
    pass('B-T'),
    pass('B-T'),
    pass('B-T'),
  ),
  'valid-certified-p1-store-and-timestamp': rule('ISO 32000-2, table 257', pass()),
  'valid-store-added': rule('ISO 32000-2, 12.8.4.3', pass()),
  'valid-document-timestamp': rule('ISO 32000-2, 12.8.5', pass(), pass()),
  'valid-store-and-timestamp': rule('ISO 32000-2, 12.8.5', pass(), pass()),
  ...each(
    'valid-certified-p2-filled valid-filled-after valid-need-appearances',
    rule('ISO 32000-2, table 257', pass('B-B', ['form-filling'])),
  ),
  'valid-filled-between-signatures': rule(SOUND, pass('B-B', ['form-filling']), pass('B-B')),
  ...each(
    'valid-certified-p3-annotated valid-certified-p3-stamped',
    rule('ISO 32000-2, table 257; to be shown', pass('B-B', ['annotation'])),
  ),
  ...each(
    'valid-lt valid-lt-object-streams',
    rule('EN 319 102-1, 5.5; EN 319 142-1, 6.3', pass('B-LT')),
  ),
  ...each(
    'valid-lta valid-lta-hybrid',
    rule('EN 319 102-1, 5.6; EN 319 142-1, 6.3', pass('B-LTA'), pass()),
  ),
  'valid-lta-renewed': rule('EN 319 142-1, 5.5', pass('B-LTA'), pass(), pass()),
  'valid-lta-then-signed': rule('ISO 32000-2, 12.8.5', pass('B-LTA'), pass(), pass('B-B')),
  'valid-lta-then-filled': rule(
    'ISO 32000-2, table 257',
    pass('B-LTA', ['form-filling']),
    pass(undefined, ['form-filling']),
  ),
  ...each(
    `valid-drawn valid-drawn-in-field valid-encrypted-rc4 valid-encrypted-aes-128
    valid-encrypted-aes-256`,
    rule(SOUND, pass('B-B')),
  ),
  'revoked-after-timestamp': rule('EN 319 102-1, 5.5.4: it existed before', pass('B-LT')),
  ...each(
    'revoked-before-timestamp revoked-without-timestamp',
    rule('EN 319 102-1, 5.3.4, 5.5.4', open('REVOKED_NO_POE')),
  ),
  'revoked-by-forged-list': rule('RFC 5280, 6.3.3 g: a list nobody signed is none', pass('B-T')),
  'lta-content-changed': rule(ISA, form, form),
  // The store came after the signature, so only the timestamp that covers it is broken.
  ...each('lta-store-removed lta-store-list-replaced', rule(SPOOF, pass(), form)),
  'encrypted-content-changed': rule(ISA, form),
  'valid-metadata-after': rule('ISO 32000-2, 14.3', pass('B-B', ['metadata'])),

  ...each(
    `usf-contents-null usf-contents-missing usf-contents-empty usf-contents-one-zero
    usf-contents-number usf-contents-literal usf-contents-reference usf-contents-dangling
    usf-contents-zeros usf-contents-garbage usf-contents-not-hexadecimal usf-contents-odd-digits
    usf-byterange-null usf-byterange-missing usf-byterange-empty usf-byterange-zeros
    usf-byterange-negative usf-byterange-one-pair usf-byterange-six usf-byterange-names
    usf-byterange-huge usf-byterange-real usf-byterange-reference usf-byterange-own-number
    usf-filter-missing usf-subfilter-unknown usf-subfilter-timestamp usf-value-null`,
    never(USF),
  ),
  ...each(
    `range-tail-uncovered range-gap-too-big range-gap-without-delimiters range-begins-late
    range-three-pairs range-overlapping range-beyond-the-end range-swapped range-only-the-front`,
    rule(SWA, form),
  ),
  ...each(
    `swa-second-range swa-range-replaced swa-comment-in-gap swa-contents-closed-early
    swa-space-in-contents swa-bytes-behind-message`,
    never(SWA),
  ),
  ...each(
    `tail-junk tail-comment tail-object tail-second-eof tail-junk-and-eof
    tail-startxref-again tail-other-document tail-junk-then-update tail-cut-off front-junk`,
    never('bytes of no revision; ISO 32000-2, 7.5.5, 7.5.6'),
  ),
  // White space shows nothing; mail programs and transfers leave it behind.
  'tail-blank-lines': rule('ISO 32000-2, 7.2.3; to be told', pass('B-B', [])),

  ...each(
    `isa-content isa-content-stream isa-content-hybrid isa-added-page isa-removed-page
    isa-pages-swapped isa-font isa-font-encoding isa-page-box isa-page-rotated
    isa-page-contents-other isa-page-contents-longer isa-page-action isa-resources
    isa-open-action isa-script isa-object-freed isa-object-null isa-gap-filled isa-object-stream
    isa-form-gone isa-xfa-added`,
    rule(ISA, form),
  ),
  'isa-content-and-second-signature': rule(ISA, form, pass('B-B')),
  ...each(
    `isa-without-table isa-trailer-only isa-catalog-other isa-chain-without-signed-section
    isa-encryption-added`,
    never(ISA),
  ),
  ...each(
    `shadow-hide-overlay shadow-hide-reference shadow-hide-annotation shadow-replace-look
    shadow-replace-font-of-look shadow-replace-shared-stream shadow-hide-and-replace
    shadow-twin-root shadow-layers shadow-field-moved shadow-field-unhidden shadow-field-action`,
    rule(SHADOW, form),
  ),
  ...each(
    `eaa-under-p1 eaa-under-p2 eaa-without-certification eaa-redaction-under-p2
    eaa-widget-of-no-field certified-p1-filled certified-p1-metadata
    certified-p2-text-field-added certified-p2-permission-removed text-field-added lock-violated`,
    rule(CERTIFICATION, form),
  ),
  ...each(
    `ssa-new-field-under-p1 ssa-new-field-under-p2 ssa-new-field-under-p3
    certified-p1-field-signed`,
    rule(CERTIFICATION, form, pass('B-B')),
  ),
  'ssa-field-moved-and-signed': rule(CERTIFICATION, form, pass('B-B')),
  ...each('spoof-field-renamed spoof-value-removed spoof-look-of-signature', rule(SPOOF, form)),
  // The rewritten dictionary is told as another signature, which covers nothing.
  ...each('spoof-reason spoof-time spoof-dictionary-copied', rule(SPOOF, form, form)),
  'spoof-value-of-other': rule(SPOOF, form, null),
  'spoof-store-names-content': rule(SPOOF, form),
  'spoof-changed-after-timestamp': rule(ISA, form, form),

  'cms-unsorted': rule(
    'RFC 5652, 5.3, 5.4: what is signed is the DER of the attributes',
    fail('FORMAT_FAILURE', 'SIG_CRYPTO_FAILURE'),
  ),
  'cms-unsorted-signed-sorted': rule(
    'RFC 5652, 5.4: signed is the DER, however the attributes are stored',
    pass('B-B'),
  ),
  'cms-without-certificate-reference': rule(CMS, open('SIG_CONSTRAINTS_FAILURE')),
  'cms-other-certificate-reference': rule(
    CMS,
    open('SIG_CONSTRAINTS_FAILURE', 'NO_SIGNING_CERTIFICATE_FOUND'),
  ),
  'cms-two-certificate-references': { ...rule(CMS, broken), orNone: true },
  'cms-other-digest-of-document': rule(CMS, fail('HASH_FAILURE')),
  'cms-digest-by-other-algorithm': rule(CMS, fail('HASH_FAILURE')),
  ...each(
    `cms-two-digests cms-digest-with-two-values cms-without-digest cms-without-content-type
    cms-other-content-type`,
    rule(CMS, broken),
  ),
  'cms-without-attributes': { ...rule(CMS, open()), orNone: true },
  ...each(
    `rsa-cube-root rsa-garbage-behind-digest rsa-block-type-2 rsa-padding-of-zeros
    rsa-digest-without-its-name rsa-digest-info-with-junk rsa-signature-zero rsa-signature-one
    ecdsa-signature-zero ecdsa-signature-not-der signature-empty`,
    rule(RSA, fail('SIG_CRYPTO_FAILURE')),
  ),
  ...each(
    `algorithm-rsa-for-ec-key algorithm-other-digest algorithm-digests-disagree
    algorithm-pss-for-pkcs1`,
    rule('algorithm substitution; RFC 5652, 5.3', fail('SIG_CRYPTO_FAILURE', 'HASH_FAILURE')),
  ),
  ...each(
    'algorithm-sha1 algorithm-md5',
    rule('TS 119 312; EN 319 102-1, 5.2.8', open('CRYPTO_CONSTRAINTS_FAILURE_NO_POE')),
  ),
  ...each(
    'cms-without-certificates cms-certificates-of-others',
    rule('EN 319 102-1, 5.2.3', open('NO_SIGNING_CERTIFICATE_FOUND')),
  ),
  ...each(
    `cms-without-signers cms-two-signers cms-content-within cms-content-of-other-type
    cms-wrapped-in-octets`,
    never('EN 319 142-1, 6.3'),
  ),
  'cms-signature-changed': rule(CMS, broken),
  ...each(
    `timestamp-of-other-signature timestamp-not-trusted timestamp-changed timestamp-is-no-token`,
    rule('EN 319 102-1, 5.5.4: the timestamp does not count', pass('B-B')),
  ),
  'timestamp-of-document-copied': rule('copied timestamp; EN 319 102-1, 5.4', pass('B-B'), fail()),
  ...each(
    'signer-self-signed signer-of-root-with-same-name',
    rule('EN 319 102-1, 5.2.6', open('NO_CERTIFICATE_CHAIN_FOUND')),
  ),
  'signer-issued-by-signer': rule(
    'RFC 5280, 6.1.4 k',
    open('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'NO_CERTIFICATE_CHAIN_FOUND'),
  ),
  'signer-expired': rule(
    'EN 319 102-1, 5.2.6',
    open('OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED'),
  ),
  'signer-not-for-signing': rule(
    'RFC 5280, 4.2.1.3',
    open('SIG_CONSTRAINTS_FAILURE', 'CHAIN_CONSTRAINTS_FAILURE'),
  ),

  ...each(
    `loop-pages loop-parent loop-fields loop-reference loop-value loop-length loop-sections
    loop-hybrid loop-names huge-object-stream huge-content huge-count-of-pages huge-section
    huge-number huge-name huge-nesting huge-nesting-closed huge-dictionaries huge-string
    huge-array huge-history huge-fields length-too-long length-too-short length-negative
    length-of-other-object offset-of-other-object offset-beyond-the-end offset-into-contents
    startxref-beyond-the-end startxref-zero startxref-at-content prev-negative prev-name
    key-twice widths-of-zero field-is-number catalog-is-array pages-are-missing empty-file
    only-a-header only-an-end`,
    never(READER),
  ),
  ...each('loop-object-stream huge-size-of-trailer huge-object-number', {
    ...never(READER),
    onlyEnds: true,
  }),
}
