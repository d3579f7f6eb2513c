// The form of a country's rules: what its numbers of persons look like and how headings name them.
import type { PrivacyCode } from './model.ts'

/** One kind of thing that identifies somebody. */
export interface Detector {
  code: PrivacyCode
  /** Headings (lower case, no accents, one space) of columns that hold it. */
  heading: RegExp
  /**
   * SQL that is true of a cell that is nothing else. `v` is the trimmed cell, `d` the same without
   * blanks, points, hyphens, brackets, slashes and plus signs; `named` says that the heading names it.
   */
  whole: (cell: { v: string; d: string; named: boolean }) => string
  /** SQL: the check digit of digits `d` that have the form is right. */
  valid?: (d: string) => string
  /** Pattern (RE2) inside a longer text; `valid` must be true of the digits it matches. */
  inside?: string
  /**
   * How much the form alone proves. `self`: nothing else looks like it. `digits`: a check digit that
   * a random number passes with chance `chance`. `form`: many codes look like it.
   */
  proof: 'self' | 'digits' | 'form'
  chance?: number
  /** Whole numbers between these may be it; columns of other numbers are not looked at. */
  between?: [number, number]
  /** Belongs to institutions as often as to people: beside an institution it is only possible. */
  shared?: boolean
}

/** Headings by what they say of a table; regular expressions over the words of a heading. */
export interface PrivacyHeadings {
  /** A row with this is a row about one person. */
  person: RegExp
  sex: RegExp
  age: RegExp
  birth: RegExp
  surname: RegExp
  fullName: RegExp
  bareName: RegExp
  /** The name is that of a thing or place. */
  notAName: RegExp
  /** Names that the law makes public: authorities and candidates. */
  office: RegExp
  institution: RegExp
  address: RegExp
  home: RegExp
  health: RegExp
  /** A column that counts people, and words that make such counts sensitive. */
  count: RegExp
  sensitive: RegExp
  region: RegExp
  province: RegExp
  district: RegExp
  ubigeo: RegExp
  occupation: RegExp
  /** Dates of things that happened to the person. */
  event: RegExp
  /** Dates of the file, not of anybody. */
  notAnEvent: RegExp
}

export interface PrivacyRules {
  detectors: readonly Detector[]
  /** SQL: the digits are the number of a firm. */
  firm: (d: string) => string
  /** Pattern (RE2) without which no cell of a column holds anything personal. */
  hint: string
  /** Shorter cells hold nothing personal, but for mail, where the heading does not name it. */
  shortest: number
  headings: PrivacyHeadings
  /** Pattern (RE2) of an address with a number, in lower case. */
  address: string
  /** Pattern (RE2) of mail hosts where private persons have their boxes. */
  privateMail: string
  /** Pattern (RE2) of mail hosts of public offices. */
  officeMail: string
  /** Pattern (RE2), in lower case, of values that make counts sensitive. */
  sensitiveValues: string
}
