// Opens a trust list only when one of those pinned for it signed it, and turns its services into anchors.
import { createHash } from 'node:crypto'
import { TIMESTAMPING } from '../cms/ids.ts'
import { SignatureError } from '../signature-error.ts'
import { extendedKeyUsage, type Certificate } from '../x509/certificate.ts'
import { validateXades } from '../xades/validate-xades.ts'
import type { TrustAnchor, TrustPeriod } from './anchors.ts'
import type { ListProfile } from './profiles.ts'
import { readTrustList, type TrustList, type TrustService } from './read-list.ts'

export interface OpenListOptions {
  /** Who may sign the list: certificates of signers, or of authorities that issue them. */
  signers: readonly Certificate[]
  profile: ListProfile
  /** When it was fetched; the certificate of the signer has to be valid then. */
  at: Date
}

/**
 * What is read is exactly what was signed, in canonical form: nothing beside it can be taken for part
 * of the list.
 * @throws SignatureError `malformed-list` when it is none, is not intact, or by somebody who is not
 * pinned. An overdue list is opened, for its history is needed; `nextUpdate` tells.
 */
export async function openTrustList(
  bytes: Uint8Array,
  { signers, profile, at }: OpenListOptions,
): Promise<TrustList> {
  const bad = (why: string, options?: ErrorOptions): SignatureError =>
    new SignatureError('malformed-list', { why }, options)
  const { policy } = profile
  const { signatures, refused } = await validateXades(bytes, { anchors: signers, policy, time: at })
  if (refused !== null) throw bad(refused.message, { cause: refused })
  const [one, ...others] = signatures
  if (one === undefined || others.length > 0) throw bad('it has not exactly one signature')
  if (one.indication !== 'TOTAL-PASSED') {
    const sub = one.subIndication ?? one.indication
    const unknown = sub === 'NO_CERTIFICATE_CHAIN_FOUND'
    throw bad(unknown ? 'its signer is not pinned' : `its signature is ${sub}: ${one.why ?? ''}`)
  }
  if (one.coverage !== 'entire-file') throw bad('its signature does not cover it as a whole')
  const hash = createHash('sha256').update(bytes).digest('hex')
  for (const part of one.signed) {
    const list = await readPart(part.bytes)
    if (list !== null) return { ...list, hash }
  }
  throw bad('what is signed in it is no list')
}

async function readPart(bytes: Uint8Array): Promise<TrustList | null> {
  try {
    return await readTrustList(bytes)
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

/** A version of a list, as it was kept. */
export interface KeptList {
  list: TrustList
  /** When it was fetched. */
  at: Date
}

/**
 * The anchors of all versions of one list, the oldest first. A status that only an older version
 * tells still counts for its time, and a service that a version no longer has ends with that version:
 * lists in use do not keep their own history.
 */
export function anchorsFromLists(kept: readonly KeptList[], profile: ListProfile): TrustAnchor[] {
  const rows = new Map<string, Row>()
  for (const [index, { list, at }] of kept.entries()) {
    const time = list.issuedAt ?? at
    const present = new Set<string>()
    for (const service of list.services)
      for (const certificate of service.certificates) {
        const key = `${service.type} ${Buffer.from(certificate.raw).toString('base64')}`
        present.add(key)
        const row = rows.get(key) ?? { certificate, service, list, events: [] }
        rows.set(key, row)
        row.list = list
        for (const { status, from } of service.statuses)
          row.events.push({ status, at: from ?? new Date(0), version: index })
      }
    for (const [key, row] of rows)
      if (!present.has(key) && row.events.at(-1)?.status !== null)
        row.events.push({ status: null, at: time, version: index })
  }
  return [...rows.values()].flatMap((row) => anchorFrom(row, profile))
}

interface Row {
  certificate: Certificate
  service: TrustService
  list: TrustList
  /** Status from a time on, by which version; null when the version no longer has the service. */
  events: { status: string | null; at: Date; version: number }[]
}

function anchorFrom(
  { certificate, service, list, events }: Row,
  profile: ListProfile,
): TrustAnchor[] {
  const purposes = profile.types[service.type]
  if (purposes === undefined) return []
  const usage = extendedKeyUsage(certificate)
  const forTimestamps = usage?.critical === true && usage.purposes.join() === TIMESTAMPING
  if (profile.onlyTimestampCertificates.includes(service.type) && !forTimestamps) return []
  const periods = periodsOf(events, profile)
  if (periods.length === 0) return []
  const where = list.territory ?? list.operator ?? 'list'
  return [
    { certificate, periods, purposes, source: `${profile.name} ${where} ${list.sequence ?? '–'}` },
  ]
}

function periodsOf(events: Row['events'], profile: ListProfile): TrustPeriod[] {
  const ordered = events.toSorted(
    (one, other) => one.at.getTime() - other.at.getTime() || one.version - other.version,
  )
  const periods: { from: Date | null; until: Date | null }[] = []
  for (const { status, at } of ordered) {
    const trusted = status !== null && profile.trusted.includes(status)
    const last = periods.at(-1)
    const open = last !== undefined && last.until === null
    if (trusted && !open) periods.push({ from: at, until: null })
    if (!trusted && open) last.until = at
  }
  return periods.filter(({ from, until }) => until === null || from === null || from < until)
}
