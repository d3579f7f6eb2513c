// The districts of the city, and one of them: what holds there, its wardens, what is on, where to go.
import { type Html, html } from '@rimaq/markup'
import { alertBanner } from '../alerts/alerts-page.ts'
import { happenings, notOver } from '../agenda/agenda.ts'
import { happeningItem } from '../agenda/agenda-page.ts'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, link } from '../view.ts'
import { callButton, numberSource, placeLink, sourceLine } from './parts.ts'

export function districtsPage(view: View, content: Content): string {
  const { t } = view
  const list = [...content.districts].sort((a, b) => a.name.localeCompare(b.name, 'es'))
  const body = html`
    <h1>${t('visit.districts.title')}</h1>
    ${
      list.length === 0
        ? html`<p>${t(view.loading ? 'visit.loading' : 'visit.districts.empty')}</p>`
        : html`<ul class="columns">
            ${list.map(({ ubigeo, name }) => html`<li><a href="${link(view, `/vive/distritos/${ubigeo}`)}">${name}</a></li>`)}
          </ul>`
    }
  `
  return document(view, { title: t('visit.districts.title'), body })
}

/** Places shown at most; the rest is one link away. */
const most = 8

export function districtPage(view: View, content: Content, ubigeo: string): string | null {
  const district = content.districts.find((each) => each.ubigeo === ubigeo)
  if (!district) return null
  const { t } = view
  const wardens = content.contacts.filter(
    (each) => each.kind === 'serenazgo' && each.active && each.ubigeo === ubigeo,
  )
  const filter = {
    span: 'proximas',
    date: '',
    district: ubigeo,
    audience: '',
    free: false,
  } as const
  const next = notOver(happenings(content, filter, view.now), view.now).slice(0, 5)
  const places = content.places.filter((place) => place.ubigeo === ubigeo)
  const body = html`
    <p class="over">${t('visit.district')}</p>
    <h1>${district.name}</h1>
    ${alertBanner(view, content, ubigeo) ?? html`<p>${t('visit.alerts.none')}</p>`}
    <h2>${t('visit.emergency.wardens')}</h2>
    ${
      wardens.length === 0
        ? html`<p>${t('visit.districts.no-wardens')}</p>`
        : html`<ul class="contacts">
            ${wardens.map((contact) => html`<li>${callButton(view, contact, 'call call-line')} ${numberSource(view, content, contact)}</li>`)}
          </ul>`
    }
    <h2>${t('visit.agenda.title')}</h2>
    ${
      next.length === 0
        ? html`<p>${t('visit.agenda.empty')}</p>`
        : html`<ul class="items">
            ${next.map((each) => happeningItem(view, content, each))}
          </ul>`
    }
    <p>
      <a class="more" href="${link(view, '/vive/agenda', { distrito: ubigeo })}"
        >${t('visit.home.agenda')}</a
      >
    </p>
    ${placesPart(view, places, ubigeo)}
  `
  return document(view, { title: district.name, body })
}

function placesPart(view: View, places: Content['places'], ubigeo: string): Html {
  const { t } = view
  return html`<h2>${t('visit.places.title')}</h2>
    ${
      places.length === 0
        ? html`<p>${t('visit.districts.no-places')}</p>`
        : html`<ul class="items">
            ${places.slice(0, most).map(
              (place) =>
                html`<li>
                  <h3>${placeLink(view, place)}</h3>
                  <p>${t(`visit.kind.${place.kind}`)}</p>
                  ${sourceLine(view, place.from)}
                </li>`,
            )}
          </ul>`
    }
    ${
      places.length > most
        ? html`<p>
            <a class="more" href="${link(view, '/vive/lugares', { distrito: ubigeo })}"
              >${t('visit.places.count', { count: places.length })}</a
            >
          </p>`
        : null
    }`
}
