// Describes the signatures of a document to the processes of validation (ETSI EN 319 142-1, 5 and 6).
import { createHash } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import type { DigestName } from '../cms/algorithms.ts'
import { describeSigner } from '../cms/describe-signer.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData, type SignedData } from '../cms/signed-data.ts'
import type { PdfDocument } from '../pdf/document.ts'
import type { Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { readToken, type TimestampToken } from '../tsa/token.ts'
import { collides, coverageOf, type Coverage, type FoundSignature } from './find-signatures.ts'
import {
  noMaterial,
  type CoveredObjects,
  type SignatureDescription,
  type TimestampDescription,
  type ValidationMaterial,
} from './process/types.ts'
import { readDss } from './read-dss.ts'

export const CADES = 'ETSI.CAdES.detached'
/** ISO 32000-1, 12.8.3.3.1: the message carries the SHA-1 of the document as its content. */
const BY_SHA1 = 'adbe.pkcs7.sha1'
const subFilters: ReadonlySet<string> = new Set([CADES, 'adbe.pkcs7.detached', BY_SHA1])

/** One signature or document timestamp with all that was read of it. */
export interface Examined {
  found: FoundSignature
  kind: 'signature' | 'document-timestamp'
  coverage: Extract<Coverage, { ok: true }> | null
  /** Where the covered bytes end; 0 when nothing is covered. */
  end: number
  message: SignedData | null
  token: TimestampToken | null
  digestOf: (name: DigestName) => Uint8Array
  /** What is wrong with the form; null when nothing is. */
  fault: string | null
}

/** Reads every signature once, so that each can be described with those that came after it. */
export function examineSignatures(
  document: PdfDocument,
  found: readonly FoundSignature[],
): Examined[] {
  return found.map((one) => {
    const others = found.filter((other) => other !== one)
    const kind = one.subFilter === 'ETSI.RFC3161' ? 'document-timestamp' : 'signature'
    const empty: Examined = {
      found: one,
      kind,
      coverage: null,
      end: 0,
      message: null,
      token: null,
      digestOf: () => new Uint8Array(),
      fault: null,
    }
    try {
      return examine(document, empty, others)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      return { ...empty, fault: error.message }
    }
  })
}

function examine(
  document: PdfDocument,
  one: Examined,
  others: readonly FoundSignature[],
): Examined {
  const coverage = coverageOf(document, one.found)
  if (!coverage.ok) return { ...one, fault: coverage.why }
  const { ranges } = coverage
  const covered = {
    ...one,
    coverage,
    end: ranges[2] + ranges[3],
    digestOf: digestOver(document.source, ranges),
  }
  if (collides(document, ranges, others))
    return { ...covered, fault: 'the ranges of another signature cross those of this one' }
  const { subFilter } = one.found
  if (one.kind === 'signature' && (subFilter === null || !subFilters.has(subFilter)))
    return { ...covered, fault: `the form ${subFilter ?? '–'} is not read` }
  const bytes = one.found.contents?.bytes ?? new Uint8Array()
  try {
    if (one.kind === 'document-timestamp') {
      const token = readToken(bytes)
      return {
        ...covered,
        token,
        message: token.message,
        fault: paddingFault(bytes, token.message.length),
      }
    }
    const message = readSignedData(bytes)
    return {
      ...covered,
      ...(subFilter === BY_SHA1 ? { digestOf: digestOfDigest(message, covered.digestOf) } : {}),
      message,
      fault: paddingFault(bytes, message.length) ?? messageFault(message, subFilter),
    }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { ...covered, fault: error.message }
  }
}

/** Padding behind the message must be zero: other bytes are neither signed nor part of it. */
function paddingFault(message: Uint8Array, length: number): string | null {
  return message.subarray(length).some((byte) => byte !== 0)
    ? 'there are bytes behind the message in /Contents'
    : null
}

/** What was signed is the content; where it is not the digest of the document, nothing was. */
function digestOfDigest(
  { content }: SignedData,
  overDocument: Examined['digestOf'],
): Examined['digestOf'] {
  const sound = content !== null && sameBytes(content, overDocument('sha1'))
  return (name) =>
    sound ? new Uint8Array(createHash(name).update(content).digest()) : new Uint8Array()
}

function messageFault({ signers, content }: SignedData, subFilter: string | null): string | null {
  if (signers.length !== 1) return 'there is not exactly one signer'
  if (subFilter === BY_SHA1) return content === null ? 'the message carries no digest' : null
  return content === null ? null : 'the message carries a content of its own'
}

/** The description of a signature; document timestamps that cover it are its archive timestamps. */
export function describeSignature(
  one: Examined,
  all: readonly Examined[],
  store: ValidationMaterial,
): SignatureDescription & { faults: string[] } {
  const signer = one.message?.signers[0]
  const archiveTimestamps = archiveTimestampsOver(one, all)
  if (one.message === null || signer === undefined || one.fault !== null)
    return { ...broken(one.fault ?? 'there is no signer'), archiveTimestamps }
  const description = describeSigner(one.message, signer, {
    contentType: cmsIds.data,
    digestContent: one.digestOf,
    certificates: store.certificates,
  })
  const cades = one.found.subFilter === CADES
  // EN 319 142-1, 6.3: the baseline levels ask for the reference to the certificate.
  const unbound = cades && !description.bound ? 'signing-certificate is missing' : null
  const { material } = description
  return {
    ...description,
    algorithms:
      one.found.subFilter === BY_SHA1
        ? [
            ...description.algorithms,
            { what: 'the digest of the document', digest: 'sha1', scheme: null },
          ]
        : description.algorithms,
    constraintFault: description.constraintFault ?? unbound,
    baseLevel: cades ? description.baseLevel : 'not baseline',
    material: {
      certificates: material.certificates,
      crls: [...material.crls, ...store.crls],
      ocsps: [...material.ocsps, ...store.ocsps],
    },
    archiveTimestamps,
    faults: cades ? description.faults : [...description.faults, 'the form is not that of PAdES'],
  }
}

/** A description with nothing but the fault, and for a timestamp the newer ones that prove it. */
export function broken(formatFault: string | null): SignatureDescription & { faults: string[] } {
  return {
    formatFault,
    certificate: null,
    certificateFault: null,
    bound: false,
    cryptoFault: null,
    constraintFault: null,
    baseLevel: 'not baseline',
    signatureValue: new Uint8Array(),
    algorithms: [],
    claimedTime: null,
    material: noMaterial,
    contentTimestamps: [],
    signatureTimestamps: [],
    archiveTimestamps: [],
    faults: [],
  }
}

/** The document timestamps whose bytes contain those of a signature, each with what it covers. */
export function archiveTimestampsOver(
  one: Examined,
  all: readonly Examined[],
): TimestampDescription[] {
  return all.flatMap((stamp) => {
    if (stamp.kind !== 'document-timestamp' || stamp.end <= one.end || stamp.fault !== null)
      return []
    const description = describeTimestamp(stamp, all)
    return description === null ? [] : [description]
  })
}

const described = new WeakMap<Examined, TimestampDescription>()

/** Described once, since every signature before it asks for what it covers. */
export function describeTimestamp(
  stamp: Examined,
  all: readonly Examined[],
): TimestampDescription | null {
  const known = described.get(stamp)
  if (known !== undefined) return known
  const { token, digestOf, found } = stamp
  if (token === null) return null
  const covers = coveredBy(stamp, all)
  const description = { token, digestOf, fault: null, covers, name: found.fields[0] ?? null }
  described.set(stamp, description)
  return description
}

/** All of the revisions up to the timestamp: the store, and the messages of earlier signatures. */
function coveredBy(stamp: Examined, all: readonly Examined[]): CoveredObjects {
  const store = stamp.coverage === null ? noMaterial : readDss(stamp.coverage.signed)
  const earlier = all.filter((other) => other.end > 0 && other.end < stamp.end)
  const messages = earlier.flatMap(({ message }) => (message === null ? [] : withTokens(message)))
  return {
    certificates: [...store.certificates, ...messages.flatMap(({ certificates }) => certificates)],
    crls: [...store.crls, ...messages.flatMap(({ crls }) => crls.filter(([tag]) => tag === 0x30))],
    ocsps: store.ocsps,
    signatureValues: messages.flatMap(({ signers }) => signers.map(({ signature }) => signature)),
  }
}

/** A message and the timestamp tokens within its attributes. */
function withTokens(message: SignedData): SignedData[] {
  const [signer] = message.signers
  if (signer === undefined) return [message]
  const { contentTimestamps, signatureTimestamps } = describeSigner(message, signer, {
    contentType: message.contentType,
    digestContent: () => null,
    certificates: [],
  })
  return [
    message,
    ...[...contentTimestamps, ...signatureTimestamps].map(({ token }) => token.message),
  ]
}

/** Digests of the two ranges, each computed once. */
function digestOver(
  source: Source,
  [a, b, c, d]: readonly [number, number, number, number],
): (name: DigestName) => Uint8Array {
  const known = new Map<DigestName, Uint8Array>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const hash = createHash(name)
    source.feed(a, a + b, (piece) => void hash.update(piece))
    source.feed(c, c + d, (piece) => void hash.update(piece))
    const digest = new Uint8Array(hash.digest())
    known.set(name, digest)
    return digest
  }
}
