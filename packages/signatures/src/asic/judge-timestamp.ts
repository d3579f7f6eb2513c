// Judges the timestamps of a container that stand by themselves, over a file or a manifest (EN 319 162-1, 4.3.3.1, 4.4.4.3).
import { createHash } from 'node:crypto'
import { coveredObjects, describeTimestamp, emptyCovered } from '../cades/description.ts'
import { brokenReport, type JudgeOptions } from '../cades/judge-described.ts'
import { broken } from '../validate/describe-pdf.ts'
import { judgeTimestamp } from '../validate/process/judge-signature.ts'
import type { SignatureReport } from '../validate/report.ts'
import { contextOf } from '../validate/validate-pdf.ts'
import type { Container } from './container.ts'
import { manifestFault, manifestOrNull, type Manifest } from './manifest.ts'

export interface JudgedTimestamp {
  report: SignatureReport
  covered: string[]
}

/** Null for a timestamp over an archive manifest: it is judged with the signatures it protects. */
export async function judgeContainerTimestamp(
  container: Container,
  file: string,
  options: JudgeOptions,
): Promise<JudgedTimestamp | null> {
  const { files, archiveManifests, kind, data } = container
  if ((await manifestOf(container, archiveManifests, file)) !== null) return null
  const [only = ''] = data
  const found =
    kind === 'asic-s'
      ? { content: files.get(only), manifest: null, covered: [only] }
      : await contentBehind(container, file)
  if (found?.content === undefined) {
    const report = { ...brokenReport('no manifest leads to the timestamp', options), kind: stamp }
    return { report, covered: [] }
  }
  const { content, manifest, covered } = found
  const warnings: string[] = []
  const fault = manifest === null ? null : (manifestFault(manifest, files)?.why ?? null)
  const [described] = describeTimestamp(
    {
      token: files.get(file) ?? new Uint8Array(),
      digestOf: (name) => createHash(name).update(content).digest(),
      fault,
      covers: coveredObjects(emptyCovered(), []),
      name: file,
    },
    { more: [], warnings },
  )
  if (described === undefined) {
    const report = { ...brokenReport('the timestamp cannot be read', options), kind: stamp }
    return { report, covered: [] }
  }
  const judged = judgeTimestamp(described, broken(null), contextOf(options))
  const { indication, subIndication, why, bestTime } = judged
  const report: SignatureReport = {
    ...brokenReport('', options),
    kind: stamp,
    indication,
    subIndication,
    why,
    bestTime,
    warnings: [...warnings, ...judged.warnings],
  }
  return { report, covered }
}

const stamp = 'document-timestamp' as const

interface Behind {
  content: Uint8Array | undefined
  manifest: Manifest | null
  covered: string[]
}

async function contentBehind(container: Container, file: string): Promise<Behind | null> {
  const found = await manifestOf(container, container.manifests, file)
  if (found === null) return null
  const names = found.manifest.entries.map(({ name }) => name)
  return { ...found, covered: names.filter((one) => container.data.includes(one)) }
}

async function manifestOf(
  { files }: Container,
  names: readonly string[],
  file: string,
): Promise<{ content: Uint8Array; manifest: Manifest } | null> {
  for (const name of names) {
    const content = files.get(name) ?? new Uint8Array()
    const manifest = await manifestOrNull(content)
    if (manifest?.signature === file) return { content, manifest }
  }
  return null
}
