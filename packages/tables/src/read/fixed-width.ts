// Recognises text without a delimiter whose columns are aligned by blanks, as mainframes print it.
import { cellKind } from './cell-kinds.ts'
import type { Found } from './dialect.ts'
import { guessHeader } from './header.ts'
import type { Sample } from './sample.ts'
import { modalWidth } from './table-start.ts'

/** Positions (in characters, from 0) that are blank in every line between two columns. */
export interface Gap {
  from: number
  /** First position that belongs to the next column. */
  to: number
}

const LINES = 1000
const TITLES = 20

/** Lines that cross the gaps of the others: footers and page titles, no more than one in fifty. */
export const CROSSING = 0.02

/** The same where a line of strokes says what the columns are. */
export const RULED_CROSSING = 0.1

/** Signs that stand in amounts, names and hours too: they part cells only if each line has as many. */
const ALSO_IN_CELLS = ', :#&*^~'

/** Lines of nothing but strokes, with which reports underline their headings and sums. */
export function isRule(line: string): boolean {
  return /^[\s\-=_+*.|]*$/.test(line) && /[-=_]{2}/.test(line)
}

/** The line without its end, page break and the blanks behind its last letter. */
export function bareLine(line: string): string {
  return line.replace(/^\f/, '').trimEnd()
}

export function splitFixed(line: string, gaps: readonly Gap[]): string[] {
  const cuts = [0, ...gaps.map(({ to }) => to)]
  return cuts.map((cut, at) => line.slice(cut, cuts[at + 1] ?? line.length).trim())
}

/** `found` as read by the best delimiter; gives another reading where the lines are aligned instead. */
export function preferFixed(
  found: Found,
  chosen: { delimiter: string; sample: Sample },
  text: string,
): Found {
  if (text.includes('\t') || found.dialect.newline === '\r') return found
  const parted = isParted(chosen)
  if (parted && !ALSO_IN_CELLS.includes(chosen.delimiter)) return found
  const lines = text
    .split('\n', LINES + 1)
    .slice(0, LINES)
    .map(bareLine)
  const ruled = ruledStart(lines)
  const best = ruled ?? (parted ? null : bestStart(lines))
  if (!best) return found
  const records = lines
    .slice(best.first)
    .filter(isText)
    .map((line) => splitFixed(line, best.gaps))
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1)
  const preamble = text.slice(0, best.first === 0 ? 0 : (ends[best.first - 1] ?? 0))
  return {
    dialect: {
      delimiter: '',
      quote: '',
      escape: '',
      newline: found.dialect.newline,
      preamble: best.first,
      header: guessHeader(records),
      starts: [0, ...best.gaps.map(({ to }) => to)],
    },
    width: best.gaps.length + 1,
    records,
    preambleText: preamble.trim(),
    preambleBytes: Buffer.byteLength(preamble),
    fixed: { gaps: best.gaps, ruled: ruled !== null, otherwise: found },
  }
}

function isText(line: string): boolean {
  return line !== '' && !isRule(line)
}

/** The delimiter found is one: not a sign of ordinary cells that stands now once, now thrice in a line. */
function isParted({ delimiter, sample }: { delimiter: string; sample: Sample }): boolean {
  const width = modalWidth(sample.records, sample.blank)
  if (width < 2) return false
  if (!ALSO_IN_CELLS.includes(delimiter) || sample.quoted > 0) return true
  const rows = sample.records.filter((_, index) => !sample.blank[index])
  if (rows.filter((row) => row.length === width).length < rows.length * 0.8) return false
  // Two blanks between all columns part empty cells that nobody meant.
  return delimiter !== ' ' || rows.filter((row) => row.includes('')).length < rows.length * 0.8
}

/**
 * The heading above a line of strokes that has one for each column, as SQL consoles and reports
 * print them, where nine lines of ten keep to it.
 */
function ruledStart(lines: string[]): { first: number; gaps: Gap[] } | null {
  const rule = lines.findIndex((line) => /^ *[-=_]+( +[-=_]+)+$/.test(line) && isRule(line))
  const heading = lines[rule - 1]
  if (rule > 60 || heading === undefined || !isText(heading)) return null
  const strokes = [...lines[rule]!.matchAll(/[-=_]+/g)]
  const gaps = strokes.slice(1).map(({ index }, at): Gap => {
    const before = strokes[at]!
    return { from: before.index + before[0].length, to: index }
  })
  const titles = titlesOf(lines.slice(0, rule - 1))
  const below = lines.slice(rule + 1).filter((line) => isText(line) && !titles.has(titleOf(line)))
  const crossing = below.filter((line) => crosses(line, gaps)).length
  const kept = below.length > 1 && crossing <= Math.max(1, below.length * RULED_CROSSING)
  return kept && !crosses(heading, gaps) ? { first: rule - 1, gaps } : null
}

/** Titles above the table: on each page they stand again, with another number. */
export function titlesOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.map(titleOf).filter((title) => title !== ''))
}

export function titleOf(line: string): string {
  return line.trim().replace(/\d+/g, '9').replace(/\s+/g, ' ')
}

