// Checks timestamps of heads: each is of this ledger, about a head it signed, and intact.
import { type VerifierKey, openCheckpoint } from '@rimaq/ledger'
import type { Db } from '../store-journal.ts'
import { type ReadToken, digestOf } from '../ledger/stamps.ts'
import { stampsOf } from '../ledger/store-stamps.ts'
import type { AuditReport } from './findings.ts'

/** `heads` are the checkpoints the database remembers: a stamped one must be among them. */
export async function verifyStamps(
  db: Db,
  report: AuditReport,
  about: { keys: VerifierKey[]; origin: string; heads: ReadonlySet<string>; read: ReadToken },
): Promise<void> {
  for (const { number, size, checkpoint, token, time } of await stampsOf(db)) {
    report.checked.stamps += 1
    const wrong = (): number =>
      report.findings.push({ code: 'stamp-altered', what: String(number) })
    try {
      const own = openCheckpoint(checkpoint, about.keys, about.origin).size
      const said = await about.read(token, digestOf(checkpoint))
      const same = 'time' in said && said.time.getTime() === time.getTime()
      if (!same || own !== size || !about.heads.has(checkpoint)) wrong()
    } catch {
      wrong()
    }
  }
}
