// What is on in the city: a list to narrow down, and the page of one event with its next dates.
import { type Html, html } from '@rimaq/markup'
import { formatDay, formatMinute, parseDay } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import {
  districtField,
  field,
  languageField,
  option,
  placeLink,
  sourceLine,
} from '../pages/parts.ts'
import { type View, day, link, say } from '../view.ts'
import {
  type AgendaFilter,
  type Happening,
  daysOf,
  happenings,
  isOn,
  notOver,
  readAgendaFilter,
  spans,
} from './agenda.ts'
import { structuredEvent } from './agenda-file.ts'

export function agendaPage(view: View, content: Content, query: URLSearchParams): string {
  const { t } = view
  const filter = readAgendaFilter(query)
  const all = happenings(content, filter, view.now)
  const coming = filter.date === '' ? notOver(all, view.now) : all
  const onNow = filter.date === '' && filter.span === 'ahora'
  const found = onNow ? all.filter((each) => isOn(each, view.now)) : coming
  const { first, last } = daysOf(filter, view.now)
  const audiences = [...new Set(content.events.map(({ audience }) => audience))].sort()
  const calendar = calendarAddress(view, filter)
  const body = html`
    <h1>${t('visit.agenda.title')}</h1>
    <nav class="spans" aria-label="${t('visit.agenda.when')}">
      <ul>
        ${spans.map(
          (span) =>
            html`<li>
              <a
                href="${spanAddress(view, query, span)}"
                aria-current="${filter.date === '' && span === filter.span ? 'true' : null}"
                >${t(`visit.agenda.span.${span}`)}</a
              >
            </li>`,
        )}
      </ul>
    </nav>
    <details class="more-filters" open="${isNarrowed(filter)}">
      <summary>${t('visit.agenda.narrow')}</summary>
      <form class="filter" action="/vive/agenda">
        ${languageField(view)}
        ${filter.span === 'proximas' ? null : html`<input type="hidden" name="cuando" value="${filter.span}" />`}
        ${field('fecha', t('visit.routes.day'), html`<input id="fecha" name="fecha" type="date" value="${filter.date}" />`)}
        ${districtField(view, content, filter.district, content.events)}
        ${
          audiences.length < 2
            ? null
            : field(
                'publico',
                t('visit.agenda.audience'),
                html`<select id="publico" name="publico">
                  ${option('', t('visit.any'), filter.audience === '')}
                  ${audiences.map((each) => option(each, each, each === filter.audience))}
                </select>`,
              )
        }
        <label class="tick"
          ><input type="checkbox" name="gratis" value="1" checked="${filter.free}" />
          ${t('visit.agenda.only-free')}</label
        >
        <button>${t('visit.agenda.show')}</button>
      </form>
    </details>
    <h2 class="count">
      ${first === last ? day(view, first, 'long') : t('visit.agenda.between', { first: day(view, first), last: day(view, last, 'long') })}
    </h2>
    ${onNow ? html`<p class="quiet">${t('visit.agenda.unknown-left-out')}</p>` : null}
    ${found.length === 0 ? null : nearButton(view, calendarAddress(view, { ...filter, district: '' }))}
    ${found.length === 0 ? empty(view, content, filter) : list(view, content, found)}
    <p class="actions">
      <a class="button" href="${`webcal://${new URL(view.origin).host}${calendar}`}"
        >${t('visit.agenda.subscribe')}</a
      >
      <a class="button button-quiet" href="${calendar}">${t('visit.agenda.download')}</a>
    </p>
    <p class="quiet">${calendarWords(view, content, filter)}</p>
  `
  return document(view, {
    title: t('visit.agenda.title'),
    section: 'agenda',
    body,
    alternates: [{ type: 'text/calendar', href: calendar }],
    structured: found.slice(0, 30).map((each) => structuredEvent(view, content, each)),
  })
}

function isNarrowed({ date, district, audience, free }: AgendaFilter): boolean {
  return date !== '' || district !== '' || audience !== '' || free
}

function spanAddress(view: View, query: URLSearchParams, span: string): string {
  const kept = ['distrito', 'publico', 'gratis'].flatMap((name) => {
    const value = query.get(name)
    return value ? [[name, value] as const] : []
  })
  const cuando = span === 'proximas' ? '' : span
  return link(view, '/vive/agenda', { ...Object.fromEntries(kept), cuando })
}

/** What the subscription holds of what was chosen, and why it cannot hold the rest. */
function calendarWords(view: View, content: Content, filter: AgendaFilter): string {
  const { t } = view
  const district = content.districts.find(({ ubigeo }) => ubigeo === filter.district)
  const kept = [
    ...(filter.district === '' ? [] : [district?.name ?? filter.district]),
    ...(filter.audience === '' ? [] : [filter.audience]),
    ...(filter.free ? [t('visit.agenda.only-free')] : []),
  ]
  const holds =
    kept.length === 0
      ? t('visit.agenda.calendar-whole')
      : t('visit.agenda.calendar-holds', { filters: kept.join(', ') })
  if (filter.date === '' && filter.span === 'proximas') return holds
  const now = filter.date === '' && filter.span === 'ahora'
  return `${t(now ? 'visit.agenda.calendar-now' : 'visit.agenda.calendar-days')} ${holds}`
}

function calendarAddress(view: View, { district, audience, free }: AgendaFilter): string {
  return link(view, '/vive/agenda.ics', {
    distrito: district,
    publico: audience,
    gratis: free ? '1' : '',
  })
}

/** What comes next, where the chosen days have nothing. */
function empty(view: View, content: Content, filter: AgendaFilter): Html {
  const later = happenings(content, { ...filter, date: '', span: 'proximas' }, view.now).slice(0, 3)
  const why = view.loading && content.events.length === 0 ? 'visit.loading' : 'visit.agenda.empty'
  return html`<p>${view.t(why)}</p>
    ${
      later.length === 0
        ? null
        : html`<h2>${view.t('visit.home.next')}</h2>
            ${list(view, content, later)}`
    }`
}

/** Filled in by the script: the list by distance, measured on the device alone. */
export function nearButton({ t }: View, calendar?: string): Html {
  return html`<rimaq-near
    data-find="${t('visit.near.find')}"
    data-finding="${t('visit.emergency.finding')}"
    data-failed="${t('visit.near.failed')}"
    data-done="${t('visit.near.done')}"
    data-unknown="${t('visit.near.unknown')}"
    data-calendar="${calendar ?? null}"
    data-subscribe="${calendar === undefined ? null : t('visit.near.subscribe')}"
    ><p class="quiet">${t('visit.near.needs-script')}</p></rimaq-near
  >`
}

function list(view: View, content: Content, found: readonly Happening[]): Html {
  return html`<ul class="items">
    ${found.map((each) => happeningItem(view, content, each))}
  </ul>`
}

export function happeningItem(view: View, content: Content, happening: Happening): Html {
  const { t } = view
  const { event, date, cancelled, moved, holiday } = happening
  const at = content.places.find(({ id }) => id === event.places[0])?.at
  return html`<li
    class="${cancelled ? 'happening cancelled' : 'happening'}"
    data-at="${at ? at.join(' ') : null}"
    data-ubigeo="${event.ubigeo || null}"
  >
    <p class="when">
      <time datetime="${date}">${day(view, date, 'short')}</time> ${clock(view, happening)}
    </p>
    <h3>
      <a href="${link(view, `/vive/agenda/${event.id}`, { fecha: date })}"
        >${say(view, event.title)}</a
      >
    </h3>
    ${cancelled ? html`<p class="mark mark-bad">${t('visit.agenda.cancelled')}</p>` : null}
    ${moved && !cancelled ? html`<p class="mark mark-warn">${t('visit.agenda.moved')}</p>` : null}
    ${holiday && !cancelled ? html`<p class="mark mark-warn">${t('visit.agenda.holiday')}</p>` : null}
    <p>
      ${where(view, content, happening)}${event.free === true ? html` · ${t('visit.free')}` : null}
    </p>
    ${sourceLine(view, event.from)}
  </li>`
}

function clock(view: View, { from, to }: Happening): string {
  if (from === null) return view.t('visit.agenda.all-day')
  if (to === null) return view.t('visit.agenda.no-end', { from: formatMinute(from) })
  return `${formatMinute(from)}–${formatMinute(to % 1440)}`
}

function where(view: View, content: Content, { event }: Happening): Html {
  const district = content.districts.find(({ ubigeo }) => ubigeo === event.ubigeo)
  const places = content.places.filter(({ id }) => event.places.includes(id))
  const [only] = places
  if (only && places.length === 1) return html`${placeLink(view, only)}`
  if (places.length > 1) return html`${view.t('visit.agenda.places', { count: places.length })}`
  return html`${[event.venue, district?.name].filter(Boolean).join(', ') || view.t('visit.agenda.no-venue')}`
}

export function eventPage(
  view: View,
  content: Content,
  asked: { id: string; query: URLSearchParams },
): string | null {
  const event = content.events.find(({ id }) => id === asked.id)
  if (!event) return null
  const { t } = view
  // All dates of the series from now on, for a year; of a past event, its own day.
  const whole = {
    ...content,
    events: content.events.filter(({ when }) => when.uid === event.when.uid),
  }
  const any = { date: '', district: '', audience: '', free: false }
  const to = parseDay(view.now.date)
  const next = [0, 91, 182, 273].flatMap((days) =>
    happenings(whole, { ...any, span: 'proximas' }, { date: formatDay(to + days), minute: 0 }),
  )
  const first = formatDay(Math.floor(event.when.start / 86400))
  const shown =
    next.length > 0
      ? next
      : happenings(whole, { ...any, span: 'proximas' }, { date: first, minute: 0 }).slice(0, 1)
  const [head] = shown
  const places = content.places.filter(({ id }) => event.places.includes(id))
  const body = html`
    <p class="over">${event.organiser}</p>
    <h1>${say(view, event.title)}</h1>
    ${next.length === 0 ? html`<p class="mark mark-warn">${t('visit.agenda.past')}</p>` : null}
    <ul class="dates">
      ${shown
        .slice(0, 8)
        .map(
          (each) =>
            html`<li class="${each.cancelled ? 'cancelled' : null}">
              <time datetime="${each.date}">${day(view, each.date, 'long')}</time>,
              ${clock(view, each)}
              ${each.cancelled ? html`<strong>${t('visit.agenda.cancelled')}</strong>` : null}
              ${each.moved && !each.cancelled ? html`<strong>${t('visit.agenda.moved')}</strong>` : null}
              ${each.holiday && !each.cancelled ? html`<span class="quiet">${t('visit.agenda.holiday')}</span>` : null}
            </li>`,
        )}
    </ul>
    ${
      places.length > 0
        ? html`<h2>${t('visit.agenda.where')}</h2>
            <ul>
              ${places.map((place) => html`<li>${placeLink(view, place)}</li>`)}
            </ul>`
        : head
          ? html`<p>${where(view, content, head)}</p>`
          : null
    }
    <p>
      ${t(`visit.agenda.price.${event.free === null ? 'unknown' : event.free ? 'free' : 'paid'}`)}
    </p>
    <p class="actions">
      <a class="button" href="${link(view, `/vive/agenda/${event.id}.ics`)}"
        >${t('visit.agenda.download')}</a
      >
      ${
        head && places.length > 0 && head.from !== null
          ? html`<a
              class="button button-quiet"
              href="${link(view, `/vive/plan?a=${encodeURIComponent(event.id)}`, { fecha: head.date })}"
              >${t('visit.place.plan')}</a
            >`
          : null
      }
    </p>
    ${sourceLine(view, event.from)}
  `
  return document(view, {
    title: say(view, event.title),
    section: 'agenda',
    body,
    ...(head ? { structured: structuredEvent(view, content, head) } : {}),
  })
}
