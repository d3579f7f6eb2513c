// Keeps the progress of a file that is being read fresh, and opens what was found when it ends.

interface Reading {
  state: string
  label: string
  count: string
  done: number
  total: number
  stopped: boolean
}

/** Milliseconds between looks. */
const look = 2_000

/** `<rimaq-reading data-source="/…">` around a progress; without a script its link does the same. */
class ReadingProgress extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined

  connectedCallback(): void {
    const refresh = this.querySelector<HTMLElement>('[data-refresh]')
    if (refresh) refresh.hidden = true
    this.#timer = setTimeout(() => void this.#look(), look)
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    try {
      const answer = await fetch(this.dataset['source'] ?? '')
      const found = answer.ok ? ((await answer.json()) as Reading) : null
      if (found && found.state !== 'reading') return location.reload()
      if (found) this.#show(found)
    } catch {
      // Out of reach: the next look may find the server again.
    }
    this.#timer = setTimeout(() => void this.#look(), look)
  }

  #show({ label, count, done, total, stopped }: Reading): void {
    const bar = this.querySelector('progress')
    if (bar) {
      bar.max = total
      bar.value = done
    }
    const words = this.querySelector('.progress-line label')
    const said = this.querySelector('[data-said]')
    // Said once a step, so that listening to it is bearable.
    if (words && words.textContent !== label) {
      words.textContent = label
      if (said) said.textContent = label
    }
    const counted = this.querySelector('.progress-count')
    if (counted) counted.textContent = count
    const halted = this.querySelector<HTMLElement>('[data-stopped]')
    if (halted) halted.hidden = !stopped
  }
}

export function defineReading(): void {
  if (!customElements.get('rimaq-reading')) customElements.define('rimaq-reading', ReadingProgress)
}
