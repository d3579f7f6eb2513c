// Puts a list into the order of how far its items are from here; the position stays on the device.
import { type LonLat, metresBetween, writeDistance } from '@rimaq/walks'

export class Near extends HTMLElement {
  connectedCallback(): void {
    if (!('geolocation' in navigator)) return
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button button-quiet'
    button.textContent = this.dataset['find'] ?? ''
    const told = document.createElement('p')
    told.className = 'quiet'
    told.setAttribute('role', 'status')
    button.addEventListener('click', () => {
      told.textContent = this.dataset['finding'] ?? ''
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          sortBy(document.querySelector('main .items'), [coords.longitude, coords.latitude], this)
          told.textContent = this.dataset['done'] ?? ''
          this.#offer(told)
        },
        () => (told.textContent = this.dataset['failed'] ?? ''),
        { timeout: 20_000, maximumAge: 120_000 },
      )
    })
    this.replaceChildren(button, told)
  }

  /** No calendar knows where one is; the district of what is nearest is the next best. */
  #offer(told: HTMLElement): void {
    this.querySelector('.near-calendar')?.remove()
    const { calendar, subscribe } = this.dataset
    const district = document.querySelector<HTMLElement>('main .items > li')?.dataset['ubigeo']
    if (calendar === undefined || district === undefined) return
    const url = new URL(calendar, location.href)
    url.searchParams.set('distrito', district)
    const link = document.createElement('a')
    link.className = 'near-calendar'
    link.href = url.pathname + url.search
    link.textContent = subscribe ?? ''
    told.after(link)
  }
}

/** Items without a position stand last, and say so. */
function sortBy(list: Element | null, here: LonLat, { dataset }: HTMLElement): void {
  if (!list) return
  const items = [...list.querySelectorAll<HTMLElement>(':scope > li')].map((item) => {
    const [lon, lat] = (item.dataset['at'] ?? '').split(' ').map(Number)
    const known = item.dataset['at'] !== undefined && lon !== undefined && lat !== undefined
    return { item, metres: known ? metresBetween(here, [lon, lat]) : Infinity }
  })
  items.sort((a, b) => a.metres - b.metres)
  for (const { item, metres } of items) {
    item.querySelector('.far')?.remove()
    const far = document.createElement('p')
    far.className = 'far'
    far.textContent = metres === Infinity ? (dataset['unknown'] ?? '') : writeDistance(metres)
    item.querySelector('h3')?.after(far)
    list.append(item)
  }
}
