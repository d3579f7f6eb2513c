// Raises the level of a record at once, by itself or through a stricter document in it.
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { permittedRecord } from './permitted-record.ts'
import type { Level } from './record.ts'
import { rank } from './record.ts'
import { insertLevelChange } from './store-levels.ts'
import { endAccess, setDocumentLevel, updateRecord } from './store-records.ts'

export interface Raising {
  record: string
  level: Level
  reason: string
  /** Legal basis and day of review, for restricted and secret. */
  basis?: string
  reviewBy?: string
  /** Who declares it secret. */
  authority?: string
  /** The document whose level this is; the record is never below it. */
  document?: string
}

/** @throws PeopleError not-found, not-permitted, level-not-raised, needs-basis, bad-value */
export async function raiseLevel(context: PeopleContext, input: Raising): Promise<void> {
  await perform(context, 'raise-level', async (trx, now) => {
    const record = await permittedRecord(context, trx, {
      id: input.record,
      verb: 'raise-level',
      now,
    })
    const raises = rank(input.level) > rank(record.level)
    if (!raises && input.document === undefined) throw new PeopleError('level-not-raised')
    if (raises) {
      const closed = rank(input.level) >= rank('restricted')
      if (closed && (!input.basis?.trim() || !input.reviewBy)) throw new PeopleError('needs-basis')
      if (input.level === 'secret' && !input.authority?.trim()) throw new PeopleError('needs-basis')
      await updateRecord(trx, record.id, {
        level: input.level,
        publication: null,
        ...(closed && { basis: input.basis ?? null, reviewBy: input.reviewBy ?? null }),
        ...(input.level === 'secret' && { authority: input.authority ?? null }),
      })
      await endAccess(trx, record.id, { reason: 'publication' }, now)
      const person = context.actor.kind === 'person' ? context.actor.person : null
      const row = { record: record.id, from: record.level, to: input.level, person, decidedAt: now }
      await insertLevelChange(trx, { ...row, reason: input.reason }, now)
    }
    if (input.document !== undefined) {
      await setDocumentLevel(trx, record.id, input.document, input.level)
    }
    const content = { from: record.level, to: input.level, document: input.document ?? null }
    return { answer: undefined, about: { kind: 'record', id: record.id }, content }
  })
}
