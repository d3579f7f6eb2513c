// Raises a CAdES message to B-T, B-LT and B-LTA (ETSI EN 319 122-1, 5.5 and 6; RFC 5652, 5.1).
import { attribute, withUnsigned } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData } from '../cms/signed-data.ts'
import type { Collect, Collected } from '../pades/gather.ts'
import type { Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp, type TimestampOptions } from '../tsa/ask-timestamp.ts'
import type { Level } from '../validate/report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { hashIndex, imprint } from './archive-timestamp.ts'
import {
  gatherData,
  isBelow,
  lowestLevel,
  pendingFor,
  type AugmentLevel,
  type PendingLevel,
} from './gather-data.ts'
import { cadesIds } from './ids.ts'
import { joinMessage, splitMessage, typeOf, withNew, type MessageParts } from './message-parts.ts'
import { messageBytes } from './read-message.ts'
import { ocspChoice } from './revocation-choice.ts'
import { stampSigner } from './stamp-signer.ts'
import { describeMessage, digestOfContent, validateCades } from './validate-cades.ts'

export interface AugmentOptions {
  to: AugmentLevel
  /** Servers for the timestamps that are missing. */
  timestamps: TimestampOptions
  /** Fetches certificates and revocation data; needed for B-LT and B-LTA. */
  collect?: Collect
  /** The time at which validation data have to hold; by default now. */
  time?: Date
  /** Adds another archive timestamp to what is B-LTA already; false by default. */
  renew?: boolean
}

export interface AugmentCadesOptions extends AugmentOptions {
  /** What was signed, where the message does not carry it; needed for B-LTA. */
  content?: Uint8Array | Source
}

export interface Augmented {
  bytes: Uint8Array
  /** The level that all signatures have now, by what validation finds without asking for trust. */
  level: Level
  /** Why the wished level was not reached; what was reached stays. */
  pending: PendingLevel | null
}

/**
 * Adds to every signer what is missing up to a level: a signature timestamp, certificates and
 * revocation data in the fields of the message, an archive-time-stamp-v3. A server that fails costs
 * the level, never what was reached. Whether the signatures are good is not judged here.
 * @throws SignatureError `malformed-cms`, `nothing-signed`
 */
export async function augmentCades(
  message: Uint8Array,
  options: AugmentCadesOptions,
): Promise<Augmented> {
  const { to, content, time = new Date() } = options
  const before = messageBytes(message)
  const parts = splitMessage(before)
  if (parts.signers.length === 0) throw new SignatureError('nothing-signed')
  const judged = (): Level => levelOfMessage(joinMessage(parts), content, time)
  const answer = (error: SignatureError | null): Augmented => {
    const bytes = joinMessage(parts)
    const level = levelOfMessage(bytes, content, time)
    return { bytes, level, pending: pendingFor(level, to, error) }
  }
  for (const signer of parts.signers) {
    const stamped = signer.unsigned.some((one) => typeOf(one) === cmsIds.timestampToken)
    const { pending } = stamped ? { pending: null } : await stampSigner(signer, options.timestamps)
    if (pending !== null) return answer(pending)
  }
  if (to === 'B-T') return answer(null)
  const was = judged()
  const done = !isBelow(was, to) && options.renew !== true
  if (done) return answer(null)
  const certificates = certificatesIn(joinMessage(parts), content)
  const { data, error } = await gatherData(certificates, { collect: options.collect, at: time })
  addData(parts, data)
  if (to === 'B-LT' || isBelow(judged(), 'B-LT')) return answer(error)
  return answer(await addArchiveTimestamps(parts, options, before))
}

/** All that take part: signers, timestamp servers, and the certificates that travel with them. */
function certificatesIn(bytes: Uint8Array, content: AugmentCadesOptions['content']): Certificate[] {
  return describeMessage(bytes, content).flatMap(({ described: { signature } }) => [
    ...signature.material.certificates,
    ...[...signature.signatureTimestamps, ...signature.archiveTimestamps].flatMap(
      ({ token }) => token.message.certificates,
    ),
  ])
}

/** The fields certificates and crls of the message, where the baseline levels want the data. */
export function addData(parts: MessageParts, data: Collected): void {
  parts.certificates = withNew(
    parts.certificates,
    data.certificates.map(({ raw }) => raw),
  )
  parts.revocation = withNew(parts.revocation, [...data.crls, ...data.ocsps.map(ocspChoice)])
}

/** 5.5.3: for each signer, about the content, the signer and the index of all that is there. */
async function addArchiveTimestamps(
  parts: MessageParts,
  { content, timestamps }: AugmentCadesOptions,
  before: Uint8Array,
): Promise<SignatureError | null> {
  const digestContent = digestOfContent(readSignedData(before), content)
  if (digestContent === null)
    return new SignatureError('would-break', {
      why: 'the content of the detached message is needed',
    })
  const digest = 'sha256'
  for (const signerParts of parts.signers) {
    const index = hashIndex(parts, signerParts, digest)
    const given = { parts, signerParts, digestContent, index: index.value }
    try {
      const token = await askTimestamp({ digest, bytes: imprint(digest, given) }, timestamps)
      // 5.5.2: the index travels as unsigned attribute of the token.
      const whole = withUnsigned(token, index.attribute)
      signerParts.unsigned.push(attribute(cadesIds.archiveTimestampV3, whole))
    } catch (error) {
      if (error instanceof SignatureError && error.code === 'timestamp-failed') return error
      throw error
    }
  }
  return null
}

function levelOfMessage(
  bytes: Uint8Array,
  content: AugmentCadesOptions['content'],
  time: Date,
): Level {
  const { signatures } = validateCades(bytes, {
    time,
    ...(content === undefined ? {} : { content }),
  })
  const own = signatures.filter(({ countersigns }) => countersigns === null)
  return lowestLevel(own.map(({ level }) => level))
}
