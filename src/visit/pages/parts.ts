// The parts that several pages of Vive share: where a fact comes from, hours of a day, a number to call.
import { type Html, html } from '@rimaq/markup'
import { formatMinute, hoursOn, readHours, slotsOn } from '@rimaq/walks'
import type { Contact, Content, Place, Provenance } from '../content/model.ts'
import { isOld } from '../numbers/last-check.ts'
import { type View, day, link, say } from '../view.ts'

/** Source, day, confidence and the row in the portal: every shown item ends with it. */
export function sourceLine(view: View, from: Provenance): Html {
  const { t } = view
  const said = [
    html`<a href="${from.source}" rel="noreferrer">${hostOf(from.source)}</a>`,
    html`<time datetime="${from.checked}">${day(view, from.checked, 'date')}</time>`,
    html`${t(`visit.source.confidence.${from.confidence}`)}`,
  ]
  // Each dot stays with what stands before it, so that no line of a phone begins with one.
  return html`<p class="source" data-row="${from.row}">
    ${said.map((each) => html`<span class="kept">${each} ·</span> `)}
    <a href="${link(view, from.row)}">${t('visit.source.row')}</a>
  </p>`
}

/** Facts in a line, with dots between them that never begin the next one. */
export function dotted(facts: readonly (Html | string | null)[]): Html {
  const said = facts.filter((fact) => fact !== null && fact !== '')
  return html`${said.map((fact, at) => html`${at > 0 ? html` · ` : null}${fact}`)}`
}

/** Of a number to call also who asked the institution last, and whether that is too long ago. */
export function numberSource(view: View, content: Content, contact: Contact): Html {
  const { t } = view
  const { verified } = contact
  const old = isOld(contact, view.now.date, content.verifyDays)
  return html`<p class="checked">
      ${
        verified === null
          ? t('visit.emergency.unverified')
          : t('visit.emergency.verified', { on: day(view, verified.on, 'date'), by: verified.by })
      }
      ${old ? html`<span class="mark mark-warn">${t('visit.emergency.old', { days: content.verifyDays })}</span>` : null}
    </p>
    ${sourceLine(view, contact.from)}`
}

export function hostOf(address: string): string {
  return new URL(address).host.replace(/^www\./, '')
}

/** The digits that a telephone dials. */
export function telephone(number: string): string {
  const digits = number.replace(/[^\d+]/g, '')
  // Landlines are written with the 0 of their area, which is not dialled from abroad; 0800 is no area.
  return /^0(?!80)\d{8}$/.test(digits) ? `+51${digits.slice(1)}` : digits
}

export function callButton(view: View, contact: Contact, className = 'call'): Html {
  const name = className === 'call' ? view.t(`visit.call.${contact.kind}`) : say(view, contact.name)
  return html`<a class="${className}" href="${`tel:${telephone(contact.number)}`}">
    <strong>${contact.number}</strong> <span>${name}</span>
  </a>`
}

/** The three that one needs without thinking. */
export function firstContacts(content: Content): Contact[] {
  return (['policia', 'bomberos', 'ambulancia'] as const).flatMap((kind) => {
    const found = content.contacts.find((contact) => contact.kind === kind && contact.active)
    return found ? [found] : []
  })
}

export interface HoursSaid {
  state: 'open' | 'closed' | 'unknown'
  text: string
}

/** What a place's hours are on a day; unknown hours are said to be unknown. */
export function hoursSaid(view: View, content: Content, place: Place, date: string): HoursSaid {
  const { t } = view
  const hours = readHours(place.hours)
  if (!hours.understood) return { state: 'unknown', text: t('visit.hours.unknown') }
  const options = holidayOption(content)
  const slots = slotsOn(hours, date, options)
  if (slots.length > 0) {
    const times = slots.map(formatMinute).join(', ')
    return { state: 'open', text: t('visit.hours.slots', { times }) }
  }
  const spans = hoursOn(hours, date, options)
  const open = spans.filter(({ state }) => state === 'open')
  if (open.length > 0) {
    const times = open.map(({ from, to }) => `${formatMinute(from)}–${formatMinute(to)}`).join(', ')
    return { state: 'open', text: t('visit.hours.open', { times }) }
  }
  return spans.some(({ state }) => state === 'unknown')
    ? { state: 'unknown', text: t('visit.hours.unknown-day') }
    : { state: 'closed', text: t('visit.hours.closed') }
}

/** Open at this very minute; false also where nobody knows. */
export function isOpenNow(view: View, content: Content, place: Place): boolean {
  const hours = readHours(place.hours)
  if (!hours.understood) return false
  const { date, minute } = view.now
  return hoursOn(hours, date, holidayOption(content)).some(
    ({ from, to, state }) => state === 'open' && from <= minute && minute < to,
  )
}

export function holidayOption(content: Content): { holiday?: (date: string) => boolean } {
  const { holidays } = content
  return holidays === null ? {} : { holiday: (date) => holidays.includes(date) }
}

export function placeLink(view: View, place: Place): Html {
  return html`<a href="${link(view, `/vive/lugares/${place.id}`)}">${say(view, place.name)}</a>`
}

/** One choice of a list in a form. */
export function option(value: string, label: string, chosen: boolean): Html {
  return html`<option value="${value}" selected="${chosen}">${label}</option>`
}

export function field(id: string, label: string, control: Html): Html {
  return html`<div class="field"><label for="${id}">${label}</label>${control}</div>`
}

/** Forms keep the language as links do. */
export function languageField(view: View): Html | null {
  return view.lang === 'es' ? null : html`<input type="hidden" name="lang" value="${view.lang}" />`
}

/** Only districts that have something to show. */
export function districtField(
  view: View,
  content: Content,
  chosen: string,
  items: readonly { ubigeo: string }[],
): Html {
  const used = new Set(items.map(({ ubigeo }) => ubigeo))
  const districts = content.districts
    .filter(({ ubigeo }) => used.has(ubigeo))
    .sort((a, b) => a.name.localeCompare(b.name, 'es'))
  return field(
    'distrito',
    view.t('visit.district'),
    html`<select id="distrito" name="distrito">
      ${option('', view.t('visit.any'), chosen === '')}
      ${districts.map(({ ubigeo, name }) => option(ubigeo, name, ubigeo === chosen))}
    </select>`,
  )
}
