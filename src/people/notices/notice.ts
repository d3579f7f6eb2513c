// What a person must be told, by kind; sentences are messages of `people.notice.<kind>`.
export type NoticeKind =
  /** Somebody read a record of the office in an emergency. */
  | 'emergency'
  /** Something restricted is to be looked at again, or its day has passed. */
  | 'review-due'
  /** The account was opened from a device it was never opened from. */
  | 'new-device'
  /** Somebody asked to recover the account. */
  | 'recovery'
  /** A file waits for a second person. */
  | 'submission'
  /** Half, four fifths or all of the days of a case have begun. */
  | 'case-due'
  /** Last day to tell an applicant for information that more time is needed; the answer is late. */
  | 'access-warning'
  | 'access-late'
  /** Numbers to call were not verified for long. */
  | 'numbers-due'

export interface Notice {
  kind: NoticeKind
  /** What it is about: the same is told once to each person. */
  about: string
  /** Page of ours where more is said. */
  path: string | null
  /** Values of its sentence. Shown to the person only, and never sent by mail. */
  detail: Readonly<Record<string, string | number>>
}

export interface KeptNotice extends Notice {
  id: string
  at: Date
  acknowledged: Date | null
}
