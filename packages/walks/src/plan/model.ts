// What the day planner is asked and what it answers.

/** Minutes since midnight of the day, in the city's own time. */
export interface Window {
  from: number
  to: number
}

export interface PlanStop {
  id: string
  /** Minutes one stays. */
  visit: number
  /** When one may be inside, ordered by `from`; empty: closed that day; null: nobody knows. */
  windows: readonly Window[] | null
  /** How much one wants to go, above 0; 1 without it. */
  weight?: number
}

export interface PlanOptions {
  /** An event is a stop with one window, as long as its visit. */
  stops: readonly PlanStop[]
  /** Metres on foot between places: the stops first, in their order, then `start` and `end`. */
  matrix: readonly (readonly number[])[]
  /** Rows of the table where the day begins and ends; without them, at any stop. */
  start?: number
  end?: number
  /** Minutes since midnight when one can set off, and when one must have arrived. */
  from: number
  to: number
  /** Metres a minute; 80 without it (4.8 km/h). */
  speed?: number
}

export interface Visit {
  id: string
  /** Metres walked to get here. */
  metres: number
  arrive: number
  /** Later than `arrive` where one has to wait. */
  begin: number
  end: number
  /** `unknown`: go and see, or call before. */
  hours: 'open' | 'unknown'
}

export type OmissionCode = 'closed' | 'too-short' | 'closes' | 'opens' | 'too-long' | 'crowded'

/** Why a stop is not in the plan, with the figures of the sentence. */
export interface Omission {
  id: string
  code: OmissionCode
  /** Minutes since midnight: when it closes or opens. */
  at?: number
  /** Minutes since midnight: when one could be done there at the earliest. */
  earliest?: number
  /** What one would have to give up for it. */
  insteadOf?: readonly string[]
}

export interface DayPlan {
  visits: readonly Visit[]
  /** Minutes since midnight, at the end of the day's way. */
  finish: number
  metres: number
  /** Sum of the weights of the visits. */
  weight: number
  omissions: readonly Omission[]
}
