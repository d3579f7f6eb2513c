// Tells where one is: coordinates, Plus Code, district and what is near, all found on the device.
import { plusCode, type LonLat } from '@rimaq/walks'
import { askWorker } from './pack.ts'

interface Near {
  district: string | null
  near: string | null
}

export class Position extends HTMLElement {
  connectedCallback(): void {
    if (!('geolocation' in navigator)) return
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = this.dataset['find'] ?? ''
    const told = document.createElement('div')
    told.setAttribute('role', 'status')
    button.addEventListener('click', () => {
      told.textContent = this.dataset['finding'] ?? ''
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => void this.#show(told, [coords.longitude, coords.latitude]),
        () => (told.textContent = this.dataset['failed'] ?? ''),
        { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
      )
    })
    this.replaceChildren(button, told)
  }

  async #show(told: HTMLElement, point: LonLat): Promise<void> {
    const [lon, lat] = point
    const coordinates = `${lat.toFixed(5)}, ${lon.toFixed(5)}`
    const code = plusCode(point)
    // Nothing of it leaves the device: the worker looks it up in what it keeps.
    const found = await askWorker<Near>({ ask: 'near', point }).catch(() => null)
    const facts: [label: string, value: string][] = [
      [this.dataset['coordinates'] ?? '', coordinates],
      [this.dataset['code'] ?? '', code],
    ]
    if (found?.near) facts.push([this.dataset['near'] ?? '', found.near])
    if (found?.district) facts.push([this.dataset['district'] ?? '', found.district])
    const list = document.createElement('dl')
    list.className = 'facts'
    for (const [label, value] of facts) {
      const pair = document.createElement('div')
      const [term, text] = [document.createElement('dt'), document.createElement('dd')]
      term.textContent = label
      text.textContent = value
      pair.append(term, text)
      list.append(pair)
    }
    const share = document.createElement('a')
    share.className = 'button'
    const parts = [this.dataset['message'] ?? '', coordinates, code, found?.near ?? '']
    share.href = `sms:?body=${encodeURIComponent(parts.filter(Boolean).join(', '))}`
    share.textContent = this.dataset['share'] ?? ''
    told.replaceChildren(list, share)
  }
}
