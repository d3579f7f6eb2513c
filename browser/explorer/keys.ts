// Keys of the explorer: a list of them behind `?`, and one switch that turns those of one letter off.

const stored = 'explorer-keys'

/** `<rimaq-keys>` holds a button, hidden until now, and a dialog with the list and the switch. */
export class RimaqKeys extends HTMLElement {
  #stop = new AbortController()

  connectedCallback(): void {
    this.#stop = new AbortController()
    const signal = this.#stop.signal
    const button = this.querySelector('button[data-keys-open]')
    const dialog = this.querySelector('dialog')
    const choice = this.querySelector<HTMLInputElement>('input[type=checkbox]')
    if (!(button instanceof HTMLButtonElement) || !dialog || !choice) return
    button.hidden = false
    choice.checked = allowed()
    button.addEventListener('click', () => dialog.showModal(), { signal })
    choice.addEventListener('change', () => remember(choice.checked), { signal })
    document.addEventListener('keydown', (event) => this.#key(event, dialog), { signal })
  }

  disconnectedCallback(): void {
    this.#stop.abort()
  }

  #key(event: KeyboardEvent, dialog: HTMLDialogElement): void {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || isTyping(event.target)) {
      return
    }
    // WCAG 2.2, 2.1.4: keys of one character can be turned off.
    if (!allowed()) return
    const act: Record<string, () => void> = {
      '?': () => dialog.showModal(),
      '/': () => focus('.explorer-filters [name=q]'),
      f: () => {
        const form = document.querySelector('.explorer-filters details')
        if (form instanceof HTMLDetailsElement) form.open = true
        focus('.explorer-filters [name=new-column]')
      },
    }
    const view = /^[1-4]$/.test(event.key)
      ? document.querySelectorAll<HTMLAnchorElement>('rimaq-swap .tabs a')[Number(event.key) - 1]
      : undefined
    const action = act[event.key] ?? (view ? () => view.click() : undefined)
    if (!action) return
    event.preventDefault()
    action()
  }
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus()
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable]') !== null
  )
}

function allowed(): boolean {
  try {
    return localStorage.getItem(stored) !== 'off'
  } catch {
    // Storage may be refused by the reader's settings.
    return true
  }
}

function remember(on: boolean): void {
  try {
    if (on) localStorage.removeItem(stored)
    else localStorage.setItem(stored, 'off')
  } catch {
    // The choice then holds for this page alone, which the open switch still shows.
  }
}
