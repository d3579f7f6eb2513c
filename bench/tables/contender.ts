// What a program has to do to take part in the comparison.
import type { Question, Subject, Where } from './questions.ts'

export interface Answer {
  rows: number
  /** Rows that match, where the question counts. */
  total: number | null
}

export const exportWays = [
  '… in one COPY, s',
  '… by OFFSET, as CKAN to 2.11, s',
  '… DuckDB’s COPY of the same file, in turn, s',
] as const

export type ExportWay = (typeof exportWays)[number]

export interface Contender {
  name: string
  /** How it is asked: over HTTP the price of HTTP is in the figures. */
  over: string
  /** Takes the CSV until `first page` has been answered once. */
  ingest(subject: Subject): Promise<void>
  /** True when another one has taken the CSV for it. */
  shares?: boolean
  /** Waits for what is still built after the first answer. */
  settled?(subject: Subject): Promise<void>
  /** Null when it has no such thing. */
  ask(subject: Subject, question: Question): Promise<Answer | null>
  /** Writes the whole table as CSV; bytes, and the share of it that was waited for. */
  exportAll(subject: Subject): Promise<{ bytes: number; share: number } | null>
  /** Other ways to the same file, by what the table calls them; each in turn with `exportAll`. */
  exportWays?: Partial<Record<ExportWay, (subject: Subject) => Promise<void>>>
  /** Clients it can serve at once; 0 leaves it out of the mixed load. */
  clients: number
  /** Processes whose processor time and memory count, without their children. */
  processes(): number[]
  /** Bytes on disk of one table, indexes included. */
  disk(subject: Subject): Promise<number>
  close(): Promise<void>
}

/** A contender that is not on this machine says why, in a sentence. */
export class Absent extends Error {}

/** ` WHERE …` for SQL on typed columns, or nothing. */
export function whereSql(where: Where | null): string {
  if (!where) return ''
  const value = where.op === '>' ? where.value : literal(where.value)
  return ` WHERE ${quoted(where.column)} ${where.op} ${value}`
}

/** `"name"`, for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** `'text'`, for SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
