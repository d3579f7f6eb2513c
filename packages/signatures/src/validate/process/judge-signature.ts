// Judges one signature of any form: the one door to the processes of ETSI EN 319 102-1.
import { SignatureError } from '../../signature-error.ts'
import { verdictOf } from '../report.ts'
import { levelOf } from './level-of.ts'
import { PoeStore } from './poe.ts'
import type {
  ProcessReport,
  SignatureDescription,
  TimestampReport,
  ValidationContext,
} from './types.ts'
import { validateArchival } from './validate-archival.ts'
import { validateBasic } from './validate-basic.ts'
import { validateTimestamp, type TimestampFinding } from './validate-timestamp.ts'
import { validateWithTime } from './validate-with-time.ts'
import { prepareContext } from './validation-context.ts'

/** Timestamps of a signature looked at, at most. */
const MOST_TIMESTAMPS = 50

/**
 * The processes for basic signatures (5.3), for signatures with time and long-term material (5.5) and
 * for archival (5.6), as far as the signature goes. Does not throw for anything that came with it.
 */
export function judgeSignature(
  signature: SignatureDescription,
  given: ValidationContext,
): ProcessReport {
  return safely(given, () => judge(signature, given))
}

/** What is malformed beyond what any block foresaw is undecided, never an exception and never valid. */
function safely(given: ValidationContext, judging: () => ProcessReport): ProcessReport {
  try {
    return judging()
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return {
      ...verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', error.message),
      level: 'not baseline',
      bestTime: given.time,
      chain: [],
      timestamps: [],
      revokedAt: null,
      tryAgainAt: null,
      warnings: [],
    }
  }
}

function judge(signature: SignatureDescription, given: ValidationContext): ProcessReport {
  const context = prepareContext(signature, given)
  const all = (list: SignatureDescription['contentTimestamps'], kind: TimestampReport['kind']) => {
    if (list.length > MOST_TIMESTAMPS)
      context.warnings.add(`only the last ${MOST_TIMESTAMPS} timestamps of a kind were judged`)
    return list.slice(-MOST_TIMESTAMPS).map((one) => validateTimestamp(one, kind, context))
  }
  const contentTimestamps = all(signature.contentTimestamps, 'content')
  const signatureTimestamps = all(signature.signatureTimestamps, 'signature')
  const archiveTimestamps = all(signature.archiveTimestamps, 'archive')
  const basic = validateBasic(signature, context, contentTimestamps)
  const timed = validateWithTime(signature, context, {
    basic,
    contentTimestamps,
    signatureTimestamps,
  })
  const poes = new PoeStore(given.time)
  for (const { of, at } of given.proofs ?? []) poes.add(of, at)
  const timestamps = [...contentTimestamps, ...signatureTimestamps, ...archiveTimestamps]
  const hasProofs = (given.proofs?.length ?? 0) > 0
  const archival = validateArchival(signature, context, { timed, timestamps, poes, hasProofs })
  const path = archival.path ?? timed.certificate?.path ?? []
  const finding = timed.certificate
  const { verdict } = archival
  const warnings = [
    ...(finding?.warnings ?? []),
    ...context.warnings,
    ...warningsOf(archival.timestamps),
  ]
  return {
    ...verdict,
    level: levelOf(signature, path, archival.timestamps),
    bestTime: archival.bestTime,
    chain: path,
    timestamps: archival.timestamps.map(reportOf),
    revokedAt: finding?.revokedAt ?? null,
    tryAgainAt: verdict.subIndication === 'TRY_LATER' ? (finding?.tryAgainAt ?? null) : null,
    warnings: [...new Set(warnings)],
  }
}

/** One timestamp that is judged by itself, as a document timestamp or a token in a file of its own. */
export function judgeTimestamp(
  description: SignatureDescription['archiveTimestamps'][number],
  signature: SignatureDescription,
  given: ValidationContext,
): ProcessReport {
  return safely(given, () => judgeAlone(description, signature, given))
}

function judgeAlone(
  description: SignatureDescription['archiveTimestamps'][number],
  signature: SignatureDescription,
  given: ValidationContext,
): ProcessReport {
  const context = prepareContext(signature, given)
  const finding = validateTimestamp(description, 'archive', context)
  const poes = new PoeStore(given.time)
  for (const { of, at } of given.proofs ?? []) poes.add(of, at)
  const later = signature.archiveTimestamps
    .slice(-MOST_TIMESTAMPS)
    .map((one) => validateTimestamp(one, 'archive', context))
  const timed = { verdict: finding.verdict, bestTime: given.time, certificate: null }
  const all = { timed, timestamps: [...later, finding], poes, hasProofs: false }
  const judged = validateArchival(signature, context, all)
  const own = judged.timestamps.find((one) => one.description === description) ?? finding
  return {
    ...own.verdict,
    level: 'not baseline',
    bestTime: own.verdict.indication === 'TOTAL-PASSED' ? description.token.time : given.time,
    chain: own.certificate?.path ?? [],
    timestamps: [],
    revokedAt: own.certificate?.revokedAt ?? null,
    tryAgainAt: own.certificate?.tryAgainAt ?? null,
    warnings: [...new Set([...(own.certificate?.warnings ?? []), ...context.warnings])],
  }
}

function reportOf({
  description,
  kind,
  verdict,
  certificate,
  authority,
}: TimestampFinding): TimestampReport {
  const chain = certificate?.path ?? []
  const { name, token } = description
  return { ...verdict, kind, name, time: token.time, authority, chain }
}

function warningsOf(timestamps: readonly TimestampFinding[]): string[] {
  return timestamps.flatMap(({ verdict, certificate }) =>
    verdict.indication === 'TOTAL-PASSED'
      ? (certificate?.warnings ?? [])
      : [`the timestamp does not count: ${verdict.why ?? ''}`],
  )
}
