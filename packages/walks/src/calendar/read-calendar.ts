// Reads an iCalendar file: its events, and for each that cannot be read the line that says why.
import { WalksError } from '../walks-error.ts'
import { contentLines, unescapeText, type ContentLine } from './content-lines.ts'
import type { CalendarEvent, CalendarFault, CalendarRead, Zone } from './model.ts'
import { readEvent } from './read-event.ts'
import { readOffset, readRule, readTime, refuse } from './read-values.ts'
import { describedZone, type Observance } from './zones.ts'

interface Component {
  name: string
  line: number
  lines: ContentLine[]
  inner: Component[]
}

/**
 * RFC 5545. Nothing is thrown: an event with a fault is left out and its fault told; the others are
 * read. Components beside VEVENT and VTIMEZONE are passed over.
 */
export function readCalendar(text: string): CalendarRead {
  const faults: CalendarFault[] = []
  const note = (error: unknown): void => {
    if (!(error instanceof WalksError)) throw error
    const { code, evidence } = error
    faults.push({ line: Number(evidence['line'] ?? 0), code, evidence })
  }
  const calendars = components(text, note)
  const zones = new Map<string, Zone>()
  const events: CalendarEvent[] = []
  let name = ''
  for (const { inner, lines } of calendars) {
    name ||= unescapeText(lines.find((each) => each.name === 'X-WR-CALNAME')?.value ?? '')
    for (const component of inner.filter((each) => each.name === 'VTIMEZONE')) {
      attempt(note, () => {
        const zone = readZone(component)
        zones.set(zone.id, zone)
      })
    }
    for (const component of inner.filter((each) => each.name === 'VEVENT')) {
      attempt(note, () => events.push(readEvent(component.lines, component.line, zones)))
    }
  }
  return { name, events, faults: faults.sort((a, b) => a.line - b.line), zones }
}

function attempt(note: (error: unknown) => void, act: () => void): void {
  try {
    act()
  } catch (error) {
    note(error)
  }
}

/** The calendars of the file. A component with a line that is none is left out whole. */
function components(text: string, note: (error: unknown) => void): Component[] {
  const root: Component = { name: '', line: 1, lines: [], inner: [] }
  const stack: Component[] = [root]
  const broken = new Set<Component>()
  for (const content of contentLines(text)) {
    const top = stack.at(-1)!
    if (content instanceof WalksError) {
      note(content)
      broken.add(top)
    } else if (content.name === 'BEGIN') {
      const name = content.value.toUpperCase()
      stack.push({ name, line: content.line, lines: [], inner: [] })
    } else if (content.name === 'END') {
      if (content.value.toUpperCase() !== top.name || top === root) {
        const property = `END:${content.value}`
        note(new WalksError('unclosed-component', { line: content.line, property }))
        return root.inner
      }
      stack.pop()
      if (!broken.has(top)) stack.at(-1)!.inner.push(top)
    } else top.lines.push(content)
  }
  for (const { line, name } of stack.slice(1)) {
    note(new WalksError('unclosed-component', { line, property: `BEGIN:${name}` }))
  }
  const [first] = root.lines
  if (first) {
    const { line, name, value } = first
    note(new WalksError('unfolding', { line, value: `${name}:${value}`.slice(0, 60) }))
  }
  return root.inner.filter(({ name }) => name === 'VCALENDAR')
}

function readZone({ lines, line, inner }: Component): Zone {
  const id = lines.find(({ name }) => name === 'TZID')?.value
  if (!id) throw new WalksError('missing-property', { line, property: 'TZID' })
  const observances = inner
    .filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT')
    .map(readObservance)
  if (observances.length === 0) {
    throw new WalksError('missing-property', { line, property: 'STANDARD' })
  }
  return describedZone(id, observances)
}

function readObservance({ lines, line }: Component): Observance {
  const need = (property: string): ContentLine => {
    const content = lines.find(({ name }) => name === property)
    return content ?? fail(line, property)
  }
  const rule = lines.find(({ name }) => name === 'RRULE')
  const start = readTime(need('DTSTART'), new Map())
  if (start.zone !== null || start.allDay) refuse(need('DTSTART'))
  return {
    start: start.time,
    offsetFrom: readOffset(need('TZOFFSETFROM')),
    offsetTo: readOffset(need('TZOFFSETTO')),
    rule: rule ? readRule(rule) : null,
    rdates: lines
      .filter(({ name }) => name === 'RDATE')
      .flatMap((each) =>
        each.value.split(',').map((value) => readTime(each, new Map(), value).time),
      ),
  }
}

function fail(line: number, property: string): never {
  throw new WalksError('missing-property', { line, property })
}
