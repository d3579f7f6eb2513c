// Opening hours as rules: on which days, at which times, open, closed or unknown.

export type HoursState = 'open' | 'closed' | 'unknown'

/** A span of days within a year or from one year to the next; without a day, whole months. */
export interface DateSpan {
  fromYear: number | null
  fromMonth: number
  fromDay: number | null
  toYear: number | null
  toMonth: number
  toDay: number | null
}

export interface WeekdaySpan {
  /** 0 is Monday. */
  from: number
  to: number
  /** The first, second … of the month, -1 the last; empty: each. */
  nth: readonly number[]
}

export interface HoursRule {
  /** How it stands to the rules before: instead of them, beside them, or where they say closed. */
  joins: 'instead' | 'beside' | 'otherwise'
  years: readonly { from: number; to: number }[]
  dates: readonly DateSpan[]
  weekdays: readonly WeekdaySpan[]
  /** Public holidays are named. */
  holidays: boolean
  /** Minutes since midnight; `to` above 1440 runs into the next day. Empty: the whole day. */
  times: readonly { from: number; to: number }[]
  /** Minutes at which something begins, as guided visits do. */
  slots: readonly number[]
  state: HoursState
  comment: string
}

export interface OpeningHours {
  text: string
  /** Empty where the text was not understood. */
  rules: readonly HoursRule[]
  /** False: every answer is unknown. */
  understood: boolean
}

/** Minutes of one day that have one answer. */
export interface HoursSpan {
  from: number
  to: number
  state: HoursState
  comment: string
}
