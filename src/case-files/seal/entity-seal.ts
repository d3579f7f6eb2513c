// The entity's seal: signs what the program itself issues, with a time of an authority where one answers.
import { createHash } from 'node:crypto'
import {
  type Appearance,
  type BaselineLevel,
  type Certificate,
  type Collect,
  type TimestampOptions,
  augmentPdf,
  nameOfIssuer,
  readCertificates,
  signCades,
  signPdf,
  signXades,
  signerName,
  withTail,
} from '@rimaq/signatures'
import type { Clock } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { type SealKey, type SealPlace, isSelfSigned, openSealKey } from './seal-key.ts'

export interface SealAbout {
  /** Of the certificate. */
  name: string
  issuer: string
  notBefore: Date
  notAfter: Date
  /** SHA-256 of the certificate in hexadecimal. */
  fingerprint: string
  origin: SealKey['origin']
  /** Nobody vouches for it: whatever shows it says so in words. */
  test: boolean
}

export interface Sealed {
  bytes: Uint8Array
  level: 'B-B' | 'B-T'
  /** Why there is no time of an authority yet; null where there is one, or none is set. */
  pending: string | null
}

export interface Lasting {
  bytes: Uint8Array
  level: BaselineLevel
  pending: string | null
  /** Null where nobody promised a time. */
  comeBack: Date | null
}

export interface EntitySeal {
  readonly about: SealAbout
  /** Its own certificate first, for who judges what it sealed. */
  readonly certificates: readonly Certificate[]
  /** Whether an authority of time is set. */
  readonly stamps: boolean
  /**
   * Signs at B-T, and at B-B when no authority of time answers: an outage never stops a document.
   * @throws CaseFilesError seal-expired; SignatureError where the card or file fails
   */
  seal(
    pdf: Uint8Array,
    given: {
      reason: string
      field?: string
      appearance?: Appearance
      /** No authority is asked: where others wait, as for their numbers. */
      untimed?: boolean
    },
  ): Promise<Sealed>
  /** Adds the time that was pending. */
  stamp(pdf: Uint8Array): Promise<Sealed>
  /** Whether what it seals can be made to last: a time of an authority, and a way to revocation data. */
  readonly lasts: boolean
  /**
   * Adds what proves its signatures once certificates have ended, as far as it can be had now: B-LTA, or
   * less with what is `pending` and when to come back. Without means the document as it is.
   */
  last(pdf: Uint8Array): Promise<Lasting>
  /** Puts a new archive timestamp over all there is, with what is known of revocation now. */
  renew(pdf: Uint8Array): Promise<Lasting>
  /** Signs bytes of any kind as a detached CAdES message, with a time where an authority answers. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
  /** Signs an XML document as XAdES enveloped, with a time where an authority answers. */
  signXml(bytes: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

export interface SealOptions extends SealPlace {
  /** Whose seal it is. */
  name: string
  clock: Clock
  /** Servers of time with how they are reached; null for none. */
  timestamps: TimestampOptions | null
  /** Fetches lists of revoked certificates and answers about them; absent: signatures are not made to last. */
  collect?: Collect
}

/** @throws CaseFilesError seal-broken */
export async function openSeal(options: SealOptions): Promise<EntitySeal> {
  const { clock, timestamps, name, collect } = options
  const { signer, origin } = await openSealKey(options, { name, now: clock.now() })
  const certificates = signer.certificates.flatMap((der) => readCertificates(der))
  const about = aboutSeal({ signer, origin })
  const raise = async (pdf: Uint8Array, renew: boolean): Promise<Lasting> => {
    if (timestamps === null || collect === undefined) {
      return { bytes: pdf, level: 'B-B', pending: null, comeBack: null }
    }
    const time = clock.now()
    const raised = await augmentPdf(pdf, { to: 'B-LTA', timestamps, collect, time, renew })
    const { level, pending } = raised
    return {
      ...{ bytes: withTail(pdf, raised), level },
      pending: pending === null ? null : pending.error.message,
      comeBack: pending?.comeBack ?? null,
    }
  }
  return {
    about,
    certificates,
    stamps: timestamps !== null,
    lasts: timestamps !== null && collect !== undefined,
    async seal(pdf, { reason, field, appearance, untimed = false }) {
      const time = clock.now()
      mustBeValid(about, time)
      const signed = await signPdf(pdf, signer, {
        ...{ time, reason, name: about.name },
        ...(field === undefined ? {} : { field }),
        ...(appearance === undefined ? {} : { appearance }),
        ...(timestamps === null || untimed ? {} : { timestamps }),
      })
      const level = signed.level === 'B-T' ? 'B-T' : 'B-B'
      const pending = signed.pending === null ? null : signed.pending.message
      return { bytes: withTail(pdf, signed), level, pending }
    },
    async stamp(pdf) {
      if (timestamps === null) return { bytes: pdf, level: 'B-B', pending: null }
      const raised = await augmentPdf(pdf, { to: 'B-T', timestamps, time: clock.now() })
      const level = raised.level === 'B-B' ? 'B-B' : 'B-T'
      const pending = raised.pending === null ? null : raised.pending.error.message
      return { bytes: withTail(pdf, raised), level, pending }
    },
    last: (pdf) => raise(pdf, false),
    renew: (pdf) => raise(pdf, true),
    async sign(bytes) {
      const time = clock.now()
      mustBeValid(about, time)
      const signed = await signCades(bytes, signer, {
        time,
        ...(timestamps === null ? {} : { timestamps }),
      })
      return signed.bytes
    },
    async signXml(bytes) {
      const time = clock.now()
      mustBeValid(about, time)
      const signed = await signXades(bytes, signer, {
        ...{ time, packaging: 'enveloped' },
        ...(timestamps === null ? {} : { timestamps }),
      })
      return signed.bytes
    },
    close: async () => signer.close?.(),
  }
}

/** What its certificate says of a seal. @throws CaseFilesError seal-broken */
export function aboutSeal({ signer, origin }: SealKey): SealAbout {
  const [own] = signer.certificates.slice(0, 1).flatMap((der) => readCertificates(der))
  if (own === undefined) throw new CaseFilesError('seal-broken', { place: origin, why: 'empty' })
  return {
    name: signerName(signer),
    issuer: nameOfIssuer(own),
    notBefore: own.notBefore,
    notAfter: own.notAfter,
    fingerprint: createHash('sha256').update(own.raw).digest('hex'),
    origin,
    test: isSelfSigned(signer),
  }
}

/** Days until the seal ends, when that is sixty or fewer; null while there is time. */
export function endsSoon({ notAfter }: SealAbout, now: Date): number | null {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000)
  return days <= 60 ? days : null
}

/** @throws CaseFilesError seal-expired */
function mustBeValid({ name, notBefore, notAfter }: SealAbout, time: Date): void {
  if (time <= notAfter && time >= notBefore) return
  const until = notAfter.toISOString().slice(0, 10)
  throw new CaseFilesError('seal-expired', { name, until })
}
