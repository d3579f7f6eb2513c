// Finds the delimiter, quote, escape, preamble and header of a text table from its first part.
import type { Dialect } from '../model.ts'
import { KIND_WEIGHT, cellKind } from './cell-kinds.ts'
import { type Gap, preferFixed } from './fixed-width.ts'
import { guessHeader } from './header.ts'
import { firstRegular, modalWidth } from './table-start.ts'
import { findTwoHeadings } from './two-headings.ts'
import { type Marks, type Sample, splitSample } from './sample.ts'

/** What was found, and how the sample reads under it. */
export interface Found {
  dialect: Dialect
  /** Cells in a regular record. */
  width: number
  /** Records of the sample from the header (or first row) on. */
  records: string[][]
  /** The lines before the header, as text. */
  preambleText: string
  /** Bytes (UTF-8) of them. */
  preambleBytes: number
  /** The last line before the header groups its columns; `records[0]` is both joined. */
  grouped?: boolean
  /** The columns are aligned by blanks, without a delimiter; `otherwise` is the next best reading. */
  fixed?: { gaps: Gap[]; ruled: boolean; otherwise: Found }
}

/** Delimiters tried, with how readily each is believed when two fit alike. */
const DELIMITERS: [string, number][] = [
  [',', 1],
  [';', 1],
  ['\t', 1],
  ['|', 1],
  ['||', 0.98],
  ['::', 0.85],
  ['^', 0.85],
  ['~', 0.85],
  ['\u0001', 0.9],
  ['\u001f', 0.9],
  ['¦', 0.85],
  ['#', 0.75],
  [':', 0.6],
  [' ', 0.7],
  ['&', 0.7],
  ['*', 0.7],
]

const RECORDS = 250

/** Candidate of a table of one column. */
const NONE = '\0'

interface Candidate extends Marks {
  score: number
  sample: Sample
}

/** `text` is decoded and, unless it is the whole file, ends at a line end. */
export function sniffDialect(text: string): Found {
  const newline = findNewline(text)
  const declared = /^sep=(.|\t)\r*\n/i.exec(text)
  const body = declared ? text.slice(declared[0].length) : text
  let best: Candidate | null = null
  const meaningful = new Set<string>()
  for (const marks of candidates(body, declared?.[1])) {
    if (marks.quote === '' && meaningful.has(marks.delimiter)) continue
    const sample = splitSample(body, marks, RECORDS)
    if (sample.quoted > 0 && sample.oddQuotes === 0) meaningful.add(marks.delimiter)
    const score = judge(sample) * believe(marks, sample)
    if (!best || score > best.score * (1 + 1e-9)) best = { ...marks, score, sample }
  }
  const chosen = best ?? { ...single(), score: 0, sample: splitSample(body, single(), RECORDS) }
  const found = describe(chosen, newline, declared?.[0] ?? '', body)
  return declared ? found : preferFixed(found, chosen, body)
}

function single(): Marks {
  return { delimiter: ',', quote: '"', escape: '' }
}

function* candidates(text: string, declared: string | undefined): Generator<Marks> {
  const quotes = text.includes('"') ? ['"'] : ['']
  if (/(^|[,;\t| ])'[^'\n]*'(?=[,;\t| \r\n]|$)/m.test(text)) quotes.push("'")
  if (text.includes('"')) quotes.push('')
  for (const [delimiter] of DELIMITERS) {
    if (declared !== undefined && delimiter !== declared) continue
    if (!text.includes(delimiter)) continue
    for (const quote of quotes) {
      yield { delimiter, quote, escape: '' }
      if (quote !== '' && text.includes(`\\${quote}`)) yield { delimiter, quote, escape: '\\' }
    }
  }
  yield { delimiter: NONE, quote: quotes[0]!, escape: '' }
}

/** Regular records of cells that look whole score high: consistency × type regularity. */
function judge(sample: Sample): number {
  const rows = sample.records.filter((_, index) => !sample.blank[index])
  if (rows.length === 0) return 0
  const groups = new Map<number, number>()
  for (const row of rows) groups.set(row.length, (groups.get(row.length) ?? 0) + 1)
  let regular = 0
  for (const [length, count] of groups) {
    regular += count * Math.max(1e-3, (length - 1) / length)
  }
  const modal = [...groups.entries()].sort((a, b) => b[1] - a[1])[0]!
  const share = modal[1] / rows.length
  const consistency = (regular / rows.length) * share ** 1.5 * (1 / Math.sqrt(groups.size))
  return consistency * typeScore(rows)
}

