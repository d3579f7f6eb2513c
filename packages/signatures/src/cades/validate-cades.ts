// Validates signed messages of CAdES and CMS: every signer, and those who countersigned (ETSI EN 319 102-1).
import { createHash } from 'node:crypto'
import type { DigestName } from '../cms/algorithms.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData, readSignerInfo } from '../cms/signed-data.ts'
import type { SignedData, SignerInfo } from '../cms/signed-data.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import type { SignatureReport } from '../validate/report.ts'
import { describeSigner } from './describe-signer.ts'
import type { Described } from './description.ts'
import { cadesIds } from './ids.ts'
import { judgeDescribed, type JudgeOptions } from './judge-described.ts'
import { splitMessage, splitSigner, type MessageParts, type SignerParts } from './message-parts.ts'
import { messageBytes } from './read-message.ts'

export interface ValidateCadesOptions extends JudgeOptions {
  /** What was signed, where the message does not carry it; else it has to be what it carries. */
  content?: Uint8Array | Source
}

export interface CadesSignatureReport extends SignatureReport {
  /** For a counter-signature the index of the report it countersigns, else null. */
  countersigns: number | null
}

export interface CadesReport {
  signatures: CadesSignatureReport[]
  /** What the message carries; null when it is detached. */
  content: Uint8Array | null
  /** Why the message as a whole could not be read; null when it could. */
  refused: SignatureError | null
}

const MOST_SIGNERS = 200
const MOST_TIMESTAMPS = 500
/** Revocation data are looked through for each signer. */
const MOST_PAIRS = 100_000
const DEEPEST = 8
const stampTypes = [cmsIds.timestampToken, cadesIds.archiveTimestampV3]

/**
 * Validates all signers of a message in DER, BER, PEM or base64. Broken messages do not throw: the
 * report says why they were refused. Without the content of a detached signature the answer is
 * INDETERMINATE, SIGNED_DATA_NOT_FOUND (EN 319 102-1, 5.2.7.4).
 */
export function validateCades(input: Uint8Array, options: ValidateCadesOptions = {}): CadesReport {
  try {
    const bytes = messageBytes(input)
    const { content } = readSignedData(bytes)
    const signatures = describeMessage(bytes, options.content).map(({ described, above }) => {
      const report = judgeDescribed(described, options)
      const found = content !== null || options.content !== undefined
      const intact = report.indication !== 'TOTAL-FAILED' && found
      const coverage = intact ? ('entire-file' as const) : ('unclear' as const)
      return { ...report, coverage, countersigns: above }
    })
    return { signatures, content, refused: null }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { signatures: [], content: null, refused: error }
  }
}

export interface DescribedSigner {
  described: Described
  /** For a counter-signature the index of the signer it countersigns. */
  above: number | null
}

/**
 * Describes every signer of a message, each followed by those who countersigned it.
 * @throws SignatureError `malformed-cms`, `too-large`
 */
export function describeMessage(
  input: Uint8Array,
  content: Uint8Array | Source | undefined,
): DescribedSigner[] {
  const bytes = messageBytes(input)
  const message = readSignedData(bytes)
  const parts = splitMessage(bytes)
  const list: DescribedSigner[] = []
  if (message.signers.length * parts.revocation.length > MOST_PAIRS)
    throw new SignatureError('too-large', { what: 'The revocation data', limit: MOST_PAIRS })
  const state = { message, parts, list, timestamps: 0 }
  const digestContent = digestOfContent(message, content)
  const { contentType } = message
  for (const [index, signer] of message.signers.entries()) {
    const signerParts = parts.signers[index]
    if (signerParts === undefined) continue
    describeOne(state, { signer, signerParts, digestContent, contentType, above: null, depth: 0 })
  }
  return list
}

interface State {
  message: SignedData
  parts: MessageParts
  list: DescribedSigner[]
  timestamps: number
}

interface One {
  signer: SignerInfo
  signerParts: SignerParts
  digestContent: ((name: DigestName) => Uint8Array) | null
  contentType: string | null
  above: number | null
  depth: number
}

function describeOne(state: State, { above, depth, ...one }: One): void {
  const { message, parts, list } = state
  const index = list.length
  if (index >= MOST_SIGNERS)
    throw new SignatureError('too-large', { what: 'Signers', limit: MOST_SIGNERS })
  for (const type of stampTypes) state.timestamps += one.signer.unsigned.get(type)?.length ?? 0
  if (state.timestamps > MOST_TIMESTAMPS)
    throw new SignatureError('too-large', { what: 'Timestamps', limit: MOST_TIMESTAMPS })
  const described = describeSigner({ message, parts, ...one })
  list.push({ described, above })
  if (depth >= DEEPEST) return
  const { unsigned, signature } = one.signer
  for (const value of unsigned.get(cadesIds.counterSignature) ?? [])
    try {
      describeOne(state, {
        signer: readSignerInfo(value),
        signerParts: splitSigner(value),
        digestContent: (name) => createHash(name).update(signature).digest(),
        contentType: null,
        above: index,
        depth: depth + 1,
      })
    } catch (error) {
      if (!(error instanceof SignatureError) || error.code === 'too-large') throw error
      described.warnings.push(`a counter-signature cannot be read: ${error.message}`)
    }
}

/**
 * Digests of the content handed in, else of that within, each computed once. Who hands in a file asks
 * about that file, whatever the message carries.
 */
export function digestOfContent(
  message: Pick<SignedData, 'content'>,
  given: Uint8Array | Source | undefined,
): ((name: DigestName) => Uint8Array) | null {
  const content = given ?? message.content
  if (content === null) return null
  const source = content instanceof Uint8Array ? bytesSource(content) : content
  const known = new Map<DigestName, Uint8Array>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const hash = createHash(name)
    source.feed(0, source.size, (piece) => void hash.update(piece))
    const digest = new Uint8Array(hash.digest())
    known.set(name, digest)
    return digest
  }
}
