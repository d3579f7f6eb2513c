// Checks every case for an audit: the chain of its events, its folios, its signed indexes and what they name.
import type { Json } from '@rimaq/ledger'
import { canonicalJson } from '@rimaq/ledger'
import type { Finding } from '#records'
import type { Db } from '../catalogue/store-procedures.ts'
import { brokenAt, type CaseEventRow, hashOfEvent } from '../filing/event-chain.ts'
import { folioFault } from './folios.ts'
import { indexFault, readIndex } from './index-content.ts'
import type { NamedEntry } from './store-index.ts'
import {
  type AuditedCase,
  type AuditedIndex,
  casesToAudit,
  eventsOfCases,
  indexedIn,
  indexesOfCases,
} from './store-verify.ts'

export interface CasesAudit {
  cases: number
  findings: Finding[]
  /** Stored files that cases name, each with what names it. */
  files: Map<string, string>
}

const step = 100
const first = '00000000-0000-0000-0000-000000000000'

/** Reads all cases once, some at a time; an honest installation has no findings. */
export async function verifyCases(db: Db): Promise<CasesAudit> {
  const audit: CasesAudit = { cases: 0, findings: [], files: new Map() }
  for (let after = first; ;) {
    const cases = await casesToAudit(db, after, step)
    const ids = cases.map(({ id }) => id)
    const [events, indexes, entries] = [
      await eventsOfCases(db, ids),
      await indexesOfCases(db, ids),
      await indexedIn(db, ids),
    ]
    for (const each of cases) {
      const { id } = each
      verifyEvents(audit, each, events.get(id) ?? [])
      verifyIndex(audit, each, { indexes: indexes.get(id) ?? [], entries: entries.get(id) ?? [] })
    }
    audit.cases += cases.length
    if (cases.length < step) return audit
    after = ids.at(-1) ?? after
  }
}

function verifyEvents(
  { findings }: CasesAudit,
  { id, lastSeq, lastHash, destroyed }: AuditedCase,
  events: readonly (CaseEventRow & { hash: string })[],
): void {
  const broken = destroyed === null ? brokenAt(events) : brokenAfter(events, destroyed)
  if (broken !== null) findings.push({ code: 'case-event', what: `${id} ${broken}` })
  else if (events.length !== lastSeq || events.length === 0 || events.at(-1)?.hash !== lastHash) {
    findings.push({ code: 'case-event', what: `${id} ${events.length}` })
  }
}

/**
 * Of a destroyed case the contents are gone by law: the links stay, and from the destruction on
 * everything can be computed again.
 */
function brokenAfter(
  events: readonly (CaseEventRow & { hash: string })[],
  destroyed: number,
): number | null {
  let previous: string | null = null
  for (const [at, event] of events.entries()) {
    const follows = event.seq === at + 1 && event.previousHash === previous
    const erased =
      event.seq < destroyed && Object.keys(event.content).every((key) => key === 'clock')
    if (!follows || (!erased && hashOfEvent(event) !== event.hash)) return at + 1
    previous = event.hash
  }
  return null
}

function verifyIndex(
  { findings, files }: CasesAudit,
  { id, destroyed, documents }: AuditedCase,
  { indexes, entries }: { indexes: readonly AuditedIndex[]; entries: readonly NamedEntry[] },
): void {
  const found = (what: string | number): void =>
    void findings.push({ code: 'case-index', what: `${id} ${what}` })
  const fault = indexFault(indexes)
  if (fault !== null) return found(`${fault.n} (${fault.fault})`)
  if (destroyed !== null) return
  const order = folioFault(entries)
  if (order !== null) return found(order)
  if (entries.filter(({ document }) => document !== undefined).length !== documents) {
    return found(documents)
  }
  for (const { document, order: place } of entries) {
    if (document !== undefined) files.set(document.sha256, `${id} ${place}`)
  }
  const signed = readIndex(indexes.at(-1)?.content ?? '')?.entries ?? []
  const changed = signed.findIndex((each, at) => {
    const { name: _, ...now } = entries[at] ?? { name: '' }
    return text(each) !== text(plain(now))
  })
  if (changed >= 0) found(changed + 1)
}

/** Without the name of its case, which the rows of many cases carry. */
function plain(entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'caseId'))
}

const text = (value: unknown): string => canonicalJson(value as Json)
