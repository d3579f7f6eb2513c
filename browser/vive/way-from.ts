// Finds the way on foot from where one is, or from a point of the map; the point never leaves the device.
import { LiveMap } from './map.ts'
import { askWorker } from './pack.ts'

/** What the worker found. */
interface Found {
  page: string
  gpx: string
  features: string
  failed?: 'absent' | 'far'
}

/** The part of an address that is never sent (RFC 9110, 4.1; RFC 3986, 3.5). */
const pointIn = /^#([gm]\.-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?)$/

export class WayFrom extends HTMLElement {
  #told = document.createElement('p')
  #map: LiveMap | null = null

  connectedCallback(): void {
    if (!('serviceWorker' in navigator) || this.contains(this.#told)) return
    this.#told.setAttribute('role', 'status')
    const row = document.createElement('p')
    row.className = 'actions'
    if ('geolocation' in navigator) row.append(this.#button('find', () => this.#here()))
    row.append(this.#button('pick', () => this.#pick()))
    const promise = document.createElement('p')
    promise.className = 'quiet'
    promise.textContent = this.#word('private')
    this.prepend(row, promise, this.#told)
    const [, known] = pointIn.exec(location.hash) ?? []
    if (known !== undefined) void this.#from(known)
  }

  #here(): void {
    this.#told.textContent = this.#word('finding')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => void this.#from(code('g', [coords.longitude, coords.latitude])),
      () => (this.#told.textContent = this.#word('failed')),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    )
  }

  /** By a tap, or, for who has no pointer, by the middle of the map. */
  #pick(): void {
    const template = this.querySelector('template')
    if (!template || this.#map) return
    this.append(template.content.cloneNode(true))
    const map = this.querySelector('rimaq-map')
    if (!(map instanceof LiveMap)) return
    this.#map = map
    this.#told.textContent = this.#word('picking')
    map.addEventListener('rimaq-point', (event) => {
      if (event instanceof CustomEvent) void this.#from(code('m', event.detail as [number, number]))
    })
    const centre = this.#button('centre', () => {
      const at = map.centre()
      if (at) void this.#from(code('m', at))
    })
    map.after(centre)
    void map.show()
  }

  async #from(point: string): Promise<void> {
    this.#told.textContent = this.#word('loading')
    const to = document.querySelector<HTMLSelectElement>('select[name="a"]')?.value ?? ''
    const { lang } = document.documentElement
    const found = await askWorker<Found>({ ask: 'way', from: point, to, lang }).catch(() => null)
    const place = document.querySelector('.way-result')
    const page = new DOMParser().parseFromString(found?.page ?? '', 'text/html')
    const result = page.querySelector('.way-result')
    if (!found || !place || !result?.firstElementChild) {
      this.#told.textContent = this.#word(found?.failed ?? 'absent')
      return
    }
    // A file of the device's own: its address on the server would give the point away.
    const file = result.querySelector<HTMLAnchorElement>('.way-gpx')
    if (file) {
      file.href = URL.createObjectURL(new Blob([found.gpx], { type: 'application/gpx+xml' }))
      file.download = 'camino.gpx'
    }
    for (const map of result.querySelectorAll('rimaq-map')) map.removeAttribute('data-features')
    place.replaceChildren(...result.children)
    const map = place.querySelector('rimaq-map')
    if (map instanceof LiveMap) map.features = found.features
    this.#told.textContent = ''
    history.replaceState(null, '', `${addressTo(to)}#${point}`)
    const heading = place.querySelector<HTMLElement>('.figures')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus()
  }

  #button(name: string, work: () => void): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button button-quiet'
    button.textContent = this.#word(name)
    button.addEventListener('click', work)
    return button
  }

  #word(name: string): string {
    return this.dataset[name] ?? ''
  }
}

/** Five decimals are a metre. */
function code(kind: 'g' | 'm', [lon, lat]: readonly [number, number]): string {
  return `${kind}.${lon.toFixed(5)},${lat.toFixed(5)}`
}

/** This page with its destination, and without the beginning it had. */
function addressTo(to: string): string {
  const url = new URL(location.href)
  url.searchParams.delete('de')
  url.searchParams.set('a', to)
  return url.pathname + url.search
}
