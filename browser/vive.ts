// Makes Vive quicker where scripts run: works without a network, knows where one is, prints.
import { LiveMap } from './vive/map.ts'
import { Near } from './vive/near.ts'
import { PackButton } from './vive/pack.ts'
import { Position } from './vive/position.ts'
import { Push } from './vive/push.ts'
import { WayFrom } from './vive/way-from.ts'

class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button button-quiet'
    button.textContent = this.dataset['label'] ?? ''
    button.addEventListener('click', () => print())
    this.replaceChildren(button)
  }
}

customElements.define('rimaq-print', PrintButton)
customElements.define('rimaq-pack', PackButton)
customElements.define('rimaq-position', Position)
customElements.define('rimaq-map', LiveMap)
customElements.define('rimaq-near', Near)
customElements.define('rimaq-push', Push)
customElements.define('rimaq-way', WayFrom)
