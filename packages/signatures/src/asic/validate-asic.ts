// Validates the signatures of an ASiC container and names what they do not cover (ETSI EN 319 162-1, EN 319 102-1).
import { brokenReport, judgeDescribed, type JudgeOptions } from '../cades/judge-described.ts'
import type { Described } from '../cades/description.ts'
import { describeMessage } from '../cades/validate-cades.ts'
import { SignatureError } from '../signature-error.ts'
import type { SignatureReport } from '../validate/report.ts'
import { validateXades } from '../xades/validate-xades.ts'
import { decodePath } from '../xml/names.ts'
import type { ZipLimits } from '../zip/read-zip.ts'
import { archiveTimestampsOf } from './archive-manifest.ts'
import { openContainer, type AsicKind, type Container } from './container.ts'
import { judgeContainerTimestamp } from './judge-timestamp.ts'
import { manifestFault, manifestOrNull, type Manifest } from './manifest.ts'

export interface AsicSignatureReport extends SignatureReport {
  /** The file of the container that holds the signature. */
  file: string
  /** The data files it covers. */
  covered: string[]
  /** The data files it does not. */
  uncovered: string[]
}

/** Files of signatures and timestamps. */
const MOST_SIGNATURES = 200

export interface ValidateAsicOptions extends JudgeOptions {
  /** How much is unpacked; by default 10,000 files of 128 MiB together. */
  limits?: ZipLimits
}

export interface AsicReport {
  kind: AsicKind | null
  signatures: AsicSignatureReport[]
  /** The data files, as they lie in the container. */
  files: ReadonlyMap<string, Uint8Array>
  /** Why the container as a whole could not be read; null when it could. */
  refused: SignatureError | null
}

/**
 * Validates all signatures of a container, CAdES and XAdES, and timestamps that stand by themselves. Broken containers do not throw: the
 * report says why they were refused. Files that no signature covers are named with each signature.
 */
export async function validateAsic(
  input: Uint8Array,
  options: ValidateAsicOptions = {},
): Promise<AsicReport> {
  try {
    const container = await openContainer(input, options.limits)
    const { cades, xades, timestamps } = container
    if (cades.length + xades.length + timestamps.length > MOST_SIGNATURES)
      throw new SignatureError('too-large', { what: 'META-INF', limit: MOST_SIGNATURES })
    const signatures: AsicSignatureReport[] = []
    for (const file of cades) signatures.push(...(await judgeCades(container, file, options)))
    for (const file of xades) signatures.push(...(await judgeXades(container, file, options)))
    for (const file of timestamps) {
      const judged = await judgeContainerTimestamp(container, file, options)
      if (judged === null) continue
      const { report, covered } = judged
      signatures.push(withContainer(report, container, { file, covered }))
    }
    const files = new Map([...container.files].filter(([name]) => container.data.includes(name)))
    return { kind: container.kind, signatures, files, refused: null }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { kind: null, signatures: [], files: new Map(), refused: error }
  }
}

/** 4.3 and 4.4: something is signed; in ASiC-S it is exactly one file, at the root (4.3.3.1). */
function shapeFault({ kind, data }: Container): string | null {
  if (data.length === 0) return 'the container holds no file that could be signed'
  if (kind !== 'asic-s') return null
  if (data.length > 1) return 'the container holds more than one file'
  if (data[0]?.includes('/')) return 'the signed file does not lie at the root of the container'
  return null
}

function withContainer(
  report: SignatureReport,
  container: Container,
  { file, covered }: { file: string; covered: readonly string[] },
): AsicSignatureReport {
  const uncovered = container.data.filter((name) => !covered.includes(name))
  const intact = report.indication !== 'TOTAL-FAILED' && covered.length > 0
  const warnings = [...report.warnings, ...container.warnings]
  if (uncovered.length > 0) warnings.push(`not covered: ${uncovered.slice(0, 20).join(', ')}`)
  return {
    ...report,
    coverage: intact && uncovered.length === 0 ? 'entire-file' : 'unclear',
    warnings,
    file,
    covered: [...covered],
    uncovered,
  }
}

