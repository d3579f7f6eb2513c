// The lines of the city, and stops by name.
import { type Html, html } from '@rimaq/markup'
import type { Content } from '../content/model.ts'
import type { TransitLine } from '../content/transit-model.ts'
import { document } from '../document.ts'
import { languageField, sourceLine } from '../pages/parts.ts'
import { type View, link } from '../view.ts'
import { lineLink, lineNames, oftenSaid, stopLink } from './transit-parts.ts'

export function transitPage(view: View, content: Content, query: URLSearchParams): string {
  const { t } = view
  const { lines, stops } = content.transit
  const words = query.get('q')?.trim() ?? ''
  const found = words === '' ? [] : stops.filter(({ name }) => plain(name).includes(plain(words)))
  const body = html`
    <h1>${t('visit.transit.title')}</h1>
    ${
      lines.length === 0
        ? html`<p>${t('visit.transit.empty')}</p>
            <p><a class="more" href="${link(view, '/vive/camino')}">${t('visit.way.title')}</a></p>`
        : html`<form class="search" action="/vive/transporte" role="search">
              ${languageField(view)}
              <label for="q">${t('visit.transit.search')}</label>
              <div class="search-line">
                <input id="q" name="q" type="search" value="${words}" autocomplete="off" />
                <button>${t('visit.places.find')}</button>
              </div>
            </form>
            ${
              words === ''
                ? null
                : html`<h2 class="count">${t('visit.transit.stops', { count: found.length })}</h2>
                    <ul>
                      ${found.slice(0, 60).map((stop) => html`<li>${stopLink(view, stop)}: ${lineNames(view, content, stop)}</li>`)}
                    </ul>`
            }
            <h2>${t('visit.transit.lines', { count: lines.length })}</h2>
            <ul class="items">
              ${lines.map((line) => lineItem(view, line))}
            </ul>`
    }
  `
  return document(view, { title: t('visit.transit.title'), section: 'places', body })
}

function lineItem(view: View, line: TransitLine): Html {
  const { t } = view
  return html`<li>
    <h3>${lineLink(view, line)}</h3>
    <p>
      ${line.about ? html`${line.about} · ` : null}${t(`visit.transit.kind.${line.kind}`)} ·
      ${oftenSaid(view, line.directions)}
    </p>
    ${sourceLine(view, line.from)}
  </li>`
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
