// The page of the map: a picture of the city, the map that can be moved, and the same as a list of words.
import { type Html, html } from '@rimaq/markup'
import { plusCode } from '@rimaq/walks'
import type { Content, Place } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, link, say } from '../view.ts'
import type { Ways } from '../ways.ts'
import { cityPicture } from './city-picture.ts'
import { placeLink } from './parts.ts'

export function mapPage(view: View, content: Content, ways: Ways): string {
  const { t } = view
  const districts = [...new Set(content.places.map(({ district }) => district))].sort((a, b) =>
    a.localeCompare(b, 'es'),
  )
  const body = html`
    <h1>${t('visit.map.title')}</h1>
    ${cityPicture(view, content, ways) ?? html`<p>${t('visit.map.empty')}</p>`}
    <h2>${t('visit.map.words')}</h2>
    ${
      content.routes.length === 0
        ? null
        : html`<h3 class="group-name">${t('visit.routes.title')}</h3>
            <ul>
              ${content.routes.map(
                ({ id, title }) =>
                  html`<li>
                    <a href="${link(view, `/vive/rutas/${id}`)}">${say(view, { ...title })}</a>
                  </li>`,
              )}
            </ul>`
    }
    ${districts.map((district) =>
      districtList(
        view,
        district,
        content.places.filter((place) => place.district === district),
      ),
    )}
  `
  return document(view, { title: t('visit.map.title'), section: 'places', body })
}

function districtList(view: View, district: string, places: readonly Place[]): Html {
  return html`<h3 class="group-name">${district}</h3>
    <ul>
      ${places.map(
        (place) =>
          html`<li>
            ${placeLink(view, place)}, ${view.t(`visit.kind.${place.kind}`)},
            <span class="quiet">${plusCode(place.at)}</span>
          </li>`,
      )}
    </ul>`
}
