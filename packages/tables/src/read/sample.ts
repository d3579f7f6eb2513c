// Splits a sample of text into records under one supposed dialect, to judge whether it fits.

export interface Marks {
  delimiter: string
  quote: string
  /** A character other than the quote that makes the next one literal, or empty. */
  escape: string
}

export interface Sample {
  records: string[][]
  /** For each record: its first line is a blank line. */
  blank: boolean[]
  /** Line (1-based) where each record starts. */
  lines: number[]
  /** Quotes that stood in the middle of a cell, or never closed. */
  oddQuotes: number
  quoted: number
}

/** At most `limit` records of `text`. Records of one empty cell are marked blank. */
export function splitSample(text: string, marks: Marks, limit: number): Sample {
  const sample: Sample = { records: [], blank: [], lines: [], oddQuotes: 0, quoted: 0 }
  const { delimiter, quote, escape } = marks
  const spaced = delimiter !== ' ' && delimiter !== '\t'
  let at = 0
  let line = 1
  while (at < text.length && sample.records.length < limit) {
    const record: string[] = []
    sample.lines.push(line)
    let ended = false
    while (!ended) {
      let start = at
      if (spaced && quote !== '') {
        while (text[start] === ' ') start++
      }
      if (quote !== '' && text[start] === quote) {
        const cell = quotedCell(text, start, marks)
        if (cell) {
          sample.quoted++
          sample.oddQuotes += cell.odd
          record.push(cell.value)
          line += cell.newlines
          at = cell.end
          if (text.startsWith(delimiter, at)) {
            at += delimiter.length
            continue
          }
          at = skipNewline(text, at)
          line++
          ended = true
          continue
        }
        sample.oddQuotes++
      }
      const end = plainEnd(text, at, delimiter, escape)
      const value = text.slice(at, end)
      if (quote !== '' && value.includes(quote)) sample.oddQuotes++
      record.push(value)
      at = end
      if (text.startsWith(delimiter, at)) {
        at += delimiter.length
        if (at >= text.length) {
          record.push('')
          ended = true
        }
        continue
      }
      at = skipNewline(text, at)
      line++
      ended = true
    }
    sample.blank.push(record.length === 1 && record[0]!.trim() === '')
    sample.records.push(record)
  }
  return sample
}

function plainEnd(text: string, from: number, delimiter: string, escape: string): number {
  const first = delimiter[0]
  let at = from
  while (at < text.length) {
    const char = text[at]
    if (char === '\n' || char === '\r') return at
    if (char === first && text.startsWith(delimiter, at)) return at
    if (escape !== '' && char === escape) at++
    at++
  }
  return Math.min(at, text.length)
}

function skipNewline(text: string, from: number): number {
  let at = from
  while (text[at] === '\r') {
    at++
    if (text[at] !== '\r' && text[at] !== '\n') return at
  }
  return text[at] === '\n' ? at + 1 : at
}

interface Quoted {
  value: string
  end: number
  odd: number
  newlines: number
}

/** A quoted cell that ends before a delimiter or line end; null when it never does. */
function quotedCell(text: string, start: number, marks: Marks): Quoted | null {
  const { delimiter, quote, escape } = marks
  let odd = 0
  let newlines = 0
  let value = ''
  let at = start + 1
  while (at < text.length) {
    const char = text[at]!
    if (escape !== '' && char === escape && at + 1 < text.length) {
      value += text[at + 1]
      at += 2
      continue
    }
    if (char === quote) {
      if (text[at + 1] === quote) {
        value += quote
        at += 2
        continue
      }
      let after = at + 1
      if (delimiter !== ' ') while (text[after] === ' ') after++
      const next = text[after]
      if (
        next === undefined ||
        next === '\n' ||
        next === '\r' ||
        text.startsWith(delimiter, after)
      ) {
        return { value, end: after, odd, newlines }
      }
      odd++
    }
    if (char === '\n') newlines++
    if (newlines > 200) return null
    value += char
    at++
  }
  return null
}
