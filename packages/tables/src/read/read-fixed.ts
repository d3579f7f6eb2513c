// Reads text whose columns are aligned by blanks into the staging table, cut where every line is blank.
import { StringDecoder } from 'node:string_decoder'
import type { Finding } from '../model.ts'
import { readBlocks } from './blocks.ts'
import type { Found } from './dialect.ts'
import { type Encoding, holdsSuspects } from './encoding.ts'
import {
  CROSSING,
  type Gap,
  RULED_CROSSING,
  bareLine,
  crosses,
  isRule,
  splitFixed,
  titleOf,
  titlesOf,
} from './fixed-width.ts'
import { Tally } from './line-map.ts'
import type { ReadOptions } from './delimited.ts'
import { RowsWriter } from './rows-writer.ts'
import type { Staged } from './staged.ts'

interface Text {
  /** UTF-8. */
  path: string
  start: number
  encoding: Encoding
}

/** Null where too many lines beyond the sample are not aligned as those in it. */
export async function readFixed(
  options: ReadOptions,
  text: Text,
  found: Found,
): Promise<Staged | null> {
  const gaps = settleGaps(text, found)
  if (!gaps) return null
  const { dialect } = found
  const header = dialect.header ? 1 : 0
  const writer = new RowsWriter(options.temp, Number.POSITIVE_INFINITY)
  const crossing = new Tally()
  const left = new Tally()
  const titles = titlesOf(found.preambleText.split('\n'))
  let heading: string | null = null
  for (const { line, number } of tableLines(text, found)) {
    if (isRule(line) || line === heading || titles.has(titleOf(line))) {
      left.add(number)
    } else if (header === 1 && heading === null) {
      heading = line
    } else if (crosses(line, gaps)) {
      crossing.add(number)
      writer.add([line.trim()], number)
    } else writer.add(splitFixed(line, gaps), number)
    if (number % 65_536 === 0) options.signal?.throwIfAborted()
  }
  const width = gaps.length + 1
  await writer.load(options.duck, width)
  const { lines } = writer
  const heads = heading === null ? [] : splitFixed(heading, gaps)
  return {
    heads: Array.from({ length: width }, (_, index) => heads[index] ?? ''),
    rows: writer.rows,
    rowOf: (rowid) => lines.line(rowid),
    source: {
      format: 'csv',
      encoding: text.encoding.name,
      dialect: { ...dialect, starts: [0, ...gaps.map(({ to }) => to)] },
    },
    findings: findings(text.encoding, found, { width, left, crossing }),
    declared: [],
    named: dialect.header,
    suspicious: !text.encoding.ascii && holdsSuspects(text.path),
  }
}

/** Lines that hold something, from the heading or first row on, with their number in the file. */
function* tableLines(
  { path, start }: Text,
  { dialect, preambleBytes }: Found,
): Generator<{ line: string; number: number }> {
  const decoder = new StringDecoder('utf8')
  let number = dialect.preamble
  for (const { bytes, last } of readBlocks(path, 1 << 20, start + preambleBytes)) {
    const lines = decoder.write(bytes).split('\n')
    if (!last || lines.at(-1) === '') lines.pop()
    for (const each of lines) {
      number++
      const line = bareLine(each)
      if (line !== '') yield { line, number }
    }
  }
}

/** What is left of the gaps when the whole file is looked at. */
function settleGaps(text: Text, found: Found): Gap[] | null {
  let gaps = found.fixed?.gaps ?? []
  const share = found.fixed?.ruled === true ? RULED_CROSSING : CROSSING
  let all = 0
  let crossing = 0
  const titles = titlesOf(found.preambleText.split('\n'))
  for (const { line } of tableLines(text, found)) {
    if (isRule(line) || titles.has(titleOf(line))) continue
    all++
    if (!crosses(line, gaps)) continue
    const narrower = gaps.map((gap) => narrow(gap, line))
    if (narrower.every(({ from, to }) => from < to)) gaps = narrower
    else crossing++
  }
  return gaps.length > 0 && crossing <= Math.max(2, all * share) ? gaps : null
}

/** The longest blank run of a line within a gap. */
function narrow({ from, to }: Gap, line: string): Gap {
  let best: Gap = { from, to: from }
  for (let at = from; at < to; at++) {
    const begin = at
    while (at < to && (line[at] ?? ' ') === ' ') at++
    if (at - begin > best.to - best.from) best = { from: begin, to: at }
  }
  return best
}

function findings(
  encoding: Encoding,
  found: Found,
  { width, left, crossing }: { width: number; left: Tally; crossing: Tally },
): Finding[] {
  const list: Finding[] = []
  if (encoding.name === 'mixed') {
    list.push({
      code: 'mixed-encodings',
      severity: 'warning',
      rows: encoding.firstOtherLines,
      count: encoding.otherLines,
      repaired: true,
    })
  }
  if (found.preambleText !== '') {
    list.push({
      code: 'preamble',
      severity: 'notice',
      count: found.dialect.preamble,
      detail: { text: found.preambleText.slice(0, 300) },
      repaired: true,
    })
  }
  list.push({
    code: 'fixed-width',
    severity: 'notice',
    ...(left.count > 0 && { rows: left.rows, count: left.count }),
    detail: { columns: width, left: left.count },
    repaired: true,
  })
  if (crossing.count > 0) {
    list.push({
      code: 'ragged-rows',
      severity: 'warning',
      rows: crossing.rows,
      count: crossing.count,
      detail: { short: crossing.count, long: 0, crossing: true },
      repaired: true,
    })
  }
  return list
}
