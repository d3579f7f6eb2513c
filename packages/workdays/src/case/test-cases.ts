// Cases for tests: events at hours of Lima, and the state they lead to.
import assert from 'node:assert/strict'
import { Calendars } from '../calendar/compile.ts'
import type { CalendarBook } from '../calendar/model.ts'
import { lima, peru } from '../calendar/test-books.ts'
import { peruRules } from '../peru/rules.ts'
import { WorkdaysError } from '../workdays-error.ts'
import type { CaseOptions } from './draft.ts'
import type { CaseEvent, Happening, Silence } from './events.ts'
import { caseStateAt, type CaseState, type TermState } from './state.ts'

/** The calendar without D.S. 075-2026-PCM, as the worked examples know it. */
export const holidaysOnly: CalendarBook = {
  ...peru,
  entries: peru.entries.filter(({ id }) => id !== 'pe-ds-075-2026-pcm'),
}
/** How the worked examples compute. */
export const options: CaseOptions = {
  calendars: new Calendars(holidaysOnly, lima),
  rules: peruRules,
}

/** `2026-07-20` at ten, or `2026-07-20 18:10`, in Lima. */
export function instant(when: string): string {
  const [day = '', hour = '10:00'] = when.split(' ')
  return `${day}T${hour}:00-05:00`
}

let count = 0
/** An event with an id of its own. */
export function at(when: string, happening: Happening): CaseEvent {
  count += 1
  return { id: `e${count}`, at: instant(when), ...happening }
}

export function filed(when: string, silence: Silence = 'positive', more: object = {}): CaseEvent {
  return at(when, { kind: 'filed', rule: 'EVAL', days: 30, silence, ...more })
}

export function state(
  events: CaseEvent[],
  when: string,
  given: Partial<CaseOptions> = {},
): CaseState {
  return caseStateAt(events, instant(when), { ...options, ...given })
}

export function term({ terms }: CaseState, key: string): TermState {
  const found = terms.find((each) => each.key === key)
  assert.ok(found, `there is no term ${key} among ${terms.map((each) => each.key).join(', ')}`)
  return found
}

/** Is it that refusal, and does it say these words? */
export function refused(code: string, ...words: string[]): (error: unknown) => boolean {
  return (error: unknown): boolean => {
    if (!(error instanceof WorkdaysError)) return false
    assert.equal(error.code, code, error.message)
    for (const word of words)
      assert.ok(error.message.includes(word), `${error.message} lacks ${word}`)
    return true
  }
}
