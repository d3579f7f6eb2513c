// Frames a drawn picture, and offers the map that can be moved in its place where scripts and WebGL are there.
import { type Html, html } from '@rimaq/markup'
import { type View, link } from '../view.ts'

export interface LiveMapParts {
  picture: Html
  label: string
  /** Streets of OpenStreetMap are drawn in the picture. */
  streets: boolean
  /** Parameters of `/vive/mapa.geojson`; null: the picture is all there is. */
  shows: Readonly<Record<string, string>> | null
}

const copyright = 'https://www.openstreetmap.org/copyright'

/** Nothing of the map is loaded before its button is pressed. The credit stays in sight all the time. */
export function liveMap(view: View, { picture, label, streets, shows }: LiveMapParts): Html {
  const { t, asset, tiles } = view
  const credit =
    streets || tiles !== undefined
      ? html`<a href="${copyright}" rel="noreferrer">${t('visit.map.credit')}</a>`
      : t('visit.map.plain')
  const figure = html`<figure class="map">
    ${picture}
    <figcaption>${credit}</figcaption>
  </figure>`
  if (shows === null) return figure
  const borders: Record<string, string> = tiles === undefined ? { distritos: '1' } : {}
  return html`<rimaq-map
    data-script="${asset('vive-map.js')}"
    data-styles="${asset('vive-map.css')}"
    data-worker="${asset('maplibre-gl-worker.js')}"
    data-tiles="${tiles ?? null}"
    data-features="${link(view, '/vive/mapa.geojson', { ...shows, ...borders })}"
    data-label="${t('visit.map.live', { what: label })}"
    data-show="${t('visit.map.show')}"
    data-hide="${t('visit.map.hide')}"
    data-loading="${t('visit.map.loading')}"
    data-failed="${t('visit.map.failed')}"
    data-unable="${t('visit.map.unable')}"
    data-zoom-in="${t('visit.map.zoom-in')}"
    data-zoom-out="${t('visit.map.zoom-out')}"
    data-fingers="${t('visit.map.fingers')}"
    data-wheel="${t('visit.map.wheel')}"
    >${figure}</rimaq-map
  >`
}
