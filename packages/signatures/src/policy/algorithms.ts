// How long each algorithm counts as reliable (ETSI TS 119 312; before 2014 ETSI TS 102 176-1).
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'

export interface DigestEnd {
  digest: DigestName
  /** First day it is no longer reliable, as `2029-01-01`; null when never was, absent when open. */
  until: string
}

export interface KeyEnd {
  scheme: 'rsa' | 'ec'
  /** Keys with at least so many bits, up to the next row; shorter ones than any row never count. */
  bits: number
  until: string
}

export interface AlgorithmRules {
  /** When the table was made: an end that was foreseen then and passed since only warns, if so told. */
  updated: string
  afterUpdate: 'fail' | 'warn'
  digests: readonly DigestEnd[]
  keys: readonly KeyEnd[]
  /** Schemes that count without a size, as Ed25519. */
  others: readonly SignatureAlgorithm['scheme'][]
}

/** TS 119 312 V1.4.2 (2022), clauses 5 and 6; ends of broken ones by TS 102 176-1 V2.0.0 and V2.1.1. */
export const defaultAlgorithms: AlgorithmRules = {
  updated: '2022-02-01',
  afterUpdate: 'warn',
  digests: [
    { digest: 'md5', until: '2005-01-01' },
    { digest: 'sha1', until: '2009-01-01' },
    { digest: 'sha224', until: '2026-01-01' },
    { digest: 'sha256', until: '2029-01-01' },
    { digest: 'sha384', until: '2029-01-01' },
    { digest: 'sha512', until: '2029-01-01' },
    { digest: 'sha3-256', until: '2029-01-01' },
    { digest: 'sha3-384', until: '2029-01-01' },
    { digest: 'sha3-512', until: '2029-01-01' },
  ],
  keys: [
    { scheme: 'rsa', bits: 1024, until: '2009-01-01' },
    { scheme: 'rsa', bits: 1536, until: '2016-01-01' },
    { scheme: 'rsa', bits: 1900, until: '2026-01-01' },
    { scheme: 'rsa', bits: 3000, until: '2029-01-01' },
    { scheme: 'ec', bits: 160, until: '2013-01-01' },
    { scheme: 'ec', bits: 224, until: '2016-01-01' },
    { scheme: 'ec', bits: 256, until: '2029-01-01' },
  ],
  // Not in TS 119 312; RFC 8032 and FIPS 186-5 keep Ed25519, FIPS 204 brings ML-DSA, and neither has
  // a size to grow.
  others: ['ed25519', 'ml-dsa'],
}