function typeScore(rows: string[][]): number {
  let total = 0
  let cells = 0
  const columns: Map<string, number>[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      const kind = cellKind(cell)
      total += KIND_WEIGHT[kind]
      cells++
      if (kind === 'empty') continue
      const column = (columns[index] ??= new Map())
      column.set(kind, (column.get(kind) ?? 0) + 1)
    }
  }
  let same = 0
  let filled = 0
  for (const column of columns) {
    if (!column) continue
    const counts = [...column.values()]
    same += Math.max(...counts)
    filled += counts.reduce((sum, count) => sum + count, 0)
  }
  const uniform = filled === 0 ? 0.5 : same / filled
  return cells === 0 ? 0 : (total / cells) * (0.7 + 0.3 * uniform)
}

/** Signs that also stand inside ordinary cells part them only where that is beyond doubt. */
const RARE = ' :#&*^~'

function isBeyondDoubt(sample: Sample): boolean {
  const rows = sample.records.filter((_, index) => !sample.blank[index])
  const width = modalWidth(sample.records, sample.blank)
  const regular = rows.filter((row) => row.length === width)
  if (width < 2 || regular.length < 4 || regular.length < rows.length * 0.7) return false
  // A single word on top of them is the heading of one column of such texts.
  if (rows[0]?.length === 1 && cellKind(rows[0][0] ?? '') === 'word') return false
  const cells = regular
    .flat()
    .map(cellKind)
    .filter((kind) => kind !== 'empty')
  return cells.filter((kind) => kind === 'number' || kind === 'date').length > cells.length * 0.3
}

function believe(marks: Marks, sample: Sample): number {
  if (RARE.includes(marks.delimiter) && !isBeyondDoubt(sample)) return 1e-6
  const prior = DELIMITERS.find(([delimiter]) => delimiter === marks.delimiter)?.[1] ?? 1
  const odd = sample.oddQuotes / Math.max(1, sample.records.length)
  const quotes = 1 / (1 + odd)
  const used = marks.quote !== '' && sample.quoted === 0 ? 0.97 : 1
  const bare = marks.quote === '' && hasPairedQuotes(sample) ? 0.6 : 1
  return prior * quotes * used * bare * (marks.quote === "'" ? 0.97 : 1)
}

/** Cells that keep their quotes on both ends were meant to be quoted. */
function hasPairedQuotes(sample: Sample): boolean {
  return sample.records.some((row) => row.some((cell) => /^\s*"(?:[^"]|"")*"\s*$/.test(cell)))
}

function findNewline(text: string): string {
  const counts = new Map<string, number>()
  for (const match of text.matchAll(/\r*\n|\r/g)) {
    counts.set(match[0], (counts.get(match[0]) ?? 0) + 1)
  }
  const kinds = [...counts.entries()].sort((a, b) => b[1] - a[1])
  const first = kinds[0]
  if (!first) return '\n'
  const total = kinds.reduce((sum, [, count]) => sum + count, 0)
  if (first[1] / total < 0.95 && kinds.length > 1) return 'mixed'
  return first[0].length > 3 ? '\r\r\n' : first[0]
}

function describe(chosen: Candidate, newline: string, declared: string, body: string): Found {
  const { records, blank, lines } = chosen.sample
  const width = modalWidth(records, blank)
  const first = firstRegular(records, blank, width)
  const two = findTwoHeadings(records, blank, first)
  const start = two?.names ?? first
  const kept = records.slice(start).filter((_, index) => !blank[start + index])
  if (two) kept[0] = two.heads
  const header = two !== null || guessHeader(kept)
  // Quotes may begin to be used after the sample; only quotes seen to mean nothing are given up.
  const unseen = !records.some((row) => row.some((cell) => cell.includes('"')))
  const quote = chosen.quote === '' && unseen ? '"' : chosen.quote
  const startLine = lines[start] ?? 1
  const preamble = firstLines(body, startLine - 1)
  return {
    dialect: {
      delimiter: chosen.delimiter !== NONE ? chosen.delimiter : body.includes(',') ? '' : ',',
      quote,
      escape: chosen.escape === '' ? quote : chosen.escape,
      newline,
      preamble: startLine - 1 + (declared === '' ? 0 : 1),
      header,
    },
    width: header ? Math.max(width, 1) : width,
    records: kept,
    preambleText: (two ? firstLines(body, (lines[start - 1] ?? 1) - 1) : preamble).trim(),
    preambleBytes: Buffer.byteLength(declared + preamble),
    ...(two && { grouped: true }),
  }
}

/** The first `count` lines with their ends. */
function firstLines(text: string, count: number): string {
  if (count === 0) return ''
  let seen = 0
  for (const match of text.matchAll(/\r*\n|\r/g)) {
    if (++seen === count) return text.slice(0, match.index + match[0].length)
  }
  return text
}
