// Registers the worker that answers without a network, and keeps the city on the device when asked.

/** What the worker tells of what it keeps. */
interface Kept {
  /** When the server made it, as 2026-11-28T10:00:00Z; null: nothing is kept. */
  made: string | null
  bytes: number
  failed?: string
}

const { worker } = document.body.dataset

const registered: Promise<ServiceWorkerRegistration | null> =
  'serviceWorker' in navigator && worker !== undefined
    ? navigator.serviceWorker.register(worker, { scope: '/vive' }).catch(() => null)
    : Promise.resolve(null)

/** Asks the worker and waits for its answer; null where none runs. */
export async function askWorker<T>(question: object): Promise<T | null> {
  const registration = await registered
  if (!registration) return null
  const { active } = await navigator.serviceWorker.ready
  if (!active) return null
  return await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', ({ data }: MessageEvent<T>) => resolve(data))
    port1.start()
    active.postMessage(question, [port2])
  })
}

export class PackButton extends HTMLElement {
  #button = document.createElement('button')
  #told = document.createElement('p')

  connectedCallback(): void {
    if (!('serviceWorker' in navigator) || worker === undefined) return
    this.#button.type = 'button'
    this.#told.setAttribute('role', 'status')
    this.#button.addEventListener('click', () => void this.#take())
    this.replaceChildren(this.#button, this.#told)
    this.#show(null)
    void askWorker<Kept>({ ask: 'kept' }).then((kept) => this.#show(kept))
  }

  async #take(): Promise<void> {
    this.#button.disabled = true
    this.#told.textContent = this.dataset['taking'] ?? ''
    // The browser may throw it away under pressure unless it is asked to keep it (Storage standard).
    await navigator.storage?.persist?.().catch(() => false)
    const kept = await askWorker<Kept>({ ask: 'take' })
    this.#button.disabled = false
    this.#show(kept)
    if (!kept || kept.failed !== undefined) this.#told.textContent = this.dataset['failed'] ?? ''
  }

  #show(kept: Kept | null): void {
    const made = kept?.made ?? null
    this.#button.textContent = (made === null ? this.dataset['take'] : this.dataset['again']) ?? ''
    if (made === null) return
    const time = document.createElement('time')
    time.dateTime = made
    time.textContent = made.slice(0, 16).replace('T', ' ')
    const size = `(${Math.ceil((kept?.bytes ?? 0) / 1000)} kB)`
    this.#told.replaceChildren(`${this.dataset['taken'] ?? ''} `, time, ` ${size}`)
  }
}
