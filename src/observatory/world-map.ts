// A small map of the world with cities as points, drawn on the server; the list beside it names them all.
import { readFileSync } from 'node:fs'
import { type Html, html } from '@rimaq/markup'

interface Land {
  /** Rings of longitude and latitude in degrees. */
  rings: [number, number][][]
}

const size = { width: 720, west: -170, east: 190, north: 78, south: -56 } as const
const scale = size.width / (size.east - size.west)
const height = Math.round((size.north - size.south) * scale)

const x = (longitude: number): number => tenth((longitude - size.west) * scale)
const y = (latitude: number): number => tenth((size.north - latitude) * scale)

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

/** Natural Earth 1:110m, simplified (see land.json); equirectangular, drawn once. */
const land: string = (
  JSON.parse(readFileSync(new URL('land.json', import.meta.url), 'utf8')) as Land
).rings
  .map((ring) => `M${ring.map(([lon, lat]) => `${x(lon)} ${y(lat)}`).join('L')}Z`)
  .join('')

export interface WorldMapOptions {
  /** Unique on the page. */
  id: string
  title: string
  description: string
  places: readonly { label: string; at: readonly [number, number]; href: string }[]
}

export function worldMap({ id, title, description, places }: WorldMapOptions): Html {
  return html`<figure class="observatory-map">
    <figcaption class="visually-hidden" id="${id}-title">${title}</figcaption>
    <svg
      viewBox="0 0 ${size.width} ${height}"
      role="img"
      aria-labelledby="${id}-title ${id}-description"
    >
      <desc id="${id}-description">${description}</desc>
      <path class="observatory-land" d="${land}"></path>
      ${places.map(
        ({ label, at: [longitude, latitude], href }) =>
          html`<a href="${href}" tabindex="-1" aria-hidden="true"
            ><circle class="observatory-place" cx="${x(longitude)}" cy="${y(latitude)}" r="5">
              <title>${label}</title>
            </circle></a
          >`,
      )}
    </svg>
  </figure>`
}
