// Says what a text still lacks before others are asked to read it over or sign it.
import { type ActKind, type Effect, type Part, headings, partsOf } from './act.ts'
import { gapsIn } from './fields.ts'
import { reasonsIn } from './observed-items.ts'

export type TextFault =
  | { fault: 'gap'; what: string }
  | { fault: 'part'; part: Part; heading: string }
  | { fault: 'empty' }
  /** A notice of observation says in a list what is missing. */
  | { fault: 'list' }

/** Nothing when the text may go on. */
export function faultsOf(
  text: string,
  { kind, effect }: { kind: ActKind; effect: Effect | null },
): TextFault[] {
  const faults: TextFault[] = gapsIn(text).map((what) => ({ fault: 'gap', what }))
  if (text.trim() === '') faults.push({ fault: 'empty' })
  const sections = sectionsOf(text)
  for (const part of partsOf(kind, effect)) {
    const heading = headings[part]
    if ((sections.get(plain(heading)) ?? '') === '') faults.push({ fault: 'part', part, heading })
  }
  if (kind === 'observation' && reasonsIn(text).length === 0) faults.push({ fault: 'list' })
  return faults
}

/** What stands under each heading, by its folded name; nothing but space is nothing. */
function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>()
  let current: string | null = null
  for (const line of text.split('\n')) {
    const heading = /^ {0,3}#{1,6} +(.+?) *#* *$/.exec(line)?.[1]
    if (heading !== undefined) {
      current = plain(heading)
      if (!sections.has(current)) sections.set(current, '')
    } else if (current !== null) {
      sections.set(current, `${sections.get(current) ?? ''}${line.trim()}`)
    }
  }
  return sections
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9ñ ]/g, '')
    .trim()
}