/** The line from which on most columns are aligned; titles above it cross their gaps or fill few of them. */
function bestStart(lines: string[]): { first: number; gaps: Gap[] } | null {
  const kept = [...lines.keys()].filter((at) => isText(lines[at]!))
  let best: { first: number; gaps: Gap[] } | null = null
  for (const [index, first] of kept.slice(0, TITLES).entries()) {
    const body = kept.slice(index).map((at) => lines[at]!)
    if (body.length < Math.max(4, index * 2)) break
    const gaps = alignedGaps(body)
    if (!gaps || gaps.length <= (best?.gaps.length ?? 0)) continue
    if (kept.slice(0, index).every((at) => isTitle(lines[at]!, gaps))) best = { first, gaps }
  }
  return best
}

function isTitle(line: string, gaps: readonly Gap[]): boolean {
  const filled = splitFixed(line, gaps).filter((cell) => cell !== '').length
  const crossed = gaps.filter((gap) => crosses(line, [gap])).length
  return crossed * 2 >= gaps.length || (gaps.length > 1 && filled * 2 <= gaps.length + 1)
}

/** Text stands where the other lines are blank. */
export function crosses(line: string, gaps: readonly Gap[]): boolean {
  return gaps.some(({ from, to }) => line.slice(from, to).trim() !== '')
}

/** The gaps between the columns of these lines; null where they are not beyond doubt. */
function alignedGaps(all: string[]): Gap[] | null {
  // A footer or two among many lines are set aside, as they are when the file is read.
  const aside = all.length < 20 ? 0 : Math.max(2, Math.floor(all.length * CROSSING))
  const rough = aside === 0 ? [] : blankRuns(all, aside)
  const whole = all.filter((line) => !crosses(line, rough))
  const lines = all.length - whole.length <= aside ? whole : all
  const spaced = lines.filter((line) => /\S {2,}\S/.test(line)).length
  if (spaced < lines.length * 0.8) return null
  const blank = blankRuns(lines, 0)
  const strong = blank.filter((gap) => isStrong(lines, gap))
  if (strong.length === 0) return null
  const gaps = withoutHoles(
    lines,
    blank.filter((gap) => strong.includes(gap) || partsCodes(lines, gap)),
  )
  if (gaps.length === 0) return null
  const records = lines.map((line) => splitFixed(line, gaps))
  const typed = gaps.some((_, at) => isTyped(records, at)) || isTyped(records, gaps.length)
  return gaps.length > 1 || typed ? gaps : null
}

/** Runs of positions that at most `aside` lines fill. */
function blankRuns(lines: string[], aside: number): Gap[] {
  const longest = Math.max(...lines.map(({ length }) => length))
  const used = new Uint32Array(longest + 1)
  for (const line of lines) {
    for (let at = 0; at < line.length; at++) if (line[at] !== ' ') used[at]!++
  }
  const runs: Gap[] = []
  let from = used.findIndex((count) => count > aside)
  if (from < 0) return runs
  const last = used.findLastIndex((count) => count > aside)
  for (let at = from; at <= last; at++) {
    if (used[at]! <= aside) continue
    if (at - from > 1) runs.push({ from: from + 1, to: at })
    from = at
  }
  return runs
}

/**
 * Without the gaps inside a column: the second word of a few names is no column of its own, which
 * would have a heading, or a value in nearly every line.
 */
function withoutHoles(lines: string[], given: Gap[]): Gap[] {
  const gaps = [...given]
  for (;;) {
    const records = lines.map((line) => splitFixed(line, gaps))
    const hole = gaps.findIndex((_, at) => {
      const filled = records.filter((record) => record[at + 1] !== '').length
      return records[0]![at + 1] === '' && filled < lines.length * 0.8
    })
    if (hole < 0) return gaps
    const [left, right] = [gaps[hole]!, gaps[hole + 1]]
    const width = ({ from, to }: Gap): number => to - from
    gaps.splice(right && width(right) < width(left) ? hole + 1 : hole, 1)
  }
}

/** Wider than the blank between two words, or the blanks that fill up shorter cells stand beside it. */
function isStrong(lines: string[], { from, to }: Gap): boolean {
  if (to - from > 1) return true
  const filled = lines.filter((line) => line[from - 1] === ' ' || line[to] === ' ').length
  return filled >= lines.length * 0.2
}

/** One blank between cells of one length, one of them digits in every line below the heading. */
function partsCodes(lines: string[], { from, to }: Gap): boolean {
  const body = lines.slice(1)
  const digits = (text: string | undefined): boolean => /^[\d/.:-]*\d[\d/.:-]*$/.test(text ?? '')
  const left = body.map((line) => line.slice(0, from).split(' ').at(-1))
  const right = body.map((line) => line.slice(to).split(' ')[0])
  return left.every((text) => text !== '') && right.every((text) => text !== '')
    ? left.every(digits) || right.every(digits)
    : false
}

function isTyped(records: string[][], at: number): boolean {
  const kinds = records
    .slice(1)
    .map((record) => cellKind(record[at] ?? ''))
    .filter((kind) => kind !== 'empty')
  const typed = kinds.filter((kind) => kind === 'number' || kind === 'date' || kind === 'money')
  return kinds.length > 0 && typed.length >= kinds.length * 0.8
}
