// Asks the browser to be told of alerts, only when a reader wishes it, and takes that back as easily.

/** Waits for the worker, which hears what is sent. */
async function manager(): Promise<PushManager> {
  return (await navigator.serviceWorker.ready).pushManager
}

async function send(path: string, body: object): Promise<boolean> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.ok
}

export class Push extends HTMLElement {
  #told = document.createElement('p')
  #ask = document.createElement('button')
  #stop = document.createElement('button')

  connectedCallback(): void {
    if (!('serviceWorker' in navigator) || !('PushManager' in window)) return
    this.querySelector('p.quiet')?.remove()
    this.#told.setAttribute('role', 'status')
    this.#ask.textContent = this.dataset['ask'] ?? ''
    this.#stop.textContent = this.dataset['stop'] ?? ''
    this.#stop.className = 'button button-quiet'
    for (const button of [this.#ask, this.#stop]) button.type = 'button'
    this.#ask.addEventListener('click', () => void this.#begin())
    this.#stop.addEventListener('click', () => void this.#end())
    this.#stop.hidden = true
    const row = document.createElement('p')
    row.className = 'actions'
    row.append(this.#ask, this.#stop)
    this.append(row, this.#told)
    void manager()
      .then((push) => push.getSubscription())
      .then((known) => {
        // The worker may be ready long after the reader has pressed something and was answered.
        if (this.#told.textContent === '') this.#show(known !== null)
        else if (known !== null) this.#stop.hidden = false
      })
  }

  #show(on: boolean, word?: string): void {
    this.#stop.hidden = !on
    this.#told.textContent = this.dataset[word ?? (on ? 'on' : '')] ?? ''
  }

  async #begin(): Promise<void> {
    const ticks = [...this.querySelectorAll<HTMLInputElement>('input[name="distritos"]:checked')]
    if (ticks.length === 0) {
      this.#told.textContent = this.dataset['none'] ?? ''
      // What is to be chosen lies in there.
      this.querySelector('details')?.setAttribute('open', '')
      return
    }
    if ((await Notification.requestPermission()) !== 'granted') {
      this.#told.textContent = this.dataset['denied'] ?? ''
      return
    }
    try {
      const push = await manager()
      const options = { userVisibleOnly: true, applicationServerKey: this.dataset['key'] ?? '' }
      const { endpoint, keys } = (await push.subscribe(options)).toJSON()
      const districts = ticks.map(({ value }) => value)
      const { p256dh, auth } = keys ?? {}
      const kept = await send('/vive/push', { endpoint, p256dh, auth, districts })
      if (kept) this.#show(true)
      else {
        await (await push.getSubscription())?.unsubscribe()
        this.#show(false, 'failed')
      }
    } catch {
      this.#show(false, 'failed')
    }
  }

  async #end(): Promise<void> {
    const known = await (await manager()).getSubscription()
    const gone = known === null || (await send('/vive/push/forget', { endpoint: known.endpoint }))
    // Where the city did not hear it, the device is deaf all the same, and its service says so.
    await known?.unsubscribe()
    this.#show(false, gone ? 'stopped' : 'failed')
  }
}
