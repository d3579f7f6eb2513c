// Reads the text of an act, a small part of Markdown, into the blocks that pages and PDF are made of.
import type { Block, Styled, Text } from '../seal/make-pdf.ts'

/** What the text can become; everything else of Markdown stays text. */
export type TextBlock = Extract<Block, { kind: 'heading' | 'paragraph' | 'list' | 'table' }>

const heading = /^ {0,3}(#{1,6}) +(.+?) *#* *$/
const item = /^ {0,3}(?:[-*+]|(\d{1,3})[.)]) +(\S.*)$/
const row = /^ {0,3}\|(.+)\| *$/
const rule = /^[\s|:-]+$/

/**
 * Paragraphs, two levels of headings, lists, tables of `|`, bold, italics and fixed letters
 * (CommonMark 0.31.2, 2.4, 4.2, 5.2, 6.1, 6.2; tables of GFM, 4.10). Linear in the length of the text.
 */
export function blocksOf(source: string): TextBlock[] {
  const lines = source.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '  ').split('\n')
  const blocks: TextBlock[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const head = heading.exec(line)
    if (line.trim() === '') at++
    else if (head) {
      const level = (head[1] ?? '').length <= 2 ? 2 : 3
      blocks.push({ kind: 'heading', level, text: plainOf(textOf(head[2] ?? '')) })
      at++
    } else if (isTable(lines, at)) at = readTable(lines, at, blocks)
    else if (item.test(line)) at = readList(lines, at, blocks)
    else at = readParagraph(lines, at, blocks)
  }
  return blocks
}

function readParagraph(lines: readonly string[], from: number, blocks: TextBlock[]): number {
  const text: string[] = []
  let at = from
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const other = heading.test(line) || item.test(line) || isTable(lines, at)
    if (line.trim() === '' || (at > from && other)) break
    // Two spaces or a backslash at the end of a line break it (6.7).
    const breaks = / {2,}$|(^|[^\\])\\$/.test(line)
    text.push(line.trim().replace(breaks ? /\\$/ : /$^/, '') + (breaks ? '\n' : ' '))
  }
  blocks.push({ kind: 'paragraph', text: textOf(text.join('').trim()) })
  return at
}

function readList(lines: readonly string[], from: number, blocks: TextBlock[]): number {
  const ordered = item.exec(lines[from] ?? '')?.[1] !== undefined
  const items: string[] = []
  let at = from
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const found = item.exec(line)
    if (found && (found[1] !== undefined) === ordered) items.push(found[2] ?? '')
    else if (/^ {2,}\S/.test(line) && items.length > 0) items.push(`${items.pop()} ${line.trim()}`)
    else if (line.trim() === '' && item.test(lines[at + 1] ?? '')) continue
    else break
  }
  blocks.push({ kind: 'list', ordered, items: items.map(textOf) })
  return at
}

function isTable(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1] ?? ''
  return row.test(lines[at] ?? '') && row.test(next) && rule.test(next)
}

function readTable(lines: readonly string[], from: number, blocks: TextBlock[]): number {
  const cells = (line: string): string[] =>
    (row.exec(line)?.[1] ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
  const columns = cells(lines[from] ?? '').map((label) => ({ label: plainOf(textOf(label)) }))
  const rows: Text[][] = []
  let at = from + 2
  for (; row.test(lines[at] ?? ''); at++) {
    const found = cells(lines[at] ?? '')
    rows.push(columns.map((_, column) => textOf(found[column] ?? '')))
  }
  blocks.push({ kind: 'table', columns, rows })
  return at
}

const marks = /\\([\\`*_[\]()#<>|{}.!+-])|(\*\*|\*|`)/g

/** Bold between `**`, italics between `*`, fixed letters between backticks; a lone mark is text. */
export function textOf(source: string): Text {
  const pieces: { text: string; mark: string | null }[] = []
  let last = 0
  for (const found of source.matchAll(marks)) {
    pieces.push({ text: source.slice(last, found.index), mark: null })
    const [whole, escaped, mark] = found
    if (escaped === undefined) pieces.push({ text: whole, mark: mark ?? null })
    else pieces.push({ text: escaped, mark: null })
    last = found.index + whole.length
  }
  pieces.push({ text: source.slice(last), mark: null })
  const open = new Map<string, number>()
  const paired = new Set<number>()
  for (const [at, { mark }] of pieces.entries()) {
    if (mark === null) continue
    const from = open.get(mark)
    if (from === undefined) open.set(mark, at)
    else {
      open.delete(mark)
      if (pieces.slice(from + 1, at).some(({ text }) => text !== '')) paired.add(from).add(at)
    }
  }
  const runs: Styled[] = []
  const on = new Set<string>()
  for (const [at, { text, mark }] of pieces.entries()) {
    if (mark !== null && paired.has(at)) {
      if (!on.delete(mark)) on.add(mark)
    } else if (text !== '') {
      const [bold, italic, fixed] = [on.has('**'), on.has('*'), on.has('`')]
      const style = { ...(bold && { bold }), ...(italic && { italic }), ...(fixed && { fixed }) }
      const before = runs.at(-1)
      const same = before && before.bold === style.bold && before.italic === style.italic
      if (same && before.fixed === style.fixed) before.text += text
      else runs.push({ text, ...style })
    }
  }
  const [only] = runs
  if (only === undefined) return ''
  return runs.length === 1 && !only.bold && !only.italic && !only.fixed ? only.text : runs
}

/** Without its styles. */
export function plainOf(text: Text): string {
  if (typeof text === 'string') return text
  return text.map((run) => (typeof run === 'string' ? run : run.text)).join('')
}
