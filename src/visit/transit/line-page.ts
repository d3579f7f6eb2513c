// One line: its way, its stops in order, and on which days and how often it goes.
import { type Html, html } from '@rimaq/markup'
import type { LonLat } from '@rimaq/walks'
import type { Content } from '../content/model.ts'
import type { TransitDirection } from '../content/transit-model.ts'
import { document } from '../document.ts'
import { mapPicture } from '../pages/map-picture.ts'
import { sourceLine } from '../pages/parts.ts'
import { type View, span } from '../view.ts'
import type { Ways } from '../ways.ts'
import { clock, daysSaid, everySaid, stopLink } from './transit-parts.ts'

export function linePage(view: View, content: Content, ways: Ways, id: string): string | null {
  const line = content.transit.lines.find((each) => each.id === id)
  if (!line) return null
  const { t } = view
  const byId = new Map(content.transit.stops.map((stop) => [stop.id, stop]))
  const stops = line.directions[0]!.stops
  const main: readonly LonLat[] =
    line.shape[0] ?? stops.map(({ stop }) => byId.get(stop)?.at).filter((at) => at !== undefined)
  const body = html`
    <p class="over">
      ${[t(`visit.transit.kind.${line.kind}`), line.agency].filter(Boolean).join('\u00A0· ')}
    </p>
    <h1>${line.name}</h1>
    ${line.about ? html`<p class="lead">${line.about}</p>` : null}
    ${mapPicture(view, {
      label: t('visit.map.label', { what: line.name }),
      ...{ stops: [], line: main, ways: { ...ways, streetsIn: () => [] }, live: { t: id } },
    })}
    ${line.directions.map(
      (direction) =>
        html`<section>
          <h2>${t('visit.transit.towards', { where: direction.towards })}</h2>
          ${timetable(view, direction)}
          <ol class="passes">
            ${direction.stops.flatMap(({ stop, minutes, extra }) => {
              const found = byId.get(stop)
              return found
                ? [
                    html`<li>
                      ${stopLink(view, found)}
                      <span class="quiet"
                        >${extra ? t('visit.transit.extra') : minutes > 0 ? t('visit.transit.after', { time: span(view, minutes) }) : null}</span
                      >
                    </li>`,
                  ]
                : []
            })}
          </ol>
        </section>`,
    )}
    ${sourceLine(view, line.from)}
  `
  return document(view, { title: line.name, section: 'places', body })
}

/** Days, times and how often: no reader has to know what a headway is. */
function timetable(view: View, { services }: TransitDirection): Html {
  const { t } = view
  if (services.length === 0) return html`<p class="quiet">${t('visit.transit.no-times')}</p>`
  return html`<table class="times">
    <thead>
      <tr>
        <th scope="col">${t('visit.transit.days')}</th>
        <th scope="col">${t('visit.transit.hours')}</th>
        <th scope="col">${t('visit.transit.often')}</th>
      </tr>
    </thead>
    <tbody>
      ${services.map(
        (service) =>
          html`<tr>
            <td>${daysSaid(view, service.days)}</td>
            <td>${clock(service.from)}–${clock(service.to)}</td>
            <td>${everySaid(view, service)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
