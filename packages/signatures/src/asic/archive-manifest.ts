// Finds the archive timestamps of a container and what they cover (ETSI EN 319 162-1, 4.4.3.2 and annex A.7).
import { createHash } from 'node:crypto'
import { coveredObjects, describeTimestamp, emptyCovered } from '../cades/description.ts'
import { describeMessage } from '../cades/validate-cades.ts'
import { SignatureError } from '../signature-error.ts'
import type { CoveredObjects, TimestampDescription } from '../validate/process/types.ts'
import type { Container } from './container.ts'
import { manifestFault, manifestOrNull, type Manifest } from './manifest.ts'

const MOST_MANIFESTS = 100

/**
 * The timestamps over archive manifests that name a signature, directly or by way of an earlier
 * archive manifest. One whose files are missing or changed carries the reason as its fault.
 */
export async function archiveTimestampsOf(
  container: Container,
  signatureFile: string,
): Promise<TimestampDescription[]> {
  const { files, archiveManifests } = container
  const found: TimestampDescription[] = []
  for (const name of archiveManifests.slice(0, MOST_MANIFESTS)) {
    const bytes = files.get(name) ?? new Uint8Array()
    const manifest = await manifestOrNull(bytes)
    if (manifest === null || !manifest.entries.some((entry) => entry.name === signatureFile))
      continue
    const token = files.get(manifest.signature)
    if (token === undefined) continue
    found.push(
      ...describeTimestamp(
        {
          token,
          digestOf: (digest) => createHash(digest).update(bytes).digest(),
          fault: manifestFault(manifest, files)?.why ?? null,
          covers: coveredBy(manifest, container),
          name,
        },
        { more: [], warnings: [] },
      ),
    )
  }
  return found
}

/** All that lies in the signatures and timestamps the manifest names. */
function coveredBy({ entries }: Manifest, { files }: Container): CoveredObjects {
  const covered = emptyCovered()
  const values: Uint8Array[] = []
  for (const { name } of entries) {
    const bytes = files.get(name)
    if (bytes === undefined) continue
    if (name.endsWith('.tst')) covered.tokens.push(bytes)
    if (!name.endsWith('.p7s')) continue
    for (const { described } of messageOrNothing(bytes)) {
      const { material, signatureValue, signatureTimestamps, archiveTimestamps } =
        described.signature
      values.push(signatureValue)
      covered.crls.push(...material.crls)
      covered.ocsps.push(...material.ocsps)
      covered.certificates.push(...material.certificates.map(({ raw }) => raw))
      for (const { token } of [...signatureTimestamps, ...archiveTimestamps]) {
        covered.certificates.push(...token.message.certificates.map(({ raw }) => raw))
        values.push(...token.message.signers.map(({ signature }) => signature))
      }
    }
  }
  return coveredObjects(covered, values)
}

function messageOrNothing(bytes: Uint8Array): ReturnType<typeof describeMessage> {
  try {
    return describeMessage(bytes, undefined)
  } catch (error) {
    if (error instanceof SignatureError) return []
    throw error
  }
}
