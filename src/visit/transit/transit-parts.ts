// What several pages say of public transport: which lines stop where, and how often something goes now.
import { type Html, html } from '@rimaq/markup'
import { type LonLat, formatMinute, metresBetween, parseDay } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import type {
  TransitDirection,
  TransitLine,
  TransitService,
  TransitStop,
} from '../content/transit-model.ts'
import { type View, link } from '../view.ts'
import { goesOn } from './days.ts'

/** Names of lines that stop there, and how often something comes now. */
export function lineNames(view: View, content: Content, stop: TransitStop): Html {
  const passing = passesOf(content, stop.id)
  const names = [...new Map(passing.map(({ line }) => [line.id, line])).values()]
  const often = passing.flatMap(
    ({ direction }) => serviceNow(view, content, direction)?.every ?? [],
  )
  return html`${names.map((line, at) => html`${at > 0 ? ', ' : ''}${lineLink(view, line)}`)}${
    often.length > 0
      ? html` (${view.t('visit.transit.every', { minutes: Math.min(...often) })})`
      : null
  }`
}

export function passesOf(
  { transit }: Content,
  stop: string,
): { line: TransitLine; direction: TransitDirection }[] {
  return transit.lines.flatMap((line) =>
    line.directions
      .filter(({ stops }) => stops.some((each) => each.stop === stop))
      .map((direction) => ({ line, direction })),
  )
}

export function nearest<T extends { at: LonLat }>(
  from: LonLat,
  items: readonly T[],
  most: number,
): { item: T; metres: number }[] {
  return items
    .map((item) => ({ item, metres: metresBetween(from, item.at) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most)
}

/** What goes at this minute; on public holidays as on Sundays. */
function serviceNow(
  view: View,
  content: Content,
  { services }: TransitDirection,
): TransitService | null {
  const { date, minute } = view.now
  const holiday = content.holidays?.includes(date) === true
  // 1970-01-01 was a Thursday.
  const weekday = holiday ? 6 : (((parseDay(date) + 3) % 7) + 7) % 7
  const before = (weekday + 6) % 7
  return (
    services.find(
      ({ days, from, to }) =>
        (goesOn(days, weekday) && from <= minute && minute <= to) ||
        (goesOn(days, before) && from <= minute + 1440 && minute + 1440 <= to),
    ) ?? null
  )
}

export function nowSaid(view: View, content: Content, direction: TransitDirection): string {
  if (direction.services.length === 0) return view.t('visit.transit.no-times')
  const service = serviceNow(view, content, direction)
  return service ? everySaid(view, service) : view.t('visit.transit.not-now')
}

export function everySaid(view: View, { every, departures }: TransitService): string {
  if (every !== null) return view.t('visit.transit.every', { minutes: every })
  return view.t('visit.transit.departures', { count: departures ?? 1 })
}

/** The span of all times of a line, and its best headway. */
export function oftenSaid(view: View, directions: readonly TransitDirection[]): string {
  const services = directions.flatMap((each) => each.services)
  if (services.length === 0) return view.t('visit.transit.no-times')
  const from = Math.min(...services.map((each) => each.from))
  const to = Math.max(...services.map((each) => each.to))
  const often = services.flatMap(({ every }) => every ?? [])
  const said =
    often.length === 0 ? '' : `, ${view.t('visit.transit.every', { minutes: Math.min(...often) })}`
  return `${clock(from)}–${clock(to)}${said}`
}

/** `Mo-Fr` in words, day by day where no short name fits. */
export function daysSaid(view: View, days: string): string {
  const parts = days.split(',').map((part) =>
    part
      .split('-')
      .map((day) => view.t(`visit.transit.day.${day}`))
      .join('–'),
  )
  return parts.join(', ')
}

export function clock(minutes: number): string {
  return formatMinute(minutes % 1440)
}

export function stopLink(view: View, { id, name }: TransitStop): Html {
  return html`<a href="${link(view, `/vive/paraderos/${encodeURIComponent(id)}`)}">${name}</a>`
}

export function lineLink(view: View, { id, name }: TransitLine): Html {
  return html`<a href="${link(view, `/vive/transporte/${encodeURIComponent(id)}`)}">${name}</a>`
}
