// Cuts a calendar file into its lines of content: name, parameters, value, and where each stands.
import { WalksError } from '../walks-error.ts'

export interface ContentLine {
  /** Number of the line in the file, from 1. */
  line: number
  name: string
  params: ReadonlyMap<string, string>
  value: string
}

/** Folded lines are joined (RFC 5545, 3.1). A line that is none comes as an error in its place. */
export function* contentLines(text: string): Generator<ContentLine | WalksError> {
  let open: { line: number; text: string } | null = null
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (/^[ \t]/.test(raw) && open) open.text += raw.slice(1)
    else {
      if (open) yield parseLine(open.text, open.line)
      open = raw === '' ? null : { line: at + 1, text: raw }
    }
  }
  if (open) yield parseLine(open.text, open.line)
}

const parameter = /;([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)((?:,(?:"[^"]*"|[^";:,]*))*)/y

function parseLine(text: string, line: number): ContentLine | WalksError {
  const name = /^[A-Za-z0-9-]+/.exec(text)?.[0] ?? ''
  const params = new Map<string, string>()
  let at = name.length
  for (;;) {
    parameter.lastIndex = at
    const found = parameter.exec(text)
    if (!found) break
    params.set(found[1]!.toUpperCase(), found[2]!.replaceAll('"', '') + found[3]!)
    at += found[0].length
  }
  if (name === '' || text[at] !== ':') {
    return new WalksError('unfolding', { line, value: text.slice(0, 60) })
  }
  return { line, name: name.toUpperCase(), params, value: text.slice(at + 1) }
}

/** TEXT of RFC 5545, 3.3.11. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, mark: string) => (/n/i.test(mark) ? '\n' : mark))
}

export function escapeText(value: string): string {
  return value.replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r\n|\n|\r/g, '\\n')
}
