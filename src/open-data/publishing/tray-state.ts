// What a reader of the tray asked for, from the address and back into one.
import type { Submission, TrayFilter, TrayPlace } from '#datasets'
import type { PageContext } from '#pages'

type State = Submission['state']

/** What may be chosen of states; the first is what stands there unasked. */
export const stateChoices = {
  pending: ['reading', 'ready', 'waiting'],
  waiting: ['waiting'],
  approved: ['approved'],
  refused: ['refused'],
  withdrawn: ['withdrawn'],
  failed: ['failed', 'unreadable'],
  all: null,
} as const satisfies Record<string, readonly State[] | null>
export type StateChoice = keyof typeof stateChoices

export interface TrayState {
  state: StateChoice
  text: string
  dataset: string
  by: string
  from: string
  until: string
  after: TrayPlace | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A day that the calendar has, else nothing. */
function dayOf(value: unknown): string {
  const text = String(value ?? '')
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : ''
}

/** `2026-03-02T15:00:00.000Z~id` */
export const placeText = ({ submitted, id }: TrayPlace): string =>
  `${submitted.toISOString()}~${id}`

function placeOf(value: string): TrayPlace | null {
  const [at = '', id = ''] = value.split('~')
  const submitted = new Date(at)
  return Number.isNaN(submitted.getTime()) || !uuid.test(id) ? null : { submitted, id }
}

/** `wrong` where the address names a place or a person that no link of ours made. */
export function readTray(query: Record<string, unknown>): { state: TrayState; wrong: boolean } {
  const word = (name: string): string => String(query[name] ?? '').trim()
  const chosen = word('state')
  const by = word('by')
  const after = word('after')
  const place = after === '' ? null : placeOf(after)
  return {
    state: {
      state: Object.hasOwn(stateChoices, chosen) ? (chosen as StateChoice) : 'pending',
      text: word('q'),
      dataset: word('dataset'),
      by: uuid.test(by) ? by : '',
      from: dayOf(query['from']),
      until: dayOf(query['until']),
      after: place,
    },
    wrong: (after !== '' && place === null) || (by !== '' && !uuid.test(by)),
  }
}

export function filterOf(asked: TrayState, timeZone: string): TrayFilter {
  const { state, text, dataset, by, from, until } = asked
  const states = stateChoices[state]
  return {
    ...(states === null ? {} : { states }),
    ...(text === '' ? {} : { text }),
    ...(dataset === '' ? {} : { dataset }),
    ...(by === '' ? {} : { drafter: by }),
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
    timeZone,
  }
}

/** Whether something but the order was asked for. */
export function isNarrowed({ state, text, dataset, by, from, until, after }: TrayState): boolean {
  return state !== 'all' || [text, dataset, by, from, until].some(Boolean) || after !== null
}

export function addressOf({ link }: PageContext, asked: TrayState): string {
  const { state, text, dataset, by, from, until, after } = asked
  const said = (value: string): string | undefined => (value === '' ? undefined : value)
  return link('/revisar', {
    state: state === 'pending' ? undefined : state,
    q: said(text),
    dataset: said(dataset),
    by: said(by),
    from: said(from),
    until: said(until),
    after: after === null ? undefined : placeText(after),
  })
}
