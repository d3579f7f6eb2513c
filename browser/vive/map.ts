// Offers a map that can be moved in place of the drawn picture, and loads it when its button is pressed.
import type { MapOptions, ShownMap } from './map-options.ts'

interface MapModule {
  showMap(options: MapOptions): Promise<ShownMap>
}

export class LiveMap extends HTMLElement {
  #button = document.createElement('button')
  #told = document.createElement('p')
  #shown: ShownMap | null = null
  /** What stands on the map, where the page knows it without the server. */
  features: string | undefined

  connectedCallback(): void {
    const figure = this.querySelector('figure')
    if (!figure || this.contains(this.#button)) return
    this.#button.type = 'button'
    this.#button.className = 'button button-quiet map-button'
    this.#button.textContent = this.#word('show')
    this.#button.addEventListener('click', () => void (this.#shown ? this.#hide() : this.show()))
    this.#told.setAttribute('role', 'status')
    this.#told.className = 'map-told'
    this.append(this.#button, this.#told)
  }

  /** Longitude and latitude of the middle, while the map is shown. */
  centre(): [number, number] | null {
    return this.#shown?.centre() ?? null
  }

  async show(): Promise<void> {
    const figure = this.querySelector('figure')
    if (!figure || this.#shown) return
    if (!canDraw()) {
      this.#told.textContent = this.#word('unable')
      this.#button.remove()
      return
    }
    this.#button.disabled = true
    this.#told.textContent = this.#word('loading')
    const place = document.createElement('div')
    place.className = 'map-live'
    const picture = figure.querySelector('svg')
    try {
      await this.#loadStyles()
      const { showMap } = (await import(this.#word('script'))) as MapModule
      picture?.setAttribute('hidden', '')
      if (picture) picture.before(place)
      else figure.prepend(place)
      this.#shown = await showMap({
        place,
        words: { ...this.dataset },
        features: this.features,
        touched: (at) => this.dispatchEvent(new CustomEvent('rimaq-point', { detail: at })),
        tell: (content) => this.#told.replaceChildren(content),
      })
      this.#told.textContent = ''
      this.#button.textContent = this.#word('hide')
      this.dataset['shown'] = 'true'
    } catch (error) {
      console.warn(error)
      this.#hide()
      this.#told.textContent = this.#word('failed')
    }
    this.#button.disabled = false
  }

  #hide(): void {
    this.#shown?.remove()
    this.#shown = null
    this.querySelector('.map-live')?.remove()
    this.querySelector('svg[hidden]')?.removeAttribute('hidden')
    this.#button.textContent = this.#word('show')
    this.#told.textContent = ''
    delete this.dataset['shown']
  }

  #word(name: string): string {
    return this.dataset[name] ?? ''
  }

  /** Before anything is drawn, or the canvas has no size. */
  #loadStyles(): Promise<void> {
    const href = this.#word('styles')
    if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const sheet = document.createElement('link')
      sheet.rel = 'stylesheet'
      sheet.href = href
      sheet.addEventListener('load', () => resolve())
      sheet.addEventListener('error', () => reject(new TypeError(href)))
      document.head.append(sheet)
    })
  }
}

/** WebGL may be missing or switched off: the only way to know is to ask for it. */
function canDraw(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}