async function judgeCades(
  container: Container,
  file: string,
  options: JudgeOptions,
): Promise<AsicSignatureReport[]> {
  const failed = (why: string): AsicSignatureReport[] => [
    withContainer(brokenReport(why, options), container, { file, covered: [] }),
  ]
  const shape = shapeFault(container)
  if (shape !== null) return failed(shape)
  try {
    const signed = await signedBy(container, file)
    if (signed === null) return failed('no manifest leads to the signature')
    const bytes = container.files.get(file) ?? new Uint8Array()
    const archives = await archiveTimestampsOf(container, file)
    return describeMessage(bytes, signed.content).map(({ described, above }) => {
      const whole = above === null ? withManifest(described, signed, container) : described
      whole.signature.archiveTimestamps = [...whole.signature.archiveTimestamps, ...archives]
      const report = judgeDescribed(whole, options)
      return withContainer(report, container, { file, covered: signed.covered })
    })
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return failed(error.message)
  }
}

interface SignedContent {
  /** What the message is about: the only file, or the manifest. */
  content: Uint8Array
  manifest: Manifest | null
  covered: string[]
}

async function signedBy(container: Container, file: string): Promise<SignedContent | null> {
  const { kind, data, files, manifests } = container
  const [only = ''] = data
  if (kind === 'asic-s')
    return { content: files.get(only) ?? new Uint8Array(), manifest: null, covered: [only] }
  for (const name of manifests) {
    const content = files.get(name) ?? new Uint8Array()
    const manifest = await manifestOrNull(content)
    if (manifest?.signature !== file) continue
    const covered = manifest.entries.map((entry) => entry.name).filter((one) => data.includes(one))
    return { content, manifest, covered }
  }
  return null
}

/** The files behind the manifest are signed data as much as the manifest itself (EN 319 102-1, 5.2.7.4). */
function withManifest(
  described: Described,
  { manifest }: SignedContent,
  { files }: Container,
): Described {
  const fault = manifest === null ? null : manifestFault(manifest, files)
  const { signature } = described
  if (manifest === null) return described
  const algorithms = [
    ...signature.algorithms,
    ...[...new Set(manifest.entries.map(({ digest }) => digest))].map((digest) => ({
      what: 'the manifest',
      digest,
      scheme: null,
    })),
  ]
  if (fault === null || signature.cryptoFault !== null)
    return { ...described, signature: { ...signature, algorithms } }
  const subIndication = {
    missing: 'SIGNED_DATA_NOT_FOUND',
    changed: 'HASH_FAILURE',
    algorithm: 'SIG_CRYPTO_FAILURE',
  } as const
  const cryptoFault = { subIndication: subIndication[fault.kind], why: fault.why }
  return { ...described, signature: { ...signature, algorithms, cryptoFault } }
}

async function judgeXades(
  container: Container,
  file: string,
  options: JudgeOptions,
): Promise<AsicSignatureReport[]> {
  const { files } = container
  const failed = (why: string): AsicSignatureReport[] => [
    withContainer(brokenReport(why, options), container, { file, covered: [] }),
  ]
  const shape = shapeFault(container)
  if (shape !== null) return failed(shape)
  const nameOf = (uri: string | null): string => decodePath(uri ?? '') ?? ''
  const content = (uri: string | null): Uint8Array | null => files.get(nameOf(uri)) ?? null
  const report = await validateXades(files.get(file) ?? new Uint8Array(), { ...options, content })
  if (report.refused !== null) return failed(report.refused.message)
  return report.signatures.map(({ id, countersigns, signed, ...rest }) => {
    void id
    void countersigns
    const covered = signed
      .map(({ uri }) => nameOf(uri))
      .filter((name) => container.data.includes(name))
    return withContainer(rest, container, { file, covered: [...new Set(covered)] })
  })
}
