// What the pages of the archive show: lists of the actor's own offices, without what is hidden from the actor.
import { type Actor, inViewOf, listedAmong } from '#people'
import type { CaseParts } from '../case/act-on-case.ts'
import { dayIn } from '../civil-day.ts'
import { type Loan, openLoans, officeNamed } from './store-links.ts'
import { archiveOffice } from './archive-case.ts'
import {
  type DueCase,
  type Transfer,
  casesToArchive,
  casesToDestroy,
  casesToTransfer,
  owedByOffice,
  transfersTo,
} from './store-retention.ts'

export interface ArchiveView {
  /** Whether the actor may put away and hand over cases of an office. */
  hands: boolean
  /** Whether the actor keeps the central archive. */
  keeps: boolean
  destroys: boolean
  /** The central archive has an office. */
  open: boolean
  toArchive: DueCase[]
  toTransfer: DueCase[]
  toReceive: Transfer[]
  toDestroy: DueCase[]
  owed: { office: string; cases: number; oldest: string }[]
  loans: Loan[]
  today: string
}

const limit = 200

/** Of the holding that the actor acts through. */
export function archiveView(
  parts: Pick<CaseParts, 'database' | 'clock' | 'calendars'>,
  actor: Actor & { kind: 'person' },
): Promise<ArchiveView> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const { holding } = actor
    const day = dayIn(now, parts.calendars.book.zone)
    const institution = holding?.institution ?? ''
    const offices: readonly string[] = holding?.offices ?? []
    const has = (verb: string): boolean => holding?.verbs.has(verb) === true
    const office = await officeNamed(trx, institution, archiveOffice)
    const keeps = office !== null && offices.includes(office) && has('seal')
    const hands = has('change-state')
    const seen = async <Row>(rows: Row[], idOf: (row: Row) => string): Promise<Row[]> => {
      const ids = await listedAmong(view, { kind: 'case', ids: rows.map(idOf) })
      return rows.filter((row) => ids.has(idOf(row)))
    }
    const cases = (rows: DueCase[]): Promise<DueCase[]> => seen(rows, ({ id }) => id)
    const none: DueCase[] = []
    return {
      ...{ hands, keeps, destroys: keeps && has('destroy'), open: office !== null, today: day },
      toArchive: hands ? await cases(await casesToArchive(trx, { offices, limit })) : none,
      toTransfer: hands ? await cases(await casesToTransfer(trx, { offices, day, limit })) : none,
      toReceive: keeps ? await transfersTo(trx, [office]) : [],
      toDestroy: keeps ? await cases(await casesToDestroy(trx, { offices, day, limit })) : none,
      owed: keeps ? await owedByOffice(trx, { institution, day }) : [],
      loans: has('seal')
        ? await seen(await openLoans(trx, institution, limit), ({ caseId }) => caseId)
        : [],
    }
  })
}
