// What an official says of paper that came to the counter, and the rules for it.
import { localTime } from '@rimaq/workdays'
import { minuteOf } from '../../civil-time.ts'
import { CaseFilesError } from '../../errors.ts'
import type { AnswerFault } from '../../filing/form-answers.ts'

export interface Paper {
  sheets: number
  /** Whether the municipality keeps the original, or gave it back after scanning. */
  original: 'kept' | 'returned'
  /** The instant it was handed in, ISO 8601; null for that of its registration. */
  handedIn: string | null
  /** Why it is registered later than it was handed in. */
  reason: string | null
}

export type PaperField = 'paper-sheets' | 'paper-original' | 'paper-time' | 'paper-reason'

/** Sheets of one filing. */
const mostSheets = 20_000

/**
 * `now` is the instant of registration: an hour that is given is of the same day and not after it
 * (Law 27444, art. 117.2: what comes is registered in its order, the same day).
 */
export function readPaper(
  sent: Readonly<Record<string, unknown>>,
  { now, zone }: { now: Date; zone: string },
): { paper: Paper | null; faults: { field: PaperField; fault: AnswerFault }[] } {
  const text = (name: PaperField): string =>
    typeof sent[name] === 'string' ? sent[name].trim().slice(0, 300) : ''
  const faults: { field: PaperField; fault: AnswerFault }[] = []
  const sheets = /^\d{1,5}$/.test(text('paper-sheets')) ? Number(text('paper-sheets')) : 0
  if (text('paper-sheets') === '') faults.push({ field: 'paper-sheets', fault: 'missing' })
  else if (sheets < 1 || sheets > mostSheets) {
    faults.push({ field: 'paper-sheets', fault: 'not-a-number' })
  }
  const original = (['kept', 'returned'] as const).find((one) => one === text('paper-original'))
  if (original === undefined) faults.push({ field: 'paper-original', fault: 'missing' })
  const time = text('paper-time')
  const handedIn = time === '' ? null : atTimeOf(now, time, zone)
  const reason = text('paper-reason') === '' ? null : text('paper-reason')
  if (time !== '' && (handedIn === null || handedIn > now)) {
    faults.push({ field: 'paper-time', fault: 'bad-form' })
  }
  if (time !== '' && reason === null) faults.push({ field: 'paper-reason', fault: 'missing' })
  if (faults.length > 0 || original === undefined) return { paper: null, faults }
  return { paper: { sheets, original, handedIn: handedIn?.toISOString() ?? null, reason }, faults }
}

/** That hour of the day that it is in the zone; null for what is no hour. */
function atTimeOf(now: Date, time: string, zone: string): Date | null {
  const minute = minuteOf(time)
  if (minute === null) return null
  const minutes = localTime(now.toISOString(), zone).minute - minute
  // The minute itself: nobody writes down seconds.
  return new Date(Math.floor(now.getTime() / 60_000 - minutes) * 60_000)
}

/**
 * The instant that counts for what is registered now.
 * @throws CaseFilesError paper-time, when the hour that was given is of a day that is over
 */
export function handedInAt(paper: Paper, { now, zone }: { now: Date; zone: string }): Date {
  if (paper.handedIn === null) return now
  const at = new Date(paper.handedIn)
  const dayOf = (instant: Date): string => localTime(instant.toISOString(), zone).date
  if (dayOf(at) !== dayOf(now) || at > now) throw new CaseFilesError('paper-time')
  return at
}
